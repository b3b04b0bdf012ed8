# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# A driver that refuses packets though its queue is open (NETDEV_TX_BUSY), one in ten, then all for a while: the stack keeps what
# it was given and tries again. Nothing is lost or twice (busy.judge), and no frame that was disturbed is called
# compliant unless it was seen to be. Released by the timer, and by the NIC. Argument: FRAMES.
. /selftests/lib/lib.sh

frames=${1:-20}

# refuses CASE RELEASE
refuses()
{
	case=$1
	setup_hwsim 10000
	check "$case: module" modprobe sch_st2110
	check "$case: device" st2110ctl dev add hwsim0 release "$2"
	if [ "$2" = launch ]; then
		check "$case: its clock" st2110ctl clock bind hwsim0
		check "$case: locks" wait_for 20 clock_is locked
	fi
	check "$case: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 720p25 sampling key depth 8 payload 1280 \
		profile n rtp-ts epoch
	same "$case: released by" "$(json '.[0].release_now' st2110ctl -j dev show hwsim0)" "$2"
	hwsim_set hwsim0 log_snap 62
	hwsim_set hwsim0 log_bytes 20000000
	wire_start hwsim0
	hwsim_set hwsim0 busy 10
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 720p25 --sampling key --depth 8 --payload 1280 --frames "$frames" \
		--sndbuf 1500000 -j >"$case.send.json" 2>>"$OUT/log" &
	sender=$!
	sleep 0.4
	hwsim_set hwsim0 busy 100
	sleep 0.01
	hwsim_set hwsim0 busy 10
	check "$case: sender" wait $sender
	sleep 0.5
	hwsim_set hwsim0 busy 0
	sleep 0.1
	wire_stop hwsim0 "$case.pcap"
	ge "$case: packets were refused" "$(ethtool -S hwsim0 | sed -n 's/.*tx_busy: //p')" "$frames"
	run st2110ctl -j -s stats show cam1
	cp last "$case.stats.json"
	eq "$case: nothing is queued" "$(json '.[0].status.queued_packets // 0' st2110ctl -j flow show cam1)" 0
	check "$case: device is given back" st2110ctl dev del hwsim0
	check "$case: module unloads" rmmod sch_st2110
}

refuses timer timer
refuses launch launch
