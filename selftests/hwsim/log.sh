# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# The wire log and delivery: what is recorded and what arrives, clocks, tags, checksums, segmentation, a full buffer.
. /selftests/lib/lib.sh

# send COUNT LEN: and wait until all are on the wire
send()
{
	send_all=$(($(cat /sys/class/net/hwsim0/statistics/tx_packets) + $1))
	/selftests/hwsim/frames hwsim0 "$1" "$2" >/dev/null
	wait_for 60 on_wire $send_all
}

on_wire()
{
	[ "$(cat /sys/class/net/hwsim0/statistics/tx_packets)" -ge "$1" ]
}

wirecheck=/selftests/hwsim/wirecheck
pcap=/sys/kernel/debug/st2110_hwsim/hwsim0/wire.pcap
setup_hwsim 10000
fails '*' "no log before it was started" cat $pcap
same "default snap" "$(hwsim_get hwsim0 log_snap)" 96
same "default size" "$(hwsim_get hwsim0 log_bytes)" 67108864
same "default clock" "$(hwsim_get hwsim0 log_clock)" tai
same "default delivery" "$(hwsim_get hwsim0 deliver)" peer
fails '*' "unknown clock is refused" hwsim_set hwsim0 log_clock utc
fails '*' "snap of 5 is refused" hwsim_set hwsim0 log_snap 5
fails '*' "log 2 is refused" hwsim_set hwsim0 log 2

# TAI by default, as of each frame, so a step shows; MONOTONIC on request, where it does not.
wire_start hwsim0
before=$(taiclock now)
send 1 100
taiclock step 100
send 1 100
taiclock step -100
after=$(taiclock now)
hwsim_set hwsim0 log_clock mono
send 1 100
taiclock step 100
send 1 100
taiclock step -100
sleep 0.1
wire_stop hwsim0
hwsim_set hwsim0 log_clock tai
# Records are 16 + 96 octets here: seconds and nanoseconds are the first two words of each.
record()
{
	hexdump -s $((24 + $1 * 112)) -n 8 -v -e '1/4 "%u " 1/4 "%u\n"' wire.pcap |
		while read -r sec nsec; do echo $((sec * 1000000000 + nsec)); done
}
ge "TAI, after the time before" "$(record 0)" "$before"
le "TAI, before the time after" "$(record 0)" "$after"
ge "a step shows in TAI" "$(($(record 1) - $(record 0)))" 100000000000
le "MONOTONIC is no TAI" "$(record 2)" 100000000000000
le "no step shows in MONOTONIC" "$(($(record 3) - $(record 2)))" 90000000000
if [ "$MODE" = icount ]; then
	le "and no more than the step" "$(($(record 1) - $(record 0)))" 101000000000
fi

# A reader takes what is there while logging goes on; a restart makes it start over.
wire_start hwsim0
send 100 200
exec 3<$pcap
dd bs=1M count=1 <&3 of=part1 2>/dev/null
send 100 200
dd bs=1M count=1 <&3 of=part2 2>/dev/null
eq "read while logging: first part" "$(wc -c <part1)" $((24 + 100 * 112))
eq "read while logging: second part" "$(wc -c <part2)" $((100 * 112))
hwsim_set hwsim0 log 1
fails '*' "a log that was restarted is not continued" dd bs=1M count=1 of=/dev/null <&3
exec 3<&-
eq "a restarted log is empty" "$(wc -c <$pcap)" 24

# A full buffer loses the newest, and counts.
hwsim_set hwsim0 log 0
hwsim_set hwsim0 log_bytes 4096
wire_start hwsim0
send 50 200
sleep 0.1
hwsim_set hwsim0 log 0
eq "a full log" "$($wirecheck $pcap 10000 | jq .frames)" $(((4096 - 24) / 112))
eq "counts what it lost" "$(hwsim_get hwsim0 log_lost)" $((50 - (4096 - 24) / 112))
hwsim_set hwsim0 log_bytes 16777216
hwsim_set hwsim0 log_snap 2000

# Tags and checksums that the device was to fill in: the wire shows them, the peer gets them.
head -c 300000 /dev/urandom >data
mkfifo open
exec 4<>open
modprobe 8021q 2>/dev/null
for case in plain nosg tso vlan vlan-inband vlan-tso; do
	a=192.0.2.1 b=192.0.2.2
	check "$case: offloads" ethtool -K hwsim0 tso off sg on tx on tx-vlan-hw-insert on
	case $case in
	nosg) check "$case: offloads" ethtool -K hwsim0 sg off tx off ;;
	vlan-inband) check "$case: offloads" ethtool -K hwsim0 tx-vlan-hw-insert off ;;
	*tso) check "$case: offloads" ethtool -K hwsim0 tso on ;;
	esac
	case $case in
	vlan*)
		check "$case: tagged devices" ip link add link hwsim0 name v0 type vlan id 7
		ip -n far link add link hwsim1 name v0 type vlan id 7
		ip link set v0 addrgenmode none
		ip addr add 192.0.9.1/24 dev v0
		ip -n far addr add 192.0.9.2/24 dev v0
		ip link set v0 up
		ip -n far link set v0 up
		a=192.0.9.1 b=192.0.9.2
		;;
	esac
	wire_start hwsim0 peer
	far timeout 60 nc -l -p 5000 >arrived <&4 &
	wait_for 30 far sh -c 'netstat -ltn | grep -q :5000'
	timeout 60 nc $b 5000 <data
	wait
	timeout 2 nslookup datagram.test $b >/dev/null 2>&1
	sleep 0.1
	wire_stop hwsim0
	check "$case: arrives unharmed from $a" cmp data arrived
	$wirecheck wire.pcap 10000 >wire.json
	ge "$case: frames" "$(jq .frames wire.json)" 200
	eq "$case: overlaps" "$(jq .overlaps wire.json)" 0
	ge "$case: checksums on the wire" "$(jq .sums wire.json)" 200
	eq "$case: wrong checksums" "$(jq .bad_sums wire.json)" 0
	le "$case: largest frame" "$(jq .caplen wire.json)" 1518
	case $case in
	vlan*)
		ge "$case: tagged frames" "$(jq .tagged wire.json)" 200
		ip link del v0
		ip -n far link del v0
		;;
	esac
done
check "module unloads" rmmod st2110_hwsim
