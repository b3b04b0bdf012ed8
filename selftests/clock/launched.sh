# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 1500
#
# A NIC that launches and whose clock is set, or stands still, in the middle of a frame: what it holds then nobody can take
# back, so it is to hold little. With a lead time of 50 us it has three packets of this stream, and C_MAX, which is four, holds
# whatever becomes of the clock: set forward, the three leave at once; set back or frozen, the NIC keeps them, the timer
# goes on with as much less in the bucket, and they leave beside what it sends. By whole seconds the NIC, which compares
# nanoseconds of the second alone, notices nothing.
#
#	clock/launched[:all]
. /selftests/clock/watch.sh

# case_of NAME FRAMES: the stream runs
case_of()
{
	check "$1: launched" wait_for 3 release_is launch
	case_begin "$1" 1080p29.97 rtp-ts epoch || return
	line hwsim0 phc
	case_send --frames "$2" &
	sender=$!
	sleep 0.4
}

end()
{
	wait $sender
	run st2110ctl -j dev show hwsim0
	timed same "$case_name: after" "$(json '.[0].release_now' cat last)" launch
	case_end
}

# step NAME NS
step()
{
	case_of "$1" 72
	hwsim_set hwsim0 phc_step_ns "$2"
	line hwsim0 phc
	end
}

frames_setup
# Steered as by phc2sys that makes up for a bad oscillator: the kernel's second is not the NIC's.
taiclock freq 200000
hwsim_set hwsim0 log_clock raw
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 phc_rate_ppb 50000
hwsim_set hwsim0 phc_step_ns 5005000000
fails 2 "lead-time: 19 us is refused" st2110ctl dev set hwsim0 lead-time 19us
says "and what is accepted" "lead-time: accepted 20 us to 100 ms"
check "lead-time 50 us" st2110ctl dev set hwsim0 release auto lead-time 50us
check "clock bind" st2110ctl clock bind hwsim0
check "it locks in 3 s" wait_for 3 becomes state locked
check "a flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 1080p29.97 sampling key depth 8 payload 1280 \
	profile n rtp-ts epoch
run st2110ctl -j dev show hwsim0
eq "dev show: packets that the NIC may hold" "$(json '.[0].launch_held' cat last)" 3
eq "dev show: C_MAX" "$(json '.[0].launch_c_max' cat last)" 4
check "dev show" st2110ctl dev show hwsim0
says "for a person" "NIC holds up to 3 packets of a flow +C_MAX 4"
check "the default lead time" st2110ctl dev set hwsim0 lead-time 500us
eq "dev show: then" "$(json '.[0].launch_held' st2110ctl -j dev show hwsim0)" 27
check "lead-time 50 us" st2110ctl dev set hwsim0 lead-time 50us
check "the flow goes" st2110ctl flow del cam1

step ahead 300000000
step behind -300000000
step plus1 1000000000
step minus37 -37000000000
# To the NIC these are the same.
if [ "$1" = all ]; then
	step minus1 -1000000000
	step plus37 37000000000
fi
case_of frozen 100
hwsim_set hwsim0 phc_freeze 1
sleep 1
timed same "frozen: clock" "$(of state)" holdover
timed ne "frozen: what the NIC keeps, octets" "$(cat /sys/class/net/hwsim0/queues/tx-*/byte_queue_limits/inflight | sort -n | tail -n 1)" 0
hwsim_set hwsim0 phc_freeze 0
line hwsim0 phc
end
check "clock unbind" st2110ctl clock unbind hwsim0
frames_teardown
