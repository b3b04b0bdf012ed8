# SPDX-License-Identifier: GPL-2.0-only
"""IGMPv3 (RFC 3376) and MLDv2 (RFC 3810) reports, decoded from a capture's octets, which are checked as a switch would."""
import ipaddress
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import pcap  # noqa: E402

IS_IN, IS_EX, TO_IN, TO_EX, ALLOW, BLOCK = range(1, 7)
NAMES = "none is_in is_ex to_in to_ex allow block".split()


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


def need(true, what):
    if not true:
        raise ValueError(what)


def packets(path):
    for _, length, p in pcap.records(path):
        need(len(p) == length, "a packet is cut off")
        yield p


def records(data, count, octets):
    """The group records of a report; they fill it to the end."""
    at = 0
    for _ in range(count):
        kind, aux, sources = struct.unpack_from("!BBH", data, at)
        need(IS_IN <= kind <= BLOCK, f"record type {kind}")
        at += 4
        group = str(ipaddress.ip_address(data[at:at + octets]))
        at += octets
        listed = [str(ipaddress.ip_address(data[at + i * octets:at + (i + 1) * octets])) for i in range(sources)]
        at += sources * octets + 4 * aux
        need(len(set(listed)) == len(listed), "a source is there twice")
        yield group, kind, frozenset(listed)
    need(at == len(data), f"{len(data) - at} octets behind the records")


def igmp(frame):
    """(source, records) of an IGMPv3 report, None of anything else."""
    ip = frame[14:]
    header = (ip[0] & 15) * 4
    total, = struct.unpack_from("!H", ip, 2)
    if ip[9] != 2:
        return None
    need(checksum(ip[:header]) == 0, "IPv4 checksum")
    need(total <= len(ip), "IPv4 length")
    need(ip[8] == 1, f"TTL {ip[8]}")
    need(ip[20:header] == b"\x94\x04\0\0", "router alert")
    need(ip[16:20] == bytes((224, 0, 0, 22)) and frame[:6] == bytes.fromhex("01005e000016"), "destination")
    report = ip[header:total]
    need(checksum(report) == 0, "IGMP checksum")
    need(report[0] == 0x22, f"IGMP type {report[0]:#x}")
    return str(ipaddress.ip_address(ip[12:16])), list(records(report[8:], struct.unpack_from("!H", report, 6)[0], 4))


def mld(frame):
    """(source, records) of an MLDv2 report, None of anything else."""
    ip = frame[14:]
    length, = struct.unpack_from("!H", ip, 4)
    if ip[6] != 0 or ip[40] != 58:
        return None
    need(length + 40 <= len(ip), "IPv6 length")
    options = (ip[41] + 1) * 8
    need(b"\x05\x02\0\0" in ip[42:40 + options], "router alert")
    report = ip[40 + options:40 + length]
    if report[0] != 143:
        return None
    need(ip[7] == 1, f"hop limit {ip[7]}")
    need(ip[24:40] == ipaddress.ip_address("ff02::16").packed and frame[:6] == bytes.fromhex("333300000016"), "destination")
    need(checksum(ip[8:40] + struct.pack("!II", len(report), 58) + report) == 0, "ICMPv6 checksum")
    return str(ipaddress.ip_address(ip[8:24])), list(records(report[8:], struct.unpack_from("!H", report, 6)[0], 16))


def reports(path):
    """(source, records, None) of each report of a capture, (None, None, why) where one is wrong."""
    for frame in packets(path):
        ethertype, = struct.unpack_from("!H", frame, 12)
        try:
            report = igmp(frame) if ethertype == 0x0800 else mld(frame) if ethertype == 0x86dd else None
        except (ValueError, struct.error, IndexError) as e:
            yield None, None, f"{e} in {frame.hex()}"
            continue
        if report:
            yield report[0], report[1], None
