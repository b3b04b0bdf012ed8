# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 1800
#
# Timestamps over a long time: a flow each at 44.1, 48 and 96 kHz for SECONDS, of senders whose clocks are right. The host
# looks at every packet (long.judge). Argument: SECONDS
. /selftests/lib/lib.sh

seconds=${1:-600}
tune_host
setup_hwsim 10000
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "44.1 kHz" st2110ctl flow add a dev hwsim0 dst 239.4.0.1:5004 essence audio sample-rate 44100 samples 48 channels 2 depth L24
check "48 kHz" st2110ctl flow add b dev hwsim0 dst 239.4.0.2:5004 essence audio channels 2 depth L24
check "96 kHz" st2110ctl flow add c dev hwsim0 dst 239.4.0.3:5004 essence audio sample-rate 96000 ptime 1ms channels 2 depth L24
echo "$seconds" >long.args
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $(((seconds * 2919 + 10000) * 80))
wire_start hwsim0
send="st2110-send --dev hwsim0 --start 50ms --essence audio --channels 2 --depth L24 -q"
$send --dst 239.4.0.1:5004 --sample-rate 44100 --samples 48 --frames $((seconds * 44100 / 48)) &
one=$!
$send --dst 239.4.0.2:5004 --frames $((seconds * 1000)) &
two=$!
check "senders" $send --dst 239.4.0.3:5004 --sample-rate 96000 --ptime 1ms --frames $((seconds * 1000))
wait $one
wait $two
sleep 0.1
wire_stop hwsim0
run st2110ctl -j stats show
cp last stats.json
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
