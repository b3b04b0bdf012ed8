# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# Legs on two devices whose clocks are bound: they agree; one is off by what is still the same time, is told of, paced by its own
# time and told of again when it agrees; by more, then the flow's clock paces both; and one drifts away. The judge looks at the
# wires (clocks.judge). Argument: timer or launch, how packets leave
. /selftests/legs/pair.sh

release=${1:-timer}

pair_setup
for d in hwsim0 hwsim2; do
	check "$d: $release" st2110ctl dev set $d release "$release"
	check "$d: its clock is bound" st2110ctl clock bind $d
	hwsim_set $d log_snap 62
	hwsim_set $d log_bytes 1000000
done

# locked: both clocks are
locked()
{
	clock_is locked && clock_is locked hwsim2
}

# second FIELD: of leg 2
second()
{
	json ".[0].legs[1].$1" st2110ctl -j stats show cam1
}

becomes()
{
	[ "$(second state)" = "$1" ]
}

# told: what was told of leg 2 since the last time, as STATE DELTA
told()
{
	sleep 0.2
	tail -c +$((mark + 1)) events | jq -r 'select(.event == "leg" and .leg == 2) | "\(.leg_state) \(.delta_ns // 0)"' >told
	mark=$(wc -c <events)
}

# wires NAME CLOCK2: some frames of both, leg 2's by CLOCK2
wires()
{
	hwsim_set hwsim2 log_clock "$2"
	wire_start hwsim0
	wire_start hwsim2
	sleep 0.3
	wire_stop hwsim2 "$OUT/$1.2.pcap"
	wire_stop hwsim0 "$OUT/$1.1.pcap"
	hwsim_set hwsim2 log_clock tai
}

# apart NAME LOW HIGH: leg 2 is told of, LOW to HIGH ns off
apart()
{
	check "$1: leg 2 says so" wait_for 5 becomes clock-apart
	told
	same "$1: it is told of, once" "$(cut -d' ' -f1 told)" clock-apart
	ge "$1: by how much" "$(cut -d' ' -f2 told)" "$2"
	le "$1: by how much" "$(cut -d' ' -f2 told)" "$3"
}

again()
{
	check "$1: leg 2 runs again" wait_for 5 becomes running
	told
	same "$1: which is told of, once" "$(cut -d' ' -f1 told)" running
}

check "both clocks lock" wait_for 5 locked
check "flow" st2110ctl flow add cam1 dev hwsim0 dst 239.2.1.1:5004 format 576i50 sampling key depth 8 payload 1296 profile narrow \
	rtp-ts epoch input media0 leg 2 dev hwsim2 dst 239.2.2.1:5006
st2110ctl -j monitor flow cam1 >events 2>>"$OUT/log" &
monitor=$!
mark=0
st2110-send --dst 239.2.1.1:5004 --dev media0 --format 576i50 --sampling key --depth 8 --payload 1296 --sndbuf 1500000 -j >sent 2>&1 &
sender=$!
sleep 0.5
told

same "agree: leg 1 goes by its own clock" "$(json '.[0].legs[0].clock' st2110ctl -j flow show cam1)" hwsim0
same "agree: leg 2 by its own" "$(json '.[0].legs[1].clock' st2110ctl -j flow show cam1)" hwsim2
same "agree: it runs" "$(second state)" running
le "agree: clocks differ by ns" "$(second clock_delta_ns)" 100
ge "agree: clocks differ by ns" "$(second clock_delta_ns)" -100
wires agree tai
told
eq "agree: nothing is told" "$(wc -l <told)" 0

# 30 us are three times the bound, and the same time.
hwsim_set hwsim2 phc_step_ns 30000
apart off 28000 32000
ge "off: and flow show says how far" "$(second clock_delta_ns)" 28000
run st2110ctl flow show cam1
says "off: people are told" 'leg 2 .*clock-apart'
check "off: both are locked" wait_for 5 locked
wires off tai
wires own phc
hwsim_set hwsim2 phc_step_ns -30000
again off
check "off: both are locked" wait_for 5 locked
wires back tai

# 5 ms are another time: the flow's clock is whom both follow.
hwsim_set hwsim2 phc_step_ns 5000000
apart foreign 4990000 5010000
check "foreign: both are locked" wait_for 5 locked
wires foreign tai
hwsim_set hwsim2 phc_step_ns -5000000
again foreign

# 20 us a second: nobody sets it, and it is told of as soon as it is beyond the bound and what is known of both.
check "drift: both are locked" wait_for 5 locked
hwsim_set hwsim2 phc_rate_ppb 20000
apart drift 10000 16000

kill -INT $sender
wait $sender
kill $monitor
run st2110ctl -j stats show cam1
cp last clocks.json
check "flow is deleted" st2110ctl flow del cam1
for d in hwsim0 hwsim2; do
	check "$d: its clock is let go" st2110ctl clock unbind $d
done
pair_teardown
