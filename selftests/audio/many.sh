# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Audio beside a narrow 1080-line flow: FLOWS of 1 ms and SHORT of 125 us, one process each. The host judges the wire
# (many.judge) and holds the module's statistics against it. Arguments: FLOWS SHORT SECONDS FORMAT SPEED
#
# The video is 4:2:2 10 bit on a CPU that carries it (uml: infinitely fast), else key 8 bit, a third of the packets: a narrow
# packet costs the virtual machine 7 us, an audio packet and its sender some 30.
. /selftests/lib/lib.sh

flows=${1:-4}
short=${2:-1}
seconds=${3:-2}
format=${4:-1080p25}
speed=${5:-10000}
case $KERNEL in
uml) shape="422 10 1200" per_frame=4320 ;;
*) shape="key 8 1400" per_frame=1482 ;;
esac
# shellcheck disable=SC2086
set -- $shape
case $format in *p59.94) fps=60 ;; *) fps=${format#*p} ;; esac

tune_host
setup_hwsim "$speed"
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "video is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" sampling "$1" depth "$2" \
	payload "$3" profile narrow rtp-ts epoch
i=0
while [ $i -lt "$flows" ]; do
	echo "flow add a$i dev hwsim0 dst 239.2.$((i / 256)).$((i % 256)):5004 essence audio ptime 1ms channels 2 depth L24"
	i=$((i + 1))
done >batch
i=0
while [ $i -lt "$short" ]; do
	echo "flow add s$i dev hwsim0 dst 239.3.0.$i:5004 essence audio ptime 0.12 channels 64 depth 24"
	i=$((i + 1))
done >>batch
check "$flows flows of 1 ms and $short of 125 us are added" st2110ctl -b batch
echo "$flows $short $seconds $format $per_frame" >many.args

hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $((((seconds + 3) * (flows * 1000 + short * 8000 + fps * per_frame) + 20000) * 82))
wire_start hwsim0
# The video's sender first, whose first frames find no memory ready. Audio is handed over a while after the samples exist, not at the very
# nanosecond at which others leave; and nobody ends while the shortest packet times run.
send="st2110-send --dev hwsim0"
$send --dst 239.1.1.1:5004 --format "$format" --sampling "$1" --depth "$2" --payload "$3" --frames $(((seconds + 2) * fps)) \
	--sndbuf 10000000 --start 300ms -j >video.json &
video=$!
sleep 1
send="$send --essence audio --depth 24 --start 200ms --rt 40"
$send --dst 239.2.0.0:5004 --ptime 1ms --channels 2 --flows "$flows" --frames $((seconds * 1000 + 300)) --offset 1060us -j >audio.json &
audio=$!
check "senders" $send --dst 239.3.0.0:5004 --ptime 125us --channels 64 --flows "$short" --frames $((seconds * 8000)) \
	--offset 145us -j
cp last short.json
wait $audio
wait $video
sleep 0.1
wire_stop hwsim0
keep_state
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
