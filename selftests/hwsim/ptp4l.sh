# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Real PTP over the simulated wire: ptp4l as it is, with the settings of ST 2059-2 (domain 127, announce 4/s, sync and delay
# requests 8/s), a grandmaster on hwsim0 and a follower on hwsim1 in another namespace. Their clocks start 5 s and 50 ppm
# apart. ptp4l's own words, and the truth, which it does not know, must both say that the follower follows.
# timeout: 120
. /selftests/lib/lib.sh

# ahead DEV: of CLOCK_MONOTONIC_RAW, ns
ahead()
{
	hwsim_get "$1" phc_truth | {
		read -r raw mono tai phc
		echo $((phc - raw))
	}
}

# apart: how far the follower's clock is ahead of the grandmaster's
apart()
{
	apart_is=$(ahead hwsim0)
	echo $(($(ahead hwsim1) - apart_is))
}

# magnitude NS
magnitude()
{
	echo $(($1 < 0 ? -$1 : $1))
}

# offsets FIRST: "SECONDS NS" for each measurement of the follower from line FIRST of its log on
offsets()
{
	tail -n "+$1" follower | sed -nE 's/^ptp4l\[([0-9.]+)\].* master offset +(-?[0-9]+) s[0-9] .*/\1 \2/p'
}

# worst: the largest magnitude that comes in
worst()
{
	awk '{ v = $2 < 0 ? -$2 : $2; if (v > max) max = v } END { print NR ? max + 0 : "none" }'
}

setup_hwsim 10000
ptp_settings >settings
hwsim_set hwsim1 phc_rate_ppb 50000
hwsim_set hwsim1 phc_step_ns -5000000000
ge "apart at the start, ns" "$(magnitude "$(apart)")" 4990000000

started=$(cut -d ' ' -f 1 /proc/uptime)
ptp4l -f settings -i hwsim0 -m -q --uds_address=/tmp/grandmaster --clockClass=6 --priority1=1 >grandmaster 2>&1 &
far ptp4l -f settings -i hwsim1 -m -q --uds_address=/tmp/follower -s >follower 2>&1 &
check "the follower steps to the grandmaster" wait_for 20 grep -q ' s1 ' follower
check "and locks" wait_for 20 grep -q ' s2 ' follower
sleep 10

# Within 1 us from some moment on: that moment is the lock.
offsets 1 | awk -v started="$started" '
	($2 < 0 ? -$2 : $2) > 1000 { locked = 0; next }
	!locked { locked = $1 }
	END { print locked ? int((locked - started) * 1000) : "never" }' >locked
offsets 1 | tail -n 40 >last5
diag "locked after $(cat locked) ms; then, by ptp4l: $(worst <last5) ns at most in 5 s; by the truth: $(apart) ns"
if [ "$MODE" = icount ]; then
	le "locked within 1 us after, ms" "$(cat locked)" 8000
	le "offset in 5 s by ptp4l, ns" "$(worst <last5)" 500
	le "offset by the truth, ns" "$(magnitude "$(apart)")" 500
fi
ge "measurements in 5 s" "$(wc -l <last5)" 40
check "frames have been stamped on their way in" sh -c 'ethtool -S hwsim0 | grep -q "rx_hwtstamps: [1-9]"'

# NICs with one slot, and with late stamps, are no worse.
for kind in slot late; do
	for dev in hwsim0 hwsim1; do
		hwsim_set $dev tx_stamps $kind
	done
	from=$(($(wc -l <follower) + 1))
	sleep 5
	offsets $from >kind
	ge "$kind: measurements in 5 s" "$(wc -l <kind)" 35
	diag "$kind: by ptp4l: $(worst <kind) ns at most; by the truth: $(apart) ns"
	[ "$MODE" != icount ] || le "$kind: offset by the truth, ns" "$(magnitude "$(apart)")" 500
done
for log in grandmaster follower; do
	eq "$log: stamps that it missed" "$(grep -c 'timed out' $log)" 0
	eq "$log: faults" "$(grep -c FAULT $log)" 0
done
