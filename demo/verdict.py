#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
The demo's two verdicts side by side, and out/demo/report.json.

verdict.py FOLDER DST PORT RATE HEIGHT SCAN PROFILE KERNEL: judges before.pcap and
wire.pcap with the referee, and has st2110-analyze judge them too: both must say
the same. Status 3 unless the paced stream is compliant.
"""
import json
import os
import subprocess
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
FORMATS = {('24000/1001', '1080', 'p'): '1080p23.98', ('30000/1001', '1080', 'p'): '1080p29.97',
           ('25/1', '1080', 'p'): '1080p25'}


def run(argv):
    p = subprocess.run(argv, capture_output=True, text=True, check=False)
    if p.returncode not in (0, 3):
        sys.exit('%s: %s' % (argv[0], p.stderr.strip()))
    return json.loads(p.stdout)


def judge(path, dst, port, rate, height, scan, profile):
    """Referee's report; the analyzer's, which must have the same figures."""
    flow = '%s:%s' % (dst, port)
    ref = run([os.path.join(TOP, 'selftests/referee/referee.py'), path, '--json', '--seq16',
               '--dst', flow, '--rate', rate, '--height', height, '--scan', scan,
               '--profile', profile, '--expect-no-gaps'])
    ana = run([os.path.join(TOP, 'build/st2110-analyze'), path, '-j', '--seq16', '--dst', flow,
               '--format', FORMATS[rate, height, scan], '--packets',
               str(ref['packets_per_frame']), '--profile', profile])
    same = all(ref[k] == ana['types'][0][k] for k in ('c_inst', 'vrx', 'causes')) and \
        all(ref[k] == ana[k] for k in ('fpt_ns', 'rtp_offset', 'sequence'))
    return ref, same


def us(ns):
    return '-' if ns is None else '%.3f us' % (ns / 1000)


def rows(r):
    """(what, value) of one verdict."""
    s, lim, rtp = r['sequence'], r['limits'], r['rtp_offset']
    yield 'frames judged', r['frames']['judged']
    yield 'frames compliant', r['frames']['compliant']
    yield 'C_INST max (C_MAX %d)' % lim['c_max'], r['c_inst']['epoch']
    yield 'VRX (0..%d)' % lim['vrx_full'], '%s..%s' % (r['vrx']['min'], r['vrx']['max'])
    yield 'first packet after k*T_FRAME', '%s..%s' % (
        us(r['fpt_ns']['min']), us(r['fpt_ns']['max']))
    yield 'RTP offset, ticks', '%s..%s' % (rtp['min'], rtp['max']) \
        if rtp['min'] != rtp['max'] else rtp['min']
    yield 'epochs empty, taken twice', '%d, %d' % (r['epochs']['empty'], r['epochs']['double'])
    yield 'lost, reordered, duplicated', '%d, %d, %d' % (
        s['lost'], s['reordered'], s['duplicates'])
    yield 'verdict', 'COMPLIANT' if r['frames']['judged'] and not r['frames']['not_compliant'] \
        and not (s['lost'] or s['reordered'] or s['duplicates'] or r['epochs']['empty']) \
        else 'not compliant'


def main():
    folder, dst, port, rate, height, scan, profile, kernel = sys.argv[1:9]
    flow = (dst, port, rate, height, scan, profile)
    before, same_before = judge(os.path.join(folder, 'before.pcap'), *flow)
    wire, same_wire = judge(os.path.join(folder, 'wire.pcap'), *flow)
    kind = {'n': 'narrow', 'nl': 'narrow linear', 'w': 'wide'}[profile]
    print()
    print('  %-34s %-28s %s' % ('ST 2110-21 ' + kind, 'without the module', 'with a flow'))
    print('  ' + '-' * 86)
    table = list(zip(rows(before), rows(wire)))
    for (what, a), (_, b) in table:
        print('  %-34s %-28s %s' % (what, a, b))
    agree = same_before and same_wire
    print('  %-34s %s' % ('referee and st2110-analyze', 'agree' if agree else 'DISAGREE'))
    print()
    compliant = table[-1][1][1] == 'COMPLIANT'
    report = {
        'flow': {'dst': dst, 'port': int(port), 'rate': rate, 'height': int(height),
                 'scan': scan, 'profile': profile, 'packets': wire['packets_per_frame']},
        'kernel': kernel,
        'compliant': compliant,
        'agree': agree,
        'before': before,
        'wire': wire,
    }
    with open(os.path.join(folder, 'report.json'), 'w', encoding='utf-8') as f:
        json.dump(report, f, indent=1)
        f.write('\n')
    return 0 if compliant and agree and before['frames']['not_compliant'] else 3


if __name__ == '__main__':
    sys.exit(main())
