# SPDX-License-Identifier: GPL-2.0-only
"""Part 2 of make bench: the same stream sent in each way, as the referee and a ruler see it on the wire."""
import glob
import json
import os
import struct
import subprocess
import sys
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE + '/../lib')
from pcap import records  # noqa: E402

LABELS = {
    'burst': 'pfifo_fast, a burst', 'sleep': 'application sleeps', 'spin': 'application spins',
    'spin-alone': 'application spins (two CPUs)', 'tbf': 'tbf',
    'fq-rate': 'fq, SO_MAX_PACING_RATE', 'fq-txtime': 'fq, SO_TXTIME', 'etf': 'etf, SO_TXTIME', 'st2110': 'st2110, timer',
    'st2110-launch': 'st2110, launch', 'st2110-spin': 'st2110, spin (two CPUs)',
}
TWO_CPUS = 'spin-alone', 'st2110-spin'


def sent(path):
    """(time in ns, RTP timestamp, sequence) of each packet to 192.0.2.2:5004."""
    dst = bytes((192, 0, 2, 2, 5004 >> 8, 5004 & 255))
    for t, _, p in records(path):
        if len(p) >= 62 and p[30:34] == dst[:4] and p[36:38] == dst[4:]:
            low, stamp = struct.unpack_from('>HI', p, 44)
            yield t, stamp, struct.unpack_from('>H', p, 54)[0] << 16 | low


