# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 4000
#
# Two NICs' clocks are bound, one 200 ppm fast and one 200 ppm slow, with reads that take up to 2 us more than they should, and
# compared with what only the simulation knows, while the system's clock is steered: by adjtimex between its limits, and by
# phc2sys. What a receiver would see of the error stays below 100 ns (p99.9), and the bound that is published holds.
#
#	clock/mapping[:SECONDS]		of each of the two; 600 by default
. /selftests/lib/lib.sh

seconds=${1:-600}
clockuse=/selftests/clock/clockuse
locked_only=4		# bit of the state

# judge DEV FILE SECONDS
judge()
{
	diag "$1: $(cat "$2")"
	ge "$1: looks" "$(json .looks cat "$2")" $(($3 * 8))
	le "$1: error, p99.9, ns" "$(json .p999_ns cat "$2")" 100
	eq "$1: bound broken" "$(json .broken cat "$2")" 0
	le "$1: bound, mean, ns" "$(json .bound_mean_ns cat "$2")" 1000
	eq "$1: states, locked alone" "$(json .states cat "$2")" $locked_only
}

# both DESCRIPTION SECONDS: follow both clocks
both()
{
	$clockuse follow hwsim0 "$2" >"$OUT/fast" 2>>"$OUT/log" &
	fast=$!
	check "$1: hwsim2" $clockuse follow hwsim2 "$2"
	cp "$OUT/last" "$OUT/slow"
	wait $fast
	eq "$1: hwsim0" $? 0
	judge hwsim0 "$OUT/fast" "$2"
	judge hwsim2 "$OUT/slow" "$2"
}

setup_hwsim 10000 2
check "module loads" modprobe sch_st2110
for d in hwsim0:200000 hwsim2:-200000; do
	dev=${d%:*}
	hwsim_set "$dev" phc_rate_ppb "${d#*:}"
	hwsim_set "$dev" phc_noise_ns 1000
	hwsim_set "$dev" phc_step_ns 123456789
	check "$dev: bind" st2110ctl clock bind "$dev"
	check "$dev: it locks in 3 s" wait_for 3 clock_is locked "$dev"
done
# The second one has had no three seconds yet.
sleep 3

while sleep 7; do
	taiclock freq 500000
	sleep 5
	taiclock freq -500000
	sleep 0.3
	taiclock freq 500000
	sleep 11
	taiclock freq -500000
done &
adjtimex=$!
both "adjtimex" "$seconds"
kill $adjtimex
wait $adjtimex 2>/dev/null
taiclock freq 0

# The system's clock is 200 ppm off the one that steers it, and 123 ms.
phc2sys -s hwsim0 -c CLOCK_REALTIME -O -37 -S 0.1 -R 8 -l 5 -q -m >"$OUT/phc2sys" 2>&1 &
phc2sys=$!
sleep 5
both "phc2sys" "$seconds"
kill -0 $phc2sys && ok "phc2sys runs" || not_ok "phc2sys runs"
kill $phc2sys
wait $phc2sys 2>/dev/null
diag "$(tail -n 3 "$OUT/phc2sys")"

for dev in hwsim0 hwsim2; do
	check "$dev: shown" st2110ctl -s clock show "$dev"
	diag "$(cat "$OUT/last")"
	eq "$dev: steps" "$(json '.[0].steps' st2110ctl -j -s clock show "$dev")" 0
	check "$dev: unbind" st2110ctl clock unbind "$dev"
done
check "module unloads" rmmod sch_st2110
