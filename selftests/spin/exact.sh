# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# append: isolcpus=1 nohz_full=1 rcu_nocbs=1
# cpus: 2
# timeout: 300
#
# How exact release spin is, in virtual time: each packet's distance on the wire from its instant (exact.judge). The thread has a CPU as
# tuning.rst asks for, isolated and without ticks. Two CPUs take turns here, each instruction of either is a nanosecond of both, so
# the work of a sender on the other CPU takes time from the thread, which on a machine with two it would not. So the sender hands over
# half as much again as is sent, and rests before the last frame: those that were handed over then, and leave while it rests, are
# judged here; selftests/spin/turns judges all, as if the thread's CPU had the time to itself. In a packet's error is all that the thread's code takes, its look
# at the clock, interrupts of that CPU, among them the NIC's (which completes each packet at once, and in a real machine goes
# elsewhere); not in it is what CPUs share, caches, buses and the root lock, and what idle states cost. What driver and NIC take from hand-over
# to wire is the same each time and is stated, as tx-latency asks.
# Arguments: FORMAT FRAMES TX-LATENCY, luma at 8 bit and 1400 octets.
. /selftests/lib/lib.sh
. /selftests/spin/spin.sh

format=${1:-1080p29.97}
frames=${2:-17}

tune_host
case=exact
setup_hwsim 10000
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $((frames * 4400 * 160))
ethtool -C hwsim0 tx-frames 1
check "module" modprobe sch_st2110
check "device" st2110ctl dev add hwsim0 release spin cpu 1
check "flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" sampling key depth 8 payload 1400 profile n \
	rtp-ts epoch queue 16 tx-latency "${3:-0ns}"
cat /proc/kallsyms >kallsyms
wire_start hwsim0
cat /proc/interrupts >interrupts.before
check "sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" --sampling key --depth 8 --payload 1400 \
	--frames "$frames" --rate-ppm 500000 --sndbuf 90000000 --hiccup $((frames - 1)):500ms -j
sleep 0.1
cat /proc/interrupts >interrupts.after
wire_stop hwsim0
accounts
run st2110ctl -j -s dev show hwsim0
cp last dev.json
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
