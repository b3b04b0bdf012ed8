# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# append: isolcpus=0 rcu_nocbs=0
# cpus: 2
# timeout: 900
#
# How exact release spin is, in virtual time: each packet's distance on the wire from its instant (exact.judge). Two CPUs that take
# turns; the thread's is the first, so that QEMU lets the sender on the other go on only while the thread waits, and a metronome
# (kmod/metronome.c) gives the thread its look at the clock every 100 ns. So a packet's error has all that the code takes and up to
# 100 ns and a turn of the loop for the look; not in it: what CPUs share in a real machine, caches and buses, and what its idle
# states cost. What driver and NIC take from hand-over to wire is the same each time and is stated, as tx-latency asks. The NIC
# completes each packet at once: its interrupt is the thread's CPU's here, where a real one goes elsewhere.
# Arguments: FORMAT FRAMES, luma at 8 bit and 1400 octets.
. /selftests/lib/lib.sh
. /selftests/spin/spin.sh

format=${1:-1080p29.97}
frames=${2:-4}

tune_host
case=exact
setup_hwsim 10000
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $((frames * 4400 * 160))
ethtool -C hwsim0 tx-frames 1
check "module" modprobe sch_st2110
check "device" st2110ctl dev add hwsim0 release spin cpu 0
check "flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" sampling key depth 8 payload 1400 profile n \
	rtp-ts epoch tx-latency "${3:-0ns}"
wire_start hwsim0
check "metronome" modprobe metronome
cat /proc/interrupts >interrupts.before
check "sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" --sampling key --depth 8 --payload 1400 \
	--frames "$frames" --sndbuf 1500000 -j
sleep 0.1
cat /proc/interrupts >interrupts.after
rmmod metronome
wire_stop hwsim0
accounts
run st2110ctl -j -s dev show hwsim0
cp last dev.json
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
