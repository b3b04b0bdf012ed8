# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# st2110-send and st2110-analyze by themselves, past no qdisc of ours: every way of sending gives the same stream, and what was sent
# and done wrong on purpose is what the wire saw (send.judge).
. /selftests/lib/lib.sh

# One queue: of packets with a VLAN tag in band net/core's hash takes the IP length for an EtherType, so that lengths part queues.
setup_hwsim 10000 1 1
hwsim_set hwsim0 log_bytes $((16 << 20))
to="--dst 239.1.1.1:5004 --dev hwsim0 -j"

# one NAME OPTION...: one run, its report and what the wire saw
one()
{
	name=$1
	shift
	wire_start hwsim0
	# shellcheck disable=SC2086
	check "$name" st2110-send $to "$@"
	cp last "$name.json"
	sleep 0.1
	wire_stop hwsim0 "$name.pcap"
	echo "$*" >"$name.args"
}

one ring --ring --format 1080p25 --frames 5
one plain --plain --format 1080p25 --frames 5
one single --plain --mmsg 1 --format 1080p25 --frames 3
one udp --udp --format 1080p25 --frames 5
one gso --udp --gso 40 --format 1080p25 --frames 5
one spread --format 1080p25 --frames 4 --mode spread --batch 16
one line --format 1080i50 --frames 4 --mode line
one late --format 1080p25 --frames 4 --mode late --late-fraction 0.5
one sums --format 576i --frames 4 --checksum udp --seq 65000
one badsums --format 576i --frames 4 --checksum bad
one vlan --format 576i --frames 4 --vlan 110 --ttl 9 --dscp 46
one bpm --format 720p50 --frames 4 --packing bpm
one lines --format 720p50 --frames 4 --packing gpm-sl --payload 1300
one trouble --format 576i --frames 24 --drop-packet 3:7 --drop-packet 3:8 --drop-packet 5:400 --drop-frame 7 --no-marker 9 \
	--drop-field 11:1 --wrong-n 13:-4 --wrong-n 15:6 --rtcp 4 --ssrc-change 18 --hiccup 20:9ms
one field2 --format 576i --frames 6 --start-field2

fails 1 "a format is asked for" st2110-send --dst 239.1.1.1:5004 --dev hwsim0
says "by name" '--format'
fails 1 "a unicast address needs a MAC" st2110-send --dst 192.0.2.2:5004 --dev hwsim0 --format 576i
says "by name" '--dst-mac'
fails 1 "no such device" st2110-send --dst 239.1.1.1:5004 --dev nowhere --format 576i
fails 1 "a time needs its unit" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --hiccup 3:9
fails 1 "an odd picture" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --picture /etc/passwd

# A live stream, stamped by the NIC, and by software where it has no clock.
hwsim_set hwsim0 deliver peer
st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --mode spread -q &
sender=$!
check "live analysis, hardware stamps" far st2110-analyze --dev hwsim1 --dst 239.1.1.1:5004 --duration 1s -j
cp last hardware.json
hwsim_set hwsim1 phc_remove 1
check "live analysis, software stamps" far st2110-analyze --dev hwsim1 --dst 239.1.1.1:5004 --duration 1s -j
cp last live.json
fails 3 "a burst sender is no narrow one" st2110-analyze ring.pcap --profile n
fails 1 "no such file" st2110-analyze nothing.pcap
kill $sender
wait $sender
