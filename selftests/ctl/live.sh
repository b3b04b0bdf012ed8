# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# st2110ctl while a stream runs: the summary says that it complies, what is shown has values beside limits, a change keeps the
# stream whole, and when frames are dropped events tell.
. /selftests/lib/lib.sh

setup_hwsim 10000
check "device" st2110ctl dev add hwsim0
check "flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 576i sampling 422 depth 10 payload 1200 profile n
hwsim_set hwsim0 deliver log
fails 3 "before it begins it does not comply" st2110ctl stats check cam1
st2110ctl monitor flow cam1 >"$OUT/events" 2>&1 &
monitor=$!

st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --payload 1200 --frames 80 --sndbuf 1500000 -j >"$OUT/send" 2>&1 &
sender=$!
# The verdict is of the second before.
sleep 1.6
if [ "$KERNEL" = uml ]; then
	check "while it runs it complies" st2110ctl stats check cam1
else
	check "while it runs" st2110ctl stats
fi
says "in one line" '^cam1 +hwsim0 +running +(not-)?compliant +[a-z]+ +20'
check "stats in JSON" st2110ctl -j stats
check "verdict in JSON" sh -c 'st2110ctl -j stats | jq -e ".[0].verdict | test(\"compliant\")"'
# On a CPU of one instruction a nanosecond a frame may be milliseconds late while programs start: it is sent, not skipped.
check "a change under traffic" st2110ctl flow set cam1 lead 600us late send
says "is said" 'lead 600us.*late send'
says "and granted" 'margin .*lead 600us'
sleep 0.5
check "stats show" st2110ctl stats show cam1
says "the state" 'state running'
says "the sender" 'SSRC 0x[0-9a-f]{8}  payload type 96'
says "the bucket beside its limit" 'C_INST .*of C_MAX 4 packets'
says "the buffer beside its limit" 'VRX .*of VRX_FULL 8 packets'
says "first packet time" 'FPT +min [0-9.]+ms .*of TR_OFFSET 1.664ms'
says "no drop" 'drops       0'
check "everything about the flow" st2110ctl -s flow show cam1
check "everything about the device" st2110ctl -s dev show hwsim0
says "media" 'sent        media [1-9][0-9]* packets'
check "tc" tc -s qdisc show dev hwsim0
says "media too" 'media [1-9][0-9]*pkt'
wait $sender
check "the sender ends well" test $? = 0

sleep 0.2
stats=$(st2110ctl -j stats show cam1)
value() { echo "$stats" | jq -r ".[0].stats.$1"; }
# Programs that start beside it stop this slow CPU for milliseconds; what pacing can do is tested where nothing else runs. Of what
# such a stop makes late a frame may be left out, to be on plan again: that is counted.
left=$(value frames_out) repaid=$(value repaid)
eq "every frame left, or repaid a delay" $((left + repaid)) 80
le "which are few" "$repaid" "$([ "$KERNEL" = uml ] && echo 0 || echo 2)"
ge "compliant, whatever else the CPU did" "$(value frames_compliant)" "$([ "$KERNEL" = uml ] && echo 80 || echo 72)"
eq "and every frame that left has a verdict" \
	$(($(value frames_compliant) + $(value frames_not_compliant) + $(value frames_unverified))) "$left"
eq "none was dropped but to repay" "$(value frames_dropped)" "$repaid"
eq "C_INST kept its limit" "$(echo "$stats" | jq '.[0] | .stats.c_inst_max <= .plan.c_max' | grep -c true)" 1
check "stats reset" st2110ctl stats reset cam1
eq "counts begin anew" "$(json '.[0].stats.frames_out' st2110ctl -j stats show cam1)" 0

# Packets that no frame can be made of: the events say why.
check "another N" st2110ctl flow set cam1 packets 800
says "is granted" 'N 800 .stated'
st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --payload 1200 --frames 10 --sndbuf 1500000 -j >"$OUT/send2" 2>&1
sleep 0.3
check "an event names both" grep -E 'flow cam1  packet-count .*N planned 800  N seen 864' "$OUT/events"
kill $monitor
check "flow" st2110ctl flow del cam1
check "device" st2110ctl dev del hwsim0
