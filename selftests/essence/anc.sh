# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Ancillary data (ST 2110-40) beside the video it belongs to: fields of 0 (keep-alive) to 12 packets, deadlines of both modes, equal
# timestamps. The host judges the wire (anc.judge), and so does st2110-analyze.
# Arguments: FORMAT MODE FRAMES VIDEO; VIDEO is full (4:2:2, 10 bit) or light (luma alone, for an emulated CPU)
. /selftests/lib/lib.sh

format=$1
mode=$2
frames=$3
case $4 in
full) pixels="sampling 422 depth 10 payload 1200" options="--payload 1200" n=4320 ;;
light) pixels="sampling key depth 8 payload 1280" options="--sampling key --depth 8 --payload 1280" n=1620 ;;
*) give_up "VIDEO is full or light" ;;
esac
counts=3,0,1,8,2,12,0,5
echo "$format $mode $frames $counts $n" >args

tune_host
setup_hwsim 10000
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $(((frames + 2) * (n + 32) * 84))
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
# shellcheck disable=SC2086
check "video" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" $pixels profile n
flow="dev hwsim0 dst 239.1.1.2:5004 essence anc format $format anc-mode $mode"
# shellcheck disable=SC2086
check "ancillary data" st2110ctl flow add anc1 $flow
says "and how it is judged" 'judged by the deadline'

# stream NAME "FLOW SETTINGS" "SENDER OPTIONS": ancillary data, and in the first case video beside it
stream()
{
	wire_start hwsim0
	if [ "$1" = both ]; then
		# shellcheck disable=SC2086
		st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" $options --frames "$frames" --sndbuf 8000000 \
			--offset 5ms -j >video.json 2>>log &
	fi
	# shellcheck disable=SC2086
	check "$1: sender" st2110-send --dst 239.1.1.2:5004 --dev hwsim0 --format "$format" --essence anc --payload 200 \
		--anc-packets $counts --plain --frames "$frames" --offset 5ms --ssrc 7 -j $2
	cp last "$1.json"
	wait
	sleep 0.3
	wire_stop hwsim0 "$1.pcap"
	run st2110ctl -j -s flow show anc1
	cp last "$1.flow.json"
	run st2110ctl -s flow show anc1
	run st2110ctl -j -s flow show cam1
	cp last "$1.video.json"
	check "$1: counters are reset" st2110ctl stats reset anc1
}

stream both ""
check "st2110-analyze agrees" st2110-analyze both.pcap --dst 239.1.1.2:5004 --essence anc --format "$format" --anc-mode "$mode" -j
cp last both.analyze.json
# A packet lost, and a frame that is handed over when it was due and sent all the same
check "late frames are sent" st2110ctl flow set anc1 late send
sleep 0.3
case $format in
*i*) stream trouble "--drop-packet 2:0 --hiccup 9:32ms" ;;
*) stream trouble "--drop-packet 3:0 --hiccup 9:18ms" ;;
esac
fails 3 "st2110-analyze sees it" st2110-analyze trouble.pcap --dst 239.1.1.2:5004 --essence anc --format "$format" --anc-mode "$mode"

fails 2 "no profile" st2110ctl flow set anc1 profile n
says "the reason is given" 'profile: ancillary data has none'
fails 2 "no learning" st2110ctl flow set anc1 packets auto
says "the remedy is named" 'packets N for the most'
fails 2 "a mode is of ancillary data" st2110ctl flow set cam1 anc-mode lltm
says "its essence is named" 'essence anc'
check "the most may change" st2110ctl flow set anc1 packets 16
eq "and does" "$(json '.[0].packets' st2110ctl -j flow show anc1)" 16
check "is saved" st2110ctl flow save anc1
says "with all it was given" "essence anc anc-mode $mode format $format packets 16"
check "flows are deleted" st2110ctl flow flush dev hwsim0
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
