#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The stream beside hostile input, by the referee: arguments are the referee's.

Programs start and end beside it on the one CPU, and their memory goes back with interrupts off: one frame in fifty may
have been read too late for it. Nothing else may be wrong, a burst least of all.
"""

import os
import re
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
lines = subprocess.run([f"{here}/../referee/referee.py", *sys.argv[1:]], capture_output=True, text=True).stdout.splitlines()
late = False
for line in lines:
    m = re.search(r"(\d+) of (\d+) frames compliant, vrx_underflow (\d+)$", line)
    if m and int(m[2]) - int(m[1]) == int(m[3]) <= int(m[2]) // 50:
        late = True
for line in lines:
    if late and line.startswith("not ok") and ("frames compliant" in line or ": VRX " in line):
        line = line.replace("not ok", "ok", 1) + " (late beside programs that start)"
    print(line)
