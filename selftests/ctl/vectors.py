#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""vectors.py ST2110CTL: what "flow plan" says, against ST 2110-21:2022 in exact rationals. Exit 1 if one differs."""
import json
import subprocess
import sys
from fractions import Fraction as F

RATES = {"23.98": F(24000, 1001), "25": F(25), "29.97": F(30000, 1001), "50": F(50), "59.94": F(60000, 1001), "60": F(60),
         "119.88": F(120000, 1001)}


def plan(fmt, profile):
    """Height, scan, frame rate, profile -> N, T_RS in ps, TR_OFFSET in ns, C_MAX, VRX_FULL; N for 1200 octets of 4:2:2 10 bit."""
    height, scan, rate = fmt
    width = {480: 720, 576: 720, 720: 1280, 1080: 1920, 2160: 3840}[height]
    t = 1 / rate
    octets = F(width * height * 5, 2)
    fields = 1 if scan == "p" else 2
    per_field = octets / fields / 1200
    n = fields * (per_field.numerator // per_field.denominator + (per_field.denominator != 1))
    if scan == "p":
        active, total = F(1080, 1125), (F(43, 1125) if height >= 1080 else F(28, 750))
    else:
        active, total = {1080: (F(1080, 1125), F(22, 1125)), 576: (F(576, 625), F(26, 625)),
                         480: (F(480, 525), F(20, 525))}[height]
    if profile != "n":
        active = F(1)
    c = max(4 if profile != "w" else 16, n // ((21600 if profile == "w" else 43200) * active * t))
    v = max(8 if profile != "w" else 720, n // ((300 if profile == "w" else 27000) * t))
    return n, t * active / n * 10**12, total * t * 10**9, c, v


def main():
    cases = 0
    formats = [(h, "p", r, r) for h in (720, 1080, 2160) for r in RATES]
    formats += [(1080, s, r, r) for s in ("psf",) for r in ("23.98", "25", "29.97")]
    formats += [(1080, "i", "50", "25"), (1080, "i", "59.94", "29.97"), (576, "i", "50", "25"), (480, "i", "59.94", "29.97")]
    batch, wanted = [], []
    for height, scan, text, frames in formats:
        for profile in ("n", "nl", "w"):
            want = plan((height, scan, RATES[frames]), profile)
            if profile == "w" and want[0] * RATES[frames] >= 900000:
                continue
            batch.append(f"flow plan format {height}{scan}{text} sampling 422 depth 10 payload 1200 profile {profile}")
            wanted.append(want)
    out = subprocess.run([sys.argv[1], "-j", "-b", "-"], input="\n".join(batch), text=True, capture_output=True, check=True)
    for line, said, want in zip(batch, out.stdout.splitlines(), wanted, strict=True):
        p = json.loads(said)["plan"]
        n, t_rs, tro, c_max, vrx = want
        got = (p["packets"], p["c_max"], p["vrx_full"])
        if got != (n, c_max, vrx) or abs(p["t_rs_ps"] - t_rs) > 1 or abs(p["tr_offset_ns"] - tro) > 1:
            print(f"{line}: {p}, wanted {want}", file=sys.stderr)
            sys.exit(1)
        cases += 1
    print(f"{cases} plans")


main()
