# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# The machine is put to sleep and woken up with streams running, as far as the kernel's own test of that goes (pm_test core):
# devices, timers and the timekeeper stop, and CLOCK_TAI is ahead of CLOCK_MONOTONIC afterwards by as long as it slept. A flow that
# counts by CLOCK_TAI resynchronises once and says why; one that counts by the NIC's clock, which slept too, goes on as if nothing
# had been. What is lost, a frame at most, is counted.
. /selftests/lib/lib.sh

# of FLOW FILTER: of its statistics and status
of()
{
	json ".[0].$2" st2110ctl -j stats show "$1"
}

delay=/sys/module/suspend/parameters/pm_test_delay
[ -w /sys/power/pm_test ] && [ -w $delay ] || {
	skip "suspend" "this kernel has no pm_test"
	exit 0
}
tune_host
setup_hwsim 10000
hwsim_set hwsim0 deliver log
check "module loads" modprobe sch_st2110
st2110ctl -j monitor >"$OUT/events" 2>>"$OUT/log" &
monitor=$!
check "device is added" st2110ctl dev add hwsim0 release timer
check "clock is bound" st2110ctl clock bind hwsim0
check "it locks" wait_for 3 clock_is locked
n=0
for clock in tai hwsim0; do
	n=$((n + 1))
	check "flow by $clock" st2110ctl flow add "cam$n" dev hwsim0 dst "239.1.1.$n:5004" format 480i59.94 sampling key depth 8 \
		payload 1400 profile n rtp-ts epoch clock $clock
	st2110-send --dst "239.1.1.$n:5004" --dev hwsim0 --format 480i59.94 --sampling key --depth 8 --payload 1400 --frames 120 \
		--sndbuf 1500000 -q 2>>"$OUT/log" &
	eval "sender$n=\$!"
done
sleep 1
ge "frames before" "$(of cam1 stats.frames_out)" 20
mark=$(wc -c <"$OUT/events")
# The clock that tells how long it slept counts whole seconds.
echo 3 >$delay
echo core >/sys/power/pm_test
check "sleeps and wakes up" sh -c 'echo mem >/sys/power/state'
# shellcheck disable=SC2154
wait $sender1 $sender2
sleep 0.2
for n in 1 2; do
	eq "cam$n: packets out and dropped" "$(of cam$n 'stats|(.packets_out + ([.drops[]]|add))')" "$(of cam$n stats.packets_in)"
	le "cam$n: frames dropped" "$(of cam$n stats.frames_dropped)" $((2 - n))
	# The one that was under way.
	le "cam$n: frames not compliant" "$(of cam$n stats.frames_not_compliant)" 2
	le "cam$n: C_INST" "$(of cam$n stats.c_inst_max)" "$(of cam$n plan.c_max)"
	same "cam$n: state" "$(of cam$n status.clock_state)" locked
done
eq "cam1: resynchronisations" "$(of cam1 stats.resyncs)" 1
same "cam1: because" "$(of cam1 status.resync_cause)" clock-step
eq "cam2: resynchronisations" "$(of cam2 stats.resyncs)" 0
ge "the step is told, with its size" \
	"$(tail -c +$((mark + 1)) "$OUT/events" | jq -s 'map(select(.event == "clock" and .cause == "clock-step") | .delta_ns) | max')" 500000000
kill $monitor
check "device is given back" st2110ctl dev del hwsim0
check "clock is unbound" st2110ctl clock unbind hwsim0
check "module unloads" rmmod sch_st2110
