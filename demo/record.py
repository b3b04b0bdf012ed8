#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Record the RTP packets that FFmpeg sends: record.py OUT.pcap DST:PORT FRAMES -- FFMPEG...

FFmpeg is started with {url} in its arguments replaced by where it is to send. Its
datagrams are taken from a UDP socket whose buffer holds them all, so that none is
lost, and written, complete and in order, as Ethernet frames to DST:PORT.
"""
import socket
import struct
import subprocess
import sys
import time

SO_RCVBUFFORCE = 33


def checksum(data):
    if len(data) % 2:
        data += b'\0'
    s = int.from_bytes(data, 'big') % 65535
    return ~s & 0xffff


def headers(src, dst, sport, dport, payload):
    length = 8 + len(payload)
    udp = struct.pack('>HHHH', sport, dport, length, 0)
    pseudo = src + dst + struct.pack('>BBH', 0, 17, length)
    udp = udp[:6] + struct.pack('>H', checksum(pseudo + udp + payload) or 0xffff)
    ip = struct.pack('>BBHHHBBH', 0x45, 34 << 2, 20 + length, 0, 0x4000, 64, 17, 0) + src + dst
    ip = ip[:10] + struct.pack('>H', checksum(ip)) + ip[12:]
    mac = b'\x01\0\x5e' + bytes([dst[1] & 0x7f]) + dst[2:] if dst[0] >> 4 == 14 else b'\x02\0\0\0\0\x02'
    return mac + b'\x02\0\0\0\0\x01\x08\0' + ip + udp


def main():
    out, target, frames = sys.argv[1], sys.argv[2], int(sys.argv[3])
    command = sys.argv[sys.argv.index('--') + 1:]
    dst, _, port = target.rpartition(':')
    dst, port = socket.inet_aton(dst), int(port)
    src = socket.inet_aton('192.0.2.1')
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 30)
    s.bind(('127.0.0.1', 0))
    url = 'rtp://127.0.0.1:%d?pkt_size=1236' % s.getsockname()[1]
    ffmpeg = subprocess.Popen([a.replace('{url}', url) for a in command], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL)
    s.settimeout(30)
    seen = marks = lost = 0
    expected = None
    began = time.monotonic()
    with open(out, 'wb', buffering=1 << 20) as f:
        f.write(struct.pack('<IHHIIII', 0xa1b23c4d, 2, 4, 0, 0, 65535, 1))
        while marks < frames:
            try:
                p = s.recv(65535)
            except socket.timeout:
                break
            seq = struct.unpack_from('>H', p, 2)[0]
            if expected is not None and seq != expected:
                lost += (seq - expected) & 0xffff
            expected = seq + 1 & 0xffff
            data = headers(src, dst, 5004, port, p) + p
            t = time.time_ns()
            f.write(struct.pack('<IIII', t // 10**9, t % 10**9, len(data), len(data)) + data)
            seen += 1
            if p[1] & 0x80:
                marks += 1
    if ffmpeg.wait() != 0:
        sys.exit('record: FFmpeg ended with status %d' % ffmpeg.returncode)
    if lost or marks < frames:
        sys.exit('record: %d frames, %d packets, %d lost' % (marks, seen, lost))
    print('%d frames, %d packets of FFmpeg, none lost, %.0f s' % (
        marks, seen, time.monotonic() - began))


if __name__ == '__main__':
    main()
