#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""words.py SEED COUNT: random commands for a batch, nearly right ones and noise. None reaches beyond "flow plan" and usage."""
import random
import sys

rng = random.Random(int(sys.argv[1]))
KEYS = ("dev dst src vlan format sampling depth packing payload packets maxudp profile troff lead hold rtp-ts align late slip "
        "sdp sdp-extra stream queue tx-latency txq allow-untraceable epoch-events now clock unlocked require-lock loop loop-ns essence stage dscp ttl pcp codec bit-rate anc-mode sync sync-reference sample-rate samples ptime channels media-offset force packet-rate no-rtp offset input leg skew to to-src mute").split()
VALUES = ("eth0 239.1.1.1:5004 [ff3e::1]:5004 192.0.2.1 100 1080p59.94 1080i50 1080psf25 2160p59.94 4320p 720p50 576i 486i "
          "65535x65535p120 1x1p1 4096x2160p24000/1001 422 YCbCr-4:2:2 rgb key 8 10 12 16 16f gpm gpm-sl bpm 2110BPM 1200 1260 "
          "8960 1 0 1048576 auto n nl w 2110TPN 637us 12 1.5ms 4s 99999s keep epoch next rtp slip skip send repay hold on off frozen -2.5us run wait stop video compressed anc ctm lltm jxsv vc2 jpeg2000 200mbit 1.5gbit audio cbr fastmeta ttml sample 48000 44100 0.12 0.08 1ms 125us L24 AM824 24 2500/3 270mbit 1.485gbit "
          "selftests/sdp/files/dup-lip-sync.sdp selftests/sdp/files/video-own.sdp primary primary+secondary TCS=SDR;colorimetry=BT709 "
          "18446744073709551615 99999999999999999999 -1 0x10 1e9 60/1.001 1/0 0/1 . .. 1..2 : :: []:1 [:1 ]:1 '' \"\"").split()
ALPHABET = "".join(chr(c) for c in range(33, 127) if chr(c) not in "#\\") + "\x01\x7f\xff"


def noise():
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randrange(1, 40)))


def word(options):
    r = rng.random()
    if r < 0.08:
        return noise()
    w = rng.choice(options)
    if r < 0.25:
        return w[:rng.randrange(len(w) + 1)] or "x"
    if r < 0.30:
        at = rng.randrange(len(w) + 1)
        return w[:at] + noise()[:3] + w[at:]
    return w


for _ in range(int(sys.argv[2])):
    line = ["flow", "plan"] if rng.random() < 0.95 else [word(["help", "flow", "group", "stats", "x"]), noise()]
    if line[0] == "flow" and rng.random() < 0.7:
        line += ["format", word([v for v in VALUES if v[0].isdigit()]), "profile", rng.choice(["n", "nl", "w"])]
    for _ in range(rng.randrange(8)):
        line += [word(KEYS), word(VALUES)]
    sys.stdout.buffer.write(" ".join(line).encode("latin-1") + b"\n")
