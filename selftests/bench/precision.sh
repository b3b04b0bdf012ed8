# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 1200
#
# One 1080-line stream over the same simulated NIC in each of the ways that there are (peer.c), each set up as well as we know.
# Arguments: FORMAT RATE RATE_IN PACKETS FRAMES LOAD. LOAD none, or bulk: UDP in segments of 64 KiB through the same device.
#
# The host judges what the wire saw. Lines of "cases": NAME BUSY-PER-MILLE TIMER-INTERRUPTS-A-FRAME(in 1/1000) WAKEUPS(of st2110, so)
# MEASURED-FRAMES BEHIND.
#
# Release spin needs a CPU of its own: spinning.sh, which has two, sources this with SPINNING set.
. /selftests/lib/lib.sh
. /selftests/bench/peers.sh

format=$1 rate=$2 rate_in=$3 packets=$4 frames=$5 load=$6
shift 6
ms=$((frames * rate_in * 1000 / rate))
# While a frame is sent, in bit/s: R_ACTIVE is 24/25.
bps=$((1302 * 8 * packets * rate * 25 / (24 * rate_in)))
# Frames that are sent and not measured, and how long some of them go before.
around=10 settle=0.35
[ -z "${SPINNING:-}" ] || around=4 settle=0.15
echo "$format $rate/$rate_in $packets $frames $load" >precision.args

wakeups()
{
	wakeups_now=$(json '.[0].stats.wakeups // 0' st2110ctl -j -s dev show hwsim0)
	echo "${wakeups_now:-0}"
}

# way NAME WAY [DELTA_NS]; WAYS names those that are wanted, if not all
way()
{
	case " ${WAYS:-} " in "  " | *" $1 "*) ;; *) return ;; esac
	wire_start hwsim0
	[ -z "${SPINNING:-}" ] || modprobe metronome period_ns=$look_ns
	[ "$load" = none ] || st2110-send --dst 239.9.9.9:7000 --dev hwsim0 --udp --gso 50 --format 720p10 --payload 1200 --start 1ms -q &
	bulk=$!
	before=$(wakeups)
	$own /selftests/bench/peer "$2" 192.0.2.2:5004 "$rate" "$rate_in" "$packets" $((frames + around)) ${3:-} >behind &
	sender=$!
	sleep $settle
	/selftests/bench/meter 1 "$ms" hwsim0 >metered
	wait $sender || not_ok "$1: sender"
	[ "$load" = none ] || kill $bulk
	wait
	sleep 0.1
	[ -z "${SPINNING:-}" ] || rmmod metronome
	after=$(wakeups)
	wire_stop hwsim0 "$OUT/$1.pcap"
	read -r busy _ wall timers <metered
	echo "$1 $((busy * 1000 / wall)) $((timers * 1000 / frames)) $(((after - before) * 1000 / (frames + around))) $frames $(cat behind)" >>cases
}

# ours NAME: by st2110, as the device releases
ours()
{
	check "$1: flow" st2110ctl flow add cam1 dev hwsim0 dst 192.0.2.2:5004 format "$format" packets "$packets" profile narrow rtp-ts epoch
	way "$1" burst
	keep_state "$1."
	same "$1: released by" "$(jq -r '.[0].release_now' last)" "$(echo "$1-timer" | cut -d - -f 2)"
	check "$1: flow goes" st2110ctl flow del cam1
}

own=
tune_host
for m in sch_fq sch_tbf sch_etf; do
	modprobe $m
done
setup_hwsim 10000
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $(((frames + 12) * packets * 80 + 20000000))
check "module loads" modprobe sch_st2110

# To one host: a UDP socket that sends to a group looks up a route for each packet and frees it by RCU, a hundred microseconds of
# softirq every 4 ms (1482 packets a frame), in which nobody's timer is served.
check "neighbour" ip neigh replace 192.0.2.2 lladdr 02:00:00:00:00:02 nud permanent dev hwsim0
# A frame has more packets than pfifo_fast takes by default.
ip link set hwsim0 txqueuelen 20000
check "pfifo_fast" tc qdisc replace dev hwsim0 root pfifo_fast
if [ -n "${SPINNING:-}" ]; then
	# Its interrupt is the CPU's that spins, where a real one goes elsewhere: let it have one packet to free.
	ethtool -C hwsim0 tx-frames 1
	own="taskset 1" look_ns=1000
	way spin-alone spin
	own='' look_ns=100
	check "device is added" st2110ctl dev add hwsim0 release spin cpu 0
	ours st2110-spin
	check "device is given back" st2110ctl dev del hwsim0
	check "module unloads" rmmod sch_st2110
	exit
fi
way burst burst
way sleep sleep
way spin spin
check "tbf" set_peer tbf "$bps"
way tbf first
check "fq" set_peer fq
way fq-rate rate
way fq-txtime fq
check "etf" set_peer etf
way etf etf 30000
check "device is added" st2110ctl dev add hwsim0
ours st2110
check "clock bind" st2110ctl clock bind hwsim0
sleep 3
check "release launch" st2110ctl dev set hwsim0 release launch
hwsim_set hwsim0 log_clock phc
ours st2110-launch
hwsim_set hwsim0 log_clock tai
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
