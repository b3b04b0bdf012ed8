#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Captures of RFC 4175 streams whose every send time is chosen, for holding the
referee and st2110-analyze against each other (and each against plain sums).

A case is one line of words, NAME=VALUE: rate height scan n profile frames,
aim (where in the receiver buffer packets are aimed: 0.5 its middle), jitter
(ns, either way), burst (packets that leave together), late (frame:ns), short,
lose (frame:index), twice, swap, nomarker, dropframe, vlan, v6, snap, unit,
rtp (ticks added), badsum, ssrc (frame), rtcp (every n packets), start (packet
the capture begins with). Times are whole nanoseconds, never within 8 ns of a
read time or of a drain, so that rounding decides nothing.
"""
import math
import random
import socket
import struct
import sys
from fractions import Fraction

TOTAL = {480: 525, 486: 525, 576: 625, 720: 750, 1080: 1125}


def checksum(data):
    if len(data) % 2:
        data += b'\0'
    s = sum(struct.unpack('>%dH' % (len(data) // 2), data))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


class Stream:
    def __init__(self, words):
        c = dict(w.split('=', 1) for w in words)
        self.c = c
        self.rate = Fraction(c.get('rate', '25'))
        self.height = int(c.get('height', 1080))
        self.scan = c.get('scan', 'p')
        self.n = int(c.get('n', 400))
        self.profile = c.get('profile', 'n')
        self.frames = int(c.get('frames', 6))
        self.two = self.scan != 'p'
        self.nf = self.n // 2 if self.two else self.n
        self.period = 10**9 / self.rate
        total = TOTAL.get(self.height, 1125)
        gapped = self.profile == 'n'
        if not gapped:
            active = Fraction(1)
        elif self.two:
            active = Fraction(487 if self.height == 486 else self.height, total)
        else:
            active = Fraction(1080, 1125)
        if self.two:
            tro = Fraction({480: 20, 486: 20, 576: 26, 1080: 22}[self.height], total)
        else:
            tro = Fraction(43, 1125) if self.height >= 1080 else Fraction(28, 750)
        self.tro = tro * self.period
        if 'troff' in c:
            self.tro = Fraction(int(c['troff']))
        self.trs = self.period * active / self.n
        self.drain = self.period / self.n * Fraction(10, 11)
        self.second = self.period / 2 + self.period / total / 2 if self.two and gapped \
            else self.trs * self.nf
        per_second = self.n * self.rate
        full = max(8, per_second // 27000) if self.profile != 'w' else max(720, per_second // 300)
        self.ahead = self.trs * full * Fraction(c.get('aim', '1/2'))
        self.k0 = int(c.get('k', Fraction(1790000000) * self.rate // 1))
        self.unit = math.lcm(*(Fraction(x).denominator for x in (
            self.period / 2, self.tro, self.second, self.trs, self.drain)))
        self.random = random.Random(c.get('seed', '1'))

    def marks(self, name):
        out = {}
        for item in filter(None, self.c.get(name, '').split(',')):
            frame, _, value = item.partition(':')
            out.setdefault(int(frame), []).append(int(value or 0))
        return out

    def clear_of_edges(self, t, grids):
        """The whole nanosecond near t that is 8 ns clear of all grids."""
        t = int(t)
        unit, near = self.unit, 8 * self.unit
        for _ in range(200):
            for origin, step in grids:
                x = (t * unit - origin) % step
                if x < near or step - x < near:
                    t += 9
                    break
            else:
                break
        return t

    def grids(self, tvd):
        """Drains and reads of a frame, in 1/unit ns: (origin, step)."""
        drain, trs = int(self.drain * self.unit), int(self.trs * self.unit)
        return [(int(x * self.unit), step) for x, step in (
            (0, drain), (self.first, drain), (tvd, trs), (tvd + self.second, trs),
            (tvd + self.period / 2, trs))]

    def packets(self):
        """(time ns, frame, field, index, k) of all packets in order."""
        jitter = int(self.c.get('jitter', 0))
        burst = int(self.c.get('burst', 1))
        late = self.marks('late')
        drop = self.marks('dropframe')
        shift = self.marks('shift')
        extra = 0
        last = 0
        self.first = -10**12
        for frame in range(self.frames):
            if frame in drop:
                continue
            extra += sum(shift.get(frame, ()))
            k = self.k0 + frame + extra
            tvd = k * self.period + self.tro
            grids = self.grids(tvd)
            trs, start = self.trs, int(k * self.period) + 1
            delay = sum(late.get(frame, ()))
            nf = self.nf + sum(self.marks('wrongn').get(frame, ()))
            for j in range(self.n if not self.two else 2 * self.nf):
                field, jf = divmod(j, self.nf) if self.two else (0, j)
                if jf == 0:
                    base = int(tvd + field * self.second - self.ahead) + delay
                aim = base + (jf - jf % burst) * trs.numerator // trs.denominator
                aim += self.random.randint(-jitter, jitter) if jitter else 0
                t = max(aim, start, last + 1 if burst == 1 else last + 7)
                t = self.clear_of_edges(t, grids)
                if self.first < 0:
                    self.first = t
                    grids = self.grids(tvd)
                last = t
                if jf < nf:
                    yield t, frame, field, jf, k, jf == nf - 1

    def octets(self, frame, field, j, k, last, seq):
        c = self.c
        ts = int(k * self.period * 90000 / 10**9) if 'rtpfloat' in c else \
            k * self.period * 90000 / 10**9 // 1
        if field and self.scan == 'i':
            ts += self.period / 2 * 90000 / 10**9 // 1
        ts = (int(ts) + int(c.get('rtp', 0))) % 2**32
        marker = last and frame not in self.marks('nomarker')
        ssrc = 0x1234 + (1 if 'ssrc' in c and frame >= int(c['ssrc']) else 0)
        size = int(c.get('size', 120))
        rtp = struct.pack('>BBHII', 0x80, 96 | marker << 7, seq & 0xffff, ts, ssrc)
        row = min(j, self.nf - 1) * (self.height // (2 if self.two else 1)) // self.nf
        rtp += struct.pack('>HHHH', seq >> 16 & 0xffff, size, field << 15 | row, 0)
        return rtp + bytes(range(256)) * (size // 256) + bytes(range(size % 256))

    def frame(self, payload, sport=5004, dport=None):
        c = self.c
        udp = struct.pack('>HHHH', sport, dport or 5004, 8 + len(payload), 0)
        if 'v6' in c:
            src = socket.inet_pton(socket.AF_INET6, 'fd00::1')
            dst = socket.inet_pton(socket.AF_INET6, 'ff3e::1')
            pseudo = src + dst + struct.pack('>IBBBB', len(udp) + len(payload), 0, 0, 0, 17)
            ip = struct.pack('>IHBB', 6 << 28 | 34 << 22, len(udp) + len(payload), 17,
                             int(c.get('ttl', 64))) + src + dst
            kind = 0x86dd
        else:
            src, dst = socket.inet_aton('10.0.0.1'), socket.inet_aton('239.1.1.1')
            pseudo = src + dst + struct.pack('>BBH', 0, 17, len(udp) + len(payload))
            ip = struct.pack('>BBHHHBBH', 0x45, 34 << 2, 20 + len(udp) + len(payload), 0, 0x4000,
                             int(c.get('ttl', 64)), 17, 0) + src + dst
            ip = ip[:10] + struct.pack('>H', checksum(ip)) + ip[12:]
            kind = 0x800
        if c.get('sum', 'none') != 'none' or 'v6' in c:
            s = checksum(pseudo + udp + payload) or 0xffff
            if c.get('sum') == 'bad':
                s ^= 0x5555
            udp = udp[:6] + struct.pack('>H', s)
        tag = struct.pack('>HH', 0x8100, int(c['vlan'])) if 'vlan' in c else b''
        return bytes.fromhex('01005e010101020000000001') + tag + struct.pack('>H', kind) + ip + \
            udp + payload

    def write(self, path):
        c = self.c
        unit = int(c.get('unit', 1))
        snap = int(c.get('snap', 65535))
        seq = int(c.get('seq', 2**16 * 7 + 65000))
        lose, twice, swap = self.marks('lose'), self.marks('twice'), self.marks('swap')
        rtcp = int(c.get('rtcp', 0))
        start = int(c.get('start', 0))
        stop = int(c.get('stop', 1 << 40))
        out = []
        for i, (t, frame, field, j, k, last) in enumerate(self.packets()):
            jj = j + field * self.nf
            if 'ssrc' in c and frame == int(c['ssrc']) and jj == 0:
                seq = 5
            p = self.octets(frame, field, j, k, last, seq)
            seq = (seq + 1) % 2**32
            if i < start or i >= stop or jj in lose.get(frame, ()):
                continue
            out.append((t, self.frame(p)))
            if jj in twice.get(frame, ()):
                out.append((t + 3, self.frame(p)))
            if jj in swap.get(frame, ()):
                a, b = out[-2], out[-1]
                out[-2:] = [(a[0], b[1]), (b[0], a[1])]
            if rtcp and i % rtcp == 0:
                out.append((t + 4, self.frame(struct.pack('>BBHI', 0x80, 200, 6, 0x1234)
                                              + bytes(20))))
        magic = 0xa1b23c4d if unit == 1 else 0xa1b2c3d4
        with open(path, 'wb') as f:
            f.write(struct.pack('<IHHIIII', magic, 2, 4, 0, 0, 65535, 1))
            for t, data in out:
                f.write(struct.pack('<IIII', t // 10**9, t % 10**9 // unit, min(len(data), snap),
                                    len(data)) + data[:snap])


if __name__ == '__main__':
    Stream(sys.argv[2:]).write(sys.argv[1])
