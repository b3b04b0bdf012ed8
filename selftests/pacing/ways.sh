# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# Every way for a stream to come: AF_PACKET with and without a ring, UDP sockets, IPv4 and IPv6, with UDP checksums, with a
# VLAN tag in the frame and beside it. 576i50 narrow, 15 frames each; the judge looks at the octets too.
. /selftests/lib/lib.sh

frames=15

# way NAME DST VLAN DEV SENDER-OPTION...
way()
{
	name=$1
	dst=$2
	vlan=$3
	dev=$4
	shift 4
	# shellcheck disable=SC2086
	check "$name: flow is added" st2110ctl flow add cam1 dev hwsim0 dst "$dst" ${vlan:+vlan $vlan} format 576i50 sampling 422 \
		depth 10 payload 1200 profile narrow rtp-ts epoch || return
	wire_start hwsim0
	check "$name: sender" st2110-send --dst "$dst" --dev "$dev" --format 576i50 --payload 1200 --frames $frames -q "$@"
	sleep 0.1
	wire_stop hwsim0 "$OUT/$name.pcap"
	eq "$name: frames compliant by the module's models" \
		"$(json '.[0].stats.frames_compliant' st2110ctl -j stats show cam1)" $frames
	check "$name: flow is deleted" st2110ctl flow del cam1
	echo "$name $dst $frames ${vlan:-0}" >>ways.args
}

tune_host
setup_hwsim 10000
ip link add link hwsim0 name hwsim0.100 type vlan id 100
ip addr add 192.0.2.129/32 dev hwsim0.100
ip link set hwsim0.100 up
ip -6 addr add 2001:db8::1/64 dev hwsim0 nodad
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
hwsim_set hwsim0 log_snap 1600
hwsim_set hwsim0 log_bytes 30000000

way ring 239.1.1.1:5004 "" hwsim0 --ring --checksum udp
way plain 239.1.1.2:5004 "" hwsim0 --plain --checksum udp
way udp 239.1.1.3:5004 "" hwsim0 --udp --checksum udp
way ipv6 "[ff3e::5]:5004" "" hwsim0 --ring --checksum udp
way udp6 "[ff3e::6]:5004" "" hwsim0 --udp --checksum udp
way tag 239.1.1.7:5004 100 hwsim0 --ring --vlan 100 --checksum udp
way tag-beside 239.1.1.8:5004 100 hwsim0.100 --udp --checksum udp
check "accelerated tags were on" sh -c "ethtool -k hwsim0 | grep -q 'tx-vlan-offload: on'"

ip link del hwsim0.100
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
