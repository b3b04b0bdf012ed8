# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# A PHC as a clock, without streams: whose descriptors are refused and why, who may do what, and what becomes of it: steps, a
# clock that stands still, one that is slewed, one that goes and comes back, its device deleted, its driver unloaded; each with
# its states, events and counters, and recovery without help.
. /selftests/lib/lib.sh

# Sizes and delays that may be asserted: real time is anybody's.
within=2000
patience=1
[ "$MODE" = icount ] || { within=2000000 patience=20; }

clockuse=/selftests/clock/clockuse
phcuse=/selftests/hwsim/phcuse

# of FIELD: of hwsim0's clock
of()
{
	json ".[0].$1" st2110ctl -j -s clock show hwsim0
}

becomes()
{
	[ "$(of "$1")" = "$2" ]
}

# told FILTER: how many clock events since the last mark are so
told()
{
	sleep 0.2
	tail -c +$((mark + 1)) "$OUT/events" | jq -s "map(select(.event == \"clock\" and ($1))) | length"
}

mark()
{
	sleep 0.2
	mark=$(wc -c <"$OUT/events")
}

# follows DESCRIPTION: locked, and near the truth
follows()
{
	check "$1: follows" $clockuse follow hwsim0 1
	cp "$OUT/last" follow
	[ "$MODE" = icount ] || return 0
	eq "$1: locked alone" "$(json .states cat follow)" 4
	eq "$1: bound broken" "$(json .broken cat follow)" 0
	le "$1: error, ns" "$(json .max_ns cat follow)" 200
}

setup_hwsim 10000 2
check "module loads" modprobe sch_st2110
st2110ctl -j monitor >"$OUT/events" 2>>"$OUT/log" &
monitor=$!
index=$($phcuse hwsim0 index)
mine=/dev/ptp$index
other=/dev/ptp$($phcuse hwsim2 index)

# What is no PHC, or not this device's.
not_one='not a PTP hardware clock; open the /dev/ptpN that ethtool -T shows'
for file in /dev/null /dev/zero /proc/self/stat /etc/passwd /sys /dev/console; do
	fails 2 "refused: $file" $clockuse bind hwsim0 $file
	says "because it is none" "$not_one"
done
fails 2 "refused: a socket" $clockuse socket hwsim0
says "because it is none" "$not_one"
fails 2 "refused: a pipe" $clockuse pipe hwsim0
says "because it is none" "$not_one"
for fd in -1 77 2147483647; do
	fails 2 "refused: $fd, closed" $clockuse bindfd hwsim0 $fd
	says "because it is none" 'not an open descriptor of the caller'
done
fails 2 "refused: a descriptor that cannot be read" $clockuse path hwsim0 "$mine"
says "because it is none" 'not an open descriptor of the caller'
fails 2 "refused: another device's" $clockuse bind hwsim0 "$other"
says "because it is another's" "another device's PTP hardware clock"
fails 2 "refused: a device without" $clockuse bind lo "$mine"
says "because it has none" 'has no PTP hardware clock'
fails 2 "refused: no such device" $clockuse bind nodev0 "$mine"
mknod null c 1 3
fails 2 "refused: /dev/null by another name" $clockuse bind hwsim0 null
mkdir -p folder
fails 2 "refused: a folder" $clockuse bind hwsim0 folder
eq "nothing is bound" "$(json length st2110ctl -j clock)" 1
hwsim_set hwsim0 phc_remove 1
fails 2 "refused: one whose clock went" $clockuse bind hwsim0 "$other"
says "because there is none" 'has no PTP hardware clock'
hwsim_set hwsim0 phc_remove 0
mine=/dev/ptp$($phcuse hwsim0 index)

# Who may.
nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
chmod 644 "$mine"
fails 2 "nobody may not bind, even what he can read" $nobody $clockuse bind hwsim0 "$mine"
chmod 600 "$mine"
mknod ptp c $((0x$(stat -c %t "$mine"))) $((0x$(stat -c %T "$mine")))
check "bound, by a node of one's own" $clockuse bind hwsim0 ptp
fails 2 "once only" $clockuse bind hwsim0 "$mine"
says "and how" 'unbind it first'
check "anybody may read" $nobody st2110ctl clock show hwsim0
fails 2 "nobody may not unbind" $nobody st2110ctl clock unbind hwsim0
fails 2 "nor feed" $nobody $clockuse fresh hwsim0 10
check "it locks" wait_for $((3 * patience)) becomes state locked
check "the descriptor was the binder's and is closed; the clock is held" test -z "$(find /proc/[0-9]*/fd -lname "$mine" 2>/dev/null)"
follows "bound"

# Reads by user space: taken when they are finer, refused when not.
hwsim_set hwsim0 phc_noise_ns 3000
sleep 4
rejected=$(of rejected)
if [ "$MODE" = icount ]; then
	check "a finer read is taken" $clockuse fresh hwsim0 20
	fails 2 "a coarser one is refused" $clockuse fresh hwsim0 50000
	says "because" 'no finer than the kernel'
