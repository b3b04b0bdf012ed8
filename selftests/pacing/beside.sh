# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# A stream beside programs that start, sleep and end all the time on the same CPU: page tables come and go, RCU has callbacks in
# softirqs, and wherever a softirq is interrupted, a task is waiting to run. No frame is late for it, by the referee
# (beside.judge). Argument: FRAMES.
. /selftests/lib/lib.sh

frames=${1:-50}
tune_host
setup_hwsim 1000
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "flow is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 576i sampling 422 depth 10 payload 1200 \
	profile n rtp-ts epoch
echo "$frames" >beside.args
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $(((frames + 2) * 900 * 80))
wire_start hwsim0
for n in 1 2; do
	while :; do
		env true
		env true | env cat
	done >/dev/null 2>&1 &
	eval "busy$n=$!"
	while :; do
		sleep 0.001
	done &
	eval "idle$n=$!"
done
check "sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --payload 1200 --frames "$frames" --sndbuf 1500000 \
	--rt 50 -j
cp last send.json
# shellcheck disable=SC2154
kill "$busy1" "$busy2" "$idle1" "$idle2"
sleep 0.2
wire_stop hwsim0
keep_state
awk '/^processes/ { print $2 }' /proc/stat >forks
eq "the module says: late packets" "$(jq '.[0].stats.late_packets' stats.json)" 0
eq "frames compliant" "$(jq '.[0].stats.frames_compliant' stats.json)" "$frames"
diag "wake-ups late by 1.024 us times 1, 2, 4 ...: $(jq -c '.[0].stats.lateness_hist' dev.json), at most $(jq '.[0].stats.lateness_max_ns' dev.json) ns"
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
