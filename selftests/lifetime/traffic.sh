# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# Everything that an administrator may do to a device and its flows, while two streams and best effort run. Nothing may crash or
# leak; what entered a flow left it or is counted; what was queued is gone when it has drained. Timing is judged elsewhere.
. /selftests/lib/lib.sh

rtp=/selftests/lifetime/rtp
frames=/selftests/hwsim/frames
turns=8
[ "$KERNEL" != debug ] || turns=3
flow="format 1080p25 packets 40 profile nl"

add_flow()
{
	run st2110ctl flow add "$1" dev hwsim0 dst "239.1.1.1:$2" format 1080p25 packets 40 profile nl
}

# streams on|off: two streams, and best effort in frames of 600 octets
streams()
{
	if [ "$1" = on ]; then
		$rtp hwsim0 5004 40 >sent1 2>>log &
		stream1=$!
		$rtp hwsim0 5006 40 >sent2 2>>log &
		stream2=$!
		$frames hwsim0 0 600 3000000 >sentbe 2>>log &
		other=$!
	else
		kill $stream1 $stream2 $other 2>/dev/null
		wait $stream1 $stream2 $other
	fi
}

# out FLOW: packets that have left
out()
{
	json '.[0].stats.packets_out' st2110ctl -j stats show "$1"
}

# flows_on WHAT FLOW...: media leaves (again)
flows_on()
{
	what=$1
	shift
	for name in "$@"; do
		was=$(out "$name")
		now=$was
		n=0
		while [ "$now" -lt $((was + 80)) ] && [ $n -lt 50 ]; do
			sleep 0.1
			now=$(out "$name")
			n=$((n + 1))
		done
		ge "$what: $name sends" "$now" $((was + 80))
	done
}

# balanced WHAT FLOW...: in = out + dropped, once nothing is queued
balanced()
{
	what=$1
	shift
	for name in "$@"; do
		stats=$(st2110ctl -j stats show "$name")
		eq "$what: every packet of $name left or is counted" "$(echo "$stats" |
			jq '.[0].stats | .packets_in - .packets_out - ([.drops // {} | .[]] | add // 0)')" 0
	done
	check "$what: nothing is queued" sh -c 'tc -s qdisc show dev hwsim0 >last.tc; cat last.tc; ! grep -v "backlog 0b 0p" last.tc | grep -q "backlog"'
}

setup_hwsim 1000
check "module loads" modprobe sch_st2110
check "device" st2110ctl dev add hwsim0
check "flow" add_flow cam1 5004
check "flow" add_flow cam2 5006
st2110ctl monitor >events 2>&1 &
monitor=$!
streams on
flows_on "at first" cam1 cam2

# Flows come, change and go.
n=0
while [ $n -lt $turns ]; do
	run add_flow "extra$n" $((6000 + 2 * n)) || break
	run st2110ctl flow set cam1 queue $((4 + n % 10)) lead $((100 + n))us || break
	run st2110ctl flow set cam2 packets $((40 + n % 2)) now || break
	run st2110ctl flow del cam1 || break
	run add_flow cam1 5004 || break
	n=$((n + 1))
done
eq "flows added, changed, deleted, times" $n $turns || diag "$(tail -n 5 last)"
check "cam2 as before" st2110ctl flow set cam2 packets 40
check "flush" st2110ctl flow flush dev hwsim0
eq "no flow is left" "$(json length st2110ctl -j flow show)" 0
check "flow" add_flow cam1 5004
check "flow" add_flow cam2 5006
flows_on "flows changed" cam1 cam2

# Best effort's qdisc is anybody's.
n=10
for child in fq_codel pfifo "tbf rate 100mbit burst 20k limit 100k" prio fq "netem delay 2ms"; do
	n=$((n + 1))
	# shellcheck disable=SC2086
	check "best effort by $child" tc qdisc replace dev hwsim0 parent 2110:1 handle $n: $child
done
check "its child is deleted" tc qdisc del dev hwsim0 parent 2110:1
check "and back" tc qdisc replace dev hwsim0 parent 2110:1 fq_codel
fails '*' "st2110 under itself" tc qdisc replace dev hwsim0 parent 2110:1 st2110
says "is refused with a reason" 'root or under mq'
flows_on "best effort changed" cam1 cam2

# Another qdisc, and back.
check "st2110 by another st2110" tc qdisc replace dev hwsim0 root handle 2111: st2110
eq "its flows went with it" "$(json length st2110ctl -j flow show)" 0
n=0
while [ $n -lt $turns ]; do
	run tc qdisc replace dev hwsim0 root fq_codel || break
	run tc qdisc replace dev hwsim0 root handle 2110: st2110 || break
	run add_flow cam1 5004 || break
	sleep 0.05
	n=$((n + 1))
