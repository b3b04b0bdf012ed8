# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# A sync group: video on one device, ancillary data on another that is handed over before it, after it and a whole frame ahead.
# The video slips twice, repays, and resynchronises when the clock is set. What the timestamps of the flows are apart is what their
# senders wrote, all the time (sync.judge).
. /selftests/lib/lib.sh

frames=${1:-300}
tune_host
setup_hwsim 10000 2
for dev in hwsim0 hwsim2; do
	hwsim_set $dev log_snap 62
done
hwsim_set hwsim0 log_bytes $(((frames + 2) * 720 * 84))
hwsim_set hwsim2 log_bytes $(((frames + 2) * 4 * 84))
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "and another" st2110ctl dev add hwsim2
check "video" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 720p50 sampling key depth 8 payload 1280 profile n \
	queue 8
for flow in "before 2" "after 3" "ahead 4"; do
	check "ancillary data: ${flow% *}" st2110ctl flow add "${flow% *}" dev hwsim2 dst "239.1.1.${flow#* }:5004" essence anc \
		format 720p50 queue 6
done
check "a group" st2110ctl sync add g reference cam1
check "its members" st2110ctl sync member g before after ahead
check "are shown" st2110ctl sync show g
says "the reference" 'g  reference cam1  dev hwsim0  waits'
says "and members" 'g  member ahead  dev hwsim2  waits'
fails 2 "a group has one reference" st2110ctl flow set before sync-reference on
says "which is video" 'sync-reference: video'
check "another video flow" st2110ctl flow add cam2 dev hwsim0 dst 239.1.1.9:5004 format 720p50 packets 720 profile n sync g
fails 2 "is no second reference" st2110ctl flow set cam2 sync-reference on
says "and told why" 'the group has one'
fails 2 "timestamps are written" st2110ctl flow set cam2 rtp-ts keep
says "in a group" 'rtp-ts epoch, or sync none'
check "it is saved" st2110ctl flow save cam1
says "with its group" ' sync g .*sync-reference on'
check "it leaves" st2110ctl flow del cam2

wire_start hwsim0
wire_start hwsim2
# anc NAME DST OFFSET
anc()
{
	st2110-send --dst "$2" --dev hwsim2 --format 720p50 --essence anc --payload 200 --plain --frames "$frames" --offset "$3" \
		--start 400ms -j >"$1.json" 2>>log &
}
anc ahead 239.1.1.4:5004 -15ms
anc before 239.1.1.2:5004 2ms
anc after 239.1.1.3:5004 12ms
st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 720p50 --sampling key --depth 8 --payload 1280 --plain --frames "$frames" \
	--sndbuf 50000000 --offset 5ms --start 400ms --hiccup 20:22ms --hiccup 60:45ms -j >cam1.json 2>>log &
# Four and a half seconds of video, then the clock is set.
sleep 4.9
run st2110ctl -j -s flow show
cp last early.json
run taiclock step 3000000000ns
sleep $((frames / 50 - 4)).5
wait
wire_stop hwsim0 video.pcap
wire_stop hwsim2 anc.pcap
run st2110ctl -j -s flow show
cp last flows.json
run st2110ctl sync show
check "the group goes" st2110ctl sync del g
fails 2 "and is gone" st2110ctl sync del g
eq "flows of a group" "$(json length st2110ctl -j sync show)" 0
check "flows are deleted" st2110ctl flow flush dev hwsim0
check "a member alone stays" st2110ctl flow set before sync h
check "device is given back" st2110ctl dev del hwsim0
check "with members" st2110ctl dev del hwsim2
check "module unloads" rmmod sch_st2110
