# SPDX-License-Identifier: GPL-2.0-only
"""What the judges share that ask of a wire log only whether each packet is there, once and in order."""

import struct

from pcap import records


def rtp_order(path, group):
    """RTP sequence numbers of the IPv4 packets to a group, as they were on the wire, and how many packets were of others."""
    seqs, others = [], 0
    for _, _, p in records(path):
        if p[12:14] == b"\x08\x00" and p[30:34] == group and len(p) >= 54:
            seqs.append(struct.unpack_from(">H", p, 44)[0])
        else:
            others += 1
    return seqs, others


def astray(seqs):
    """How many are not the next of their stream."""
    return sum((b - a) & 0xffff != 1 for a, b in zip(seqs, seqs[1:]))


def backwards(seqs):
    """How many are not after the one before: late, or there twice."""
    return sum(not 0 < (b - a) & 0xffff < 0x8000 for a, b in zip(seqs, seqs[1:]))