done
eq "st2110 by fq_codel and back, times" $n $turns || diag "$(cat last)"
fails '*' "options" tc qdisc replace dev hwsim0 root handle 2112: st2110 limit 3
check "another root" tc qdisc replace dev hwsim0 root handle 9: prio
fails '*' "a class of prio" tc qdisc add dev hwsim0 parent 9:1 st2110
says "is refused with a reason" 'root or under mq'
check "device" st2110ctl dev add hwsim0
check "flow" add_flow cam1 5004
check "flow" add_flow cam2 5006
sleep 0.2
ge "events told of flows that went" "$(grep -c 'flow-gone' events)" 3
ge "and of devices" "$(grep -c 'device-gone' events)" 2
flows_on "qdiscs changed" cam1 cam2

# The cable.
n=0
while [ $n -lt $turns ]; do
	hwsim_set hwsim0 carrier 0
	sleep 0.1
	hwsim_set hwsim0 carrier 1
	wait_for 5 grep -q 1 /sys/class/net/hwsim0/carrier || break
	n=$((n + 1))
done
eq "carrier lost and back, times" $n $turns
flows_on "carrier back" cam1 cam2
check "the link turns slow" ethtool -s hwsim0 speed 10 duplex full autoneg off
sleep 0.5
check "an event tells" grep -E ' link ' events
check "the device knows" test "$(json '.[0].speed_now_mbits' st2110ctl -j dev show hwsim0)" = 10
check "the link is as before" ethtool -s hwsim0 speed 1000 duplex full autoneg off
check "down" ip link set hwsim0 down
check "a flow changes meanwhile" st2110ctl flow set cam1 epoch-events on
check "up" ip link set hwsim0 up
flows_on "down and up" cam1 cam2
check "no more epoch events" st2110ctl flow set cam1 epoch-events off

# Queues.
n=0
while [ $n -lt $turns ]; do
	ethtool -L hwsim0 tx $((1 + n % 4)) 2>last || break
	sleep 0.05
	n=$((n + 1))
done
eq "number of queues changed, times" $n $turns || diag "$(cat last)"
for q in 3 2; do
	check "$q queues" ethtool -L hwsim0 tx $q
	flows_on "$q queues" cam1 cam2
done

# Media leaves by the last queue; the others may stand still, and it may.
check "4 queues" ethtool -L hwsim0 tx 4
hwsim_set hwsim0 stall 0x7
flows_on "the other queues stand still" cam1 cam2
hwsim_set hwsim0 stall 0x8
sleep 0.3
was=$(json '.[0].stats.best_effort_packets' st2110ctl -j -s dev show hwsim0)
sleep 1
ge "media's queue stands still: best effort goes on" "$(json '.[0].stats.best_effort_packets' st2110ctl -j -s dev show hwsim0)" $((was + 5))
hwsim_set hwsim0 stall 0
flows_on "all queues go" cam1 cam2

fails '*' "the module is in use" rmmod sch_st2110
streams off
sleep 1
balanced "drained" cam1 cam2
st2110ctl -j -s dev show hwsim0 >dev.json

# The device goes to another namespace, and there the namespace goes, under traffic.
streams on
flows_on "again" cam1
ip netns add yonder
check "device goes to another namespace" ip link set hwsim0 netns yonder
eq "flows are gone here" "$(json length st2110ctl -j flow show)" 0
wait $stream1 $stream2 $other 2>/dev/null &
sleep 0.1
kill $stream1 $stream2 $other 2>/dev/null
ip -n yonder addr add 192.0.2.1/24 dev hwsim0
ip -n yonder link set hwsim0 up
ip -n yonder route add 224.0.0.0/4 dev hwsim0
check "device there" st2110ctl -n yonder dev add hwsim0
# shellcheck disable=SC2086
check "flow there" st2110ctl -n yonder flow add cam1 dev hwsim0 dst 239.1.1.1:5004 $flow
eq "it is seen there" "$(json length st2110ctl -n yonder -j flow show)" 1
eq "and not here" "$(json length st2110ctl -j flow show)" 0
fails 2 "nor found here" st2110ctl flow del cam1
ip netns exec yonder $rtp hwsim0 5004 40 >sent3 2>>log &
stream3=$!
sleep 0.5
ge "it sends there" "$(json '.[0].stats.packets_out' st2110ctl -n yonder -j stats show cam1)" 1
check "the namespace is deleted" ip netns del yonder
kill $stream3
wait $stream3

# What the namespace had is gone, its peers too; a new one, removed under traffic.
setup_hwsim 1000
check "device" st2110ctl dev add hwsim0
check "flow" add_flow cam1 5004
check "flow" add_flow cam2 5006
streams on
flows_on "once more" cam1
check "the NICs are removed" rmmod st2110_hwsim
eq "no device is left" "$(json length st2110ctl -j dev show)" 0
streams off
kill $monitor
check "module unloads" rmmod sch_st2110
