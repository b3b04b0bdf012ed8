#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
The referee of constant packet rates: one flow of a capture, with exact rationals and nothing that the module or its tools use.

 place     a packet's number: RTP sequence, or with --bare the first four octets of the datagram; that of the first packet is 0.
 spacing   time less place / rate: largest less smallest, for packets that are evenly spaced 0.
 C_INST    drains at every multiple of T_DRAIN = 1 / (1.1 rate) since 1970 (epoch), and from the first packet, counted as 1.
"""
import argparse
import ipaddress
import json
import sys
from fractions import Fraction

from audio import read, seconds


def fill(times, drain_ns, origin):
    level, worst, gone = 0, 0, None
    for t in times:
        n = (t - origin) // drain_ns
        if gone is not None:
            level = max(0, level - (n - gone))
        gone = n
        level += 1
        worst = max(worst, level)
    return int(worst)


def main():
    p = argparse.ArgumentParser(description='Judge a flow of constant packet rate.')
    p.add_argument('file')
    p.add_argument('--dst', required=True, help='ADDR:PORT')
    p.add_argument('--rate', type=Fraction, required=True, help='packets a second: 20000, 22591/2')
    p.add_argument('--drain-rate', type=Fraction, help='drains a second (default: 1.1 rate)')
    p.add_argument('--c-max', type=int, help='default: max(4, rate / 43200)')
    p.add_argument('--spacing', type=seconds, help='of how much at most')
    p.add_argument('--bare', action='store_true')
    p.add_argument('--packets', type=int)
    p.add_argument('--tap', metavar='NAME')
    o = p.parse_args()
    addr, _, port = o.dst.rpartition(':')
    want = (ipaddress.ip_address(addr.strip('[]')).packed, int(port))
    times, places, lost, number = [], [], 0, None
    for t, dst, dport, buf, at in read(o.file):
        if (dst, dport) != want:
            continue
        width = 32 if o.bare else 16
        n = int.from_bytes(buf[at:at + 4] if o.bare else buf[at + 2:at + 4], 'big')
        if number is not None:
            ahead = (n - number) % 2**width
            lost += ahead - 1
            places.append(places[-1] + ahead)
        else:
            places.append(0)
        number = n
        times.append(t)
    if not times:
        print('not ok - %s: no packet' % o.tap)
        return 1
    off = [t - n * 10**9 / o.rate for t, n in zip(times, places)]
    drain = Fraction(10**9) / (o.drain_rate or o.rate * Fraction(11, 10))
    c_max = o.c_max or int(max(4, o.rate // 43200))
    r = {'packets': len(times), 'lost': lost, 'spacing_ns': float(max(off) - min(off)), 'c_max': c_max,
         'c_inst': {'epoch': fill(times, drain, 0), 'first1': fill(times, drain, times[0])}}
    if not o.tap:
        print(json.dumps(r, indent=1))
        return 0
    lines = [(max(r['c_inst'].values()) <= c_max, 'C_INST max %d, from the first packet %d, <= C_MAX %d' % (
        r['c_inst']['epoch'], r['c_inst']['first1'], c_max))]
    if o.spacing is not None:
        lines.append((r['spacing_ns'] <= o.spacing * 10**9,
                      'evenly spaced within %.1f us (limit %.1f)' % (r['spacing_ns'] / 1000, o.spacing * 10**6)))
    if o.packets is not None:
        lines.append((r['packets'] == o.packets, '%d packets (%d), %d lost' % (r['packets'], o.packets, lost)))
    for ok, text in lines:
        print('%s - %s: %s' % ('ok' if ok else 'not ok', o.tap, text))
    return 0 if all(ok for ok, _ in lines) else 3


if __name__ == '__main__':
    sys.exit(main())
