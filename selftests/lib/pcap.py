# SPDX-License-Identifier: GPL-2.0-only
"""What the judges read from a wire log of the simulated NIC: a pcap in the guest's order of octets, with nanoseconds."""

import struct

MAGIC = 0xa1b23c4d
FILE_HEADER = 24
HEADER = 16


def records(path):
    """(ns, octets on the wire, what is kept of them) of each packet; ends where one is cut off, as a log that was full may be."""
    with open(path, "rb") as f:
        data = f.read()
    if len(data) < FILE_HEADER or struct.unpack_from("<I", data)[0] != MAGIC:
        raise ValueError(f"{path} is no log with nanoseconds")
    at = FILE_HEADER
    while at + HEADER <= len(data):
        sec, ns, kept, length = struct.unpack_from("<IIII", data, at)
        at += HEADER
        if at + kept > len(data):
            return
        yield sec * 10**9 + ns, length, data[at:at + kept]
        at += kept
