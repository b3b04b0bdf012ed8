# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# The closed loop on a NIC that sends later than it says: 95 per cent of what is constant are taken off within five seconds,
# whichever way it changes, and the figure can be frozen, set by hand and switched off. A NIC that launches shows it to the
# nanosecond. With the timer the loop also sees how long after its doorbell a packet is heard of, which differs from one
# packet to the next: some of what it takes off is there without any latency, and jitter does not make it swing.
. /selftests/lib/lib.sh
. /selftests/stamps/stamps.sh

light_essence

# settles DESCRIPTION NS ROOM_NS: five seconds later the loop takes that off
settles()
{
	sleep 5
	settled=$(loop)
	timed ge "$1: the loop, ns" "$settled" $(($2 - $3))
	timed le "$1: the loop, ns" "$settled" $(($2 + $3))
}

start()
{
	add_flow
	check "stamps are on" st2110ctl dev set hwsim0 stamps 20
	stream 100000 &
	sender=$!
}

stop()
{
	stop_stream
	check "flow goes" st2110ctl flow del cam1 now
}

setup_stamps

# Launched: what the MAC takes is all there is.
check "release launch" st2110ctl dev set hwsim0 release launch
start
settles "launch, no delay" 0 5
for ns in 20000 3000 500; do
	hwsim_set hwsim0 launch_delay_ns $ns
	settles "launch, delay $ns" $ns $((ns / 20))
	check "statistics are reset" st2110ctl stats reset cam1
	sleep 1
	timed le "launch, delay $ns: wire error, ns" "$(stamp error_max_ns)" $((ns / 20))
	timed ge "launch, delay $ns: wire error, ns" "$(stamp error_min_ns)" $((-ns / 20))
done
timed eq "launch: frames that do not comply" "$(json '.[0].stats.frames_not_compliant' st2110ctl -j stats show)" 0
hwsim_set hwsim0 launch_delay_ns 0
stop

# By the timer.
check "release timer" st2110ctl dev set hwsim0 release timer
start
sleep 5
base=$(loop)
diag "timer, no latency: $base ns"
for ns in 20000 5000; do
	hwsim_set hwsim0 latency_ns $ns
	settles "timer, latency $ns" $((base + ns)) $((ns / 20))
done
check "statistics are reset" st2110ctl stats reset cam1
sleep 2
timed le "wire error on average, ns" "$(stamp error_avg_ns)" 1000
timed ge "wire error on average, ns" "$(stamp error_avg_ns)" -1000
at_least=$(loop) at_most=$at_least
for _ in 1 2 3 4 5 6 7 8; do
	sleep 0.5
	now=$(loop)
	[ "$now" -ge "$at_least" ] || at_least=$now
	[ "$now" -le "$at_most" ] || at_most=$now
done
timed le "it does not swing, ns" $((at_most - at_least)) 500

frozen=$(loop)
check "it is frozen" st2110ctl flow set cam1 loop frozen
hwsim_set hwsim0 latency_ns 10000
sleep 2
timed eq "frozen, ns" "$(loop)" "$(json '.[0].loop_ns' st2110ctl -j flow show cam1)"
timed le "frozen where it was" $(($(loop) - frozen)) 400
timed ge "frozen where it was" $(($(loop) - frozen)) -400
check "it is set by hand" st2110ctl flow set cam1 loop-ns 9us
sleep 1
timed eq "by hand, ns" "$(loop)" 9000
timed eq "in force with a stated latency, ns" "$(json '.[0].status.latency_ns' st2110ctl -j flow show cam1)" 9000
check "a latency is stated" st2110ctl flow set cam1 tx-latency 2us
sleep 1
timed eq "in force with a stated latency, ns" "$(json '.[0].status.latency_ns' st2110ctl -j flow show cam1)" 11000
check "below zero" st2110ctl flow set cam1 tx-latency 0 loop-ns -3us
sleep 1
timed eq "below zero, ns" "$(loop)" -3000
fails 2 "more than 50 us is refused" st2110ctl flow set cam1 loop-ns 51us
says "and what is accepted" "loop-ns: accepted -50 us to 50 us"
check "it is switched off" st2110ctl flow set cam1 loop off
sleep 1
timed eq "off, ns" "$(loop)" 0
fails 2 "off and by hand exclude each other" st2110ctl flow set cam1 loop off loop-ns 1us
check "it is on again" st2110ctl flow set cam1 loop auto
settles "on again" $((base + 10000)) 500
stop
take_down
