# SPDX-License-Identifier: GPL-2.0-only
"""
Can the judge of selftests/spin/turns be wrong? A model of two CPUs that take turns sends packets, with and without the other's turns, and
now and then has more work than there is time for. How late each is without turns is known; from the record with turns alone.replay() is to
find the same.
"""
import random

import alone
from lateness import within

STEP, TX, DRAIN = 21614.0, 230, 20467
LOOK, TOLD, TAKE, FIT, LEAVE, AFTER, SERVE = 47, 2090, 700, 310, 346, -72, 2750
INSTANT, TAKING = 0x2000, 0x1000    # where it waits
SLOW_NS = 25000         # before the thread takes a packet
LINGER_NS = 1500        # with the packet in its hand, when it is to hand it over


class Machine:
    """The thread's CPU, its turns and the other's. A turn goes over when it looks at the clock, or in the midst of work."""

    def __init__(self, turns, seed):
        self.turns, self.random = turns, random.Random(seed)
        self.now, self.insns, self.waited = 0.0, [0, 0], 0
        self.due = None         # of the interrupt
        self.at = None          # of the wait under way
        self.records = [(0, 0, 0, 1)]

    def put(self, what):
        self.records.append((self.insns[0], self.insns[1], self.waited, what))

    def other(self, chance):
        if self.turns and self.random.random() < chance:
            ns = self.random.choice((100, 2049, 12000, 20000))
            self.put(0)
            self.insns[0] += ns
            self.now += ns
            self.put(1)

    def work(self, ns):
        for part in (ns // 2, ns - ns // 2):
            self.insns[1] += part
            self.now += part
            self.other(0.005)

    def serve(self):
        if self.due is not None and self.now >= self.due:
            self.due = None
            self.work(SERVE)
            return True
        return False

    def wait(self, until, where):
        begun = False
        while self.now < until:
            if not begun:
                self.put(where)
            else:
                self.waited += LOOK
            begun = not self.serve()
            self.insns[1] += LOOK
            self.now += LOOK
            self.other(0.0003)


def model(packets, turns, slow, lingers, seed=1):
    """Times on the wire, how late, and the record."""
    m, times, late, left = Machine(turns, seed), [], [], None
    for j in range(packets):
        instant = 50000 + j * STEP
        at = instant - TX
        m.work(TOLD)
        if j in slow:
            m.work(SLOW_NS)
        m.wait(at - alone.AHEAD_NS, TAKING)
        m.serve()
        m.work(TAKE)
        m.put(alone.READY)
        m.work(FIT)
        if left is not None and m.now > at:
            m.wait(left + DRAIN - LEAVE - AFTER, INSTANT)
        else:
            m.wait(at, INSTANT)
        m.work(LEAVE + (LINGER_NS if j in lingers else 0))
        left = m.now + AFTER
        m.due = left + 1170
        m.put(alone.SENT)
        times.append(round(left))
        late.append(left - instant)
    return times, late, m.records


def doubts(packets=3000):
    """(good, what) of each."""
    slow, lingers = range(100, packets - 100, 700), range(50, packets - 100, 90)
    times, late, records = model(packets, True, slow, lingers)
    truth = model(packets, False, slow, lingers)[1]
    turns = alone.Turns(records, packets, {INSTANT: True, TAKING: False})
    usual = alone.Usual(turns, late, [j for j in alone.undisturbed(turns, 1) if abs(late[j]) < 300], TX)
    found = alone.replay(turns, times, late, 1, usual, TX, DRAIN)
    off = [f - t for f, t in zip(found, truth[1:])]
    yield (max(late) > 15000 and sum(x > 300 for x in late) > packets // 10,
           f"model: turns make {sum(x > 300 for x in late)} of {packets} packets late")
    yield (min(off) > -LOOK and sum(x > 2 * LOOK for x in off) < packets // 100,
           f"model: each is found as late as without turns, {-min(off):.0f} ns less at most, and {sum(x > 2 * LOOK for x in off)} later, by {max(off):.0f} ns at most")
    hit = [j for j in slow if found[j - 1] > SLOW_NS / 4] + [j for j in lingers if found[j - 1] >= LINGER_NS]
    yield (len(hit) == len(slow) + len(lingers),
           f"model: {len(hit)} of {len(slow) + len(lingers)} packets that the thread itself delays are found, by {SLOW_NS} or {LINGER_NS} ns")
    yield within(found) > 300, f"model: they would fail 300 ns for 999 of 1,000, which is {within(found):.0f}"
    calm = model(packets, True, (), ())
    turns = alone.Turns(calm[2], packets, {INSTANT: True, TAKING: False})
    found = alone.replay(turns, calm[0], calm[1], 1, usual, TX, DRAIN)
    yield max(found) < 300, f"model: and without such none, the latest by {max(found):.0f} ns"
    try:
        alone.Turns(calm[2][:-1], packets, {})
        lost = True
    except ValueError:
        lost = False
    yield not lost, "model: a packet that is not in the record is missed"
