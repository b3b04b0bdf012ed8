# SPDX-License-Identifier: GPL-2.0-only
"""
Lines of time: one log of the wire, looked at in the time of each clock that counted meanwhile.

NAME.lines has one line for each, in order: the wire's own time, what the clock showed then, its rate in ppb against the wire's.
A frame was assigned by one of them, so it has to comply with that one: first all with the first, then all with the next.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + '/../frames', HERE + '/../lib']
import pcap  # noqa: E402
from judging import Case, VIRTUAL  # noqa: E402,F401


class Line:
    """A clock over the time of a log."""

    def __init__(self, wire_ns, clock_ns, ppb):
        self.wire_ns, self.clock_ns, self.ppb = wire_ns, clock_ns, ppb

    def at(self, wire_ns):
        run = wire_ns - self.wire_ns
        return self.clock_ns + run + run * self.ppb // 10**9


def ahead(ns):
    """The line of a clock that is so far ahead of the log's."""
    return Line(0, ns, 0)


def noted(out, name):
    """The lines that a test noted."""
    with open('%s/%s.lines' % (out, name), encoding='utf-8') as f:
        return [Line(*(int(word) for word in text.split())) for text in f]


def moved(out, name, line, tag):
    """A copy of the log in the time of a line."""
    path = '%s/%s.%s.pcap' % (out, name, tag)
    pcap.moved('%s/%s.pcap' % (out, name), path, line.at)
    return path


def views(out, name, lines, packets):
    """The case in the time of each of the lines."""
    return [Case(out, name, packets=packets, pcap=moved(out, name, line, i)) for i, line in enumerate(lines)]


def settled(out, name, packets, told):
    """In real time: all is accounted for; of the clock's states there may be more, but one that locks has locked in the end."""
    case = views(out, name, noted(out, name)[:1], packets)[0]
    case.accounts()
    states = [e['clock_state'] for e in case.events if e['event'] == 'clock']
    case.check(set(told) <= set(states) and (told[-1:] != ['locked'] or states[-1:] == ['locked']),
               'clock states told: %s' % states)
    return case


def complies(frame):
    return not frame['why'] and set(frame['rtp']) == {0}


def places(cases):
    """How many frames have complied when the next line's turn comes; the last is how many in all."""
    at, found = 0, []
    for case in cases:
        while at < len(case.frames) and complies(case.frames[at]):
            at += 1
        found.append(at)
    return found


def spans(cases):
    """First and last frame that comply with each of the lines, and how many comply with none."""
    by = [[i for i, f in enumerate(case.frames) if complies(f)] for case in cases]
    return [(b[0], b[-1]) if b else None for b in by], len(cases[0].frames) - sum(len(b) for b in by)


def in_order(found):
    """Does the time of each line begin where that of the one before has ended?"""
    return all(found) and all(b[0] > a[1] for a, b in zip(found, found[1:]))


def silence(case):
    """The longest time between the first packets of two frames, ns."""
    begins = [f['k'] * case.frame_ns + f['fpt'] for f in case.frames if f['fpt'] is not None]
    return max(b - a for a, b in zip(begins, begins[1:]))
