#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
The tables of make bench, and out/bench.json, from what the guests wrote.

    table.py OUT KERNEL PART...

Bars are those of the project: ok, or MISSED with what was measured. Figures of cost are measured twice; where the two differ by
more than a hundredth it says so, and the mean is shown.
"""
import glob
import json
import os
import sys

import precision
import where

REPEAT_PCT = 1.0
CPU_FULL = 990          # thousandths


class Report:
    """What is printed, and what is kept."""

    def __init__(self, kernel):
        self.kept = {'kernel': kernel, 'bars': []}
        self.apart = {}

    def head(self, text):
        """A heading."""
        print('\n%s\n%s' % (text, '-' * len(text)))

    def table(self, columns, rows):
        """Rows of words and numbers under columns."""
        text = [columns] + [[self.cell(c) for c in row] for row in rows]
        width = [max(len(row[i]) for row in text) for i in range(len(columns))]
        for row in text:
            print('  '.join([row[0].ljust(width[0])] + [c.rjust(w) for c, w in zip(row[1:], width[1:])]))

    @staticmethod
    def cell(value):
        """A number as short as it may be."""
        if value is None:
            return '-'
        if isinstance(value, float):
            return '%.0f' % value if abs(value) >= 100 else '%.3g' % value
        return str(value)

    def bar(self, what, value, limit, unit=''):
        """At most so much."""
        if value is None:
            print('  not measured  %s' % what)
            word = 'not measured'
        else:
            word = 'ok' if value <= limit else 'MISSED'
            print('  %-6s  %s: %s of at most %s%s' % (word, what, self.cell(value), self.cell(limit), ' ' + unit if unit else ''))
        self.kept['bars'].append({'bar': what, 'value': value, 'limit': limit, 'unit': unit, 'is': word})


def figures(path):
    """NAME VALUE lines as numbers."""
    out = {}
    if os.path.exists(path):
        with open(path, encoding='ascii') as f:
            for line in f:
                word = line.split()
                if len(word) == 2:
                    out[word[0]] = float(word[1])
    return out


def wakeups(out):
    """{shape: wake-ups a packet} from User-mode Linux."""
    ratio = {}
    path = out + '/wakeups/wakeups/wakeups'
    if os.path.exists(path):
        with open(path, encoding='ascii') as f:
            for line in f:
                name, n, packets = line.split()
                ratio[name.split('/', 1)[1]] = int(n) / int(packets)
    return ratio


class Cost:
    """Both runs of the cost, and where its instructions went."""

    def __init__(self, out, report):
        self.runs = [figures('%s/cost-%d/cost-%d/figures' % (out, i, i)) for i in (1, 2)]
        self.report = report
        self.where = None
        if os.path.exists(out + '/cost-2/cost-2/where.txt'):
            self.where = where.Where(out + '/cost-2/cost-2')

    def of(self, name):
        """The mean of both runs, or None."""
        a, b = (run.get(name) for run in self.runs)
        if a is None or b is None:
            return a if b is None else b
        if not name.startswith(('bad/', 'refused/')) and abs(a - b) > REPEAT_PCT / 100 * min(a, b):
            self.report.apart[name] = '%s: %.1f and %.1f' % (name, a, b)
        return (a + b) / 2

    def share(self, name, base, region):
        """Instructions a packet of a region, less those of the base's."""
        if not self.where or name not in self.where.regions or base not in self.where.regions:
            return None
        return self.where.per_packet(name)[0].get(region, 0) - self.where.per_packet(base)[0].get(region, 0)

    def row(self, name, base, label):
        """One line of a table, and what is kept of it."""
        total, less = self.of(name), self.of(base)
        if total is None:
            return None
        shares = {r: self.share(name, base, r) for r in ('enqueue', 'dequeue', 'arm', 'wake-up', 'nic')}
        over = None if less is None else total - less
        known = [v for v in shares.values() if v is not None]
        kept = {'name': label, 'instructions': total, 'over_noqueue': over, 'shares': shares}
        micro = self.of('wakeups/' + name) if 'wakeups/' + name in self.runs[0] else None
        per_packet = micro / 1e6 if micro else None
        kept['wakeups_per_packet'] = per_packet
        each = bare = None
        if per_packet and known:
            each = (shares['wake-up'] + shares['arm']) / per_packet
            bare = over - shares['wake-up'] - shares['arm']
        kept['instructions_a_wakeup'], kept['without_wakeups'] = each, bare
        self.report.kept.setdefault('cost', []).append(kept)
        return kept

    def lines(self, rows):
        """As a table."""
        self.report.table(
            ['', 'instr/packet', 'over noqueue', 'enqueue', 'dequeue', 'arm', 'wake-up', 'nic', 'else', 'wake-ups/packet', 'without them',
             'each'],
            [[r['name'], r['instructions'], r['over_noqueue']] + list(r['shares'].values()) +
             [None if None in r['shares'].values() or r['over_noqueue'] is None else r['over_noqueue'] - sum(r['shares'].values()),
              r['wakeups_per_packet'], r['without_wakeups'], r['instructions_a_wakeup']] for r in rows if r])


