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
one missing $f "" --frames 36 --drop-packet 5:0 --drop-packet 5:1 --drop-packet 10:300 --drop-packet 15:719 --drop-frame 20 \
	--no-marker 25 --drop-packet 30:0 --drop-packet 31:719 --drop-packet 32:0
one stated $f "packets 700" --frames 6
one wrongn $f "" --frames 15 --wrong-n 5:-3 --wrong-n 10:4
one adopted $f "payload 1400" --frames 12
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
