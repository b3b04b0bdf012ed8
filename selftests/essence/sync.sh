# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# A sync group: video on one device, and on another its key, ancillary data and sound of three rates that are handed over before
# it, after it and a whole frame ahead. The video slips twice, repays, and resynchronises when the clock is set. What the timestamps
# of the flows are apart is what their senders wrote, all the time (sync.judge). Those count from a million seconds and 78 us after
# the epoch, so that 32 bits do not tell the delta and no sample has a whole number of its ticks.
. /selftests/lib/lib.sh

frames=${1:-300}
tune_host
setup_hwsim 10000 2
for dev in hwsim0 hwsim2; do
	hwsim_set $dev log_snap 62
done
hwsim_set hwsim0 log_bytes $(((frames + 2) * 720 * 84))
hwsim_set hwsim2 log_bytes $(((frames + 2) * (180 + 3 + 60) * 84))
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "and another" st2110ctl dev add hwsim2
check "video" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 720p50 sampling key depth 8 payload 1280 profile n \
	queue 8
for flow in "before 2" "after 3" "ahead 4"; do
	check "ancillary data: ${flow% *}" st2110ctl flow add "${flow% *}" dev hwsim2 dst "239.1.1.${flow#* }:5004" essence anc \
		format 720p50 queue 6
done
check "a key, smaller" st2110ctl flow add key dev hwsim2 dst 239.1.1.5:5004 format 640x360p50 sampling key depth 8 payload 1280 profile nl queue 8
check "sound, before" st2110ctl flow add s44 dev hwsim2 dst 239.1.1.6:5004 essence audio sample-rate 44100 samples 48 channels 2 \
	depth L24 queue 60
check "sound, after" st2110ctl flow add s48 dev hwsim2 dst 239.1.1.7:5004 essence audio channels 2 depth L24 queue 60
check "sound, ahead" st2110ctl flow add s96 dev hwsim2 dst 239.1.1.8:5004 essence audio sample-rate 96000 channels 2 depth L24 queue 60
check "a group" st2110ctl sync add g reference cam1
check "its members" st2110ctl sync member g before after ahead key s44 s48 s96
check "are shown" st2110ctl sync show g
says "the reference" 'g  reference cam1  dev hwsim0  waits'
says "and members" 'g  member ahead  dev hwsim2  waits'
fails 2 "a group has one reference" st2110ctl flow set before sync-reference on
says "which is video" 'sync-reference: video'
fails 2 "no sound" st2110ctl flow set s48 sync-reference on
says "either" 'sync-reference: video'
fails 2 "sound's are, too" st2110ctl flow set s48 rtp-ts keep
says "in a group" 'of audio sample'
check "another video flow" st2110ctl flow add cam2 dev hwsim0 dst 239.1.1.9:5004 format 720p50 packets 720 profile n sync g
fails 2 "is no second reference" st2110ctl flow set cam2 sync-reference on
says "and told why" 'the group has one'
fails 2 "timestamps are written" st2110ctl flow set cam2 rtp-ts keep
says "in a group" 'rtp-ts epoch, .*or sync none'
check "it is saved" st2110ctl flow save cam1
says "with its group" ' sync g .*sync-reference on'
check "it leaves" st2110ctl flow del cam2

wire_start hwsim0
wire_start hwsim2
# member NAME DST OFFSET OPTION...
member()
{
	name=$1 dst=$2 offset=$3
	shift 3
	st2110-send --dst "239.1.1.$dst:5004" --dev hwsim2 "$@" --plain --offset "$offset" --start 400ms -j >"$name.json" 2>>log &
}
# A million seconds, in ticks of 90 kHz and in samples, modulo 2^32; and 7 ticks.
pictures=+4100654087
anc="--format 720p50 --essence anc --payload 200 --rtp $pictures --frames $frames"
key="--sampling key --depth 8 --payload 1280 --rtp $pictures --sndbuf 50000000 --frames $frames"
tone="--essence audio --channels 2 --depth L24"
# shellcheck disable=SC2086
{
	member ahead 4 -15ms $anc
	member before 2 2ms $anc
	member after 3 12ms $anc
	member key 5 2ms $key --format 640x360p50
	member s44 6 2ms $tone --sample-rate 44100 --samples 48 --rtp +1150327040 --frames $((frames * 18))
	member s48 7 12ms $tone --rtp +755359744 --frames $((frames * 20))
	member s96 8 -15ms $tone --sample-rate 96000 --rtp +1510719488 --frames $((frames * 20))
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 $key --format 720p50 --plain --offset 5ms --start 400ms --hiccup 20:22ms \
		--hiccup 60:45ms -j >cam1.json 2>>log &
}
# Four and a half seconds of video, then the clock is set.
sleep 4.9
run st2110ctl -j -s flow show
cp last early.json
run taiclock step 3000000000ns
sleep $((frames / 50 - 4)).5
wait
wire_stop hwsim0 video.pcap
wire_stop hwsim2 members.pcap
run st2110ctl -j -s flow show
cp last flows.json
run st2110ctl sync show
check "the group goes" st2110ctl sync del g
fails 2 "and is gone" st2110ctl sync del g
eq "flows of a group" "$(json length st2110ctl -j sync show)" 0
check "flows are deleted" st2110ctl flow flush dev hwsim0

# Without a reference: what is more than the queue takes gives way at once, the rest after half a second.
check "a member alone stays" st2110ctl flow set before sync h
check "statistics begin anew" st2110ctl stats reset before
# shellcheck disable=SC2086
check "it has a sender" st2110-send --dst 239.1.1.2:5004 --dev hwsim2 $anc --frames 20 --plain --start 20ms -j
run st2110ctl -j stats show before
cp last alone.json
sleep 0.6
run st2110ctl -j stats show before
cp last given-up.json
# shellcheck disable=SC2086
check "what still waits goes with the device" st2110-send --dst 239.1.1.2:5004 --dev hwsim2 $anc --frames 3 --plain --start 20ms -j
check "device is given back" st2110ctl dev del hwsim0
check "with members" st2110ctl dev del hwsim2
check "module unloads" rmmod sch_st2110
