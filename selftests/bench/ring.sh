# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Does a narrow stream of 4,320 packets a frame from st2110-send (PACKET_TX_RING) hold on a CPU of an instruction a nanosecond that
# also runs the sender? FRAMES of 1080p59.94, and of slower formats to see where it begins to hold; with the one queue that
# senders.rst advises and without, and by UDP segmentation with it. Lines of "ring": FORMAT HOW FRAMES COMPLIANT UNVERIFIED SLIPS EMPTY NS-A-PACKET BUSY(in thousandths).
. /selftests/lib/lib.sh

frames=${1:-200}

# attempt FORMAT FRAMES HOW [OPTION...]: HOW all or one queue
attempt()
{
	format=$1 count=$2 how=$3
	shift 3
	case $how in all) one_queue no ;; *) one_queue yes ;; esac
	check "$format, $how: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" sampling 422 depth 10 payload 1200 \
		packets 4320 profile narrow rtp-ts epoch
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" --payload 1200 --frames "$count" --sndbuf 1500000 "$@" -j >send.json 2>>"$OUT/log" &
	sender=$!
	# While it runs at its pace: what a packet takes if the CPU is full.
	sleep 0.5
	/selftests/bench/meter 1 400 hwsim0 >metered
	wait $sender || not_ok "$format, $how: sender"
	sleep 0.2
	read -r busy packets wall _ <metered
	run st2110ctl -j -s stats show cam1
	cp last "$format-$how.stats.json"
	echo "$format $how $count $(jq -r '.[0].stats | "\(.frames_compliant) \(.frames_unverified) \(.slips) \(.epochs_empty)"' last)" \
		"$((busy / (packets > 0 ? packets : 1))) $((busy * 1000 / wall))" >>ring
	check "$format, $how: flow goes" st2110ctl flow del cam1 now
}

tune_host
setup_hwsim 25000
hwsim_set hwsim0 deliver log
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
attempt 1080p29.97 60 one
attempt 1080p50 60 one
attempt 1080p59.94 "$frames" all
attempt 1080p59.94 "$frames" one
attempt 1080p29.97 60 udp --udp --gso 8
attempt 1080p59.94 60 udp --udp --gso 8
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
