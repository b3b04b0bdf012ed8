#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Where instructions went: what plugin/where.c counted, by symbol.

    where.py regions KALLSYMS           the regions for the plugin: enqueue, dequeue, arm, nic, wake-up, fault, idle
    where.py show OUT PHASE [BASE]      instructions a packet of a phase, less those of another, by region and by symbol

OUT is a folder that holds where.txt (the plugin's), and kallsyms, phases and figures (the guest's).
"""
import bisect
import sys

QDISCS = ('pfifo_fast', 'fq_codel', 'fq', 'tbf', 'prio')
IRQ = ('asm_sysvec_', 'asm_common_interrupt')
IDLE = ('default_idle', 'pv_native_safe_halt', 'native_safe_halt')
# What a packet costs before and behind the queue.
PARTS = {
    'packet_sendmsg': 'socket', 'udp_sendmsg': 'socket', '__alloc_skb': 'alloc', 'sock_alloc_send_pskb': 'alloc',
    'napi_consume_skb': 'free', 'consume_skb': 'free', '__dev_queue_xmit': 'stack', 'netdev_core_pick_tx': 'choice',
}
ORDER = ('enqueue', 'dequeue', 'arm', 'wake-up', 'nic', 'fault', 'idle', 'rest')


def symbols(path):
    """(address, name, module) of all code, by address."""
    out = []
    with open(path, encoding='ascii') as f:
        for line in f:
            word = line.split()
            if word[1] in 'tTwW':
                out.append((int(word[0], 16), word[2], word[3].strip('[]') if len(word) > 3 else ''))
    out.sort()
    return out


def region(name, module):
    """(region, kind) that begins with a function, or None."""
    if module == 'st2110_hwsim' or name == 'dummy_xmit':
        return 'nic', 'call'
    if module == 'sch_st2110' and name in ('enqueue', 'dequeue'):
        return name, 'call'
    for qdisc in QDISCS:
        if name in (qdisc + '_enqueue', qdisc + '_dequeue'):
            return name[len(qdisc) + 1:], 'call'
    if name in ('etf_enqueue_timesortedlist', 'etf_dequeue_timesortedlist'):
        return name.split('_')[1], 'call'
    if name == 'qdisc_watchdog_schedule_range_ns':
        return 'arm', 'call'
    if name == 'net_tx_action':
        return 'wake-up', 'call'
    if name.startswith(IRQ):
        return 'wake-up', 'irq'
    if name.startswith('asm_exc_'):
        return 'fault', 'irq'
    if name in IDLE:
        return 'idle', 'top'
    if name in PARTS:
        return PARTS[name], 'call'
    if name.startswith('finish_task_switch'):
        return 'rest', 'top'
    return None


class Where:
    """All phases of a boot."""

    def __init__(self, out):
        self.names, self.regions, self.symbols, self.packets = {}, {}, {}, {}
        table = symbols(out + '/kallsyms')
        starts = [s[0] for s in table]
        with open(out + '/phases', encoding='ascii') as f:
            for line in f:
                number, name = line.split()
                self.names[number] = name
        with open(out + '/figures', encoding='ascii') as f:
            for line in f:
                name, value = line.split()
                if name.startswith('packets/'):
                    self.packets[name[len('packets/'):]] = int(value)
        name = None
        with open(out + '/where.txt', encoding='ascii') as f:
            for line in f:
                word = line.split()
                if word[0] == 'phase':
                    name = self.names.get(word[1])
                    self.regions[name], self.symbols[name] = {}, {}
                elif word[0] == 'region':
                    self.regions[name][word[1]] = (int(word[2]), int(word[3]))
                else:
                    addr = int(word[1], 16)
                    at = bisect.bisect_right(starts, addr) - 1
                    if addr < 1 << 63:
                        symbol = 'user space'
                    else:
                        symbol = table[at][1] + (' [%s]' % table[at][2] if table[at][2] else '')
                    self.symbols[name][symbol] = self.symbols[name].get(symbol, 0) + int(word[2])

    def per_packet(self, phase):
        """({region: instructions}, {symbol: instructions}) a packet."""
        n = self.packets[phase]
        return ({k: v[0] / n for k, v in self.regions[phase].items()}, {k: v / n for k, v in self.symbols[phase].items()})


def show(where, phase, base):
    """Prints both tables."""
    nothing = ({}, {})
    mine, less = where.per_packet(phase), where.per_packet(base) if base else nothing
    print('%s%s, instructions a packet' % (phase, ' less ' + base if base else ''))
    for head, a, b in (('by region', mine[0], less[0]), ('by symbol', mine[1], less[1])):
        print('\n%s' % head)
        rows = sorted(((a.get(k, 0) - b.get(k, 0), a.get(k, 0), b.get(k, 0), k) for k in set(a) | set(b)), key=lambda r: -abs(r[0]))
        for diff, x, y, k in rows[:70]:
            print('%9.1f %9.1f %9.1f  %s' % (diff, x, y, k))
        print('%9.1f %9.1f %9.1f  all' % (sum(a.values()) - sum(b.values()), sum(a.values()), sum(b.values())))


def main():
    """By what is asked."""
    if len(sys.argv) == 3 and sys.argv[1] == 'regions':
        for addr, name, module in symbols(sys.argv[2]):
            found = region(name, module)
            if found:
                print('%s %s %x' % (*found, addr))
        return 0
    if len(sys.argv) in (4, 5) and sys.argv[1] == 'show':
        where = Where(sys.argv[2])
        for phase in sys.argv[3:]:
            if phase not in where.regions or phase not in where.packets:
                print('where.py: no phase %s; there are %s' % (phase, ' '.join(where.packets)), file=sys.stderr)
                return 1
        show(where, sys.argv[3], sys.argv[4] if len(sys.argv) == 5 else None)
        return 0
    print(__doc__, file=sys.stderr)
    return 1


if __name__ == '__main__':
    sys.exit(main())
