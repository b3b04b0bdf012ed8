# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# A stream whose wake-ups come late, in virtual time with an infinitely fast CPU, so that rates are run that no virtual machine
# carries. The host judges the wire log and holds the module's counters against it (trouble.judge).
# Arguments: FORMAT PROFILE FRAMES TROUBLE
#	none	the timer interrupt is on time
#	late	each timer interrupt is 0 to 12 us late, at random (kmod/lateirq.c)
#	stall	the same, and one in 290 ms, which begins in another third of a frame each time, is another 200 us late
. /selftests/lib/lib.sh

format=$1
profile=$2
frames=$3
trouble=$4
case $format in
4320*) speed=100000 per_frame=69120 ;;
2160*) speed=25000 per_frame=17280 ;;
*) speed=10000 per_frame=4320 ;;
esac
case $trouble in
none) late='' ;;
late) late="late_ns=12000" ;;
stall) late="late_ns=12000 stall_ns=200000 stall_every_ns=290000000" ;;
*) give_up "trouble is none, late or stall" ;;
esac

tune_host
setup_hwsim $speed
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "flow is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" sampling 422 depth 10 \
	payload 1200 profile "$profile" rtp-ts epoch
echo "$format $profile $frames $trouble $speed" >args

hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $(((frames * per_frame + 1000) * 80))
wire_start hwsim0
# shellcheck disable=SC2086
[ -z "$late" ] || check "interrupts come late from here on" modprobe lateirq seed=2110 $late
# A socket buffer for a whole frame, as "flow plan" asks: the sender's own time is not what is tried here.
check "sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" --payload 1200 --frames "$frames" \
	--sndbuf $((per_frame * 2304)) -j
cp last send.json
sleep 0.3
if [ -n "$late" ]; then
	cp /sys/kernel/debug/lateirq/stalls /sys/kernel/debug/lateirq/delays .
	rmmod lateirq
fi
wire_stop hwsim0
keep_state
check "flow is deleted" st2110ctl flow del cam1
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
