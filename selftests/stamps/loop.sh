# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# The closed loop on a NIC that sends later than it says: what is constant is taken off within five seconds, whichever way it
# changes, and the figure can be frozen, set by hand and switched off.
. /selftests/lib/lib.sh
. /selftests/stamps/stamps.sh

# Light enough that half a minute of it does not take long.
format=576i50

loop()
{
	json '.[0].status.loop_ns' st2110ctl -j flow show cam1
}

# settles DESCRIPTION LATENCY_NS: after five seconds the loop has taken that off, but for 5 per cent. A doorbell is heard of when
# the next run begins, which is not as much later each time: up to a microsecond of what the loop sees comes of that.
settles()
{
	sleep 5
	settled=$(loop)
	room=$(($2 / 20 + 1000))
	ge "$1: the loop, ns" "$settled" $((base + $2 - room))
	le "$1: the loop, ns" "$settled" $((base + $2 + room))
}

setup_stamps
add_flow
check "stamps are on" st2110ctl dev set hwsim0 stamps 20
stream 100000 &
sender=$!
sleep 3
base=$(loop)
diag "without latency: $base ns"
for ns in 20000 5000 500; do
	hwsim_set hwsim0 latency_ns $ns
	settles "latency $ns" $ns
done
check "statistics are reset" st2110ctl stats reset cam1
sleep 3
le "wire error on average, ns" "$(stamp error_avg_ns)" 1000
ge "wire error on average, ns" "$(stamp error_avg_ns)" -1000

frozen=$(loop)
check "it is frozen" st2110ctl flow set cam1 loop frozen
hwsim_set hwsim0 latency_ns 10000
sleep 2
eq "frozen, ns" "$(loop)" "$(json '.[0].loop_ns' st2110ctl -j flow show cam1)"
le "frozen where it was" $(($(loop) - frozen)) 400
ge "frozen where it was" $(($(loop) - frozen)) -400
check "it is set by hand" st2110ctl flow set cam1 loop-ns 9us
sleep 1
eq "by hand, ns" "$(loop)" 9000
eq "in force with a stated latency, ns" "$(json '.[0].status.latency_ns' st2110ctl -j flow show cam1)" 9000
check "a latency is stated" st2110ctl flow set cam1 tx-latency 2us
sleep 1
eq "in force with a stated latency, ns" "$(json '.[0].status.latency_ns' st2110ctl -j flow show cam1)" 11000
check "below zero" st2110ctl flow set cam1 tx-latency 0 loop-ns -3us
sleep 1
eq "below zero, ns" "$(loop)" -3000
fails 2 "more than 50 us is refused" st2110ctl flow set cam1 loop-ns 51us
says "and what is accepted" "loop-ns: accepted -50 us to 50 us"
check "it is switched off" st2110ctl flow set cam1 loop off
sleep 1
eq "off, ns" "$(loop)" 0
fails 2 "off and by hand exclude each other" st2110ctl flow set cam1 loop off loop-ns 1us
check "it is on again" st2110ctl flow set cam1 loop auto
settles "on again" 10000
kill $sender
wait $sender 2>/dev/null
take_down
