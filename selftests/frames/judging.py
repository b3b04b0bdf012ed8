# SPDX-License-Identifier: GPL-2.0-only
"""
What the judges of frames and of clock steps share: a case (see case.sh) as the sender reports it, as the module counted
it, as events told it, and as the referee reads it from the wire.
"""
import json
import os
import re
import subprocess
import sys

REFEREE = os.path.dirname(os.path.abspath(__file__)) + '/../referee/referee.py'
# In real time a judge asserts no timing, and what follows from it.
VIRTUAL = os.environ.get('MODE', 'icount') == 'icount'
RATES = {'29.97': '30000/1001', '59.94': '60000/1001', '23.98': '24000/1001'}


def ok(fine, what):
    print('%s - %s' % ('ok' if fine else 'not ok', what))
    return fine


class Case:
    """One run. Checks are sentences that begin with its name."""

    def __init__(self, out, name, packets=None, profile='n', troff=None, pcap=None):
        self.name = name
        base = '%s/%s' % (out, name)
        self.sent = self.load(base + '.json')
        flow = self.load(base + '.stats.json')
        self.flow = flow[0] if flow else {}
        shown = self.load(base + '.flow.json')
        self.shown = shown[0] if shown else {}
        self.stats, self.status, self.plan = (self.flow.get(x, {}) for x in ('stats', 'status', 'plan'))
        self.injected = self.sent.get('injected', {})
        with open(base + '.events', encoding='utf-8') as f:
            self.events = [json.loads(line) for line in f if line.strip()]
        with open(base + '.args', encoding='utf-8') as f:
            self.format = f.read().split()[0]
        height, scan, rate = re.fullmatch(r'(\d+)(p|i|psf)([\d.]+)?', self.format).groups()
        self.fields = 1 if scan == 'p' else 2
        rate = rate or '50'
        if scan == 'i':
            rate = {'50': '25', '59.94': '29.97'}[rate]
        rate = RATES.get(rate, rate)
        num, _, den = rate.partition('/')
        self.frame_ns = 10**9 * int(den or 1) // int(num)
        self.n = packets or self.plan.get('packets')
        argv = [REFEREE, pcap or base + '.pcap', '--dst', '239.1.1.1:5004', '--rate', rate,
                '--height', height, '--scan', scan, '--profile', profile, '--packets', str(self.n),
                '--json', '--details', '--strict-edges']
        if troff:
            argv += ['--troff', troff]
        p = subprocess.run(argv, capture_output=True, text=True, check=False)
        if p.returncode not in (0, 3):
            raise RuntimeError('%s: %s' % (name, p.stderr.strip()))
        self.seen = json.loads(p.stdout)
        self.frames = self.seen['details']

    @staticmethod
    def load(path):
        with open(path, encoding='utf-8') as f:
            text = f.read()
        return json.loads(text) if text.strip() else {}

    def check(self, fine, what):
        return ok(fine, '%s: %s' % (self.name, what))

    def eq(self, what, got, want):
        return self.check(got == want, '%s (%s%s)' % (what, got, '' if got == want else ', expected %s' % (want,)))

    def within(self, what, got, low, high):
        return self.check(got is not None and low <= got <= high, '%s (%s in %s..%s)' % (what, got, low, high))

    def counts(self, **want):
        """Counters of the flow: those named, and 0 for every other that tells of trouble."""
        for key in ('frames_late', 'frames_dropped', 'slips', 'repaid', 'resyncs', 'epochs_empty', 'underruns',
                    'late_packets', 'seq_gaps', 'seq_back', 'ssrc_changes', 'markers_missing', 'fields_lost',
                    'count_mismatch', 'rtcp', 'not_rtp', 'frames_not_compliant', 'frames_unverified'):
            want.setdefault(key, 0)
        wrong = ['%s %s, expected %s' % (k, self.stats.get(k), v) for k, v in sorted(want.items())
                 if self.stats.get(k) != v]
        self.check(not wrong, 'counters%s' % (': ' + '; '.join(wrong) if wrong else
                                              ' (%s)' % ', '.join('%s %d' % x for x in sorted(want.items()) if x[1])))

    def drops(self, **want):
        """Packets dropped, by reason; and every packet that entered left or was counted."""
        drops = {k: v for k, v in self.stats['drops'].items() if v}
        self.eq('dropped packets', drops, want)
        self.eq('packets in = out + dropped', self.stats['packets_in'],
                self.stats['packets_out'] + sum(v for k, v in drops.items() if k != 'rtcp'))
        self.eq('packets in = packets handed over', self.stats['packets_in'],
                self.sent['packets'] - self.injected['rtcp'])
        self.eq('packets out = packets on the wire', self.stats['packets_out'],
                self.seen['packets'])

    def accounts(self):
        """What holds however slow the machine is: nothing is lost that is not counted, nothing is sent twice."""
        drops = sum(v for k, v in self.stats['drops'].items() if k != 'rtcp')
        self.eq('packets in = out + dropped', self.stats['packets_in'], self.stats['packets_out'] + drops)
        self.eq('packets out = packets on the wire', self.stats['packets_out'], self.seen['packets'])
        self.eq('sent twice', self.seen['sequence']['duplicates'], 0)

    def wire(self, frames, bad=0, rtp=0, **causes):
        """The referee's verdict: so many frames, bad ones for just these causes; RTP offset 0."""
        seen, lim = self.seen, self.seen['limits']
        self.eq('frames on the wire', seen['frames']['judged'], frames)
        self.eq('not compliant', seen['frames']['not_compliant'], bad)
        self.eq('causes', seen['causes'], causes)
        self.check(seen['c_inst']['epoch'] <= lim['c_max'] and seen['c_inst']['first1'] <= lim['c_max'],
                   'C_INST %s, %s <= C_MAX %d' % (seen['c_inst']['epoch'], seen['c_inst']['first1'], lim['c_max']))
        if rtp is not None:
            off = seen['rtp_offset']
            self.eq('RTP offset', (off['min'], off['max']), (rtp, rtp))
        s = seen['sequence']
        self.eq('reordered, sent twice', (s['reordered'], s['duplicates']), (0, 0))
        self.eq('epochs taken twice', seen['epochs']['double'], 0)
        self.eq('UDP checksums wrong', seen['checksum'].get('bad', 0), 0)
        if bad == 0:
            self.eq('the module says so too', (self.stats['frames_compliant'], self.stats['frames_out']),
                    (frames, frames))

    def empty(self, *places):
        """Epochs left empty, counted from the first."""
        self.eq('epochs empty', self.seen['epochs']['empty_list'], list(places))

    def rhythm(self, first=1):
        """Every frame in its epoch: the first is the sender's k0 + first."""
        self.eq('first epoch', self.seen['epochs']['first'], self.sent['first_k'] + first)
        self.eq('epochs empty', self.seen['epochs']['empty'], 0)

    def rhythm_with(self, places):
        """Every frame in the epoch that the sender made it for; those are missing."""
        self.eq('first epoch', self.seen['epochs']['first'], self.sent['first_k'])
        self.eq('epochs empty', self.seen['epochs']['empty_list'], places)

    def told(self, kind, count=None, least=None, **facts):
        """
        Events of a kind, with facts that each must have. One of a kind is raised every 100 ms; the last ones held back
        have nobody to tell of them, so fewer than count but at least some may be seen.
        """
        events = [e for e in self.events if e['event'] == kind]
        total = len(events) + sum(e.get('suppressed', 0) for e in events)
        if least is not None:
            self.within('%s events' % kind, total, least, count)
        elif count is not None:
            self.eq('%s events' % kind, total, count)
        for key, want in facts.items():
            got = [e.get(key) for e in events]
            self.check(all(g == want or (isinstance(want, (list, tuple, set)) and g in want) for g in got) and got,
                       '%s events say %s %s (%s)' % (kind, key, want, got))
        return events


