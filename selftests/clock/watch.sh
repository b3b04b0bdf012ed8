# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What the tests of streams on a bound clock share. The wire is logged in its own time, CLOCK_MONOTONIC_RAW, which nobody
# steers; NAME.lines says what clocks showed meanwhile, and lines.py moves the log to the time of each of them.
. /selftests/frames/case.sh

# of FIELD: of hwsim0's clock
of()
{
	json ".[0].$1" st2110ctl -j -s clock show hwsim0
}

becomes()
{
	[ "$(of "$1")" = "$2" ]
}

# line DEV phc|tai: one line of time that the judge is to look by: what the clock of DEV, or CLOCK_TAI, shows, and its rate
line()
{
	line_ppb=$(hwsim_get "$1" phc_rate_ppb)
	hwsim_get "$1" phc_truth | {
		read -r raw _ tai phc
		case $2 in
		phc) echo "$raw $phc $line_ppb" ;;
		tai) echo "$raw $tai 0" ;;
		esac
	} >>"${case_name:?}.lines"
}
