# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Senders as they are: in bursts, evenly, by lines, late, with hiccups, too fast, too slow, with frames, packets and markers
# missing, with another N than planned, from two sources. What left and what was counted is judged on the host.
. /selftests/frames/case.sh

frames_setup
f=720p25
one ring $f "" --ring --frames 12
one spread $f "" --mode spread --batch 4 --frames 20
one line $f "" --mode line --frames 20
one late9 $f "" --mode late --late-fraction 0.9 --offset 0ms --frames 20
one late9w $f "profile w" --mode late --late-fraction 0.9 --offset 0ms --frames 20
one spreadw $f "profile w" --mode spread --batch 4 --frames 12
one spreadnl $f "profile nl" --mode spread --batch 4 --frames 12
one hiccups $f "queue 4" --frames 140 --hiccup 5:45ms --hiccup 40:60ms --hiccup 75:90ms
one hold $f "slip hold" --frames 45 --hiccup 10:45ms
one near $f "" --frames 45 --offset 38900us --hiccup 10:20ms
one skip $f "late skip" --frames 30 --hiccup 10:45ms --hiccup 20:100ms
one slowskip $f "late skip" --frames 150 --rate-ppm -20000
one fast $f "" --frames 200 --rate-ppm 20000
one slow $f "" --frames 150 --rate-ppm -20000
# 200 ppm, a crystal's share of that: a frame is lost or left out in 5,000. These begin where it is near: the slow sender 100 us before
# its deadline, the fast one 20 us after that of the frame before.
# near NAME "FLOW WORDS" NANOSECONDS SENDER OPTION...: handed over so long after the deadline
near()
{
	# shellcheck disable=SC2086
	case_begin "$1" $f $2 || return
	near_offset=$(st2110ctl -j flow show cam1 | jq '.[0] | .plan.tr_offset_ns - .status.hold_ns')
	near_offset=$((near_offset + $3))
	shift 3
	case_send --offset ${near_offset}ns "$@"
	case_end
}
near slow200 "hold 1600us" -100000 --frames 60 --rate-ppm -200
near fast200 "hold 1600us queue 2" 20000 --frames 100 --rate-ppm 200
one missing $f "" --frames 36 --drop-packet 5:0 --drop-packet 5:1 --drop-packet 10:300 --drop-packet 15:719 --drop-frame 20 \
	--no-marker 25 --drop-packet 30:0 --drop-packet 31:719 --drop-packet 32:0
one stated $f "packets 700" --frames 6
one wrongn $f "" --frames 15 --wrong-n 5:-3 --wrong-n 10:4
one adopted $f "payload 1400" --frames 12
one adoptedspread $f "payload 1400" --frames 12 --mode spread --batch 4
one adoptedlossy $f "payload 1400" --frames 12 --drop-packet 0:300 --drop-packet 1:719
one learned $f "packets auto" --frames 12
one source $f "" --frames 18 --ssrc-change 10
one keep $f "rtp-ts keep align rtp" --frames 18 --offset -5ms --drop-frame 10 --drop-frame 11
one named $f "align rtp" --frames 60 --offset -5ms --drop-frame 10 --hiccup 20:10ms

# A sender that is started again: a straggler of its last frame, then numbers from elsewhere.
case_begin again $f && {
	case_send --frames 6
	mv again.json first.json
	printf '\200\340\020\337\000\000\000\000\041\020\000\040\000\000\000\000' >straggler
	/selftests/frames/say 239.1.1.1 5004 <straggler || not_ok "again: say"
	case_send --frames 6 --seq 50400 --start 500ms
	case_end
}

# Each packet takes longer and longer to the driver, and the doorbell rings after the last: nobody knows when the first one left.
# With MAXUDP 3000 the receiver's buffer holds four packets. Where it holds eight, three leave early enough for any driver that
# keeps up at all.
case_begin doorbell $f maxudp 3000 && {
	/selftests/frames/taps hwsim0 200 0 0 60 20 20 20 20 20 20 20 >taps.out 2>>"$OUT/log" &
	taps=$!
	wait_for 5 grep -q there taps.out || not_ok "doorbell: taps"
	case_send --frames 55
	wait $taps || not_ok "doorbell: taps end well"
	case_end
}

# In the middle of it, how long will it take?
case_begin send $f late send && {
	case_send --frames 40 --hiccup 20:65ms &
	sleep 1.15
	i=0
	while [ $i -lt 10 ]; do
		before=$(taiclock now)
		st2110ctl -j flow show cam1 >"show$i" 2>>"$OUT/log"
		echo "$before $(taiclock now) show$i" >>recovery
		sleep 0.02
		i=$((i + 1))
	done
	wait $!
	case_end
}

hwsim_set hwsim0 log_snap 1400
one udp $f "" --frames 5 --checksum udp
frames_teardown
