# SPDX-License-Identifier: GPL-2.0-only
"""The wire log of the simulated NIC, for the judges: a pcap in the guest's order of octets, with nanoseconds. The referee reads its own."""

import struct

MAGIC = 0xa1b23c4d
FILE_HEADER = 24
HEADER = struct.Struct("<4I")


def records(path):
    """(ns, octets on the wire, what is kept of them) of each packet; a log that is cut off is none."""
    with open(path, "rb") as f:
        data = f.read()
    if len(data) < FILE_HEADER or struct.unpack_from("<I", data)[0] != MAGIC:
        raise ValueError(f"{path} is no log with nanoseconds")
    at = FILE_HEADER
    while at < len(data):
        sec, ns, kept, length = HEADER.unpack_from(data, at)
        at += HEADER.size
        if at + kept > len(data):
            raise ValueError(f"{path} is cut off")
        yield sec * 10**9 + ns, length, data[at:at + kept]
        at += kept


def moved(path, to, when):
    """A copy with other times: when() of each, in ns."""
    with open(path, "rb") as f:
        head = f.read(FILE_HEADER)
    with open(to, "wb") as f:
        f.write(head)
        for t, length, kept in records(path):
            f.write(HEADER.pack(*divmod(when(t), 10**9), len(kept), length) + kept)
