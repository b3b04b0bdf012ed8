# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# All stamps are lost for ten seconds: they are counted, the loop keeps what it knows, no frame fails, and all goes on by itself
# when they come again. Drivers hold on to packets whose stamps do not come for up to 15 s: what they hold of ours is bounded, and
# on a NIC with one slot sampling stops for 16 s.
. /selftests/lib/lib.sh
. /selftests/stamps/stamps.sh

light_essence

# spell DESCRIPTION SECONDS: what came of so long, in $asked, $got and $lost
spell()
{
	check "$1: statistics are reset" st2110ctl stats reset dev hwsim0
	sleep "$2"
	run st2110ctl -j -s dev show hwsim0
	asked=$(json '.[0].stats.stamps.asked' cat last)
	got=$(json '.[0].stats.stamps.got' cat last)
	lost=$(json '.[0].stats.stamps.lost' cat last)
	diag "$1: asked $asked, got $got, lost $lost"
	same "$1: it adds up" "$(json '.[0].stats.stamps|(.asked == .got + .lost + .outstanding)' cat last)" true
}

setup_stamps
add_flow
stream 100000 &
sender=$!
for slots in 0 1; do
	hwsim_set hwsim0 tx_stamps every
	hwsim_set hwsim0 latency_ns 3000
	check "slots $slots: stamps are on" st2110ctl dev set hwsim0 stamps 20 stamp-slots $slots
	sleep 5
	spell "slots $slots, before" 2
	ge "slots $slots, before: got" "$got" 100
	le "slots $slots, before: lost" "$lost" 0
	known=$(loop)

	hwsim_set hwsim0 tx_stamps lossy
	hwsim_set hwsim0 tx_stamp_loss 100
	sleep 0.1
	spell "slots $slots, lost" 10
	# What was under way when the loss began.
	le "slots $slots, lost: got" "$got" 1
	if [ $slots = 0 ]; then
		ge "slots $slots, lost: lost" "$lost" 64
		le "slots $slots, lost: what the driver holds is bounded" "$lost" 200
	else
		le "slots $slots, lost: sampling has stopped, asked" "$asked" 1
	fi
	eq "slots $slots, lost: the loop stays, ns" "$(loop)" "$known"

	hwsim_set hwsim0 tx_stamps every
	sleep 7
	spell "slots $slots, after" 2
	ge "slots $slots, after: got" "$got" 100
	le "slots $slots, after: lost" "$lost" 0
	sleep 1
	le "slots $slots, after: the loop, ns" $(($(loop) - known)) 150
	ge "slots $slots, after: the loop, ns" $(($(loop) - known)) -150
done
st2110ctl -j stats show >last
eq "frames that do not comply" "$(json '.[0].stats.frames_not_compliant' cat last)" 0
eq "frames dropped" "$(json '.[0].stats.frames_dropped' cat last)" 0
stop_stream
take_down
