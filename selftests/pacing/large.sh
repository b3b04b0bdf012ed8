# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Large packets (GSO) beside a flow, by UDP, TCP and AF_PACKET, IPv4 and IPv6, through NICs that can do more and less: they
# are split, in two steps, and what the wire and the receiver see is what net/core would have made of them in one. Every
# octet is looked at: by the receiver at the other end of the wire (TCP), and by the judge in the wire log.
. /selftests/lib/lib.sh

large=/selftests/pacing/large
octets=600000

# segmented: large packets that the port has split
segmented()
{
	json '.[0].stats.segmented' st2110ctl -j -s dev show hwsim0
}

# were_split DESCRIPTION LEAST: at least so many since it was asked last
were_split()
{
	now=$(segmented)
	ge "$1: large packets that were split" $((now - before)) "$2"
	before=$now
}

# send NAME COMMAND...: what goes out meanwhile is kept as NAME.pcap
send()
{
	name=$1
	shift
	wire_start hwsim0 peer
	check "$name: sender" "$@"
	sleep 0.02
	wire_stop hwsim0 "$OUT/$name.pcap"
	echo "$name" >>large.args
}

# stream NAME ADDRESS PORT: TCP with a receiver that looks at every octet
stream()
{
	far $large take "$3" $octets >"$1.take" &
	taker=$!
	sleep 0.01
	send "$1" $large tcp "$2" "$3" $octets
	wait $taker
	eq "$1: receiver ($(cat "$1.take"))" $? 0
}

tune_host
setup_hwsim 2000
check "one queue" ethtool -L hwsim0 tx 1
ip -6 addr add 2001:db8::1/64 dev hwsim0 nodad
far ip -6 addr add 2001:db8::2/64 dev hwsim1 nodad
check "neighbours" sh -c 'ping -c 1 192.0.2.2 && ping -6 -c 1 2001:db8::2'
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "flow is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 1080p10 sampling key depth 8 payload 1400 \
	profile narrow rtp-ts epoch
hwsim_set hwsim0 log_snap 1600
hwsim_set hwsim0 log_bytes 20000000
st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 1080p10 --sampling key --depth 8 --payload 1400 --frames 2000 \
	--sndbuf 1500000 -q &
media=$!
sleep 0.3
before=$(segmented)

# A NIC that segments TCP: chunks leave as large packets where they fit.
check "TSO on" ethtool -K hwsim0 tso on
stream tso-tcp4 192.0.2.2 7001
stream tso-tcp6 2001:db8::2 7002
send tso-raw4 $large raw hwsim0 192.0.2.9 44 1448 24 0
# In 67 us between two packets there is room for a chunk, not for all of it; in the 4 ms between frames there is.
were_split "TSO" 4
check "TSO off" ethtool -K hwsim0 tso off

# A NIC that computes checksums and gathers pages.
send udp4 $large udp 239.9.9.9 7010 48 1300 10
send udp6 $large udp 2001:db8::2 7011 48 1300 10
send udp-few $large udp 239.9.9.9 7012 9 1400 10
send udp-small $large udp 239.9.9.9 7013 60 200 10
stream tcp4 192.0.2.2 7014
stream tcp6 2001:db8::2 7015
send raw4 $large raw hwsim0 192.0.2.9 44 1448 8 0
send raw6 $large raw hwsim0 2001:db8::9 44 1420 8 0
send raw-linear $large raw hwsim0 192.0.2.9 44 1448 8 20000
send raw-eight $large raw hwsim0 192.0.2.9 8 1448 8 0
hwsim_set hwsim0 log_snap 9100
check "jumbo frames" ip link set hwsim0 mtu 9000
send raw-jumbo $large raw hwsim0 192.0.2.9 7 8900 8 0
check "no jumbo frames" ip link set hwsim0 mtu 1500
hwsim_set hwsim0 log_snap 1600
were_split "no TSO" 80

# With PTP about, everything is split down to packets; and a NIC that can do nothing.
check "PTP is sent" /selftests/pacing/ptpsend hwsim0 2 1000
check "checksums by hand" ethtool -K hwsim0 tx off
stream hand-tcp4 192.0.2.2 7021
send hand-raw4 $large raw hwsim0 192.0.2.9 44 1448 8 0
send hand-raw6 $large raw hwsim0 2001:db8::9 44 1420 8 0
check "no gathering" ethtool -K hwsim0 sg off
send copy-raw4 $large raw hwsim0 192.0.2.9 44 1448 8 0
check "checksums by the NIC" ethtool -K hwsim0 tx on
send copy-raw6 $large raw hwsim0 2001:db8::9 44 1420 8 0
send copy-udp4 $large udp 239.9.9.9 7022 48 1300 10
were_split "by hand" 42

kill $media
wait $media 2>/dev/null
sleep 0.5
run st2110ctl -j -s dev show hwsim0
cp last dev.json
eq "nothing is left in the queue, packets" "$(tc -j -s qdisc show dev hwsim0 root | jq '.[0].qlen')" 0
eq "nothing is left in the queue, octets" "$(tc -j -s qdisc show dev hwsim0 root | jq '.[0].backlog')" 0
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
