# SPDX-License-Identifier: GPL-2.0-only
"""
How late packets are by what the thread's own CPU does, of what plugin/turns.c wrote down. In the emulator two CPUs take turns, which two
real ones do not; so the other's turns are taken off, in two ways.

own() counts, of what lies between a packet's instant and the packet, only what the thread's CPU executed. No packet is later than
that by its own CPU: had the CPU the time to itself, what it executes after the instant would be the same or less. But work that the
other's turn has put off counts, and so does the time until T_DRAIN has passed since a packet that was late.

replay() puts the same work on a CPU that has the time to itself. From one packet to the next the thread executes pieces of work, and waits
between them: until it takes the packet, AHEAD_NS before it hands it over, and until it hands it over. There

- work takes as many ns as it has instructions; a wait ends when it is to, or at once when that is past;
- what interrupts a wait comes when it came, or when the wait ends, if that is earlier: what set it off is never earlier there than here
  (a tick that a turn has put off may so come upon another packet; the NIC's interrupt is due when a packet has left, and comes upon none);
- a packet that came after less work than most do (being late it was not waited for, its interrupt served two) has as much as most;
- of a packet that was not waited for, what is more than usual since the thread had it ready comes after the instant;
- a packet that is late leaves T_DRAIN after the one before, at the earliest;
- the last look at the clock is the latest possible one: a packet is up to a look, 47 ns, later than it was here;
- each time that it takes the root lock it may be made to wait so many ns more (lock_ns).
"""
import bisect
import os
import re
import struct

OURS, SENT, READY = 1, 2, 3     # of a record: the thread's CPU has its turn; a packet is on the wire; it is ready to be handed over
RECORD = struct.Struct("<4Q")
LOOK_MAX = 100              # of plugin/turns.c
LEAVE_MAX = 400             # instructions from the last look at the clock until the packet is in the log
FOR_INSTANT = ("run", "send")
FOR_TAKING = ("spin_thread", "wait_for_instant")
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "kmod", "spin.h"), encoding="ascii") as header:
    AHEAD_NS = int(re.search(r"^#define ST2110_SPIN_AHEAD_NS\s+(\d+)$", header.read(), re.M)[1])


class Turns:
    """What the plugin wrote, and which of it are the packets."""

    def __init__(self, records, packets, instant_at):
        self.records = records
        self.instant_at = instant_at
        self.total = [r[0] + r[1] for r in records]
        self.work = [r[1] - r[2] for r in records]
        self.sent = [i for i, r in enumerate(records) if r[3] == SENT]
        if len(self.sent) != packets:
            raise ValueError(f"{packets} packets on the wire, {len(self.sent)} in the record")
        turn, self.whose = 0, []
        for r in records:
            turn = r[3] if r[3] <= OURS else turn
            self.whose.append(turn)

    def other_ns(self, begin, end):
        """What the other CPU executed between two records."""
        return self.records[end][0] - self.records[begin][0]


def read(path, packets, symbols):
    """The record; symbols are (address, name) of the module's, sorted."""
    with open(path, "rb") as f:
        records = list(RECORD.iter_unpack(f.read()))
    instant_at = {}
    for at in {r[3] for r in records if r[3] > READY}:
        name = symbols[bisect.bisect_right(symbols, (at, "~")) - 1][1]
        if name not in FOR_INSTANT + FOR_TAKING:
            raise ValueError(f"a wait in {name}, which is not known")
        instant_at[at] = name in FOR_INSTANT
    return Turns(records, packets, instant_at)


def disagreement(turns, times, n):
    """
    How far the steps from packet to packet of a frame are apart, in ns, by the wire and by the instructions of both CPUs; and how many
    steps are so by a turn of the other between the time on the wire and the record, which is taken off.
    """
    at, beside, out, between = [], [], [], 0
    for i in turns.sent:
        k = i
        while k and turns.records[k - 1][1] >= turns.records[i][1] - LEAVE_MAX:
            k -= 1
        at.append(turns.total[i])
        beside.append(turns.other_ns(k, i))
    for j in range(1, len(times)):
        if j % n:
            apart = (times[j] - times[j - 1]) - (at[j] - at[j - 1])
            less = min(max(apart, -beside[j]), beside[j - 1])
            between += abs(less) > 100
            out.append(apart - less if abs(less) > 100 else apart)
    return out, between


