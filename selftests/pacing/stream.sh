# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# The main job: st2110-send hands a stream over in whole frames through AF_PACKET, and it leaves as the profile asks.
# Arguments: FORMAT PROFILE FRAMES [SENDER OPTION...]. What the wire saw is judged by the referee on the host (stream.judge).
. /selftests/lib/lib.sh

format=$1
profile=$2
frames=$3
shift 3
# A bounded socket buffer holds a sender back once it is some hundred packets ahead, as Documentation/senders.rst advises.
set -- --sndbuf 1500000 "$@"

tune_host
setup_hwsim 10000
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "flow is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" sampling 422 depth 10 \
	payload 1200 profile "$profile" rtp-ts epoch
echo "$format $profile $frames" >stream.args

hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $(((frames + 1) * 4400 * 80))
wire_start hwsim0
check "sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" --payload 1200 --frames "$frames" -j "$@"
cp last send.json
sleep 0.3
wire_stop hwsim0
keep_state
run st2110ctl stats show cam1
run tc -s qdisc show dev hwsim0
check "flow is deleted" st2110ctl flow del cam1
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
