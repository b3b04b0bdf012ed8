#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
The referee: judges one flow of a capture by SMPTE ST 2110-21, with exact
rationals and nothing that the module or its tools use.

What is counted, so that another implementation can be held against it:

 packets   UDP to the flow's address and port, RTP version 2. Payload types
           64..95 are RTCP: counted, never framed.
 sequence  RFC 4175 extended: 16 bits behind the RTP header times 65536 plus the
           RTP sequence number (--seq16, and compressed video but for VC-2:
           the RTP number alone, unwrapped).
           Ahead of the expected number: a gap, the numbers between are missing.
           Behind it: reordered if it was missing, else a duplicate. 2^20 or more
           away, or another SSRC: a discontinuity, counting starts anew, and so
           does a field.
 essence   compressed video (ST 2110-22) has no receiver buffer to be judged by.
 field     a run of packets up to a marker or to a change of timestamp. Late
           (reordered, duplicate) packets never open a field. Packet 0 of a
           field is the number after the last marker; whole missing fields
           between do not shift it.
 frame     one field if progressive, else a field with F=0 and one with F=1.
 epoch k   floor(time of the frame's first packet / T_FRAME), time 0 = 1970 TAI.
 C_INST    after each packet; a drain that falls on a packet's very time comes
           first. "epoch": drains at every multiple of T_DRAIN since 1970;
           "first1", "first0": drains from the first packet of the capture,
           that packet counted as 1 or as 0.
 VRX       packet j of a field enters when sent and leaves at TPR_j. The lowest
           level is taken before a packet enters (a packet at TPR_j itself is in
           time), the highest after (a read at the packet's very time comes
           first): packet j is in order within [TPR_(j-VRX_FULL), TPR_j]. Unread
           packets of the field before count.
 vrx_half  the same without T_LINE/2 before a second field, as two analysers do.
 FPT       first packet - k * T_FRAME, floored to a nanosecond.
 RTP       timestamp - floor(k * T_FRAME * 90000), second field (not PsF) less
           floor(T_FRAME / 2 * 90000) more; signed 32 bits.

The first and the last frame are left out where the capture cut them.
"""
import argparse
import ipaddress
import json
import mmap
import struct
import sys
from collections import Counter
from fractions import Fraction
from itertools import accumulate, count
from operator import sub

JUMP = 1 << 20
TOTAL_LINES = {480: 525, 486: 525, 576: 625, 720: 750, 1080: 1125}
ACTIVE_LINES = {480: 480, 486: 487, 576: 576, 1080: 1080}
# RFC 9134 (I), RFC 8450 (I and F), RFC 5371 (tp): which octet tells the second field; no extended sequence number
FIELDS = {'jxsv': ((0, 0x18, 0x18), True), 'vc2': ((2, 0x03, 0x03), False), 'jpeg2000': ((0, 0xc0, 0x80), True)}
TRO_LINES = {480: 20, 486: 20, 576: 26, 1080: 22}


class Refuse(Exception):
    pass


class Schedule:
    """Limits and read times of one format and profile, exact."""

    def __init__(self, o, n):
        self.n = n
        self.two = o.scan != 'p'
        self.buffered = o.essence == 'video'        # ST 2110-22 knows no receiver buffer
        if self.two and n % 2:
            raise Refuse('packets: two fields need an even N')
        self.nf = n // 2 if self.two else n
        self.frame = 1 / o.rate                     # seconds
        self.gapped = o.profile == 'n'
        if not self.gapped:
            self.active = Fraction(1)
        elif not self.two:
            self.active = Fraction(1080, 1125)
        elif o.active_lines:
            self.active = Fraction(o.active_lines, TOTAL_LINES[o.height])
        elif o.height in ACTIVE_LINES:
            self.active = Fraction(ACTIVE_LINES[o.height], TOTAL_LINES[o.height])
        else:
            raise Refuse('height: no interlaced raster of %d lines' % o.height)
        if o.troff is not None:
            self.tro = o.troff
        elif self.two:
            if o.height not in TRO_LINES:
                raise Refuse('height: no interlaced raster of %d lines' % o.height)
            self.tro = self.frame * Fraction(TRO_LINES[o.height], TOTAL_LINES[o.height])
        elif o.height >= 1080:
            self.tro = self.frame * Fraction(43, 1125)
        else:
            self.tro = self.frame * Fraction(28, 750)
        self.trs = self.frame * self.active / n
        self.drain = self.frame / n / Fraction(11, 10)
        rate = n / self.frame
        udp = o.maxudp
        if o.profile == 'n':
            self.c_max = max(4, rate / (43200 * self.active) // 1)
        elif o.profile == 'nl':
            self.c_max = max(4, rate / 43200 // 1)
        else:
            self.c_max = max(16, rate / 21600 // 1)
        if o.profile == 'w':
            self.vrx_full = max(Fraction(1500 * 720, udp) // 1, rate / 300 // 1)
        else:
            self.vrx_full = max(Fraction(1500 * 8, udp) // 1, rate / 27000 // 1)
        if self.two and self.gapped:
            line = self.frame / TOTAL_LINES[o.height]
            self.second = self.frame / 2 + line / 2
            self.second_half = self.frame / 2
        else:
            self.second = self.second_half = self.trs * self.nf

    def reads(self, start_ns):
        """Integers (a, c, b, base): reads up to t are floor(((t-base)*a + c) / b) + 1."""
        base = start_ns // 1
        inv = 1 / (self.trs * 10**9)
        x = (base - start_ns) * inv
        b = inv.denominator * x.denominator
        return inv.numerator * x.denominator, x.numerator * inv.denominator, b, base


class Bucket:
    """C_INST by one drain grid: multiples of T_DRAIN after origin_ns."""

    def __init__(self, schedule, origin_ns):
        inv = 1 / (schedule.drain * 10**9)
        self.m, self.den = inv.numerator, inv.denominator
        self.origin = origin_ns
        self.low = None
        self.seen = 0

    def field(self, times):
        """Highest C_INST of these packets, in the order captured."""
        if not times:
            return 0
        base = times[0]
        gone, c = divmod((base - self.origin) * self.m, self.den)
        m, den = self.m, self.den
        x = list(map(sub, count(self.seen - gone), [((t - base) * m + c) // den for t in times]))
        low = list(accumulate(x, min)) if self.low is None else \
            list(accumulate(x, min, initial=self.low))[1:]
        self.low = low[-1]
        self.seen += len(times)
        return max(map(sub, x, low)) + 1


class Capture:
    """A pcap file as fields of one flow."""
    WIDE = struct.Struct('>12x3sB4xHBB6xIHHHHBBHIIHHH')

    def __init__(self, path, dst, port, seq16, field=(4, 0x80, 0x80)):
        # octet of the RTP payload, mask, and what a second field has there
        self.field = field
        with open(path, 'rb') as f:
            try:
                self.buf = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as e:
                raise Refuse('%s: empty file' % path) from e
        magic = self.buf[:4]
        known = {b'\x4d\x3c\xb2\xa1': ('<', 1), b'\xa1\xb2\x3c\x4d': ('>', 1),
                 b'\xd4\xc3\xb2\xa1': ('<', 1000), b'\xa1\xb2\xc3\xd4': ('>', 1000)}
        if magic not in known or len(self.buf) < 24:
            raise Refuse('%s: not a pcap file' % path)
        self.order, self.unit = known[magic]
        if struct.unpack_from(self.order + 'I', self.buf, 20)[0] & 0xfffffff != 1:
            raise Refuse('%s: link type is not Ethernet' % path)
        self.plain = field == (4, 0x80, 0x80)
        self.dst, self.port, self.seq16 = ipaddress.ip_address(dst), port, seq16
        self.clear()

    def clear(self):
        self.packets = self.other = self.rtcp = self.broken = self.truncated = 0
        self.head = []                              # tos << 8 | ttl
        self.heads = Counter()
        self.types = Counter()
        self.sums = Counter()
        self.expected = None
        self.missing = set()
        self.gaps = self.lost = self.reordered = self.duplicates = self.jumps = 0
        self.ssrcs = set()
        self.backward = 0

    def slow(self, off, incl):
        """Any packet: the same fields as WIDE, or None if it is not the flow's RTP."""
        b, end = self.buf, off + incl
        p = off + 12
        kind = b[p:p + 2]
        while kind in (b'\x81\x00', b'\x88\xa8', b'\x91\x00'):
            p += 4
            kind = b[p:p + 2]
        p += 2
        if kind == b'\x08\x00' and p + 20 <= end and b[p] >> 4 == 4:
            ihl = (b[p] & 15) * 4
            frag = struct.unpack_from('>H', b, p + 6)[0] & 0x3fff
            tos, ttl, proto, addr = b[p + 1], b[p + 8], b[p + 9], b[p + 16:p + 20]
            pseudo = b[p + 12:p + 20]
            p += ihl
            if frag:
                proto = 256
        elif kind == b'\x86\xdd' and p + 40 <= end and b[p] >> 4 == 6:
            tos = (b[p] & 15) << 4 | b[p + 1] >> 4
            proto, ttl, addr = b[p + 6], b[p + 7], b[p + 24:p + 40]
            pseudo = b[p + 8:p + 40]
            p += 40
            while proto in (0, 43, 60) and p + 8 <= end:
                proto, p = b[p], p + 8 + b[p + 1] * 8
        else:
            return None
        if proto != 17 or addr != self.dst.packed or p + 8 > end:
            return None
        _, dport, ulen, usum = struct.unpack_from('>HHHH', b, p)
        if dport != self.port:
            return None
        r = p + 8
        if r + 12 > end or b[r] >> 6 != 2:
            return False
        b0, b1, seq, ts, ssrc = struct.unpack_from('>BBHII', b, r)
        q = r + 12 + (b0 & 15) * 4
        if b0 & 16:
            if q + 4 > end:
                return False
            q += 4 + struct.unpack_from('>H', b, q + 2)[0] * 4
        ext = row = None
        if q + 2 <= end:
            ext = struct.unpack_from('>H', b, q)[0]
        if q + 6 <= end and self.plain:
            row = struct.unpack_from('>H', b, q + 4)[0]
        elif not self.plain and q + self.field[0] < end:
            row = (b[q + self.field[0]] & self.field[1] == self.field[2]) << 15
        return (tos << 8 | ttl, b1, seq, ts, ssrc, ext, row, usum, p, ulen, pseudo)

    def check_sum(self, usum, udp, ulen, pseudo, end):
        if usum == 0:
            self.sums['none'] += 1
        elif udp + ulen > end:
            self.sums['unchecked'] += 1
        else:
            data = self.buf[udp:udp + ulen]
            if ulen & 1:
                data += b'\0'
            total = int.from_bytes(data, 'big') + int.from_bytes(pseudo, 'big') + 17 + ulen
            self.sums['valid' if total % 65535 == 0 else 'bad'] += 1

    def out_of_order(self, s):
        """Sequence number s is not the expected one. True if it is a late packet."""
        if self.expected is None:
            self.expected = s + 1
            return False
        away = s - self.expected
        if not self.seq16:
            away = (away + 2**31) % 2**32 - 2**31
        if abs(away) >= JUMP:
            self.jumps += 1
            self.missing.clear()
            self.expected = s + 1
            return False
        if away == 0:
            self.expected = s + 1
            return False
        if away > 0:
            self.gaps += 1
            self.lost += away
            self.missing.update((self.expected + i) % 2**32 for i in range(away))
            self.expected = s + 1
            return False
        if s in self.missing:
            self.missing.discard(s)
            self.lost -= 1
            self.reordered += 1
        else:
            self.duplicates += 1
        return True

    def fields(self):
        """
        Yield [times, seqs, late, ts, marker, F, opened after a marker, jumped,
        strays]: late counts the field's late packets, strays are the times of late
        packets of any field that came while this one was the latest.
        """
        self.clear()
        buf, unit, port = self.buf, self.unit, self.port
        header = struct.Struct(self.order + 'IIII').unpack_from
        wide = self.WIDE.unpack_from
        v4 = int(self.dst) if self.dst.version == 4 else -1
        times, seqs, late, strays = [], [], 0, []
        cur_ts = cur_f = None
        after_marker = jumped = False
        last = None                                 # the field just closed
        off, size = 24, len(buf)
        high = 0                                    # unwrapping of --seq16
        head, sums, seq16 = self.head, self.sums, self.seq16
        cur_ssrc = expected = None
        last_time = 0
        while off + 16 <= size:
            sec, frac, incl, orig = header(buf, off)
            off += 16
            end = off + incl
            if end > size:
                self.broken += 1
                break
            x = wide(buf, off) if incl >= 60 and off + 60 <= size and self.plain else None
            if x and x[0] == b'\x08\x00\x45' and x[5] == v4 and x[7] == port and \
                    x[10] == 0x80 and x[4] == 17 and not x[2] & 0x3fff:
                _, tos, _, ttl, _, _, _, _, ulen, usum, _, b1, seq, ts, ssrc, ext, _, row = x
                tt = tos << 8 | ttl
                if 0xc0 <= b1 < 0xe0 or 0x40 <= b1 < 0x60:
                    pass
                elif usum:
                    self.check_sum(usum, off + 34, ulen, buf[off + 26:off + 34], end)
                else:
                    sums['none'] += 1
            else:
                got = self.slow(off, incl)
                if not got:
                    if got is None:
                        self.other += 1
                    else:
                        self.broken += 1
                    off = end
                    continue
                tt, b1, seq, ts, ssrc, ext, row, usum, udp, ulen, pseudo = got
                if not (0xc0 <= b1 < 0xe0 or 0x40 <= b1 < 0x60):
                    self.check_sum(usum, udp, ulen, pseudo, end)
            off = end
            if 0xc0 <= b1 < 0xe0 or 0x40 <= b1 < 0x60:
                self.rtcp += 1
                continue
            t = sec * 1000000000 + frac * unit
            head.append(tt)
            cut = False
            if ssrc != cur_ssrc:
                if cur_ssrc is not None:
                    self.jumps += 1
                cur_ssrc = ssrc
                self.ssrcs.add(ssrc)
                expected = None
                self.missing.clear()
                cut = True
            if t < last_time:
                self.backward += 1
            last_time = t
            if seq16:
                s = high + (seq - high + 32768) % 65536 - 32768
                if s > high:
                    high = s
            else:
                s = (ext or 0) << 16 | seq
            if s == expected:
                expected = s + 1 if seq16 else s + 1 & 0xffffffff
            else:
                before = self.jumps
                self.expected = expected
                late_one = self.out_of_order(s)
                expected = self.expected
                if late_one:
                    if cur_ts is None:
                        last[2] += 1
                        last[8].append(t)
                    else:
                        strays.append(t)
                        if cur_ts == ts or last is None:
                            late += 1
                        else:
                            last[2] += 1
                    continue
                cut = cut or self.jumps != before
            if cur_ts is not None and (ts != cur_ts or cut):
                if last:
                    yield last
                last = [times, seqs, late, cur_ts, False, cur_f, after_marker, jumped, strays]
                times, seqs, late, strays = [], [], 0, []
                cur_ts, after_marker, jumped = None, False, False
            if cut:
                jumped = True
            if cur_ts is None:
                cur_ts = ts
                cur_f = None if row is None else row >> 15
                if row is None and not seq16:
                    self.truncated += 1
            times.append(t)
            seqs.append(s)
            if b1 & 0x80:
                if last:
                    yield last
                last = [times, seqs, late, cur_ts, True, cur_f, after_marker, jumped, strays]
                times, seqs, late, strays = [], [], 0, []
                cur_ts, after_marker, jumped = None, True, False
                self.types[b1 & 0x7f] += 1
                self.packets += len(head)
                self.heads.update(head)
                head.clear()
        self.packets += len(head)
        self.heads.update(head)
        head.clear()
        if last:
            yield last
        if times:
            yield [times, seqs, late, cur_ts, False, cur_f, after_marker, jumped, strays]


class Judge:
    def __init__(self, o, schedule):
        self.o, self.s = o, schedule
        self.ns = schedule.frame * 10**9
        self.frames = []
        self.current = None
        self.grid = Bucket(schedule, 0)
        self.first1 = self.first0 = None
        self.started = self.converged = False
        self.prev = None                            # (reads, packets) of the field before
        self.expect_base = None
        self.prev_base = None

    def base_of(self, seqs, jumped, marker_before):
        """Number of packet 0 of the field."""
        first, nf = seqs[0], self.s.nf
        if jumped or self.expect_base is None:
            return first
        base = self.expect_base
        if not marker_before:
            base = self.prev_base + nf
        ahead = (first - base + 2**31) % 2**32 - 2**31
        return first - ahead % nf if ahead >= 0 else first

    def levels(self, times, js, start_ns):
        """(lowest before a packet, highest after one) of a field read from start_ns."""
        s = self.s
        a, c, b, base = s.reads(start_ns)
        x = [(t - base) * a + c for t in times]
        q = [v // b for v in x]
        if q[0] < -1 or min(q) < -1:
            q = [v if v > -1 else -1 for v in q]
        if q[-1] >= s.nf or max(q) >= s.nf:
            q = [v if v < s.nf else s.nf - 1 for v in q]
        v = list(map(sub, js, q))
        hi, lo = max(v), min(v)
        if any(x[i] % b or x[i] < 0 or x[i] // b >= s.nf for i, y in enumerate(v) if y == lo):
            lo -= 1
        if self.prev:
            pa, pc, pb, pbase = self.prev[0]
            pn = self.prev[1]
            for i, t in enumerate(times):
                y = (t - pbase) * pa + pc
                done = y // pb + 1
                done_lt = done if y % pb else done - 1
                if done_lt >= pn:
                    break
                p_hi = pn - min(max(done, 0), pn)
                p_lo = pn - min(max(done_lt, 0), pn)
                hi = max(hi, v[i] + p_hi)
                # a packet after its own read time is late, whatever else is unread
                own = v[i] - (1 if x[i] % b or x[i] < 0 else 0)
                if i == 0:
                    lows = []
                lows.append(own + p_lo if own >= 0 else own)
            else:
                i = len(times)
            if i:
                rest = [y - (1 if x[k] % b or x[k] < 0 or x[k] // b >= s.nf else 0)
                        for k, y in enumerate(v[i:], i)]
                lo = min(lows + rest)
        return lo, hi, (a, c, b, base)

    def field(self, f):
        times, seqs, late, ts, marker, fbit, after_marker, jumped, strays = f
        s = self.s
        if self.first1 is None:
            t0 = times[0]
            self.first1, self.first0 = Bucket(s, t0), Bucket(s, t0)
        base = self.base_of(seqs, jumped, after_marker)
        js = list(map(sub, seqs, [base] * len(seqs)))
        if js[0] < 0 or js[-1] != js[0] + len(js) - 1:
            js = [j % 2**32 for j in js]
        self.expect_base = (seqs[-1] + 1) % 2**32
        self.prev_base = base
        t0 = times[0]
        if not s.two:
            second = False
        elif fbit is not None:
            second = fbit == 1
        else:
            second = t0 % self.ns * 2 >= self.ns
        cur = self.current
        if cur is None or not second or cur['second']:
            self.close()
            k = (t0 - (self.ns / 2 if second else 0)) // self.ns
            cur = self.current = {
                'k': k, 'n': 0, 'cinst': 0, 'first1': 0, 'first0': 0, 'lo': None, 'hi': None,
                'half_lo': None, 'half_hi': None, 'fpt': None, 'rtp': [], 'marker': 0,
                'late': 0, 'fields': 0, 'second': second, 'orphan': second, 'whole': True,
                'clean_start': after_marker and js[0] == 0, 'gap_ns': 0}
            if js[0] == 0 and not second:
                cur['fpt'] = (t0 - k * self.ns) // 1
        cur['fields'] += 1
        cur['second'] = second
        cur['n'] += len(times)
        cur['late'] += late
        cur['marker'] += marker
        if len(js) != s.nf or js[0] != 0 or js[-1] != s.nf - 1:
            cur['whole'] = False
        want = cur['k'] * s.frame * 90000 // 1
        if second and self.o.scan == 'i':
            want += s.frame / 2 * 90000 // 1
        cur['rtp'].append((ts - want + 2**31) % 2**32 - 2**31)
        # buckets take every packet in the order captured
        every = sorted(times + strays) if strays else times
        cur['cinst'] = max(cur['cinst'], self.grid.field(every))
        c1 = self.first1.field(every)
        if self.converged:
            c0 = c1
        else:
            c0 = self.first0.field(every if self.started else every[1:])
            # once the bucket ran empty under both, they stay equal
            self.converged = self.first0.low is not None and \
                self.first1.low - self.first1.seen == self.first0.low - self.first0.seen
        self.started = True
        cur['first1'] = max(cur['first1'], c1)
        cur['first0'] = max(cur['first0'], c0)
        # receiver buffer
        tvd = cur['k'] * self.ns + s.tro * 10**9
        start = tvd + s.second * 10**9 if second else tvd
        lo, hi, reads = self.levels(times, js, start)
        if second and s.second_half != s.second:
            half_lo, half_hi, _ = self.levels(times, js, tvd + s.second_half * 10**9)
        else:
            half_lo, half_hi = lo, hi
        self.prev = (reads, s.nf)
        for name, v, pick in (('lo', lo, min), ('hi', hi, max),
                              ('half_lo', half_lo, min), ('half_hi', half_hi, max)):
            cur[name] = v if cur[name] is None else pick(cur[name], v)

    def close(self):
        cur = self.current
        if cur is None:
            return
        self.current = None
        s, why = self.s, []
        if cur['cinst'] > s.c_max:
            why.append('cinst')
        if cur['lo'] < 0 and s.buffered:
            why.append('vrx_underflow')
        if cur['hi'] > s.vrx_full and s.buffered:
            why.append('vrx_overflow')
        if not cur['whole'] or cur['n'] != s.n:
            why.append('packets')
        if cur['late']:
            why.append('order')
        if s.two and (cur['fields'] != 2 or cur['orphan']):
            why.append('field')
        if cur['marker'] != (2 if s.two else 1):
            why.append('marker')
        cur['why'] = why
        self.frames.append(cur)


def rational(text):
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as e:
        raise argparse.ArgumentTypeError('rate: want 25 or 30000/1001, not %r' % text) from e


def seconds(text):
    for unit, scale in (('ns', 10**9), ('us', 10**6), ('ms', 10**3), ('s', 1)):
        if text.endswith(unit):
            return Fraction(text[:-len(unit)]) / scale
    raise argparse.ArgumentTypeError('time: want a unit (ns, us, ms, s): %r' % text)


def learn(capture):
    """N of the frames of a capture: the commonest count between two markers."""
    counts, first = Counter(), True
    for times, _, late, _, marker, _, after, _, _ in capture.fields():
        if not first and marker and after:
            counts[len(times) + late] += 1
            if sum(counts.values()) >= 8:
                break
        first = False
    if not counts:
        raise Refuse('packets: no whole frame to learn N from; state --packets')
    return counts.most_common(1)[0][0]


def total(o, capture, judge):
    s, frames = judge.s, judge.frames
    cut = []
    if frames and not o.strict_edges:
        if len(frames) > 1 and {'field', 'marker'} & set(frames[-1]['why']):
            cut.append(frames.pop())
        if frames and not frames[0]['clean_start'] and \
                {'packets', 'field', 'marker'} & set(frames[0]['why']):
            cut.append(frames.pop(0))
    skipped = frames[:o.skip_frames]
    frames = frames[o.skip_frames:]
    if o.skip_last:
        frames = frames[:-o.skip_last]
    why = Counter(w for f in frames for w in f['why'])
    ks = Counter(f['k'] for f in frames)
    empty = [k for k in range(min(ks), max(ks) + 1) if k not in ks][:1000] if ks and \
        max(ks) - min(ks) < 10**6 else []
    fpt = [f['fpt'] for f in frames if f['fpt'] is not None]
    rtp = [r for f in frames for r in f['rtp']]

    def over(name, pick):
        return pick((f[name] for f in frames), default=None)

    double = sum(1 for k in ks.values() if k > 1)
    bad = sum(1 for f in frames if f['why'])
    return {
        'flow': {'dst': str(capture.dst), 'port': capture.port},
        'rate': str(o.rate), 'height': o.height, 'scan': o.scan, 'profile': o.profile,
        'packets_per_frame': s.n, 'r_active': str(s.active),
        'tr_offset_ns': int(s.tro * 10**9), 't_rs_ps': int(s.trs * 10**12),
        'limits': {'c_max': int(s.c_max), 'vrx_full': int(s.vrx_full)},
        'packets': capture.packets, 'rtcp': capture.rtcp, 'other': capture.other,
        'malformed': capture.broken,
        'clock_resolution_ns': capture.unit, 'backward': capture.backward,
        'frames': {'judged': len(frames), 'cut': len(cut), 'skipped': len(skipped),
                   'compliant': len(frames) - bad, 'not_compliant': bad},
        'causes': dict(sorted(why.items())),
        'c_inst': {'epoch': over('cinst', max), 'first1': over('first1', max),
                   'first0': over('first0', max)},
        'vrx': {'min': over('lo', min), 'max': over('hi', max)},
        'vrx_half': {'min': over('half_lo', min), 'max': over('half_hi', max)},
        'fpt_ns': {'min': min(fpt, default=None), 'avg': sum(fpt) // len(fpt) if fpt else None,
                   'max': max(fpt, default=None)},
        'rtp_offset': {'min': min(rtp, default=None), 'max': max(rtp, default=None),
                       'zero': sum(1 for r in rtp if r == 0), 'fields': len(rtp)},
        'epochs': {'first': min(ks, default=None), 'last': max(ks, default=None),
                   'empty': len(empty), 'double': double,
                   'empty_list': [k - min(ks) for k in empty[:50]]},
        'sequence': {'gaps': capture.gaps, 'lost': capture.lost,
                     'reordered': capture.reordered, 'duplicates': capture.duplicates,
                     'discontinuities': capture.jumps, 'ssrcs': len(capture.ssrcs)},
        'markers_missing': sum((2 if s.two else 1) - f['marker'] for f in frames),
        'ttl': {str(k): v for k, v in sorted(ttl_counts(capture, 0).items())},
        'dscp': {str(k): v for k, v in sorted(ttl_counts(capture, 1).items())},
        'checksum': dict(sorted(capture.sums.items())),
    }, frames


def ttl_counts(capture, which):
    c = Counter()
    for tt, n in capture.heads.items():
        c[tt >> 10 if which else tt & 0xff] += n
    return c


def checks(o, r):
    """(fine, sentence) for everything that this run demands."""
    lim, f = r['limits'], r['frames']
    c, v, s = r['c_inst'], r['vrx'], r['sequence']
    none = f['judged'] == 0
    yield f['judged'] >= o.frames_min, '%d frames judged (at least %d)' % (
        f['judged'], o.frames_min)
    yield not none and c['epoch'] <= lim['c_max'], \
        'C_INST max %s <= C_MAX %d (first packet as 1: %s, as 0: %s)' % (
            c['epoch'], lim['c_max'], c['first1'], c['first0'])
    if o.essence == 'video':
        yield not none and v['min'] >= 0 and v['max'] <= lim['vrx_full'], \
            'VRX %s..%s within 0..%d' % (v['min'], v['max'], lim['vrx_full'])
    yield f['not_compliant'] == 0, '%d of %d frames compliant%s' % (
        f['compliant'], f['judged'],
        ''.join(', %s %d' % x for x in r['causes'].items()))
    if o.half_line:
        h = r['vrx_half']
        yield not none and h['min'] >= 0 and h['max'] <= lim['vrx_full'], \
            'VRX without T_LINE/2 %s..%s within 0..%d' % (h['min'], h['max'], lim['vrx_full'])
    if o.expect_rtp_offset is not None:
        x = r['rtp_offset']
        yield x['min'] == x['max'] == o.expect_rtp_offset, \
            'RTP offset %s..%s ticks, wanted %d' % (x['min'], x['max'], o.expect_rtp_offset)
    if o.expect_no_gaps:
        yield not (s['lost'] or s['gaps'] or s['reordered'] or s['duplicates']
                   or s['discontinuities']), \
            'lost %d, reordered %d, duplicated %d, discontinuities %d' % (
                s['lost'], s['reordered'], s['duplicates'], s['discontinuities'])
    if o.expect_empty is not None:
        e = r['epochs']
        yield e['empty'] <= o.expect_empty and not e['double'], \
            '%d epochs empty (at most %d), %d taken twice' % (
                e['empty'], o.expect_empty, e['double'])
    if o.fpt_max is not None:
        m = r['fpt_ns']['max']
        yield m is not None and m <= o.fpt_max * 10**9, \
            'first packet at most %s ns after k*T_FRAME (limit %d)' % (m, o.fpt_max * 10**9)
    yield not r['checksum'].get('bad'), 'UDP checksums %s' % (
        ', '.join('%s %d' % x for x in r['checksum'].items()) or 'none seen')


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(1, 'referee: %s\n' % message)


def arguments():
    p = Parser(description='Judge one flow of a capture by ST 2110-21.')
    p.add_argument('file')
    p.add_argument('--dst', required=True, help='ADDR:PORT, [V6]:PORT')
    p.add_argument('--rate', type=rational, required=True, help='frames a second: 30000/1001')
    p.add_argument('--packets', type=int, help='N of a whole frame (default: learned)')
    p.add_argument('--width', type=int, default=1920)
    p.add_argument('--height', type=int, default=1080)
    p.add_argument('--scan', choices=('p', 'i', 'psf'), default='p')
    p.add_argument('--essence', choices=('video', 'compressed'), default='video')
    p.add_argument('--codec', choices=sorted(FIELDS), default='jxsv', help='of compressed video')
    p.add_argument('--profile', choices=('n', 'nl', 'w'), default='n')
    p.add_argument('--active-lines', type=int, help='R_ACTIVE numerator of an interlaced raster')
    p.add_argument('--troff', type=seconds, help='TR_OFFSET, with unit')
    p.add_argument('--maxudp', type=int, default=1500)
    p.add_argument('--seq16', action='store_true', help='no RFC 4175 extended sequence number')
    p.add_argument('--skip-frames', type=int, default=0)
    p.add_argument('--skip-last', type=int, default=0)
    p.add_argument('--strict-edges', action='store_true', help='judge a cut first or last frame')
    p.add_argument('--frames-min', type=int, default=1)
    p.add_argument('--expect-rtp-offset', type=int)
    p.add_argument('--expect-no-gaps', action='store_true')
    p.add_argument('--expect-empty', type=int, help='epochs that may stay empty')
    p.add_argument('--fpt-max', type=seconds)
    p.add_argument('--half-line', action='store_true', help='hold VRX without T_LINE/2 too')
    p.add_argument('--details', action='store_true', help='every frame in the JSON')
    p.add_argument('--json', action='store_true')
    p.add_argument('--tap', metavar='NAME')
    return p.parse_args()


def main():
    o = arguments()
    addr, _, port = o.dst.rpartition(':')
    try:
        field, seq16 = ((4, 0x80, 0x80), o.seq16) if o.essence == 'video' else FIELDS[o.codec]
        capture = Capture(o.file, addr.strip('[]'), int(port), seq16, field)
        n = o.packets or learn(capture) * (2 if o.scan != 'p' else 1)
        judge = Judge(o, Schedule(o, n))
        for f in capture.fields():
            judge.field(f)
        judge.close()
    except (Refuse, ValueError, OSError) as e:
        if o.tap:
            print('not ok - %s: %s' % (o.tap, e))
        print('referee: %s' % e, file=sys.stderr)
        return 1
    r, frames = total(o, capture, judge)
    lines = list(checks(o, r))
    fine = all(ok for ok, _ in lines)
    r['compliant'] = fine
    if o.details:
        r['details'] = [{k: (int(v) if isinstance(v, Fraction) else v) for k, v in f.items()}
                        for f in frames]
    if o.json:
        print(json.dumps(r, indent=1, default=int))
    elif o.tap:
        for ok, text in lines:
            print('%s - %s: %s' % ('ok' if ok else 'not ok', o.tap, text))
    else:
        print('%s %s: %s' % (o.dst, 'compliant' if fine else 'NOT compliant',
                             '; '.join(t for _, t in lines)))
    return 0 if fine else 3


if __name__ == '__main__':
    sys.exit(main())
