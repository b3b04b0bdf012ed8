# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 1500
#
# A stream on a flow whose media clock is a bound PHC, while that is stepped, stands still, is slewed, goes away and comes
# back, is unbound and bound, its device is deleted, its driver reloaded; and what a flow does then that was told to wait for
# lock, or to stop.
#
#	clock/streams[:RELEASE]		timer by default; auto: the NIC launches
. /selftests/clock/watch.sh

format=480i59.94

# begin NAME FRAMES FLOW WORDS...: the stream runs from here on
begin()
{
	begin_frames=$2
	begin_name=$1
	shift 2
	case_begin "$begin_name" $format rtp-ts epoch "$@"
	line hwsim0 phc
	case_send --frames "$begin_frames" &
	sender=$!
	sleep 0.7
}

end()
{
	wait $sender
	case_end
}

# state WHEN CLOCK FLOW: of both, now; in real time only that the clock locks in the end
state()
{
	if [ "$MODE" != icount ]; then
		[ "$2" != locked ] || check "$case_name: $1: clock locks" wait_for 20 becomes state locked
		return 0
	fi
	same "$case_name: $1: clock" "$(of state)" "$2"
	same "$case_name: $1: flow" "$(json '.[0].status.state' st2110ctl -j flow show cam1)" "$3"
}

# step NAME FRAMES NS FLOW WORDS...
step()
{
	step_ns=$3
	step_frames=$2
	step_name=$1
	shift 3
	begin "$step_name" "$step_frames" "$@"
	hwsim_set hwsim0 phc_step_ns "$step_ns"
	line hwsim0 phc
	sleep 0.5
	state "stepped" acquiring unlocked
	sleep 1
	state "after" locked running
	end
}

# frozen NAME STATE FLOW WORDS...: for 2 s; what the flow says of itself then
frozen()
{
	frozen_name=$1
	frozen_state=$2
	shift 2
	begin "$frozen_name" 140 "$@"
	hwsim_set hwsim0 phc_freeze 1
	sleep 2
	state "frozen" holdover "$frozen_state"
	hwsim_set hwsim0 phc_freeze 0
	line hwsim0 phc
	sleep 1.4
	state "after" locked running
	end
}

frames_setup
hwsim_set hwsim0 log_clock raw
check "release ${1:-timer}" st2110ctl dev set hwsim0 release "${1:-timer}"
# 5.005 s are whole frames at 29.97 a second: what is handed over early in a frame by CLOCK_TAI is so by the PHC too.
hwsim_set hwsim0 phc_rate_ppb 50000
hwsim_set hwsim0 phc_step_ns 5005000000
check "clock bind" st2110ctl clock bind hwsim0
check "it locks in 3 s" wait_for 3 becomes state locked
sleep 1

step plus1 90 1000000000
step minus1 90 -1000000000
step plus37 90 37000000000
step minus37 90 -37000000000
frozen frozen running

# Slewed by 10 ms in a second.
begin slewed 110
check "slewed: 1 %" /selftests/hwsim/phcuse hwsim0 freq 655360000
sleep 1
state "slewed" slewing unlocked
check "slewed: calm" /selftests/hwsim/phcuse hwsim0 freq 0
line hwsim0 phc
sleep 1.4
state "after" locked running
end

# Told what to do without lock.
step wait 90 1000000000 require-lock
frozen held running require-lock
frozen stop unlocked unlocked stop

# The PHC goes, and another comes that shows the same time: the driver was reset. It is bound in place of the one that went.
begin removed 140
hwsim_get hwsim0 phc_truth >truth
hwsim_set hwsim0 phc_remove 1
sleep 0.7
state "removed" gone running
hwsim_set hwsim0 phc_remove 0
read -r raw _ _ phc <truth
hwsim_get hwsim0 phc_truth | {
	read -r raw_now _ _ phc_now
	run=$((raw_now - raw))
	hwsim_set hwsim0 phc_step_ns $((phc + run + run * 50000 / 1000000000 - phc_now))
}
check "removed: clock bind" st2110ctl clock bind hwsim0
sleep 1.4
state "after" locked running
end

# Unbound: CLOCK_TAI, another time; and bound.
begin unbound 120
check "unbound: clock unbind" st2110ctl clock unbind hwsim0
line hwsim0 tai
sleep 0.7
check "unbound: clock bind" st2110ctl clock bind hwsim0
sleep 1.4
state "after" locked running
line hwsim0 phc
end

# The device whose clock it counts by is deleted: another clock shows the same time, or none does.
for what in heir orphan; do
	check "$what: device" ip link add cam0 type st2110_hwsim
	[ $what = heir ] || hwsim_set cam0 phc_step_ns 7007000000
	check "$what: clock bind" st2110ctl clock bind cam0
	sleep 1.5
	case_begin $what $format rtp-ts epoch clock cam0
	line cam0 phc
	case_send --frames 60 &
	sleep 0.7
	check "$what: deleted" ip link del cam0
	sleep 0.3
	run st2110ctl -j flow show cam1
	timed same "$what: state" "$(json '.[0].status.state' cat last)" running
	timed same "$what: clock" "$(json '.[0].status | .clock + " " + .clock_state' cat last)" \
		"$([ $what = heir ] && echo tai locked || echo cam0 gone)"
	wait $!
	case_end
done

# It is made anew and bound while the flow goes by what is left of its clock: that goes on until the new one is locked.
check "anew: device" ip link add cam0 type st2110_hwsim
hwsim_set cam0 phc_step_ns 7007000000
check "anew: clock bind" st2110ctl clock bind cam0
sleep 1.5
case_begin anew $format rtp-ts epoch clock cam0
line cam0 phc
case_send --frames 110 &
sleep 0.7
check "anew: deleted" ip link del cam0
sleep 0.3
check "anew: device again" ip link add cam0 type st2110_hwsim
hwsim_set cam0 phc_step_ns 3003000000
line cam0 phc
check "anew: clock bind again" st2110ctl clock bind cam0
sleep 0.3
run st2110ctl -j flow show cam1
timed same "anew: meanwhile" "$(json '.[0].status | .state + " " + .clock + " " + .clock_state' cat last)" "unlocked cam0 acquiring"
sleep 1.2
run st2110ctl -j flow show cam1
timed same "anew: after" "$(json '.[0].status | .state + " " + .clock + " " + .clock_state' cat last)" "running cam0 locked"
wait $!
case_end
check "anew: gone for good" ip link del cam0

# The driver is reloaded: the flows are gone with the device, and so is the clock; all three are put up again.
case_begin reload $format rtp-ts epoch
case_send --frames 60 >/dev/null &
sender=$!
sleep 0.7
check "reload: driver unloads" rmmod st2110_hwsim
wait $sender
setup_hwsim 10000
hwsim_set hwsim0 log_snap 96
hwsim_set hwsim0 log_bytes $((24 << 20))
hwsim_set hwsim0 log_clock raw
hwsim_set hwsim0 phc_rate_ppb 50000
check "reload: device is added" st2110ctl dev add hwsim0
check "reload: release" st2110ctl dev set hwsim0 release "${1:-timer}"
check "reload: clock bind" st2110ctl clock bind hwsim0
sleep 1.5
begin reloaded 40
end

check "clock unbind" st2110ctl clock unbind hwsim0
frames_teardown
