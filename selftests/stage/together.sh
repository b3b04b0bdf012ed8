# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 200
#
# Sets of changes: twenty flows change together at one instant of TAI, none early, all with their first frame after it (the
# judge reads that from the wire); a flow without a sender changes all the same; what is replaced, cancelled or refused.
. /selftests/lib/lib.sh

FLOWS=20
setup_hwsim 10000
check "device" st2110ctl dev add hwsim0
i=1
while [ $i -le $FLOWS ]; do
	st2110ctl flow add f$i dev hwsim0 dst 239.1.1.$i:5004 format 320x8p25 sampling 422 depth 10 payload 1200 profile nl \
		troff 1ms lead 500us >"$OUT/last" 2>&1 || not_ok "flow $i is added: $(cat "$OUT/last")"
	i=$((i + 1))
done
check "a flow that nobody sends to" st2110ctl flow add idle dev hwsim0 dst 239.1.1.99:5004 format 320x8p25 sampling 422 depth 10 \
	payload 1200 profile nl troff 1ms

# stage FLOWS SET PROPERTIES...: of f1, f2 ...
stage()
{
	stage_n=$1
	stage_set=$2
	shift 2
	i=1
	while [ $i -le "$stage_n" ]; do
		st2110ctl flow set f$i "$@" stage "$stage_set" >"$OUT/last" 2>&1 || not_ok "f$i is staged: $(cat "$OUT/last")"
		i=$((i + 1))
	done
}

# What is said of sets, before anything is sent.
fails 2 "a set of nothing" st2110ctl stage commit evening
says "is named as such" 'name: no change waits in such a set'
fails 2 "nor is there anything to cancel" st2110ctl stage cancel evening
stage 2 evening troff 2ms
check "sets are shown" st2110ctl stage show
says "with what waits" '^evening  flow f1  dev hwsim0  not committed'
says "and what differs" '^    troff  1ms -> 2ms'
eq "the flow is as it was" "$(json '.[0].troff_ns' st2110ctl -j flow show f1)" 1000000
fails 2 "a change by itself" st2110ctl flow set f1 troff 3ms
says "is refused while a set holds one" 'stage: a set holds a change of this flow'
fails 2 "another set" st2110ctl flow set f1 troff 3ms stage night
says "cannot have the flow" 'stage: another set holds a change of this flow'
fails 2 "what takes effect at once" st2110ctl flow set f1 clock tai stage evening
says "cannot wait" 'stage: now, clock, epoch-events and sdp-extra take effect at once'
fails 2 "a change that cannot be kept" st2110ctl flow set f1 troff 50ms stage evening
says "is refused when it is staged" 'troff: less than one frame period'
eq "and the one before it still waits" "$(json '.[] | select(.name == "f1").troff_ns' st2110ctl -j stage show evening)" 2000000
fails 1 "an instant that is none" st2110ctl stage commit evening at noon
fails 2 "one that has passed" st2110ctl stage commit evening at 1000000000:0
says "is refused" 'at: has passed on the media clock'
check "committed for later" st2110ctl stage commit evening at +3600s
says_nothing=$(st2110ctl stage show | grep -c 'committed for 20')
eq "is said of both" "$says_nothing" 2
fails 2 "committed once is enough" st2110ctl stage commit evening
fails 2 "what is committed is not changed" st2110ctl flow set f1 troff 3ms stage evening
says "but cancelled" 'stage cancel it first'
check "cancelled" st2110ctl stage cancel evening
eq "nothing waits" "$(json length st2110ctl -j stage show)" 0
check "and the flow can be changed" st2110ctl flow set f1 troff 1ms
st2110ctl flow set f1 troff 2ms stage evening >/dev/null
st2110ctl flow set idle troff 2ms stage evening >/dev/null
check "the MTU shrinks" ip link set hwsim0 mtu 600
fails 2 "a set that no longer holds" st2110ctl stage commit evening
says "says whose fault it is" 'flow f1 dev hwsim0: .*MTU'
eq "and none of it is committed" "$(json '[.[] | select(.stage_at_tai_ns != null)] | length' st2110ctl -j stage show)" 0
check "the MTU is back" ip link set hwsim0 mtu 1500
check "a flow may go" st2110ctl flow del f1
check "the set is there without it" st2110ctl stage cancel evening
check "f1 again" st2110ctl flow add f1 dev hwsim0 dst 239.1.1.1:5004 format 320x8p25 sampling 422 depth 10 payload 1200 profile nl \
	troff 1ms lead 500us

hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes 4000000
wire_start hwsim0
st2110ctl -j monitor type staged >"$OUT/events" 2>&1 &
monitor=$!
i=1
while [ $i -le $FLOWS ]; do
	st2110-send --dst 239.1.1.$i:5004 --dev hwsim0 --format 320x8p25 --payload 1200 --frames 50 --offset -5ms -q >>"$OUT/log" 2>&1 &
	i=$((i + 1))
done
sleep 0.5
# Replaced before it is committed; one of the twenty is in a set that is cancelled in time, and one of another that is not.
stage $((FLOWS - 2)) evening troff 9ms
stage $((FLOWS - 2)) evening troff 5ms
st2110ctl flow set f$((FLOWS - 1)) troff 5ms stage never >/dev/null
st2110ctl flow set f$FLOWS troff 5ms stage late >/dev/null
st2110ctl flow set idle troff 5ms stage evening >/dev/null
at=$(($(taiclock now) / 1000000000 + 1))
check "committed together" st2110ctl stage commit evening at "$at:250000000"
check "a second set for the same instant" st2110ctl stage commit never at "$at:250000000"
check "a third a little later" st2110ctl stage commit late at "$at:500000000"
check "the second is cancelled" st2110ctl stage cancel never
echo "$at $FLOWS" >"$OUT/instant"
sleep 3
kill $monitor
wire_stop hwsim0
check "all are in force" st2110ctl -j stage show
eq "nothing waits any more" "$(json length st2110ctl -j stage show)" 0
eq "with a sender" "$(json '.[0].troff_ns' st2110ctl -j flow show f1)" 5000000
eq "without one" "$(json '.[0].troff_ns' st2110ctl -j flow show idle)" 5000000
eq "cancelled" "$(json '.[0].troff_ns' st2110ctl -j flow show f$((FLOWS - 1)))" 1000000
st2110ctl -j stats show >"$OUT/stats.json"
check "flows" st2110ctl flow flush dev hwsim0
# A set goes with its flows and their device.
check "once more" st2110ctl flow add f1 dev hwsim0 dst 239.1.1.1:5004 format 320x8p25 sampling 422 depth 10 payload 1200 profile nl
st2110ctl flow set f1 troff 5ms stage gone >/dev/null
check "committed" st2110ctl stage commit gone at +1s
check "device" st2110ctl dev del hwsim0
sleep 1.2
check "module" rmmod sch_st2110
