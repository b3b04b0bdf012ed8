#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Vectors for the unit tests, by fractions, at random rates up to the bounds.

Written from the standards' formulas, apart from the C code and its oracle. One
line each, whitespace between; times in ns:

  S width height scan num den N profile troff(-1 default) maxudp
      c_max vrx_full ceil(2^32 T_RS) floor(2^32 T_DRAIN) floor(TRO) floor(field2)
  E k floor(start) rtp rtp_field2 drains mod 10 at k T_FRAME (of the last S)
  R k j floor(TPR_j) field index-in-field (j counts through the frame)
  F tai first-k
  T rtp tai k off

Usage: vectors.py [SEED] [SCHEDULES]
"""

import random
import sys
from fractions import Fraction
from math import ceil, floor

GRIDS = {
    # scan, height: lines, TRO lines, active lines
    ("p", 720): (750, 28, None), ("p", 1080): (1125, 43, None),
    ("p", 2160): (1125, 43, None), ("p", 4320): (1125, 43, None),
    ("i", 1080): (1125, 22, 1080), ("i", 576): (625, 26, 576),
    ("i", 480): (525, 20, 480), ("i", 486): (525, 20, 487),
}
WIDTHS = {480: 720, 486: 720, 576: 720, 720: 1280, 1080: 1920, 2160: 3840, 4320: 7680}
STANDARD = [(24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1),
            (60000, 1001), (60, 1), (100, 1), (120000, 1001), (120, 1)]


def random_rate(rng):
    if rng.random() < 0.4:
        return rng.choice(STANDARD)
    while True:
        num, den = rng.randint(1, 1000000), rng.randint(1, rng.choice([2, 1001, 1001000]))
        if den <= num <= 1000 * den:
            return num, den


def schedule(rng):
    scan, height = rng.choice(list(GRIDS))
    lines, tro_lines, active = GRIDS[scan, height]
    num, den = random_rate(rng)
    frame = Fraction(den, num)              # seconds
    packets = rng.choice([rng.randint(2, 100), rng.randint(2, 20000), rng.randint(2, 1048576)])
    while Fraction(packets) / frame > 200000000:
        packets //= 2
    profile = rng.randint(0, 2)
    if profile == 2 and packets / frame >= 900000:
        profile = 1
    maxudp = rng.choice([1460, 1500, 2000, 8960])
    troff = -1
    if rng.random() < 0.2:
        troff = rng.randint(0, min(2**32, ceil(frame * 10**9)) - 1)

    ratio = Fraction(1)
    if profile == 0:
        ratio = Fraction(active, lines) if active else Fraction(1080, 1125)
    trs = frame * ratio / packets
    tro = Fraction(troff, 10**9) if troff >= 0 else frame * Fraction(tro_lines, lines)
    c_max = (max(4, floor(packets / (43200 * ratio * frame))) if profile < 2
             else max(16, floor(packets / (21600 * frame))))
    udp = max(maxudp, 1500)
    vrx_full = (max(1500 * 8 // udp, floor(packets / (27000 * frame))) if profile < 2
                else max(1500 * 720 // udp, floor(packets / (300 * frame))))

    def tpr(k, j):
        start = k * frame + tro
        if profile or scan == "p" or 2 * j < packets:
            return start + j * trs
        return start + frame / 2 + frame / lines / 2 + (j - Fraction(packets, 2)) * trs

    first = (packets + 1) // 2 if scan == "i" else packets
    field2 = tpr(0, first) - tpr(0, 0) if scan == "i" else 0
    drain = frame / packets / Fraction(11, 10)
    psf = scan == "i" and rng.random() < 0.3
    code = {"p": 0, "i": 2 if psf else 1}[scan]
    print("S", WIDTHS[height], height, code, num, den, packets, profile, troff, maxudp,
          c_max, vrx_full, ceil(trs * 10**9 * 2**32), floor(drain * 10**9 * 2**32),
          floor(tro * 10**9), floor(field2 * 10**9))

    def stamp(k):
        return floor(k * frame * 90000)

    for _ in range(4):
        k = rng.choice([rng.randrange(2**20), floor(rng.randrange(3155760000) / frame),
                        rng.randrange(2**40), floor(rng.randrange(18446744073) / frame)])
        if k * frame * 10**9 >= 2**64 - 3 * 10**9:
            k = 0
        half = floor(frame / 2 * 90000) if code == 1 else 0
        print("E", k, floor(k * frame * 10**9), stamp(k) % 2**32, half,
              floor(Fraction(k * packets * 11, 10)) * 10 % 10 + k * packets * 11 % 10)
        for _ in range(3):
            j = rng.randrange(packets)
            field = int(j >= first)
            print("R", k, j, floor(tpr(k, j) * 10**9), field, j - first * field)

    for _ in range(3):
        k = floor(rng.randrange(3155760000) / frame)
        tai = max(0, floor(k * frame * 10**9) + rng.choice([-1, 0, 1, rng.randrange(10**9)]))
        print("F", tai, ceil(Fraction(tai, 10**9) / frame))

    for _ in range(3):
        tai = rng.randrange(10**9, 3155760000 * 10**9)
        now = tai * 9 // 100000
        rtp = rng.choice([rng.randrange(2**32), (stamp(floor(now / 90000 / frame)) +
                                                 rng.randint(-40, 40)) % 2**32])
        tick = now + (rtp - now + 2**31) % 2**32 - 2**31
        if tick < 0:
            tick += 2**32
        near = floor(Fraction(tick, 90000) / frame)
        k = min(range(max(0, near - 2), near + 3), key=lambda n: (abs(stamp(n) - tick), n))
        print("T", rtp, tai, k, tick - stamp(k))


def main():
    rng = random.Random(int(sys.argv[1], 0) if len(sys.argv) > 1 else 2110)
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 1500):
        schedule(rng)


if __name__ == "__main__":
    main()
