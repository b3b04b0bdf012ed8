# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Wake-ups a packet at rates that an emulated CPU does not carry: User-mode Linux with an infinitely fast one. Argument: FRAMES.
. /selftests/lib/lib.sh

frames=${1:-8}

tune_host
setup_hwsim 25000
hwsim_set hwsim0 deliver log
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
for shape in 1080p59.94/narrow 1080p59.94/wide 2160p59.94/narrow; do
	format=${shape%/*}
	check "$shape: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" sampling 422 depth 10 \
		payload 1200 profile "${shape#*/}" rtp-ts epoch
	before=$(json '.[0].stats.wakeups' st2110ctl -j -s dev show hwsim0)
	check "$shape: sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" --payload 1200 --frames "$frames" \
		--sndbuf 6000000 -q
	sleep 0.1
	wakeups=$(($(json '.[0].stats.wakeups' st2110ctl -j -s dev show hwsim0) - before))
	eq "$shape: frames compliant" "$(json '.[0].stats.frames_compliant' st2110ctl -j stats show cam1)" "$frames"
	echo "wakeups/$shape $wakeups $(json '.[0].stats.packets_out' st2110ctl -j stats show cam1)" >>wakeups
	check "$shape: flow goes" st2110ctl flow del cam1
done
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