def own(turns, late):
    """How late, by what the thread's CPU executed alone."""
    out = []
    for ns, i in zip(late, turns.sent):
        since = turns.total[i] - max(0, round(ns))
        at = max(bisect.bisect_right(turns.total, since, 0, i + 1) - 1, 0)
        done = turns.records[at][1] + (since - turns.total[at] if turns.whose[at] == OURS else 0)
        out.append(turns.records[i][1] - done if ns > 0 else ns)
    return out


def pieces(turns, j):
    """
    What the thread's CPU did since packet j - 1: [(index of the record, what follows: True: it waits until the instant, False: until it
    takes the packet, None: the packet; work before)]; and work since it last had a packet ready.
    """
    begin, end = turns.sent[j - 1], turns.sent[j]
    out, before, ready = [], turns.work[begin], turns.work[begin]
    for i in range(begin + 1, end + 1):
        if turns.records[i][3] == READY:
            ready = turns.work[i]
        elif turns.records[i][3] > OURS:
            out.append((i, turns.instant_at.get(turns.records[i][3]), turns.work[i] - before))
            before = turns.work[i]
    return out, turns.work[end] - ready


def work_of(turns, j):
    """All that the thread's CPU did since packet j - 1 but wait."""
    return turns.work[turns.sent[j]] - turns.work[turns.sent[j - 1]]


def undisturbed(turns, first):
    """Packets from first on for which the other CPU did nothing since the one before."""
    return [j for j in range(first, len(turns.sent)) if not turns.other_ns(turns.sent[j - 1], turns.sent[j])]


class Usual:
    """
    What most undisturbed packets have: work altogether, since they are ready, and from the last look until they are in the log; and what
    they are on the wire after that.
    """

    def __init__(self, turns, late, calm, tx_ns):
        waited = {j: (p[-1][2], ready) for j in calm for p, ready in [pieces(turns, j)] if len(p) > 1 and p[-2][1]}
        if len(waited) < len(calm) * 9 // 10:
            raise ValueError("most packets were not waited for")
        self.work = sorted(work_of(turns, j) for j in calm)[len(calm) // 2]
        self.leave = sorted(leave for leave, _ in waited.values())[len(waited) // 2]
        self.ready = sorted(ready for _, ready in waited.values())[len(waited) // 2]
        # The last look but one is up to a look before the time: of those that are on time, hardly any for one in a hundred.
        after = sorted(late[j] + tx_ns - leave for j, (leave, _) in waited.items())
        self.after = after[len(after) * 99 // 100]


def replay(turns, times, late, first, usual, tx_ns, drain_ns, lock_ns=0):
    """How late from packet first on, had the CPU the time to itself; times and late are those of the wire."""
    out, left, t = [], 0, -usual.after      # since the packet before was on the wire: when it was, and what the thread has come to
    for j in range(first, len(late)):
        step = times[j] - times[j - 1]
        end = {True: step - late[j] - tx_ns}
        end[False] = end[True] - AHEAD_NS
        parts, ready = pieces(turns, j)

        def began(i, work, j=j):
            """When that work did, and the look at the clock before."""
            return turns.total[i] - turns.total[turns.sent[j - 1]] - work - usual.after

        t += max(0, usual.work - work_of(turns, j)) + lock_ns
        waits = None
        for i, until, work in parts[:-1]:
            if waits is not None and waits == until:
                t = max(t, min(end[waits], began(i, work)))
            elif waits is not None:
                t = max(t, end[waits]) + lock_ns
            t += work
            waits = until
        i, _, work = parts[-1]
        if waits is True and work > usual.leave + LOOK_MAX:
            # What has come between lasted until the instant had passed.
            t, work = max(t, min(end[True], began(i, work))) + work - usual.leave, usual.leave
        elif waits is not True:
            more = max(0, ready - usual.ready)
            t += max(0, work - usual.leave - more) + lock_ns
            work = usual.leave + more
        overdue = t > end[True]
        t = max(t, end[True]) + work
        if overdue:
            t = max(t, left + drain_ns - usual.after)
        left = t + usual.after
        out.append(left - end[True] - tx_ns)
        left, t = left - step, t - step
    return out