def cost(out, report):
    """Part 1."""
    c = Cost(out, report)
    report.head('Cost: instructions a packet of 1,302 octets; shares are what is over noqueue, by what it was for')
    print('Nothing to pace: pktgen over a dummy device')
    rows = {q: c.row('unpaced/' + q, 'unpaced/noqueue', q) for q in ('noqueue', 'pfifo_fast', 'fq_codel', 'tbf', 'fq', 'st2110')}
    c.lines(rows.values())
    print('\nA slow link, so that packets queue: AF_PACKET over hwsim (over: prio over fq_codel)')
    slow = {q: c.row('queueing/' + q, 'queueing/prio', q + ', queueing') for q in ('fq_codel', 'prio', 'st2110')}
    c.lines(slow.values())
    streams = {}
    for group, what in (('stream', 'A stream of 4,320 packets a frame: st2110-send (TX_RING) over hwsim'),
                        ('source', 'The same from a sender in the kernel')):
        found = sorted({k.split('/', 1)[1] for k in c.runs[0] if k.startswith(group + '/')}, key=list(
            k.split('/', 1)[1] for k in c.runs[0] if k.startswith(group + '/')).index)
        if not found:
            continue
        print('\n' + what)
        part = {n: c.row('%s/%s' % (group, n), '%s/%s/noqueue' % (group, n.split('/')[0]), n) for n in found}
        c.lines(part.values())
        streams.update({'%s/%s' % (group, n): r for n, r in part.items()})

    print()
    bars(c, report, rows, slow, streams, wakeups(out))
    shortfall(c, report, wakeups(out).get('1080p59.94/narrow'))


# Of cost.sh: what else paces.
PEERS = ('tbf', 'fq,txtime', 'etf,txtime')


