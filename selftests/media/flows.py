#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Does st2110-analyze tell the flows of a capture apart, and judge each by what it carries?

One capture of video, ancillary data in time and late, compressed video of three formats (two of them to one port, by payload
type), audio of two levels, and what nobody knows. Prints TAP.

usage: flows.py ST2110-ANALYZE
"""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
from fractions import Fraction

import generate

RATE = 50
FRAMES = 14
PERIOD = Fraction(10**9, RATE)


class Capture:
    def __init__(self):
        self.packets = []

    def add(self, t, dst, port, kind, seq, ts, payload, marker=False):
        rtp = struct.pack('>BBHII', 0x80, kind | marker << 7, seq & 0xffff, int(ts) % 2**32, 7) + payload
        octets = [int(x) for x in dst.split('.')]
        ip = struct.pack('>BBHHHBBH', 0x45, 0, 28 + len(rtp), 0, 0x4000, 64, 17, 0) + bytes([10, 0, 0, 1] + octets)
        ip = ip[:10] + struct.pack('>H', generate.checksum(ip)) + ip[12:]
        self.packets.append((int(t), bytes.fromhex('01005e010101020000000001') + b'\x08\0' + ip +
                             struct.pack('>HHHH', 5004, port, 8 + len(rtp), 0) + rtp))

    def write(self, path):
        with open(path, 'wb') as f:
            f.write(struct.pack('<IHHIIII', 0xa1b23c4d, 2, 4, 0, 0, 65535, 1))
            for t, data in sorted(self.packets):
                f.write(struct.pack('<IIII', t // 10**9, t % 10**9, len(data), len(data)) + data)


def fill(c, only=None):
    noise = random.Random(3)
    video = generate.Stream(['rate=%d' % RATE, 'n=400', 'frames=%d' % FRAMES])
    k0 = video.k0

    def ticks(k):
        return k * PERIOD * 90000 // 10**9

    for seq, (t, frame, field, j, k, last) in enumerate(video.packets()):
        if only in (None, 'video'):
            whole = video.octets(frame, field, j, k, last, seq)
            c.add(t, '239.1.1.1', 5004, 96, seq, ticks(k), whole[12:], last)
    if only not in (None, 'audio'):
        return
    # Even spacing, N packets a frame: compressed video in three payload formats.
    for n, dst, kind, head in (
            (90, '239.1.1.2', 98, lambda k, i: struct.pack('>I', 1 << 31 | (i == 89) << 29 | (k & 31) << 22 | i)),
            (80, '239.1.1.2', 99, lambda k, i: struct.pack('>HBBIHHHHHH', 0, 0, 0xec, k & 0xffff, 0, 1, 180, 1, i, 0)),
            (70, '239.1.1.3', 98, lambda k, i: struct.pack('>BBHI', 0x30 * (not i), 255, 0, i * 192))):
        for i in range(FRAMES * n) if not only else ():
            k, j = k0 + i // n, i % n
            at = head(k, j)
            c.add(k * PERIOD + j * PERIOD / n + 30000, dst, 5004, kind, i, ticks(k),
                  at + noise.randbytes(200 - len(at)), j == n - 1)
    # Two packets a frame; the other flow's second is 1.5 ms late now and then.
    for dst, late in (('239.1.1.4', 0), ('239.1.1.5', 1500000)):
        for i in range(FRAMES * 2) if not only else ():
            k, j = k0 + i // 2, i % 2
            c.add(k * PERIOD + 100000 + j * 50000 + (late if i % 7 == 5 else 0), dst, 5004, 100, i, ticks(k),
                  struct.pack('>HHBBH', 0, 32, 1, 0, 0) + noise.randbytes(32), j == 1)
    # 1 ms of 2 channels, 125 us of 64, 1 ms of 96 kHz: 6 channels are more than any level has of them.
    for dst, rate, samples, channels in (('239.2.0.1', 48000, 48, 2), ('239.2.0.2', 48000, 6, 64), ('239.2.0.3', 96000, 96, 5)):
        if only and dst != '239.2.0.1':
            continue
        time = Fraction(10**9 * samples, rate)
        start = k0 * PERIOD // time
        for i in range(int(FRAMES * PERIOD / time)):
            c.add((start + i + 1) * time + 3000, dst, 5004, 101, i, (start + i) * samples,
                  noise.randbytes(samples * channels * 3))
    for i in range(0 if only else 200):
        c.add(k0 * PERIOD + i * 10**6 + noise.randrange(10**5), '239.9.9.9', 7000, 110, i, noise.randrange(2**32),
              noise.randbytes(noise.randrange(20, 300)))


def main():
    n = failed = 0

    def tap(good, what):
        nonlocal n, failed
        n += 1
        failed += not good
        print('%s %d - flows: %s' % ('ok' if good else 'not ok', n, what))

    def run(*args):
        p = subprocess.run([sys.argv[1], path, *args], capture_output=True, text=True, check=False)
        return p.stdout, p.returncode

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'case.pcap')
        c = Capture()
        fill(c)
        c.write(path)
        out, status = run('-j')
        flows = {(f['dst'], f['payload_type']): f for f in json.loads(out)['flows']}
        want = {('239.1.1.1', 96): 'video', ('239.1.1.2', 98): 'compressed', ('239.1.1.2', 99): 'compressed',
                ('239.1.1.3', 98): 'compressed', ('239.1.1.4', 100): 'anc', ('239.1.1.5', 100): 'anc',
                ('239.2.0.1', 101): 'audio', ('239.2.0.2', 101): 'audio', ('239.2.0.3', 101): 'audio',
                ('239.9.9.9', 110): None}
        got = {name: f['essence'] for name, f in flows.items()}
        tap(got == want, '%d flows by destination and payload type, each what it is' % len(flows))
        if got != want:
            print('# %s' % got)
        tap(sum(f['packets'] for f in flows.values()) == len(c.packets), 'every packet is in one of them')
        f = flows['239.1.1.1', 96]['report']
        tap(f['types'][0]['compliant'] and f['packets_per_frame'] == 400 and f['format_guessed'], 'video meets type N')
        for name, count in ((('239.1.1.2', 98), 90), (('239.1.1.2', 99), 80), (('239.1.1.3', 98), 70)):
            f = flows[name]['report']
            linear = [t for t in f['types'] if t['profile'] == 'nl'][0]
            tap(f['packets_per_frame'] == count and f['rate'] == '50' and linear['compliant'],
                'compressed video %s:%d: %d packets a frame, evenly spaced' % (*name, count))
        late = sum(i % 7 == 5 for i in range(FRAMES * 2))
        f, g = flows['239.1.1.4', 100], flows['239.1.1.5', 100]
        missed = g['report']['types'][0]['deadline']['missed']
        tap(f['met'] and f['report']['height'] == 1080, "ancillary data in time, by its video's format")
        tap(not g['met'] and 0 < missed <= late and status == 3, 'and late: %d packets, exit status %d' % (missed, status))
        for dst, level, channels in (('239.2.0.1', 'A', 2), ('239.2.0.2', 'C', 64), ('239.2.0.3', None, 5)):
            f = flows[dst, 101]['report']
            tap((f['level'], f['channels'], f['spread'], f['outside'], f['odd_steps']) == (level, channels, 'narrow', 0, 0),
                'audio %s: %d channels, level %s' % (dst, channels, f['level']))
        f = flows['239.9.9.9', 110]
        tap(not f['judged'] and f['report'] is None and '--dst' in f['why_not'], 'what is not known is not judged, and why')
        tap(len(json.loads(run('-j', '--all')[0])['flows']) == len(flows), '--all is the same')
        text, _ = run()
        tap(all(x in text for x in ('239.1.1.1', '239.9.9.9', 'level C', 'type N (narrow', 'not judged')), 'the text says it too')
        one = json.loads(run('-j', '--dst', '239.1.1.1:5004')[0])
        tap(one['flow'] == {'dst': '239.1.1.1', 'port': 5004} and one['types'] == flows['239.1.1.1', 96]['report']['types'],
            'named by --dst it is one, with the same figures')
        tap(run('--all', '--dst', '239.1.1.1:5004')[1] == 1, '--all of one is refused')
        for only, key in (('video', 'types'), ('audio', 'spread')):
            c = Capture()
            fill(c, only)
            c.write(path)
            alone, status = run('-j')
            tap(status == 0 and key in json.loads(alone) and len(json.loads(run('-j', '--all')[0])['flows']) == 1,
                '%s alone is judged unasked, and a list if asked for' % only)
    print('1..%d' % n)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