fi
fails 2 "one of long ago is refused" $clockuse sample hwsim0 1792000000000000000 1 2
says "because" 'of the last second'
fails 2 "one the wrong way round is refused" $clockuse sample hwsim0 1792000000000000000 2 1
fails 2 "one of the future is refused" $clockuse sample hwsim0 1792000000000000000 1000000000000000 1000000000000001
hwsim_set hwsim0 phc_noise_ns 0
sleep 1
follows "fed"
eq "nothing was rejected" "$(of rejected)" "$rejected"

# Steps: told once with the size, followed once.
steps=0
small="20000 -20000"
[ "$MODE" = icount ] || small=
for step in 1000000000 -1000000000 37000000000 -37000000000 $small; do
	mark
	hwsim_set hwsim0 phc_step_ns "$step"
	steps=$((steps + 1))
	check "step $step: seen" wait_for $((2 * patience)) becomes steps $steps
	ge "step $step: its size" "$(of last_step_ns)" $((step - within))
	le "step $step: its size" "$(of last_step_ns)" $((step + within))
	check "step $step: locks" wait_for $((3 * patience)) becomes state locked
	eq "step $step: told" "$(told ".clock_state == \"stepped\" and .delta_ns > $step - $within and .delta_ns < $step + $within")" 1
	eq "step $step: locked again, told" "$(told '.clock_state == "locked"')" 1
	follows "step $step"
done
mark
hwsim_set hwsim0 phc_step_ns 3000
sleep 3
[ "$MODE" != icount ] || eq "a step of 3 us is absorbed" "$(told true)" 0
follows "absorbed"
hwsim_set hwsim0 phc_step_ns -3000
sleep 2

# Frozen: holdover, then what it lost is a step.
mark
steps=$(of steps)
hwsim_set hwsim0 phc_freeze 1
check "frozen: noticed" wait_for $((2 * patience)) becomes state holdover
sleep 3
hwsim_set hwsim0 phc_freeze 0
check "thawed: what it lost is a step" wait_for $((2 * patience)) becomes steps $((steps + 1))
le "of as long as it stood" "$(of last_step_ns)" -3000000000
check "thawed: locks" wait_for $((3 * patience)) becomes state locked
eq "holdover is told" "$(told '.clock_state == "holdover"')" 1
follows "thawed"

# Slewed by a servo that has to make up for 20 ms: its rate is not followed, its time in the end is, once.
mark
check "slewed: 1 %" $phcuse hwsim0 freq 655360000
check "slewed: noticed" wait_for $((2 * patience)) becomes state slewing
sleep 1
eq "slewed: no step" "$(told '.clock_state == "stepped"')" 0
check "slewed: calm" $phcuse hwsim0 freq 0
check "slewed: locks" wait_for $((3 * patience)) becomes state locked
eq "slewed: one resynchronisation" "$(told '.delta_ns != null and .delta_ns > 10000000')" 1
follows "slewed"

# Link flaps mean nothing to it.
mark
n=0
while [ $n -lt 100 ]; do
	hwsim_set hwsim0 carrier 0
	sleep 0.02
	hwsim_set hwsim0 carrier 1
	sleep 0.02
	n=$((n + 1))
done
[ "$MODE" != icount ] || eq "100 link flaps: nothing to tell" "$(told true)" 0
follows "flaps"

# The clock goes and comes back as another: gone, and held over, until it is bound again.
mark
hwsim_set hwsim0 phc_remove 1
check "gone" wait_for $((2 * patience)) becomes state gone
eq "gone: told" "$(told '.clock_state == "gone"')" 1
sleep 3
le "gone: the bound grows" 1000 "$(of bound_ns)"
check "gone: unbind" st2110ctl clock unbind hwsim0
hwsim_set hwsim0 phc_remove 0
check "back: bind" st2110ctl clock bind hwsim0
check "back: locks" wait_for $((3 * patience)) becomes state locked
follows "back"

# Held over for as long as was stated.
check "unbind" st2110ctl clock unbind hwsim0
check "bind, holdover 2 s" st2110ctl clock bind hwsim0 holdover 2s
check "locks" wait_for $((3 * patience)) becomes state locked
hwsim_set hwsim0 phc_freeze 1
check "held over" wait_for $((2 * patience)) becomes state holdover
sleep 3
hwsim_set hwsim0 phc_freeze 0
check "locks again" wait_for $((4 * patience)) becomes state locked

# Its device goes, and its driver.
mark
check "another's is bound too" st2110ctl clock bind hwsim2
sleep 1
check "driver unloads with clocks bound" rmmod st2110_hwsim
sleep 1
eq "nothing is bound" "$(json length st2110ctl -j clock)" 1
setup_hwsim 10000
check "driver is back: bind" st2110ctl clock bind hwsim0
check "driver is back: locks" wait_for $((3 * patience)) becomes state locked
follows "driver is back"
check "moved to another namespace: nothing is bound" sh -c 'ip link add cam0 type st2110_hwsim && st2110ctl clock bind cam0 && ip link set cam0 netns far'
fails 2 "not here" st2110ctl clock show cam0
fails 2 "nor there" st2110ctl -n far clock show cam0
check "deleted" ip -n far link del cam0

kill $monitor
check "module unloads with a clock bound" rmmod sch_st2110
check "and the descriptor is let go" rmmod st2110_hwsim
