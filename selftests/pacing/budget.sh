# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# net/sched leaves off in the middle of a bulk when it has sent its share of packets (net.core.dev_weight), rings, and comes
# back. With a share of two that is after every few packets: a port that took the next call for one of the same bulk would
# not set its alarm, and the rest of the frame would lie until the next one comes.
. /selftests/lib/lib.sh

tune_host
# One queue: bulks are as long as BQL allows.
setup_hwsim 10000 1 1
hwsim_set hwsim0 deliver log
check "a share of two packets" sh -c 'echo 2 >/proc/sys/net/core/dev_weight'
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
for profile in wide narrow; do
	check "$profile: flow is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 1080p10 sampling key depth 8 \
		payload 1400 profile $profile rtp-ts epoch
	check "$profile: sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 1080p10 --sampling key --depth 8 --payload 1400 \
		--frames 5 --sndbuf 1500000
	sleep 0.3
	run st2110ctl -j -s stats show cam1
	cp last $profile.json
	eq "$profile: frames that left" "$(jq '.[0].stats.frames_out' $profile.json)" 5
	eq "$profile: all comply" "$(jq '.[0].stats.frames_compliant' $profile.json)" 5
	eq "$profile: packets late" "$(jq '.[0].stats.late_packets' $profile.json)" 0
	check "$profile: flow is deleted" st2110ctl flow del cam1
done
echo 64 >/proc/sys/net/core/dev_weight
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
