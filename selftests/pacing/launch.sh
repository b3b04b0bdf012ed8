# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# The NIC launches: exact instants on its own clock, which is 5 s and 50 ppm off the system's. A NIC that refuses; a stream
# alone; two flows on the one launch queue beside best effort on the others; a clock that goes and comes back. The wire is
# logged in the clock's time that is counted by. Argument: FRAMES of each.
#
# Luma alone at 8 bit and 1400 octets: 1,482 packets a frame. A launch costs an emulated NIC an interrupt a packet.
. /selftests/lib/lib.sh

frames=${1:-30}
bytes=$((frames * 4400 * 80))

# flow NAME ADDRESS FORMAT WORDS...
flow()
{
	flow_name=$1 flow_to=$2 flow_format=$3
	shift 3
	check "$case: flow $flow_name" st2110ctl flow add "$flow_name" dev hwsim0 dst "$flow_to:5004" format "$flow_format" \
		profile n rtp-ts epoch "$@"
}

# end: what there is to say about a case
end()
{
	wire_end "$case"
	check "$case: flows go" st2110ctl flow flush dev hwsim0
}

tune_host
setup_hwsim 10000
hwsim_set hwsim0 log_clock phc
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $((bytes * 4))
hwsim_set hwsim0 phc_rate_ppb 50000
hwsim_set hwsim0 phc_step_ns 5000000000
hwsim_get hwsim0 launch_resolution_ns >resolution
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
st2110ctl -j monitor >events 2>>"$OUT/log" &
monitor=$!

case=refused
fails 2 "release launch on a NIC that refuses" sh -c 'echo 1 >/sys/kernel/debug/st2110_hwsim/hwsim0/launch_refuse &&
	st2110ctl dev set hwsim0 release launch'
says "and why" 'no launch time'
check "clock bind" st2110ctl clock bind hwsim0
check "the clock locks in 3 s" wait_for 3 clock_is locked
sleep 3
flow cam1 239.1.1.1 1080p29.97 sampling key depth 8 payload 1400
check "auto falls back to the timer" release_is timer
check "flow goes" st2110ctl flow del cam1
hwsim_set hwsim0 launch_refuse 0

case=alone
flow cam1 239.1.1.1 1080p29.97 sampling key depth 8 payload 1400
check "auto takes launch" release_is launch
wire_start hwsim0
check "alone: sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 1080p29.97 --sampling key --depth 8 --payload 1400 --frames "$frames" \
	--sndbuf 1500000 -j
end

case=two
for n in 1 2; do
	flow "cam$n" "239.1.1.$n" 720p25 sampling key depth 8 payload 1280
done
wire_start hwsim0
st2110-send --dst 239.9.9.9:7000 --dev hwsim0 --udp --format 720p25 --payload 1200 --start 1ms -q &
best=$!
for n in 1 2; do
	st2110-send --dst "239.1.1.$n:5004" --dev hwsim0 --format 720p25 --sampling key --depth 8 --payload 1280 \
		--frames "$frames" --sndbuf 1500000 -q 2>>"$OUT/log" &
	eval "sender$n=\$!"
done
# shellcheck disable=SC2154
wait $sender1 $sender2
kill $best
wait $best 2>/dev/null
end

# Not every driver counts what its queues hold (enetc does not): that is no sign of a NIC that does not launch.
case=uncounted
ip link set hwsim0 down
hwsim_set hwsim0 bql 0
ip link set hwsim0 up
flow cam1 239.1.1.1 720p25 sampling key depth 8 payload 1280
run st2110ctl -j -s dev show hwsim0
cp last before.dev.json
wire_start hwsim0
check "uncounted: sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 720p25 --sampling key --depth 8 --payload 1280 \
	--frames 20 --sndbuf 1500000 -q
end
ip link set hwsim0 down
hwsim_set hwsim0 bql 1
ip link set hwsim0 up

# The flow counts by CLOCK_TAI, the NIC launches by its own clock: that goes, and the timer does it; it comes, and the NIC does.
case=unbound
hwsim_set hwsim0 log_clock tai
flow cam1 239.1.1.1 720p25 sampling key depth 8 payload 1280 clock tai
wire_start hwsim0
st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 720p25 --sampling key --depth 8 --payload 1280 --frames 70 \
	--sndbuf 1500000 -j >send.json 2>>"$OUT/log" &
sender=$!
sleep 0.5
check "unbound: launched" release_is launch
check "unbound: clock unbind" st2110ctl clock unbind hwsim0
check "unbound: the timer takes over" release_is timer
sleep 0.5
check "unbound: clock bind" st2110ctl clock bind hwsim0
check "unbound: launched again" wait_for 3 release_is launch
wait $sender
end
kill $monitor
check "device is given back" st2110ctl dev del hwsim0
check "clock unbind" st2110ctl clock unbind hwsim0
check "module unloads" rmmod sch_st2110