def bars(c, report, rows, slow, streams, ratio):
    """What issue 5 asks of them."""
    def get(row, key):
        return row[key] if row else None

    a, b = get(rows['st2110'], 'instructions'), get(rows['fq_codel'], 'instructions')
    report.bar('unmatched, nothing queues: over the same child as root', None if a is None or b is None else a - b, 250, 'instructions')
    a, b = get(slow['st2110'], 'instructions'), get(slow['prio'], 'instructions')
    report.bar('unmatched, queueing: over prio', None if a is None or b is None else a - b, 0, 'instructions')
    narrow = streams.get('source/1080p25/narrow') or streams.get('stream/1080p25/narrow')
    bare, each = get(narrow, 'without_wakeups'), get(narrow, 'instructions_a_wakeup')
    report.bar('narrow, rewritten, without wake-ups', bare, 700, 'instructions a packet')
    report.bar('narrow, a wake-up', each, 3000, 'instructions')
    peers = [get(streams.get('source/1080p25/' + peer), 'over_noqueue') for peer in PEERS]
    ours = get(streams.get('source/1080p25/narrow'), 'over_noqueue')
    report.bar('narrow, all in: over the cheapest of the others that pace',
               None if None in peers or ours is None else ours - min(peers), 0, 'instructions a packet')
    for shape, limit in (('1080p59.94/narrow', 1300), ('2160p59.94/narrow', 850)):
        direct = get(streams.get('source/' + shape), 'over_noqueue')
        full, bad = (c.of(key + 'source/' + shape) for key in ('busy/', 'bad/'))
        if direct is not None and (full >= CPU_FULL or bad):
            print('          %s, measured: does not hold (%d frames bad in the mean of two boots, %.0f %% busy); a packet takes %.0f ns all in' % (
                shape, bad, full / 10, get(streams['source/' + shape], 'instructions')))
        elif direct is not None:
            report.bar('%s, all in, measured' % shape, direct, limit, 'instructions a packet')
        w = ratio.get(shape)
        worked = None if None in (w, bare, each) else bare + w * each
        report.bar('%s, all in (a packet + a wake-up x wake-ups of User-mode Linux)' % shape, worked, limit, 'instructions a packet')
    one = None
    for n in (1, 10, 100, 1000, 10000):
        row = streams.get('source/%d-flows/narrow' % n)
        over = get(row, 'over_noqueue')
        if n == 1:
            one = over
        elif n >= 1000:
            report.bar('%d flows: times one flow\'s cost' % n, None if not over or not one else over / one, 1.2 if n == 1000 else 1.4)
    for shape, per in (('1080p59.94/narrow', 4), ('2160p59.94/narrow', 12), ('1080p59.94/wide', 12)):
        report.bar('%s: wake-ups a packet' % shape, ratio.get(shape), 1 / per)


PARTS = (('socket', 'AF_PACKET'), ('alloc', 'allocating'), ('choice', 'choosing a queue'), ('stack', 'net/core'), ('enqueue', 'enqueue'),
         ('dequeue', 'dequeue'), ('wakes', 'wake-ups'), ('nic', 'simulated NIC'), ('free', 'freeing'), ('rest', 'else'))


def shortfall(c, report, ratio):
    """What a packet of 1080p59.94 narrow from TX_RING would take, part by part, and what there is."""
    available = 1e9 * 1001 / 60000 / 4320
    rows = []
    for label, kind in (('every queue', '1080p25'), ('one queue', '1080p25,one-queue')):
        name = 'stream/%s/narrow' % kind
        total, per_packet = c.of(name), c.of('wakeups/' + name)
        if None in (total, per_packet, ratio) or not c.where or name not in c.where.regions:
            continue
        regions, symbols = c.where.per_packet(name)
        part = {key: regions.get(key, 0) for key, _ in PARTS}
        part['wakes'] = (regions.get('arm', 0) + regions.get('wake-up', 0)) * ratio * 1e6 / per_packet
        user = symbols.get('user space', 0)
        # The idle loop's, and what the plugin counts while the CPU enters it, take no share of a CPU that is full.
        part['rest'] -= user
        need = user + sum(part.values())
        rows.append([label, need] + [user] + [part[key] for key, _ in PARTS])
        report.kept.setdefault('ring_shortfall', []).append({
            'queues': label, 'instructions': need, 'available': available, 'shortfall': need - available, 'user': user, **part})
    if rows:
        print('\n1080p59.94 narrow from st2110-send (TX_RING), were the CPU fast enough: a packet as of 1080p25, with fewer wake-ups')
        report.table(['', 'instr/packet', 'the program'] + [label for _, label in PARTS], rows)
        print('A CPU of an instruction a nanosecond has %.0f: %s' % (
            available, ', '.join('%s %.0f %s' % (r[0], abs(r[1] - available), 'short' if r[1] > available else 'to spare') for r in rows)))


