# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# The clock is set while a stream runs: by a second, by the 37 that TAI is ahead, by a leap nobody announced, by microseconds, and
# TAI-UTC set late. The wire is logged on CLOCK_MONOTONIC, which no step moves; the judge looks at it on TAI before and after.
. /selftests/frames/case.sh

frames_setup
hwsim_set hwsim0 log_clock mono

# offset: what CLOCK_TAI is ahead of CLOCK_MONOTONIC, as an event tells it; the judge takes it from there.
# step NAME FORMAT STEP FRAMES
step()
{
	case_begin "$1" "$2" epoch-events on || return
	case_send --frames "$4" &
	sleep 0.72
	check "$1: clock is set" taiclock step "$3"
	wait $!
	case_end
}
step plus1 720p25 1 30
step minus1 720p25 -1 30
step plus37 480i59.94 37 36
step minus37 480i59.94 -37 36
step half 480i59.94 517000000ns 60
step small 720p25 20000ns 30
step smallback 480i59.94 -20000ns 36

# Slewed by all that the kernel allows, and back.
case_begin slewed 720p25 epoch-events on && {
	case_send --frames 40 &
	sleep 0.5
	check "slewed: fast" taiclock freq 500000
	sleep 0.5
	check "slewed: slow" taiclock freq -500000
	wait $!
	taiclock freq 0
	case_end
}

# Several in a row: the delay does not pile up.
case_begin often 480i59.94 epoch-events on && {
	case_send --frames 130 &
	sleep 0.5
	for s in 310000000ns -150000000ns 770000000ns -490000000ns; do
		taiclock step $s || not_ok "often: clock is set"
		sleep 0.4
	done
	wait $!
	case_end
}

# TAI-UTC 0: refused with the remedy, unless it is said that nothing else is to be had; then set while it runs.
taiclock tai 0
fails 2 "rewriting is refused without a TAI offset" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 720p25 \
	packets 720 profile n rtp-ts epoch
says "with the remedy" 'allow-untraceable'
check "keeping is not" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 720p25 packets 720 profile n rtp-ts keep
check "and may go again" st2110ctl flow del cam1
case_begin tai 720p25 allow-untraceable epoch-events on && {
	case_send --frames 30 &
	sleep 0.6
	same "tai: state before" "$(json '.[0].status.state' st2110ctl -j flow show cam1)" unlocked
	check "tai: offset is set" taiclock tai 37
	wait $!
	case_end
}
frames_teardown
