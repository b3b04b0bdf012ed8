#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
The referee of audio streams: judges every RTP stream of a capture by ST 2110-30 and EBU Tech 3337, with integers of exact
rationals and nothing that the module or its tools use.

 delay     packet time less the instant that its RTP timestamp names, of those 2^32 ticks apart the one nearest to it; time 0
           and timestamp --media-offset are 1970 TAI. Counted in 1 / rate ns, so nothing is rounded.
 late      delay less the offset (--offset, one packet time by default): each packet must leave within [0, tenth of a packet
           time, 12.5 us at least] of its instant; packets that do not are outside.
 TS-DF     of every window of 200 ms, which begins with the first packet after the one before: largest delay less smallest. The
           last window counts only if it was as long.
 beside    timestamps that are no multiple of samples since 1970.
 steps     timestamps must advance by samples times the sequence gap: those that do not are counted, and so are gaps.
 mean      packets' mean distance against the packet time, gaps taken off.
"""
import argparse
import ipaddress
import json
import mmap
import struct
import sys
from fractions import Fraction

WINDOW_NS = 200_000_000


class Stream:
    def __init__(self, o, rate, samples):
        self.rate, self.samples = rate, samples
        self.offset = samples * 10**9 if o.offset is None else int(o.offset * 10**9) * rate
        self.tenth = max(samples * 10**8, 12_500 * rate)
        self.media_offset = o.media_offset
        self.packets = self.outside = self.gaps = self.lost = self.odd = self.back = self.markers = self.beside = 0
        self.low = self.high = None
        self.total = 0
        self.seq = self.ts = self.first = self.last = None
        self.begin = None
        self.factor = []
        self.ssrcs = set()

    def add(self, t, seq, ts, ssrc, marker):
        self.ssrcs.add(ssrc)
        self.markers += marker
        if self.seq is not None:
            gap = (seq - self.seq) & 0xffff
            if gap > 0x7fff or not gap:
                self.back += 1
                return
            if gap > 1:
                self.gaps += 1
                self.lost += gap - 1
            if (ts - self.ts) & 0xffffffff != gap * self.samples:
                self.odd += 1
        else:
            self.first = t
        self.seq, self.ts, self.last = seq, ts, t
        self.packets += 1
        ticks = t * self.rate // 10**9
        off = (ts - self.media_offset - ticks + 2**31) % 2**32 - 2**31
        delay = t * self.rate - (ticks + off) * 10**9       # in 1 / rate ns
        self.beside += (ticks + off) % self.samples != 0
        self.total += delay
        if self.low is None:
            self.low = self.high = delay
        elif delay < self.low:
            self.low = delay
        elif delay > self.high:
            self.high = delay
        if not 0 <= delay - self.offset <= self.tenth:
            self.outside += 1
        if self.begin is None or t - self.begin >= WINDOW_NS:
            self.window(t)
            self.begin, self.wlow, self.whigh, self.wn = t, delay, delay, 0
        self.wlow, self.whigh = min(self.wlow, delay), max(self.whigh, delay)
        self.wn += 1

    def window(self, t):
        if self.begin is not None and t - self.begin >= WINDOW_NS and self.wn > 1:
            self.factor.append(self.whigh - self.wlow)

    def result(self):
        time = Fraction(self.samples * 10**9, self.rate)
        factor = Fraction(max(self.factor), self.rate) if self.factor else None
        spans = self.packets + self.lost - 1
        mean = Fraction(self.last - self.first, spans) / time if spans > 0 else None
        low, high = Fraction(self.low, self.rate), Fraction(self.high, self.rate)
        avg = Fraction(self.total, self.rate * self.packets)
        return {
            'packets': self.packets, 'gaps': self.gaps, 'lost': self.lost, 'odd_steps': self.odd, 'back': self.back,
            'ssrcs': len(self.ssrcs), 'markers': self.markers, 'outside': self.outside, 'beside': self.beside,
            'packet_time_ns': float(time),
            'delay_min_ns': float(low), 'delay_avg_ns': float(avg), 'delay_max_ns': float(high),
            'factor_max_ns': float(factor) if factor is not None else None, 'windows': len(self.factor),
            'spread': 'none' if factor is None else 'narrow' if factor <= time else 'wide' if factor <= 17 * time else 'beyond',
            'mean_ptime': float(mean) if mean is not None else None,
            'delay_fine': low >= 0 and avg <= 2_500_000 and high <= 20 * time,
            'mean_fine': mean is not None and Fraction(99, 100) <= mean <= Fraction(101, 100),
        }


def read(path):
    """(time, destination, port, payload offset in buffer) of every UDP datagram over plain IPv4 or IPv6."""
    with open(path, 'rb') as f:
        buf = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
    order = {b'\x4d\x3c\xb2\xa1': '<', b'\xa1\xb2\x3c\x4d': '>'}.get(buf[:4])
    if not order:
        raise ValueError('%s: not a nanosecond pcap file' % path)
    header = struct.Struct(order + 'IIII').unpack_from
    off, size = 24, len(buf)
    while off + 16 <= size:
        sec, ns, incl, _ = header(buf, off)
        p = off + 28
        off += 16 + incl
        kind = buf[p:p + 2]
        while kind in (b'\x81\x00', b'\x88\xa8'):
            p += 4
            kind = buf[p:p + 2]
        p += 2
        if kind == b'\x08\x00' and buf[p + 9] == 17:
            dst, p = buf[p + 16:p + 20], p + (buf[p] & 15) * 4
        elif kind == b'\x86\xdd' and buf[p + 6] == 17:
            dst, p = buf[p + 24:p + 40], p + 40
        else:
            continue
        if p + 20 <= off:
            yield sec * 10**9 + ns, dst, buf[p + 2] << 8 | buf[p + 3], buf, p + 8


def seconds(text):
    for unit, scale in (('ns', 10**9), ('us', 10**6), ('ms', 10**3), ('s', 1)):
        if text.endswith(unit):
            return Fraction(text[:-len(unit)]) / scale
    raise argparse.ArgumentTypeError('time: want a unit (ns, us, ms, s): %r' % text)


def judge(o, pick):
    """Streams by destination; @pick says (rate, samples) of one, or None."""
    fields = struct.Struct('>BBHII').unpack_from
    streams, unwanted = {}, set()
    for t, dst, port, buf, p in read(o.file):
        key = (dst, port)
        if key in unwanted:
            continue
        s = streams.get(key)
        if s is None:
            shape = pick(key)
            if not shape:
                unwanted.add(key)
                continue
            s = streams[key] = Stream(o, *shape)
        b0, b1, seq, ts, ssrc = fields(buf, p)
        if b0 >> 6 == 2 and not 64 <= b1 & 0x7f < 96:
            s.add(t, seq, ts, ssrc, b1 >> 7)
    return {'%s:%d' % (ipaddress.ip_address(dst), port): s.result() for (dst, port), s in streams.items()}


def main():
    p = argparse.ArgumentParser(description='Judge audio streams of a capture by ST 2110-30.')
    p.add_argument('file')
    p.add_argument('--stream', action='append', required=True, metavar='NET:PORT/RATE/SAMPLES',
                   help='239.2.0.0-16:5004/48000/48: a destination, or a network of so many bits')
    p.add_argument('--offset', type=seconds, help='how long after its instant a packet is due (default: one packet time)')
    p.add_argument('--media-offset', type=int, default=0, help='RTP timestamp of the epoch')
    p.add_argument('--tap', metavar='NAME', help='check: nothing outside, TS-DF narrow, no odd step, delay and mean fine')
    o = p.parse_args()
    wanted = []
    for text in o.stream:
        where, rate, samples = text.rsplit('/', 2)
        net, _, port = where.rpartition(':')
        net, _, bits = net.strip('[]').partition('-')
        wanted.append((ipaddress.ip_network('%s/%s' % (net, bits) if bits else net), int(port), int(rate), int(samples)))

    def pick(key):
        addr = ipaddress.ip_address(key[0])
        return next(((r, s) for n, p, r, s in wanted if p == key[1] and addr.version == n.version and addr in n), None)
    try:
        r = judge(o, pick)
    except (ValueError, OSError) as e:
        print('not ok - %s: %s' % (o.tap, e) if o.tap else 'referee: %s' % e)
        return 1
    if not o.tap:
        print(json.dumps(r, indent=1))
        return 0
    fine = True
    all_packets = sum(x['packets'] for x in r.values())
    for ok, text in (
            (r and not any(x['outside'] for x in r.values()),
             '%d of %d packets of %d streams leave within a tenth of a packet time of their instant' % (
                 all_packets - sum(x['outside'] for x in r.values()), all_packets, len(r))),
            (r and all(x['spread'] == 'narrow' for x in r.values()),
             'TS-DF narrow, %.3f packet times at most' % max(
                 (x['factor_max_ns'] or 1e18) / x['packet_time_ns'] for x in r.values()) if r else 'no stream'),
            (r and not any(x['odd_steps'] or x['gaps'] or x['back'] or x['markers'] or x['ssrcs'] != 1 for x in r.values()),
             'timestamps advance by samples a packet, nothing missing, no marker'),
            (r and all(x['delay_fine'] and x['mean_fine'] for x in r.values()),
             'packet time - sample time %.1f to %.1f us, mean distance %.4f to %.4f packet times' % (
                 min(x['delay_min_ns'] for x in r.values()) / 1000, max(x['delay_max_ns'] for x in r.values()) / 1000,
                 min(x['mean_ptime'] for x in r.values()), max(x['mean_ptime'] for x in r.values())) if r else 'no stream')):
        print('%s - %s: %s' % ('ok' if ok else 'not ok', o.tap, text))
        fine = fine and ok
    return 0 if fine else 3


if __name__ == '__main__':
    sys.exit(main())
