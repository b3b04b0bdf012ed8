# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Memory that is not there, at random: attaching the qdisc (a failed init is destroyed all the same), flows, what is said of
# them. What fails leaves nothing behind (the debug kernel looks for leaks), and works when there is memory again: a flow that
# may queue all its frames loses none, however late this machine is with them. Needs fault injection. Argument: rounds.
. /selftests/lib/lib.sh

if [ ! -w /proc/self/make-it-fail ]; then
	skip "memory that is not there" "this kernel injects no faults"
	exit 0
fi
# A pfifo_fast that is short of memory turns to vmalloc(), which tells the log when that is short as well.
default=$(cat /proc/sys/net/core/default_qdisc)
echo pfifo >/proc/sys/net/core/default_qdisc
frames=10
packets=40
setup_hwsim 1000
check "module" modprobe sch_st2110

# starve PERCENT: of the slab allocations of a task that asks for it (a page that fails makes the kernel's own mq warn)
starve()
{
	for knob in failslab; do
		echo 0 >/sys/kernel/debug/$knob/verbose
		echo Y >/sys/kernel/debug/$knob/task-filter
		echo N >/sys/kernel/debug/$knob/ignore-gfp-wait
		echo -1 >/sys/kernel/debug/$knob/times
		echo "$1" >/sys/kernel/debug/$knob/probability
	done 2>>log
}

left()
{
	[ "$(json '.[0].stats | .packets_out + ([.drops[]] | add)' st2110ctl -j stats show cam1)" = $((packets * frames)) ]
}

for percent in 5 15; do
	starve $percent
	check "requests at $percent %" /selftests/lifetime/starve hwsim0 "${1:-200}"
	ge "some were starved" "$(jq .starved last)" 1
	ge "some were not" "$(jq .good last)" 1
	starve 0
	run tc qdisc del dev hwsim0 root
	check "device, with memory" st2110ctl dev add hwsim0
	check "flow, with memory" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 1080p25 packets $packets profile nl queue $frames \
		slip hold
	check "it sends" /selftests/lifetime/rtp hwsim0 5004 $packets $frames
	wait_for 30 left
	eq "all of it" "$(json '.[0].stats.packets_out' st2110ctl -j stats show cam1)" $((packets * frames))
	check "device is given back" st2110ctl dev del hwsim0
done
check "module unloads" rmmod sch_st2110
echo "$default" >/proc/sys/net/core/default_qdisc
