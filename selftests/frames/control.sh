# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# What is done to a flow while it runs: changes at a frame boundary, deletion, RTCP beside it; and what it tells an application
# about its next frame is true.
. /selftests/frames/case.sh

frames_setup
f=720p25

# change NAME FRAMES WORDS...: each word list is set after another half second
change()
{
	change_frames=$2
	case_begin "$1" $f packets 720 || return
	shift 2
	case_send --frames "$change_frames" &
	sleep 0.5
	for words in "$@"; do
		# shellcheck disable=SC2086
		check "$case_name: $words" st2110ctl flow set cam1 $words
		sleep 0.4
	done
	wait $!
	case_end
}
change profiles 80 "profile nl" "profile w" "profile n"
change troff 60 "troff 2500us" "troff 1000us"
change ring 60 "queue 16" "lead 500us" "queue 2 late skip"

# The sender makes another N from frame 20 on; the plan knows it in time.
case_begin packets $f packets 720 && {
	case_send --frames 40 &
	sleep 0.5
	check "packets: another N is granted" st2110ctl flow set cam1 packets 900
	sleep 0.2
	check "packets: and the old one" st2110ctl flow set cam1 packets 720
	wait $!
	case_end
}

# A rate that is another rate: k is counted anew.
case_begin rate $f packets 720 && {
	case_send --frames 30 &
	sleep 0.5
	check "rate: another rate" st2110ctl flow set cam1 format 720p50
	wait $!
	case_end
}

# What was learned stays learned.
case_begin learned $f packets auto && {
	case_send --frames 30 &
	sleep 0.7
	check "learned: a change of something else" st2110ctl flow set cam1 late skip
	wait $!
	case_end
}

deleted $f 4

# Sender reports before every frame, one frame of which is dropped; on the odd port SR, RR and something else.
case_begin rtcp $f late skip && {
	printf '\200\310\000\006\041\020\000\040\000\000\000\000\000\000\000\000\000\001\206\240\000\000\000\000\000\000\000\000' >sr
	printf '\201\311\000\001\041\020\000\040' >rr
	printf 'hello, this is not RTP at all' >text
	/selftests/frames/say 239.1.1.1 5005 <sr || not_ok "rtcp: say"
	case_send --frames 40 --rtcp 1 --hiccup 10:45ms &
	sleep 0.6
	for p in sr rr text; do
		/selftests/frames/say 239.1.1.1 5005 <$p || not_ok "rtcp: say $p"
	done
	wait $!
	case_end
}

# handover NAME MICROSECONDS: every frame that long after its deadline
handover()
{
	case_begin "$1" $f hold 500us epoch-events on || return
	st2110ctl -j flow show cam1 >"$1.before.json"
	offset=$(jq '.[0] | .plan.tr_offset_ns - .status.hold_ns' "$1.before.json")
	case_send --frames 20 --mmsg 1 --offset $((offset + $2 * 1000))ns
	case_end
}
handover just -60
handover missed 20

# An application that is told of each epoch, in the middle of a stream.
case_begin told $f epoch-events on && {
	case_send --frames 40 &
	sleep 0.4
	i=0
	while [ $i -lt 6 ]; do
		before=$(taiclock now)
		st2110ctl -j flow show cam1 >"told$i" 2>>"$OUT/log"
		echo "$before $(taiclock now) told$i" >>told.samples
		sleep 0.11
		i=$((i + 1))
	done
	wait $!
	case_end
}

# A hundred flows are told of the same epoch at once, which is more than the ring of events holds.
i=1
while [ $i -le 100 ]; do
	echo "flow add many$i dev hwsim0 dst 239.1.2.$i:5004 format 576i sampling key depth 8 payload 1280 packets 12 profile n epoch-events on"
	[ $i = 1 ] || echo "flow set many$i dev hwsim0 epoch-events off" >>many.off
	i=$((i + 1))
done >many.add
many=$(wc -c <"$OUT/events")
check "many: flows" st2110ctl -b many.add
sleep 0.5
check "many: no events but of one flow" st2110ctl -b many.off
sleep 0.1
st2110ctl -j -s dev show hwsim0 >many.json
check "many: lost events are shown" sh -c 'st2110ctl -s dev show hwsim0 | grep -q "events lost [1-9]"'
tail -c +$((many + 1)) "$OUT/events" >many.events
check "many: flows are deleted" st2110ctl flow flush dev hwsim0

# Flows whose addresses differ in words that cancel out must not share a bucket that every packet has to pass.
crowd()
{
	st2110-send --dst [ff3e::1:1:0:0:1:1]:5004 --dev hwsim0 --format $f --sampling key --depth 8 --payload 1280 -j --plain --sndbuf 50000000 \
		--offset 5ms --frames 4 2>>"$OUT/log" | jq .busy_ns_per_packet
}
ip -6 addr add 2001:db8::1/64 dev hwsim0 nodad
check "crowd: a flow" st2110ctl flow add cam1 dev hwsim0 dst [ff3e::1:1:0:0:1:1]:5004 format $f sampling key depth 8 payload 1280 profile n
hwsim_set hwsim0 log 0
before=$(crowd)
i=1
while [ $i -le 500 ]; do
	word=$(printf '%x:%x' $((i % 8 + 1)) $((i / 8 + 1)))
	echo "flow add crowd$i dev hwsim0 dst [ff3e::$word:0:0:$word]:5004 format 576i sampling key depth 8 payload 1280 packets 12 profile n"
	i=$((i + 1))
done >crowd.add
check "crowd: flows" st2110ctl -b crowd.add
after=$(crowd)
diag "a packet costs its sender $before ns alone, $after ns beside 500 flows"
le "crowd: 500 flows are not in a packet's way" "$after" $((before + 1000))
check "crowd: flows are deleted" st2110ctl flow flush dev hwsim0
frames_teardown
