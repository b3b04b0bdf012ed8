# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# make demo, inside the guest: /demo.pcap, FFmpeg's RTP packets, goes out through tcpreplay at top speed; first past no qdisc of
# ours, then through a flow. Arguments: DST PORT FORMAT PROFILE.
. /selftests/lib/lib.sh

dst=$1
port=$2
format=$3
profile=$4

tune_host
setup_hwsim 10000
# What tcpreplay, the kernel and the simulated NIC take for a packet is all that this CPU has: interrupts are gathered.
check "completions are gathered" ethtool -C hwsim0 tx-frames 16
hwsim_set hwsim0 log_snap 96
hwsim_set hwsim0 log_bytes $((48 << 20))

wire_start hwsim0
check "tcpreplay without the module" tcpreplay -q -K --topspeed -i hwsim0 /demo.pcap
cp last before.txt
sleep 0.2
wire_stop hwsim0 before.pcap

check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "flow is added" st2110ctl flow add cam1 dev hwsim0 dst "$dst:$port" format "$format" packets auto \
	profile "$profile" rtp-ts epoch
wire_start hwsim0
check "tcpreplay through the flow" tcpreplay -q -K --topspeed -i hwsim0 /demo.pcap
cp last replay.txt
sleep 0.3
wire_stop hwsim0
run st2110ctl flow show cam1
cp last flow.txt
run st2110ctl -j -s stats show cam1
cp last stats.json
run st2110ctl stats
cp last stats.txt
check "flow is deleted" st2110ctl flow del cam1
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
