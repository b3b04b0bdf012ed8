# SPDX-License-Identifier: GPL-2.0-only
"""How far from its instant each packet of spin/exact was on the wire: half a window before its read time TPR_j, in exact numbers."""
import json
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from pcap import records  # noqa: E402

RATES = {"1080p29.97": Fraction(30000, 1001), "1080p25": Fraction(25), "1080p59.94": Fraction(60000, 1001)}


def lateness(folder, shape="1080p29.97"):
    """When each was there and how late, in ns; and how many packets a frame has. What counts a frame's packets is the marker."""
    with open(folder + "/exact.stats.json", encoding="utf-8") as f:
        plan = json.load(f)[0]["plan"]
    n, window = plan["packets"], plan["vrx_full"]
    period = Fraction(10**9) / RATES[shape]
    trs, tro = period * Fraction(1080, 1125) / n, period * Fraction(43, 1125)
    j, times, late = 0, [], []
    for t, _, p in records(folder + "/wire.pcap"):
        if p[12:14] != b"\x08\x00" or p[30:34] != bytes((239, 1, 1, 1)) or len(p) < 54:
            continue
        if not j:
            k = (t + period / 2) // period
        times.append(t)
        late.append(float(t - (k * period + tro + (j - Fraction(window, 2)) * trs)))
        j = 0 if p[43] >> 7 else j + 1
    return times, late, n


def within(errors, of_1000=999):
    """So many of 1,000 are off by no more."""
    return sorted(abs(x) for x in errors)[len(errors) * of_1000 // 1000]


def shown(errors, limit=300):
    """In words."""
    return (f"half by {within(errors, 500):.0f} ns at most, 99 of 100 by {within(errors, 990):.0f}, 999 of 1,000 by "
            f"{within(errors):.0f}, all by {max(abs(x) for x in errors):.0f}; {sum(abs(x) > limit for x in errors)} of {len(errors)} "
            f"by more than {limit}")
