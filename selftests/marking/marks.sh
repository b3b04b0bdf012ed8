# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# Marks of a flow, dscp, ttl and pcp, on every way for a packet to come: AF_PACKET with and without a ring, UDP, IPv4 and IPv6,
# UDP checksums absent, partial and whole, tags in the frame and beside it. On the host an independent dissector reads the wire
# (marks.judge). Each way sends two frames.
. /selftests/lib/lib.sh

# way NAME DST VLAN DEV "MARKS" "SENT" SENDER-OPTION...; SENT: the sender's own DSCP, ECN and TTL
way()
{
	name=$1
	dst=$2
	vlan=$3
	dev=$4
	marks=$5
	# shellcheck disable=SC2086
	set -- "$6" $marks -- "$@"
	own=$1
	shift
	dscp='' ttl='' pcp=''
	while [ "$1" != -- ]; do
		case $1 in
		dscp) dscp=$2 ;;
		ttl) ttl=$2 ;;
		pcp) pcp=$2 ;;
		esac
		shift 2
	done
	shift 7
	# shellcheck disable=SC2086
	check "$name: flow is added" st2110ctl flow add cam1 dev hwsim0 dst "$dst" ${vlan:+vlan $vlan} format 576i50 sampling 422 \
		depth 10 payload 1200 profile narrow rtp-ts epoch $marks || return
	wire_start hwsim0
	# shellcheck disable=SC2086
	check "$name: sender" st2110-send --dst "$dst" --dev "$dev" --format 576i50 --payload 1200 --frames 2 --sndbuf 1500000 -q \
		$(echo "$own" | { read -r a b c && echo --dscp "$a" --ecn "$b" --ttl "$c"; }) "$@"
	sleep 0.1
	wire_stop hwsim0 "$OUT/$name.pcap"
	# shellcheck disable=SC2086
	set -- $own
	echo "$name $dst ${vlan:-0} ${dscp:-$1} $2 ${ttl:-$3} ${pcp:-0} $(json '.[0].stats.packets_out' st2110ctl -j stats show cam1)" \
		>>marks.args
	check "$name: flow is deleted" st2110ctl flow del cam1
}

setup_hwsim 10000
ip link add link hwsim0 name hwsim0.100 type vlan id 100
ip addr add 192.0.2.129/32 dev hwsim0.100
ip link set hwsim0.100 up
ip addr add 192.0.2.130/32 dev hwsim0
ip -6 addr add 2001:db8::1/64 dev hwsim0 nodad
ip -6 addr add 2001:db8:1::1/64 dev hwsim0.100 nodad
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
hwsim_set hwsim0 log_snap 1600
hwsim_set hwsim0 log_bytes 8000000

check "flow with marks" st2110ctl flow add m dev hwsim0 dst 239.1.1.1:5004 vlan 7 format 576i sampling 422 depth 10 payload 1200 \
	profile n dscp 34 ttl 64 pcp 5
says "they are shown" 'dscp 34  ttl 64  pcp 5'
same "in JSON" "$(json '.[0] | "\(.dscp) \(.ttl) \(.pcp)"' st2110ctl -j flow show m)" "34 64 5"
check "they are saved" st2110ctl flow save m
says "as they are said" 'dscp 34 ttl 64 pcp 5'
cp last saved
check "they change" st2110ctl flow set m dscp 0 ttl keep
same "what is not said stays" "$(json '.[0] | "\(.dscp) \(.ttl) \(.pcp)"' st2110ctl -j flow show m)" "0 null 5"
check "flow goes" st2110ctl flow del m
check "and comes again as saved" st2110ctl -batch saved
same "with its marks" "$(json '.[0] | "\(.dscp) \(.ttl) \(.pcp)"' st2110ctl -j flow show m)" "34 64 5"
check "flow goes" st2110ctl flow del m
fails 1 "DSCP has six bits" st2110ctl flow add m dev hwsim0 dst 239.1.1.1:5004 format 576i packets auto profile n dscp 64
fails 1 "a TTL of 0 leaves no host" st2110ctl flow add m dev hwsim0 dst 239.1.1.1:5004 format 576i packets auto profile n ttl 0
fails 1 "a priority has three bits" st2110ctl flow add m dev hwsim0 dst 239.1.1.1:5004 format 576i packets auto profile n pcp 8
fails 2 "a priority needs a tag" st2110ctl flow add m dev hwsim0 dst 239.1.1.1:5004 format 576i packets auto profile n pcp 5
says "and the remedy is named" 'pcp.*add it with vlan ID'

way none 239.1.1.1:5004 "" hwsim0 "" "10 1 9" --ring --checksum none
way ring 239.1.1.1:5004 "" hwsim0 "dscp 34 ttl 64" "10 1 9" --ring --checksum none
way plain 239.1.1.1:5004 "" hwsim0 "dscp 63 ttl 255" "0 2 1" --plain --checksum udp
way only-ttl 239.1.1.1:5004 "" hwsim0 "ttl 1" "46 3 64" --plain --checksum udp
way only-dscp 239.1.1.1:5004 "" hwsim0 "dscp 0" "46 3 64" --ring --checksum udp
way partial 239.1.1.1:5004 "" hwsim0 "dscp 46 ttl 17" "0 2 1" --udp --checksum udp
way absent 239.1.1.1:5004 "" hwsim0 "dscp 46 ttl 17" "0 1 1" --udp --checksum none
way gso 239.1.1.1:5004 "" hwsim0 "dscp 46 ttl 17" "0 2 1" --udp --gso 4 --checksum udp
way tag 239.1.1.1:5004 100 hwsim0 "dscp 34 ttl 64 pcp 5" "0 2 1" --ring --vlan 100 --checksum udp
way beside 239.1.1.1:5004 100 hwsim0.100 "dscp 34 ttl 64 pcp 5" "0 2 1" --udp --checksum udp
way only-pcp 239.1.1.1:5004 100 hwsim0.100 "pcp 7" "12 1 3" --udp --checksum udp
way ring6 "[ff3e::5]:5004" "" hwsim0 "dscp 34 ttl 64" "10 1 9" --ring --checksum udp
way plain6 "[ff3e::5]:5004" "" hwsim0 "dscp 63" "10 3 9" --plain --checksum udp
way partial6 "[ff3e::6]:5004" "" hwsim0 "dscp 1 ttl 255" "0 2 1" --udp --checksum udp
way tag6 "[ff3e::7]:5004" 100 hwsim0 "dscp 34 ttl 64 pcp 3" "0 1 1" --ring --vlan 100 --checksum udp
way beside6 "[ff3e::8]:5004" 100 hwsim0.100 "dscp 34 ttl 64 pcp 1" "0 1 1" --udp --checksum udp
check "the NIC computes no more checksums" ethtool -K hwsim0 tx-checksum-ip-generic off
way whole 239.1.1.1:5004 "" hwsim0 "dscp 46 ttl 17" "0 2 1" --udp --checksum udp
way whole6 "[ff3e::6]:5004" "" hwsim0 "dscp 1 ttl 255" "0 2 1" --udp --checksum udp

ip link del hwsim0.100
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