def facts(out, names, **options):
    """A line for each case, for whoever reads the log."""
    for name in names:
        c = Case(out, name, **options)
        st = {k: v for k, v in c.stats.items() if isinstance(v, int) and v and k in (
            'packets_in', 'packets_out', 'frames_in', 'frames_out', 'frames_compliant', 'frames_not_compliant',
            'frames_late', 'frames_dropped', 'slips', 'repaid', 'resyncs', 'epochs_empty', 'underruns', 'late_packets',
            'seq_gaps', 'seq_back', 'ssrc_changes', 'markers_missing', 'fields_lost', 'count_mismatch', 'rtcp')}
        print('# %s: %s' % (name, st))
        print('#   drops %s, margin %.2f (min %.2f) ms, delay %.2f ms, drift %d ppb, debt %d, hold %.3f ms, N %s %s' % (
            {k: v for k, v in c.stats['drops'].items() if v}, c.status['margin_now_ns'] / 1e6,
            c.status['margin_min_ns'] / 1e6, c.status['standing_delay_ns'] / 1e6, c.status['drift_ppb'],
            c.status['debt_frames'], c.status['hold_ns'] / 1e6, c.plan['packets'], c.plan['packets_source']))
        s = c.seen
        print('#   wire: %s, causes %s, C_INST %s/%s, VRX %s..%s, RTP %s..%s, first k0%+d, empty %s, lost %s' % (
            s['frames'], s['causes'], s['c_inst']['epoch'], s['c_inst']['first1'], s['vrx']['min'], s['vrx']['max'],
            s['rtp_offset']['min'], s['rtp_offset']['max'], s['epochs']['first'] - c.sent['first_k'],
            s['epochs']['empty_list'], s['sequence']))
        print('#   events: %s' % ', '.join('%s/%s%s' % (
            e['event'], e.get('cause'), '+%d' % e['suppressed'] if e.get('suppressed') else '') for e in c.events))
        print('#   injected: %s' % {k: v for k, v in c.injected.items() if v})


if __name__ == '__main__':
    facts(sys.argv[1], sys.argv[2:])
