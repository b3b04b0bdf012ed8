#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Do the referee and st2110-analyze say the same of the same capture?

Captures with chosen send times (generate.py) go through both; every figure is
compared. Where a case has no losses, the figures are also worked out a third
time, packet by packet and straight from the definitions. Prints TAP.

usage: agree.py ST2110-ANALYZE
"""
import json
import math
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

import generate

HERE = os.path.dirname(os.path.abspath(__file__))
REFEREE = os.path.join(HERE, '..', 'referee', 'referee.py')

# name, words for generate.py, should the stream be compliant?
CASES = [
    ('narrow in the middle', 'rate=25 n=400', True),
    ('narrow, 29.97, jitter', 'rate=30000/1001 n=4320 frames=3 jitter=9000', True),
    ('narrow at the start of the buffer', 'rate=25 n=4320 aim=15/16 frames=3', True),
    ('narrow at its end', 'rate=25 n=4320 aim=1/64 frames=3', True),
    ('one packet too early', 'rate=25 n=4320 aim=9/8 frames=3', False),
    ('a little too late', 'rate=25 n=4320 aim=-1/64 frames=3', False),
    ('bursts of C_MAX', 'rate=25 n=4320 burst=4 frames=3 aim=5/8', True),
    ('bursts of more', 'rate=25 n=4320 burst=7 frames=3 aim=7/8', False),
    ('wild jitter', 'rate=25 n=4320 jitter=60000 frames=6', False),
    ('a frame late', 'rate=25 n=400 late=2:500000', False),
    ('a frame a whole frame late', 'rate=25 n=400 late=2:41000000', False),
    ('an empty epoch', 'rate=25 n=400 shift=3:1', True),
    ('ten empty epochs', 'rate=30000/1001 n=400 shift=3:7,5:3', True),
    ('a dropped frame', 'rate=25 n=400 dropframe=3', True),
    ('a lost packet', 'rate=25 n=400 lose=2:17', False),
    ('lost first packet', 'rate=25 n=400 lose=2:0', False),
    ('lost last packet', 'rate=25 n=400 lose=2:399', False),
    ('lost last and first packet', 'rate=25 n=400 lose=2:399,3:0', False),
    ('many lost', 'rate=25 n=400 lose=2:17,2:18,2:19,3:200,4:3,4:5', False),
    ('duplicates', 'rate=25 n=400 twice=2:17,3:399,4:0', False),
    ('reordering', 'rate=25 n=400 swap=2:17,3:399,4:1', False),
    ('reordering across frames', 'rate=25 n=400 swap=3:0', False),
    ('no marker', 'rate=25 n=400 nomarker=2', False),
    ('last frame without marker', 'rate=25 n=400 nomarker=5', True),
    ('another SSRC', 'rate=25 n=400 ssrc=3', True),
    ('sequence numbers wrap', 'rate=25 n=400 seq=4294967000', True),
    ('RTCP on the port', 'rate=25 n=400 rtcp=150', True),
    ('RTP off by one tick', 'rate=60000/1001 n=400 rtp=1', True),
    ('RTP off by many', 'rate=60000/1001 n=400 rtp=-5000', True),
    ('59.94', 'rate=60000/1001 n=4320 frames=3 jitter=3000', True),
    ('119.88', 'rate=120000/1001 n=4320 frames=3 jitter=3000', True),
    ('720p50', 'rate=50 n=1920 height=720 frames=3', True),
    ('2160p59.94', 'rate=60000/1001 n=17280 height=2160 frames=2 jitter=2000', True),
    ('1080i50', 'rate=25 n=4320 scan=i frames=3 jitter=9000', True),
    ('1080i59.94', 'rate=30000/1001 n=4320 scan=i frames=3', True),
    ('1080i, read per field', 'rate=25 n=4320 scan=i frames=3 aim=1/32', True),
    ('1080psf25', 'rate=25 n=4320 scan=psf frames=3', True),
    ('576i', 'rate=25 n=880 height=576 scan=i frames=3', True),
    ('480i', 'rate=30000/1001 n=720 height=480 scan=i frames=3', True),
    ('486i', 'rate=30000/1001 n=728 height=486 scan=i frames=3', True),
    ('interlaced, losses', 'rate=25 n=400 scan=i lose=2:17,3:200,4:399 swap=1:200 twice=5:7', False),
    ('linear', 'rate=25 n=4320 profile=nl frames=3', True),
    ('linear, buffer full across frames', 'rate=25 n=4320 profile=nl frames=3 aim=15/16 troff=90000', True),
    ('linear, too early across frames', 'rate=25 n=4320 profile=nl frames=3 aim=9/8 troff=120000', False),
    ('linear interlaced', 'rate=25 n=4320 profile=nl scan=i frames=3', True),
    ('wide', 'rate=25 n=4320 profile=w frames=3 aim=1/8', True),
    ('wide, bursts of 16', 'rate=25 n=4320 profile=w burst=16 frames=3 aim=1/8', True),
    ('wide, bursts of 21', 'rate=25 n=4320 profile=w burst=21 frames=3 aim=1/8', False),
    ('wide, buffer full across frames', 'rate=25 n=4320 profile=w aim=1 troff=7000000 frames=3', True),
    ('VLAN', 'rate=25 n=400 vlan=77 ttl=3', True),
    ('IPv6', 'rate=25 n=400 v6=1', True),
    ('checksums', 'rate=25 n=400 sum=udp', True),
    ('bad checksums', 'rate=25 n=400 sum=bad', None),
    ('truncated at 96', 'rate=25 n=400 snap=96 sum=udp', True),
    ('microseconds', 'rate=25 n=400 unit=1000', True),
    ('capture cut in mid-frame', 'rate=25 n=400 start=150 stop=2250', True),
    ('capture cut, interlaced', 'rate=25 n=400 scan=i start=150 stop=2250', True),
    ('capture cut before the second field', 'rate=25 n=400 scan=i start=200 stop=2200', True),
]

SHARED = ['packets_per_frame', 'packets', 'rtcp', 'malformed', 'backward', 'fpt_ns', 'rtp_offset',
          'sequence', 'markers_missing', 'ttl', 'dscp', 'checksum', 'rate', 'height', 'scan']
OF_TYPE = ['c_inst', 'vrx', 'vrx_half', 'limits', 'causes', 't_rs_ps', 'tr_offset_ns']


def run(argv):
    p = subprocess.run(argv, capture_output=True, text=True, check=False)
    if p.returncode not in (0, 3):
        raise RuntimeError('%s: %s' % (' '.join(argv), p.stderr.strip()))
    return json.loads(p.stdout), p.returncode


def plain(stream):
    """C_INST and VRX straight from the definitions."""
    packets = list(stream.packets())
    first = packets[0][0]
    bucket = {}
    # every time in whole units, so that no fraction is divided packet by packet
    scale = math.lcm(*(Fraction(x).denominator for x in (
        stream.period, stream.tro, stream.second, stream.trs, stream.drain)))
    reads = sorted({f: k for _, f, _, _, k, _ in packets}.items())
    table = []
    for _, k in reads:
        tvd = k * stream.period + stream.tro
        for field in (0, 1) if stream.two else (0,):
            start, step = int((tvd + field * stream.second) * scale), int(stream.trs * scale)
            table += [start + j * step for j in range(stream.nf)]
    low, high, low_at, high_at = 10**9, -10**9, 0, 0
    for i, (t, *_) in enumerate(packets):
        t *= scale
        while low_at < len(table) and table[low_at] < t:
            low_at += 1
        while high_at < len(table) and table[high_at] <= t:
            high_at += 1
        low, high = min(low, i - low_at), max(high, i + 1 - high_at)
    vrx = {'min': low, 'max': high}
    drain = int(stream.drain * scale)
    for name, origin, start in (('epoch', 0, 0), ('first1', first, 0), ('first0', first, 1)):
        fill = most = 0
        drained = (first - origin) * scale // drain
        for t, *_ in packets[start:]:
            now = (t - origin) * scale // drain
            fill = max(0, fill - (now - drained)) + 1
            drained = now
            most = max(most, fill)
        bucket[name] = most
    return bucket, vrx


def compare(name, words, fine, analyze, path):
    stream = generate.Stream(words)
    stream.write(path)
    c = stream.c
    dst = '[ff3e::1]:5004' if 'v6' in c else '239.1.1.1:5004'
    extra = ['--packets', str(stream.n), '--profile', stream.profile]
    if 'troff' in c:
        extra += ['--troff', c['troff'] + 'ns']
    ref, ref_code = run([REFEREE, path, '--dst', dst, '--json', '--rate', str(stream.rate),
                         '--height', str(stream.height), '--scan', stream.scan] + extra)
    rate = '%d/%d' % (stream.rate.numerator, stream.rate.denominator)
    width = {480: 720, 486: 720, 576: 720, 720: 1280, 1080: 1920, 2160: 3840}[stream.height]
    form = '%dx%d%s%s' % (width, stream.height, stream.scan, {
        '25/1': '50' if stream.scan == 'i' else '25', '50/1': '50',
        '30000/1001': '59.94' if stream.scan == 'i' else '29.97',
        '60000/1001': '59.94', '120000/1001': '119.88'}[rate])
    ana, ana_code = run([analyze, path, '--dst', dst, '-j', '--format', form] + extra)
    kind = ana['types'][0]
    wrong = []

    def same(what, a, b, other='analyze'):
        if a != b:
            wrong.append('%s: referee %s, %s %s' % (what, a, other, b))

    for key in SHARED:
        same(key, ref[key], ana[key])
    for key in OF_TYPE:
        same(key, ref[key], kind[key])
    for key in ('judged', 'cut', 'skipped'):
        same(key, ref['frames'][key], ana['frames'][key])
    for key in ('compliant', 'not_compliant'):
        same(key, ref['frames'][key], kind['frames'][key])
    for key in ('first', 'last', 'empty', 'double'):
        same('epochs ' + key, ref['epochs'][key], ana['epochs'][key])
    if fine is not None:
        same('exit status', ref_code, ana_code)
        if fine != (ref_code == 0):
            wrong.append('expected %s' % ('compliant' if fine else 'not compliant'))
    if not set(c) & {'lose', 'twice', 'swap', 'start', 'unit', 'shift', 'dropframe', 'late'}:
        bucket, vrx = plain(generate.Stream(words))
        same('C_INST', ref['c_inst'], bucket, 'plain sums')
        if 'nomarker' not in c and 'ssrc' not in c:
            same('VRX', ref['vrx'], vrx, 'plain sums')
    return wrong, ref


def guessed(analyze, path):
    """The format guessed, from streams of known format."""
    for words, want in (('rate=30000/1001 n=4320 frames=3', ('30000/1001', 1080, 'p')),
                        ('rate=60000/1001 n=1920 height=720 frames=6', ('60000/1001', 720, 'p')),
                        ('rate=50 n=4320 frames=3', ('50', 1080, 'p')),
                        ('rate=25 n=4320 scan=i frames=3', ('25', 1080, 'i')),
                        ('rate=30000/1001 n=4320 scan=i frames=6', ('30000/1001', 1080, 'i')),
                        ('rate=25 n=4320 scan=psf frames=3', ('25', 1080, 'psf')),
                        ('rate=25 n=880 height=576 scan=i frames=5', ('25', 576, 'i')),
                        ('rate=60000/1001 n=17280 height=2160 frames=3', ('60000/1001', 2160, 'p'))):
        generate.Stream(words.split()).write(path)
        got, _ = run([analyze, path, '-j'])
        n = int(words.split('n=')[1].split()[0])
        seen = (got['rate'], got['height'], got['scan'])
        yield words, seen == want and got['packets_per_frame'] == n and got['format_guessed'], \
            '%s, N %d' % (seen, got['packets_per_frame'])


def main():
    analyze = sys.argv[1]
    only = sys.argv[2] if len(sys.argv) > 2 else ''
    n = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'case.pcap')
        for name, words, fine in CASES:
            if only not in name:
                continue
            n += 1
            try:
                wrong, ref = compare(name, words.split(), fine, analyze, path)
            except (RuntimeError, KeyError, ValueError) as e:
                wrong, ref = [repr(e)], None
            text = 'agree: ' + name
            if ref:
                text += ' (C_INST %s, VRX %s..%s, %d frames)' % (
                    ref['c_inst']['epoch'], ref['vrx']['min'], ref['vrx']['max'],
                    ref['frames']['judged'])
            print('%s %d - %s' % ('not ok' if wrong else 'ok', n, text))
            for line in wrong:
                print('# ' + line)
            failed += bool(wrong)
            sys.stdout.flush()
        for words, good, text in guessed(analyze, path) if not only else ():
            n += 1
            failed += not good
            print('%s %d - guess: %s: %s' % ('ok' if good else 'not ok', n, words, text))
    print('1..%d' % n)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
