# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 1200
#
# What a packet costs, in instructions (virtual nanoseconds), beside what Linux has. Argument: RUN, 1 or 2; the second begins
# elsewhere in time, so that what repeats does not do so by being the same. CASES names those to run, if not all.
#
# Unpaced: pktgen in queue_xmit mode over a dummy device, 1,302 octets. Queueing: an AF_PACKET sender held back by a slow link.
# Streams: over hwsim at the flow's rate, (virtual - idle time) / packets, all in, over whole frames in the midst of a stream;
# "stream" from st2110-send with TX_RING, "source" from a thread in the kernel, which costs next to nothing.
# Lines of "figures" are "NAME VALUE"; of "phases", what selftests/bench/plugin/where.c counts apart.
. /selftests/lib/lib.sh
. /selftests/bench/peers.sh

turn=${1:-1}
cases=${CASES:-}
phase=0
count=50000

figure()
{
	echo "$1 $2" >>figures
}

# next_phase NAME PACKETS
next_phase()
{
	phase=$((phase + 1))
	echo "$phase $1" >>phases
}

# wanted CASE
wanted()
{
	case " $cases " in "  " | *" $1 "*) ;; *) return 1 ;; esac
}

meter()
{
	/selftests/bench/meter "$@"
}

# unpaced NAME QDISC...
unpaced()
{
	name=$1
	shift
	wanted "unpaced/$name" || return 0
	tc qdisc replace dev cost0 root "$@" >>"$OUT/log" 2>&1 || { not_ok "qdisc $*"; return; }
	pktgen_setup cost0 $count
	next_phase "unpaced/$name"
	meter $phase sh -c 'echo start >/proc/net/pktgen/pgctrl' >>"$OUT/log"
	figure "unpaced/$name" "$(pktgen_us cost0 | awk -v n=$count '{ printf "%.1f\n", $1 * 1000 / n }')"
	figure "packets/unpaced/$name" $count
	tc qdisc del dev cost0 root >>"$OUT/log" 2>&1
}

# queueing NAME: a link of 500 Mb/s, a sender that is faster
queueing()
{
	wanted "queueing/$1" || return 0
	next_phase "queueing/$1"
	meter $phase /selftests/hwsim/frames hwsim0 10000 1298 0 300000 | { read -r _; read -r busy _; figure "queueing/$1" $((busy / 10000)); }
	figure "packets/queueing/$1" 10000
}

wakeups()
{
	wakeups_now=$(json '.[0].stats.wakeups // 0' st2110ctl -j -s dev show hwsim0)
	echo "${wakeups_now:-0}"
}

# stream NAME FORMAT FRAMES MILLISECONDS: so many frames in that time, measured in the midst
stream()
{
	wanted "stream/$1" || return 0
	next_phase "stream/$1"
	before=$(wakeups)
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$2" --payload 1200 --frames $(($3 + 12)) --sndbuf 1500000 -j >"send-$2-$$.json" &
	sender=$!
	sleep 0.45
	meter $phase "$4" hwsim0 >metered
	wait $sender
	sleep 0.1
	read -r busy packets wall _ <metered
	eq "$1: frames sent while measured, of 4320 packets" $(((packets + 2160) / 4320)) "$3"
	figure "stream/$1" $((busy / (packets > 0 ? packets : 1)))
	figure "packets/stream/$1" "$packets"
	figure "busy/stream/$1" $((busy * 1000 / wall))
	figure "wakeups/stream/$1" $((($(wakeups) - before) * 1000000 / (($3 + 12) * 4320)))
}

# flow NAME FORMAT PROFILE RTP-TS FRAMES MILLISECONDS: a stream through a flow
flow()
{
	wanted "stream/$1" || return 0
	check "$1: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$2" sampling 422 depth 10 payload 1200 \
		profile "$3" rtp-ts "$4"
	stream "$1" "$2" "$5" "$6"
	eq "$1: frames compliant" "$(json '.[0].stats | .frames_compliant + .frames_unverified' st2110ctl -j stats show cam1)" $(($5 + 12))
	check "$1: flow goes" st2110ctl flow del cam1
}

