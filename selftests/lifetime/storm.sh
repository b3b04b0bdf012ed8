# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Everything at once, on several CPUs: streams by several queues, flows that come, change and go, children and whole qdiscs that
# are replaced, queues, links and statistics. Argument: rounds of each. Timing is no matter here.
. /selftests/lib/lib.sh

rounds=${1:-15}
rtp=/selftests/lifetime/rtp

# again COMMAND: as a shell line, for each of the rounds, in the background; refusals are part of it
again()
{
	(
		n=0
		while [ $n -lt "$rounds" ]; do
			eval "$1"
			n=$((n + 1))
		done
	) >>storm.log 2>&1 &
	busy="$busy $!"
}

sends()
{
	[ "$(json '.[0].stats.packets_out >= 1' st2110ctl -j stats show cam5004)" = true ]
}

setup_hwsim 1000
check "module" modprobe sch_st2110
for root in single mq; do
	run st2110ctl dev del hwsim0
	if [ $root = mq ]; then
		check "under mq" st2110ctl dev add hwsim0 mq
	else
		check "at the root" st2110ctl dev add hwsim0
	fi
	busy=
	streams=
	for port in 5004 5006; do
		run st2110ctl flow add "cam$port" dev hwsim0 dst "239.1.1.1:$port" format 1080p25 packets 40 profile nl
		$rtp hwsim0 $port 40 0 25 >>sent 2>>storm.log &
		streams="$streams $!"
	done
	/selftests/hwsim/frames hwsim0 0 900 2000000 >>sent 2>>storm.log &
	streams="$streams $!"
	st2110ctl monitor >>events 2>&1 &
	streams="$streams $!"

	again 'st2110ctl flow set cam5004 queue $((3 + n % 12)) epoch-events on; st2110ctl flow set cam5004 epoch-events off packets $((40 + n % 3)) now'
	again 'st2110ctl flow add x$n dev hwsim0 dst 239.1.1.2:$((6000 + n)) format 1080p25 packets 40 profile nl; st2110ctl flow del cam5006; st2110ctl flow add cam5006 dev hwsim0 dst 239.1.1.1:5006 format 1080p25 packets 40 profile nl txq $((n % 4)) || st2110ctl flow add cam5006 dev hwsim0 dst 239.1.1.1:5006 format 1080p25 packets 40 profile nl; st2110ctl flow del x$n now'
	again 'st2110ctl -j stats; tc -s qdisc show dev hwsim0; tc -s class show dev hwsim0; st2110ctl stats reset'
	again 'ethtool -L hwsim0 tx $((1 + n % 4)); sleep 0.1; ethtool -L hwsim0 tx 4'
	again 'echo 0 >/sys/kernel/debug/st2110_hwsim/hwsim0/carrier; sleep 0.1; echo 1 >/sys/kernel/debug/st2110_hwsim/hwsim0/carrier; sleep 0.2'
	[ $root = mq ] || again 'tc qdisc replace dev hwsim0 parent 2110:1 fq_codel; tc qdisc replace dev hwsim0 parent 2110:1 pfifo limit 3; tc qdisc del dev hwsim0 parent 2110:1'
	for pid in $busy; do
		wait "$pid"
	done
	check "$root: alive" st2110ctl -s dev show hwsim0
	wait_for 5 grep -q 1 /sys/class/net/hwsim0/carrier
	eq "$root: ports" "$(json 'length >= 1 | if . then 1 else 0 end' st2110ctl -j dev show)" 1
	for other in fq_codel "handle 2110: st2110"; do
		# shellcheck disable=SC2086
		check "$root: replaced under traffic by $other" tc qdisc replace dev hwsim0 root $other
	done
	run st2110ctl flow add cam5004 dev hwsim0 dst 239.1.1.1:5004 format 1080p25 packets 40 profile nl
	check "$root: sends" wait_for 30 sends
	# shellcheck disable=SC2086
	kill $streams
	for pid in $streams; do
		wait "$pid"
	done
	check "$root: nothing is queued" wait_for 30 nothing_queued hwsim0
done
check "device" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
