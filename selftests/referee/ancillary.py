#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
The referee of ancillary data (ST 2110-40, RFC 8331): exact rationals, and nothing that the module or its tools use but the
referee's own reading of captures.

 field     a run of packets up to a marker or to a change of timestamp; which field it is, F says (10 first, 11 second).
 k         floor(time of the field's first packet / T_FRAME), of a second field half a frame earlier.
 T_FST     k * T_FRAME, half a frame later for a second field.
 margin    T_FST + TD - the packet's time: T_EPO is never below 0, so who keeps this is in time whatever its line is.
 RTP       timestamp - floor(k * T_FRAME * 90000), second field less floor(T_FRAME / 2 * 90000) more.
"""
import sys
from fractions import Fraction

from referee import Capture

F_BITS = (5, 0xc0, 0xc0)


def judge(path, dst, port, rate, lines, interlaced, lltm):
    """Every field as {k, second, packets, rtp, margins, marker, whole}, and TD in ns; fields of a capture in order."""
    frame = Fraction(10**9) / rate
    half = frame / 2 if interlaced else 0
    td = 8 * frame / lines if lltm else Fraction(10**6)
    capture = Capture(path, dst, port, False, F_BITS)
    fields, expected = [], None
    for times, seqs, late, ts, marker, second, _, jumped, strays in capture.fields():
        second = bool(second) and interlaced
        k = (times[0] - (half if second else 0)) // frame
        fst = k * frame + (half if second else 0)
        want = k * frame * 90000 // 10**9 + (half * 90000 // 10**9 if second else 0)
        whole = marker and not late and not strays and not (jumped and fields) and seqs == list(range(seqs[0], seqs[0] + len(seqs))) \
            and expected in (None, seqs[0])
        expected = seqs[-1] + 1
        fields.append({'k': int(k), 'second': second, 'packets': len(times), 'rtp': ts,
                       'rtp_offset': int((ts - want + 2**31) % 2**32 - 2**31),
                       'margins': [int(fst + td - t) for t in times], 'marker': marker, 'whole': whole,
                       'gaps': [b - a for a, b in zip(times, times[1:])]})
    return fields, int(td)


if __name__ == '__main__':
    sys.exit('ancillary.py is used by judges; see judge()')
