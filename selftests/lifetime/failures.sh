# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 400
#
# Memory that is not there, at random: attaching a device, adding and changing flows, dumps. What fails says so,
# leaves nothing behind (the debug kernel looks for leaks), and works when there is memory again. Needs fault injection.
. /selftests/lib/lib.sh

if [ ! -w /proc/self/make-it-fail ]; then
	skip "memory that is not there" "this kernel injects no faults"
	exit 0
fi
steps=${1:-20}
setup_hwsim 1000
check "module" modprobe sch_st2110
for knob in failslab fail_page_alloc; do
	echo N >/sys/kernel/debug/$knob/ignore-gfp-wait
	echo 0 >/sys/kernel/debug/$knob/verbose
done 2>/dev/null

flow="dst 239.1.1.1:5004 format 1080p25 packets 40 profile nl"
for probability in 10 30; do
	for knob in failslab fail_page_alloc; do
		echo $probability >/sys/kernel/debug/$knob/probability
		echo -1 >/sys/kernel/debug/$knob/times
		echo Y >/sys/kernel/debug/$knob/task-filter
	done
	failed=0
	tries=0
	while [ $tries -lt "$steps" ]; do
		# Only what the tools ask the kernel for, not what it takes to start them.
		for what in "tc qdisc replace dev hwsim0 root handle 2110: st2110" "st2110ctl flow add cam1 dev hwsim0 $flow" \
			"st2110ctl flow set cam1 queue 16" "st2110ctl flow show" "st2110ctl flow del cam1 now" \
			"tc qdisc del dev hwsim0 root"; do
			# shellcheck disable=SC2086
			sh -c 'echo 1 >/proc/self/make-it-fail; exec "$@"' sh $what >>starved.log 2>&1 || failed=$((failed + 1))
		done
		tries=$((tries + 1))
	done
	ge "requests that failed at $probability %" $failed 5
	for knob in failslab fail_page_alloc; do
		echo 0 >/sys/kernel/debug/$knob/probability
	done
	run tc qdisc del dev hwsim0 root
	check "device, with memory" st2110ctl dev add hwsim0
	# shellcheck disable=SC2086
	check "flow, with memory" st2110ctl flow add cam1 dev hwsim0 $flow
	check "it sends" /selftests/lifetime/rtp hwsim0 5004 40 10
	sleep 0.3
	eq "all of it" "$(json '.[0].stats.packets_out' st2110ctl -j stats show cam1)" 400
	check "device is given back" st2110ctl dev del hwsim0
done
check "module unloads" rmmod sch_st2110