def ring(out, report):
    """Frames of st2110-send that held on the same CPU."""
    path = glob_one(out + '/capacity/ring-*/ring')
    if not os.path.exists(path):
        return
    rows = []
    with open(path, encoding='ascii') as f:
        for line in f:
            fmt, how, *numbers = line.split()
            frames, good, doubted, slips, empty, each, busy = (int(n) for n in numbers)
            rows.append([fmt, how, frames, good, doubted, slips, empty, each, busy / 10])
            report.kept.setdefault('ring', []).append({'format': fmt, 'how': how, 'frames': frames, 'compliant': good, 'unverified': doubted,
                                                       'slips': slips, 'epochs_empty': empty, 'ns_a_packet': each, 'busy_pct': busy / 10})
    print('\nSender on the same CPU: st2110-send, 4,320 packets a frame, narrow (udp: one queue, eight segments a message)')
    report.table(['', 'queues', 'frames', 'compliant', 'unverified', 'slips', 'empty', 'ns/packet', 'busy %'], rows)
    asked = [r for r in rows if r[0] == '1080p59.94' and r[1] == 'one']
    if asked:
        report.bar('1080p59.94 narrow from TX_RING, frames of %d that are not compliant' % asked[0][2], asked[0][2] - asked[0][3], 0, 'frames')


def capacity(out, report):
    """Part 3."""
    f = figures(out + '/capacity/capacity/figures')
    report.head('Capacity: flows that one CPU of an instruction a nanosecond holds, from a sender in the kernel')
    rows = []
    for name in sorted(k for k in f if 'unrefuted/' + k in f):
        release, what = name.split('/')
        held, unrefuted, busy = int(f[name]), int(f['unrefuted/' + name]), f['busy/' + name] / 10
        rows.append([what, release, held, unrefuted, busy if held else None])
        report.kept.setdefault('capacity', []).append({'flows': held, 'flows_unrefuted': unrefuted, 'of': what, 'release': release, 'busy_pct': busy})
    report.table(['', 'release', 'flows', 'none found bad', 'busy %'], rows)
    print('As many were tried as 4 of 4,320 packets a frame, 8 of 1,482, 32 of audio.')
    ring(out, report)


def scale(out, report):
    """Part 4."""
    f = figures(glob_one(out + '/scale/scale-*/figures'))
    report.head('Scale: %d flows' % f.get('flows', 0))
    if not f:
        return
    n = f['flows']
    kept = {'flows': n, 'octets_per_flow': f['octets_per_flow'], 'adds_a_second': n * 1e6 / f['add_us'], 'deletes_a_second': n * 1e6 / f['del_us'],
            'dump_ms': f['dump_us'] / 1000, 'dump_stats_ms': f['dump_stats_us'] / 1000, 'add_one_ms': f['add_one_us'] / 1000,
            'delete_one_ms': f['del_one_us'] / 1000}
    report.kept['scale'] = kept
    report.table(['', ''], [
        ['added a second, by a batch of st2110ctl', kept['adds_a_second']], ['deleted a second', kept['deletes_a_second']],
        ['flow show -j, ms', kept['dump_ms']], ['stats show -j, ms', kept['dump_stats_ms']],
        ['one more, by a st2110ctl of its own, ms', kept['add_one_ms']], ['one less, ms', kept['delete_one_ms']]])
    print()
    report.bar('memory, without packets', kept['octets_per_flow'], 2048, 'octets a flow')


def glob_one(pattern):
    """The one file that there is, or none."""
    found = glob.glob(pattern)
    return found[0] if found else pattern


def main():
    """Of all parts that there are."""
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 1
    out, kernel, parts = sys.argv[1], sys.argv[2], sys.argv[3:]
    report = Report(kernel)
    for part, table in (('cost', cost), ('precision', precision.table), ('capacity', capacity), ('scale', scale)):
        if part in parts:
            table(out, report)
    if 'cost' in parts:
        print('\nRepeated: %s' % ('all figures of cost within %g %% of each other' % REPEAT_PCT if not report.apart else
                                  'NOT within %g %%: %s' % (REPEAT_PCT, '; '.join(report.apart.values()))))
        report.kept['apart'] = list(report.apart.values())
    with open(os.path.join(out, '..', 'bench.json'), 'w', encoding='ascii') as f:
        json.dump(report.kept, f, indent=1)
        f.write('\n')
    missed = [b for b in report.kept['bars'] if b['is'] != 'ok']
    print('\n%d of %d bars met' % (len(report.kept['bars']) - len(missed), len(report.kept['bars'])))
    return 0


if __name__ == '__main__':
    sys.exit(main())
