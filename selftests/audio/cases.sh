# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# One stream after another, each with something that a sender does. The host judges the wire (cases.judge).
. /selftests/lib/lib.sh

tune_host
setup_hwsim 10000
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes 6000000

# stream NAME "FLOW" "SENDER"
stream()
{
	# shellcheck disable=SC2086
	check "$1: flow" st2110ctl flow add "$1" dev hwsim0 dst 239.1.1.1:5004 $2
	wire_start hwsim0
	# shellcheck disable=SC2086
	check "$1: sender" st2110-send --dev hwsim0 --dst 239.1.1.1:5004 $3 -j
	cp last "$1.send"
	sleep 0.1
	wire_stop hwsim0 "$OUT/$1.pcap"
	run st2110ctl -j stats show "$1"
	cp last "$1.json"
	run st2110ctl -j flow del "$1"
}

audio="essence audio channels 2 depth L24"
tone="--essence audio --channels 2 --depth L24 --start 20ms"
stream sample "$audio" "$tone --frames 1000"
stream am824 "essence audio sample-rate 44100 samples 48 channels 4 depth AM824" \
	"--essence audio --sample-rate 44100 --samples 48 --channels 4 --depth AM824 --start 20ms --frames 1000"
stream short "essence audio sample-rate 96000 ptime 0.08 channels 2 depth L24" \
	"$tone --sample-rate 96000 --ptime 0.08 --frames 4000"
# Lost before it came here, a piece of 21 ms at a time, nothing for 50 ms.
stream gap "$audio" "$tone --frames 1000 --drop-packet 300:0 --drop-packet 500:0 --drop-packet 501:0"
stream pieces "$audio queue 30" "$tone --frames 1008 --batch 21"
stream pause "$audio" "$tone --frames 1000 --hiccup 500:50ms"
# 0.1 % too fast and too slow.
stream fast "$audio" "$tone --frames 8000 --rate-ppm 1000"
stream slow "$audio" "$tone --frames 8000 --rate-ppm -1000"
# Timestamps of the sender's own: from the epoch, a part of a packet time beside it, and from anywhere.
stream keep "$audio rtp-ts keep" "$tone --frames 1000"
stream offset "$audio rtp-ts keep media-offset 12345" "$tone --frames 1000 --rtp +12345"
stream counted "$audio media-offset 12345" "$tone --frames 1000"
stream phase "$audio rtp-ts keep" "$tone --frames 1000 --rtp +17"
stream keepfast "$audio rtp-ts keep" "$tone --frames 8000 --rate-ppm 1000 --rtp 99"
stream keepslow "$audio rtp-ts keep" "$tone --frames 8000 --rate-ppm -1000 --rtp 99"

# A constant rate, with RTP and without; what is lost keeps its place.
stream cbr "essence cbr packet-rate 22591/2 payload 1316" \
	"--essence cbr --packet-rate 22591/2 --payload 1316 --batch 8 --start 20ms --frames 250"
stream bare "essence cbr bit-rate 270mbit payload 1376 no-rtp" \
	"--essence cbr --bit-rate 270mbit --payload 1376 --no-rtp --batch 16 --start 20ms --frames 100"
stream slowrate "essence cbr packet-rate 1000 payload 1316" \
	"--essence cbr --packet-rate 1000 --payload 1316 --start 20ms --frames 250"
stream holes "essence cbr packet-rate 20000 payload 1316" \
	"--essence cbr --packet-rate 20000 --payload 1316 --start 20ms --frames 250 --drop-packet 50:3 --drop-packet 100:79 --drop-packet 150:0"
# What comes when it comes: metadata in bursts through its bucket, text at once.
stream meta "essence fastmeta packet-rate 500" \
	"--essence fastmeta --packet-rate 500 --payload 1000 --batch 20 --start 20ms --frames 100"
stream text "essence ttml" "--essence ttml --packet-rate 500 --payload 1000 --batch 20 --start 20ms --frames 100"

# What is refused, and why.
refused()
{
	# shellcheck disable=SC2086
	fails 2 "refused: $1" st2110ctl flow add x dev hwsim0 dst 239.1.1.2:5004 $1
	says "naming why" "$2"
}
refused "$audio rtp-ts epoch" 'rtp-ts: epoch is of pictures; of audio sample'
refused "$audio format 1080p25" 'format: of pictures'
refused "$audio offset 900us" 'one packet time at least'
refused "$audio queue 127" 'queue: frames held'
refused "essence audio channels 64 depth L24" 'channels: .*exceeds 1440 octets'
refused "essence audio sample-rate 192000 channels 2 depth L24" 'sample-rate: accepted are'
refused "essence audio sample-rate 44100 channels 2 depth L24" 'samples: missing'
refused "essence cbr packet-rate 100" 'payload'
refused "essence cbr packet-rate 100 payload 1316 rtp-ts sample" 'rtp-ts: of this essence'
refused "essence cbr packet-rate 100 payload 1316 align rtp" 'align: of this essence'
refused "format 1080p25 packets 4320 profile n rtp-ts sample" 'rtp-ts: sample is of audio'
refused "format 1080p25 packets 4320 profile n channels 2" 'channels: of essence audio'
check "an earlier offset is forced" st2110ctl flow add x dev hwsim0 dst 239.1.1.2:5004 $audio offset 900us force
check "and set" st2110ctl flow set x channels 4 samples 96 offset 2ms
same "samples" "$(json '.[0].samples' st2110ctl -j flow show x)" 96
fails 2 "an essence is for life" st2110ctl flow set x essence video
run st2110ctl flow save
says "saved as it was said" 'essence audio .*sample-rate 48000 samples 96 channels 4 .*troff 2ms .*rtp-ts sample'
st2110ctl flow save >saved
check "flow is deleted" st2110ctl flow del x
check "and made again" st2110ctl -b saved
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
