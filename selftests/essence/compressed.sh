# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Compressed video, ST 2110-22: N stated, from a bit rate, or learned; progressive and interlaced, in the three payload formats;
# evenly spaced unless a profile says otherwise. The referee judges the wire by the network compatibility model alone
# (compressed.judge), and so does st2110-analyze.
. /selftests/lib/lib.sh

tune_host
setup_hwsim 10000
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $((24 << 20))
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
flow="dev hwsim0 dst 239.1.1.1:5004 essence compressed"

# one NAME FORMAT CODEC PROFILE N FRAMES "FLOW WORDS" SENDER OPTION...
one()
{
	name=$1
	format=$2
	codec=$3
	profile=$4
	n=$5
	frames=$6
	words=$7
	shift 7
	# shellcheck disable=SC2086
	check "$name: flow" st2110ctl flow add cam1 $flow format "$format" codec "$codec" payload 1200 $words || return
	wire_start hwsim0
	check "$name: sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --essence compressed --codec "$codec" \
		--format "$format" --packets "$n" --payload 1200 --frames "$frames" --sndbuf 4000000 -j "$@"
	cp last "$name.json"
	sleep 0.3
	wire_stop hwsim0 "$name.pcap"
	run st2110ctl -j -s flow show cam1
	cp last "$name.flow.json"
	set -- st2110-analyze "$name.pcap" --essence compressed --codec "$codec" --format "$format" --packets "$n" \
		--profile "$profile"
	if [ "$name" = wrong ]; then
		fails 3 "$name: st2110-analyze agrees" "$@"
	else
		check "$name: st2110-analyze agrees" "$@"
	fi
	check "$name: flow is deleted" st2110ctl flow del cam1
	echo "$name $format $codec $profile $n $frames" >>cases
}

# 500 Mbit/s of 1200 octets each: 869 packets a frame at 59.94, of 1042 at 50
one stated 1080p59.94 jxsv nl 869 20 "packets 869"
one rate 1080p50 vc2 nl 1042 20 "bit-rate 500mbit"
one learned 1080p50 jpeg2000 nl 600 22 "packets auto"
one interlaced 1080i50 jxsv nl 900 20 "packets 900"
one vc2i 1080i59.94 vc2 nl 1044 20 "bit-rate 300mbit"
one j2ki 1080i50 jpeg2000 nl 300 20 "packets auto"
one narrow 1080p50 jxsv n 1042 20 "packets 1042 profile narrow"
one wide 1080p50 jxsv w 1042 20 "packets 1042 profile wide"
# A sender whose frames are not of the stated size
one wrong 1080p50 jxsv nl 500 20 "packets 500" --wrong-n 7:-20
# Its packets come one after the other, a frame in T_FRAME
one spread 1080p50 jxsv nl 500 20 "packets 500" --mode spread --batch 4

fails 2 "N is needed" st2110ctl flow add cam2 $flow format 1080p50
says "and how it may be said" 'packets N of a frame, packets auto, or bit-rate and payload'
fails 2 "a codec is of compressed video" st2110ctl flow add cam2 dev hwsim0 dst 239.1.1.2:5004 format 1080p50 packets 900 \
	profile n codec vc2
says "the remedy is named" 'give essence compressed'
fails 2 "packets of 1450 octets are too long" st2110ctl flow add cam2 $flow format 1080p50 packets 900 payload 1450
says "the limit is named" 'payload: .*1460'
check "another flow" st2110ctl flow add cam2 $flow format 1080i50 packets 900 codec jpeg2000 bit-rate 216mbit payload 1400
says "what it is judged by" 'network compatibility model'
check "is saved" st2110ctl flow save cam2
cp last saved
says "with all it was given" 'essence compressed codec jpeg2000 bit-rate 216000000 format 1080i50 payload 1400 packets 900'
check "deleted" st2110ctl flow del cam2
check "and made again" st2110ctl -batch saved
fails 2 "what a flow carries is for its life" st2110ctl flow set cam2 essence video
says "and said so" 'essence: fixed'
check "its bit rate is not" st2110ctl flow set cam2 bit-rate 300mbit
check "deleted again" st2110ctl flow del cam2
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