# rate_of FORMAT: sets rate and rate_in
rate_of()
{
	rate=${1#*p} rate_in=1
	case $rate in *.*) rate=$((${rate%.*} * 1000 + 1000)) rate_in=1001 ;; esac
}

# source NAME FORMAT MILLISECONDS FLOWS PACKETS [STAMP]: frames from framesource
source()
{
	next_phase "source/$1"
	rate_of "$2"
	before=$(wakeups)
	modprobe framesource dev=hwsim0 flows="$4" packets="$5" rate=$rate rate_in=$rate_in stamp="${6:--1}" || { not_ok "$1: framesource"; return; }
	sleep 0.3
	from=$(cat /sys/kernel/debug/framesource/sent)
	meter $phase "$3" hwsim0 >metered
	sent=$(($(cat /sys/kernel/debug/framesource/sent) - from))
	refused=$(cat /sys/kernel/debug/framesource/refused)
	all=$(cat /sys/kernel/debug/framesource/sent)
	rmmod framesource
	sleep 0.3
	read -r busy packets wall _ <metered
	# What left and what was made are the same over whole frames, unless the CPU is too slow, as it is near for 1080p59.94: then that
	# is what was found.
	diag "$1: $sent made, $packets left while measured, $refused refused"
	case $1 in
	1080p59.94/*) figure "refused/source/$1" "$refused" ;;
	*) [ $((busy * 1000 / wall)) -ge 990 ] || eq "$1: packets refused" "$refused" 0 ;;
	esac
	figure "source/$1" "$(awk -v b="$busy" -v n="$packets" 'BEGIN { printf "%.1f", b / n }')"
	figure "packets/source/$1" "$packets"
	figure "busy/source/$1" $((busy * 1000 / wall))
	figure "wakeups/source/$1" $((($(wakeups) - before) * 1000000 / all))
}

# sourced NAME FORMAT MILLISECONDS PROFILE RTP-TS: one flow of 4,320 packets
sourced()
{
	wanted "source/$1" || return 0
	check "$1: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.16.0.0:5004 format "$2" packets 4320 profile "$4" rtp-ts "$5"
	source "$1" "$2" "$3" 1 4320
	run st2110ctl -j stats show cam1
	figure "bad/source/$1" "$(jq '.[0].stats | .frames_not_compliant + .frames_dropped + .slips' last)"
	check "$1: flow goes" st2110ctl flow del cam1 now
}

# peer NAME STAMP PEER...: what else paces, frames of 4,320 packets at 25 a second; packets say their times by clock
# STAMP, 1 CLOCK_MONOTONIC, 11 CLOCK_TAI, -1: not
peer()
{
	name=1080p25/$1 stamp=$2
	shift 2
	wanted "source/$name" || return 0
	check "$name" set_peer "$@"
	source "$name" 1080p25 400 1 4320 "$stamp"
	check "$name: goes" tc qdisc del dev hwsim0 root
}

# many FLOWS: as many narrow flows, 100,000 packets a second in all, spread over a frame
many()
{
	wanted "source/$1-flows/narrow" || return 0
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		printf "flow add f%d dev hwsim0 dst 239.16.%d.%d:5004 format 1080p10 packets %d profile narrow rtp-ts epoch troff %dns\n",
			i, i / 256, i % 256, 10000 / n, 3822222 + i * 90000000 / n }' >flows
	check "$1 flows" st2110ctl -b flows
	source "$1-flows/narrow" 1080p10 300 "$1" $((10000 / $1))
	run st2110ctl -j stats show f0
	figure "bad/source/$1-flows/narrow" "$(jq '.[0].stats | .frames_not_compliant + .frames_dropped + .slips' last)"
	check "$1 flows go" st2110ctl flow flush dev hwsim0 now
}

# without_queue: noqueue drops what finds no room: let there be enough
without_queue()
{
	ip link set hwsim0 down
	hwsim_set hwsim0 bql "$1"
	ip link set hwsim0 up
	ip route add 224.0.0.0/4 dev hwsim0 2>/dev/null
}

tune_host
for m in pktgen sch_fq sch_fq_codel sch_tbf sch_prio sch_etf; do
	modprobe $m
done
ip link add cost0 type dummy || give_up "dummy device"
ip link set cost0 up
check "module loads" modprobe sch_st2110
setup_hwsim 10000
cat /proc/kallsyms >kallsyms
sleep "$(awk -v r="$turn" 'BEGIN { printf "%.3f", r * 0.0137 }')"

unpaced noqueue noqueue
unpaced pfifo_fast pfifo_fast
unpaced fq_codel fq_codel
unpaced tbf tbf rate 40gbit burst 10mb limit 10mb
unpaced fq fq
unpaced st2110 st2110

hwsim_set hwsim0 deliver log
ethtool -s hwsim0 speed 500 duplex full autoneg off
check "fq_codel" tc qdisc replace dev hwsim0 root fq_codel
queueing fq_codel
check "prio" tc qdisc replace dev hwsim0 root handle 1: prio
for band in 1 2 3; do
	check "child $band" tc qdisc add dev hwsim0 parent 1:$band fq_codel
done
queueing prio
check "device is added" st2110ctl dev add hwsim0
queueing st2110
check "device is given back" st2110ctl dev del hwsim0
ethtool -s hwsim0 speed 10000 duplex full autoneg off

without_queue 0
check "noqueue" tc qdisc replace dev hwsim0 root noqueue
stream 1080p25/noqueue 1080p25 20 800
for format in 1080p25 1080p29.97 1080p59.94; do
	! wanted source/$format/noqueue || source $format/noqueue $format 400 1 4320
done
for n in 1 10 100 1000 10000; do
	! wanted source/$n-flows/noqueue || source $n-flows/noqueue 1080p10 300 $n $((10000 / n))
done
# What senders.rst says of a sender's CPU: one queue, so that nobody hashes headers to choose one.
one_queue yes
stream 1080p25,one-queue/noqueue 1080p25 20 800
one_queue no
without_queue 1
for q in pfifo_fast fq_codel fq; do
	wanted stream/1080p25/$q || continue
	check "$q" tc qdisc replace dev hwsim0 root $q
	stream 1080p25/$q 1080p25 20 800
done
peer tbf -1 tbf $((25 * 4320 * 1302 * 8))
peer fq,txtime 1 fq
peer etf,txtime 11 etf skip_sock_check
check "device is added" st2110ctl dev add hwsim0
stream 1080p25/unmatched 1080p25 20 800
flow 1080p25/narrow 1080p25 narrow epoch 20 800
one_queue yes
flow 1080p25,one-queue/narrow 1080p25 narrow epoch 20 800
one_queue no
sourced 1080p25/wide-keep 1080p25 400 wide keep
sourced 1080p25/wide 1080p25 400 wide epoch
sourced 1080p25/narrow-linear 1080p25 400 narrow-linear epoch
sourced 1080p25/narrow 1080p25 400 narrow epoch
sourced 1080p29.97/narrow 1080p29.97 1001 narrow epoch
sourced 1080p59.94/narrow 1080p59.94 1001 narrow epoch
# What overload has taught the guard is not for those that follow.
check "device is given back, and added" sh -c 'st2110ctl dev del hwsim0 && st2110ctl dev add hwsim0'
for n in 1 10 100 1000 10000; do
	many $n
done
check "device is given back" st2110ctl dev del hwsim0
ip link del cost0
check "module unloads" rmmod sch_st2110