def errors(path, rate, n, last=False):
    """
    How far from even each packet left: its time less TPR_j, less the median of that, in ns, sorted by size. The frame is the one
    whose TPR_0 is nearest to its first packet. Of all, or of the last half frame.
    """
    frame = Fraction(10**9) / rate
    off, first = [], None
    for at, _, seq in sent(path):
        j = seq % n
        if j == 0 or first is None:
            k = (at - frame * 43 / 1125 - frame * 24 / 25 * j / n) / frame
            first = round(k) * frame + frame * 43 / 1125
            base, step = int(first), float(frame * 24 / 25 / n)
        off.append(at - base - j * step)
    if last:
        off = off[-(n // 2):]
    if not off:
        return []
    middle = sorted(off)[len(off) // 2]
    return sorted(abs(x - middle) for x in off)


def judged(path, rate, n):
    """What the referee says of it."""
    run = subprocess.run([HERE + '/../referee/referee.py', '--dst', '192.0.2.2:5004', '--rate', rate, '--packets', str(n), '--profile', 'n',
                          '--json', path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return json.loads(run.stdout) if run.stdout else None


def one(folder, line, case):
    """A row."""
    name, busy, timers, wakeups, _, behind = line.split()
    fmt, rate, n, load = case
    path = '%s/%s.pcap' % (folder, name)
    off = errors(path, Fraction(rate), int(n))
    r = judged(path, rate, n)
    row = {'way': name, 'format': fmt, 'packets': int(n), 'load': load, 'busy_pct': int(busy) / 10, 'timer_interrupts_a_frame': int(timers) / 1000,
           'wakeups_a_frame': int(wakeups) / 1000 or None, 'behind': int(behind),
           'error_p999_ns': int(off[len(off) * 999 // 1000]) if off else None, 'error_max_ns': int(off[-1]) if off else None}
    if name in TWO_CPUS and off:
        rest = errors(path, Fraction(rate), int(n), True)
        row.update(error_p99_last_ns=int(rest[len(rest) * 99 // 100]), error_max_last_ns=int(rest[-1]))
    if r:
        row.update(c_inst=r['c_inst']['epoch'], c_max=r['limits']['c_max'], vrx_min=r['vrx']['min'], vrx_max=r['vrx']['max'],
                   vrx_full=r['limits']['vrx_full'], frames=r['frames']['judged'], compliant=r['frames']['compliant'],
                   lost=r['sequence']['lost'])
    return row


def verdict(row):
    """In words."""
    if 'frames' not in row:
        return 'not judged'
    return 'narrow' if row['compliant'] == row['frames'] else '%d of %d frames' % (row['compliant'], row['frames'])


def best(report, rows, what, key):
    """Says who has the best of a column: of all ways, and of ours."""
    known = [r for r in rows if r.get(key) is not None]
    ours = [r for r in known if r['way'].startswith('st2110')]
    if not ours:
        return
    top, mine = (min(some, key=lambda r: r[key]) for some in (known, ours))
    won = top[key] == mine[key]
    text = 'ours (%s), %s' % (LABELS[mine['way']], report.cell(mine[key])) if won else '%s (%s) WINS with %s, the best of ours is %s (%s)' % (
        LABELS[top['way']], verdict(top), report.cell(top[key]), report.cell(mine[key]), LABELS[mine['way']])
    if won:
        others = [r for r in known if r not in ours]
        if others:
            next_best = min(others, key=lambda r: r[key])
            text += '; best of the others %s (%s)' % (report.cell(next_best[key]), LABELS[next_best['way']])
    print('    %s: %s' % (what, text))
    report.kept.setdefault('columns', []).append({'format': mine['format'], 'load': mine['load'], 'column': what,
                                                  'won_by': mine['way'] if won else top['way'], 'best': top[key], 'ours': mine[key],
                                                  'ours_by': mine['way']})


def table(out, report):
    """All cases there are."""
    report.head('Precision: one narrow stream of 1080 lines over the same simulated NIC, by the referee')
    kept = report.kept.setdefault('precision', [])
    cases = {}
    for path in sorted(glob.glob(out + '/precision*/precision-*/cases')) + sorted(glob.glob(out + '/precision*/spinning-*/cases')):
        folder = os.path.dirname(path)
        with open(folder + '/precision.args', encoding='ascii') as f:
            fmt, rate, n, _, load = f.read().split()
        case = fmt, rate, n, load       # what spins sends fewer frames
        with open(path, encoding='ascii') as f:
            # A sender that failed has no count behind.
            cases.setdefault(case, []).extend(one(folder, line, case) for line in f if len(line.split()) == 6)
    for case, rows in cases.items():
        if not rows:
            continue
        kept.extend(rows)
        print('\n%s, %s packets a frame, load: %s' % (case[0], case[2], case[3]))
        report.table(['', 'verdict', 'frames', 'C_INST', 'VRX', 'error p99.9', 'worst, us', 'timer irqs/frame', 'wake-ups', 'busy %', 'lost'], [
            [LABELS[r['way']], verdict(r), r.get('frames'), r.get('c_inst'), '%s..%s' % (r.get('vrx_min'), r.get('vrx_max')),
             r['error_p999_ns'] / 1000 if r['error_p999_ns'] is not None else None, r['error_max_ns'] / 1000 if r['error_max_ns'] is not None else None,
             r['timer_interrupts_a_frame'], r['wakeups_a_frame'], r['busy_pct'], r.get('lost')] for r in rows])
        print('    limits: C_MAX %s, VRX_FULL %s; best of each column among those that lose nothing:' % (
            rows[-1].get('c_max'), rows[-1].get('vrx_full')))
        complete = [r for r in rows if not r.get('lost') and 'frames' in r]
        # Of those with two CPUs the other one's work is not seen.
        paced = [r for r in complete if r['way'] not in ('burst',) + TWO_CPUS]
        best(report, complete, 'lowest C_INST', 'c_inst')
        best(report, complete, 'error from even spacing, p99.9 ns', 'error_p999_ns')
        best(report, complete, 'error from even spacing, worst ns', 'error_max_ns')
        best(report, paced, 'timer interrupts a frame, of those that pace', 'timer_interrupts_a_frame')
        best(report, paced, 'busy share in per cent, of those that pace', 'busy_pct')
        best(report, [r for r in paced if verdict(r) == 'narrow'], 'busy share in per cent, of those that are narrow', 'busy_pct')
        for r in rows:
            if 'error_p99_last_ns' in r:
                print('    %s: of the last half frame, beside which no stream is handed over, 99 of 100 within %s ns, all within %s' % (
                    LABELS[r['way']], r['error_p99_last_ns'], r['error_max_last_ns']))
        if case[3] != 'none':
            print('    etf drops what has no SO_TXTIME: of the load nothing left beside its stream')
        narrow = [LABELS[r['way']] for r in rows if verdict(r) == 'narrow']
        print('    narrow: %s' % (', '.join(narrow) or 'none'))
