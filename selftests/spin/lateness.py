# SPDX-License-Identifier: GPL-2.0-only
"""How far from its instant each packet of spin/exact was on the wire: half a window before its read time TPR_j, in exact numbers."""
import json
import struct
from fractions import Fraction

RATES = {"1080p29.97": Fraction(30000, 1001), "1080p25": Fraction(25), "1080p59.94": Fraction(60000, 1001)}


def lateness(folder, shape="1080p29.97"):
    """In ns, of each; and how many packets a frame has. What counts a frame's packets is the marker."""
    with open(folder + "/exact.stats.json", encoding="utf-8") as f:
        plan = json.load(f)[0]["plan"]
    n, window = plan["packets"], plan["vrx_full"]
    period = Fraction(10**9) / RATES[shape]
    trs, tro = period * Fraction(1080, 1125) / n, period * Fraction(43, 1125)
    with open(folder + "/wire.pcap", "rb") as f:
        data = f.read()
    at, j, late = 24, 0, []
    while at + 16 <= len(data):
        sec, ns, kept, _ = struct.unpack_from("<IIII", data, at)
        p = data[at + 16:at + 16 + kept]
        at += 16 + kept
        if p[12:14] != b"\x08\x00" or p[30:34] != bytes((239, 1, 1, 1)) or len(p) < 54:
            continue
        t = Fraction(sec * 10**9 + ns)
        if not j:
            k = (t + period / 2) // period
        late.append(float(t - (k * period + tro + (j - Fraction(window, 2)) * trs)))
        j = 0 if p[43] >> 7 else j + 1
    return late, n


def shown(errors, limit=300):
    """In words."""
    e = sorted(abs(x) for x in errors)
    return (f"half by {e[len(e) // 2]:.0f} ns at most, 99 of 100 by {e[len(e) * 99 // 100]:.0f}, 999 of 1,000 by "
            f"{e[len(e) * 999 // 1000]:.0f}, all by {e[-1]:.0f}; {sum(x > limit for x in e)} of {len(e)} by more than {limit}")
