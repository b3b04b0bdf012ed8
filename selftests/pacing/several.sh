# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Two 1080-line flows on more than half of the link, best effort of 64 KiB GSO packets in what is left, PTP through all of
# it, every transmitted packet completed by an interrupt of its own. Argument: FRAMES.
#
# What this CPU carries: 1080p10 key 8 bit at 1400 octets, 14,820 packets a second each, on 600 Mb/s.
. /selftests/lib/lib.sh

frames=${1:-30}
seconds=$((frames / 10))
shape="--format 1080p10 --sampling key --depth 8 --payload 1400"

tune_host
setup_hwsim 600
check "one queue" ethtool -L hwsim0 tx 1
check "completion by packet" ethtool -C hwsim0 tx-frames 1
# What is in the NIC is ahead of PTP: let it be a packet or two, as Documentation/tuning.rst advises.
echo 1500 >/sys/class/net/hwsim0/queues/tx-0/byte_queue_limits/limit_max
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
for n in 1 2; do
	check "flow $n is added" st2110ctl flow add "cam$n" dev hwsim0 dst 239.1.1.$n:5004 format 1080p10 sampling key depth 8 \
		payload 1400 profile narrow rtp-ts epoch
done
reserved=$(json '.[0].reserved_bps' st2110ctl -j dev show hwsim0)
ge "flows reserve at least half of the link, Mb/s" $((reserved / 1000000)) 300
echo "$frames" >several.args

hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $((seconds * 160000 * 78 + 30000000))
# When a PTP message reaches the qdisc: what its sender and the softirqs around it take before is not the qdisc's wait.
trace=/sys/kernel/tracing
[ -d $trace/events ] || mount -t tracefs none $trace
echo tai >$trace/trace_clock
echo 'len==86' >$trace/events/net/net_dev_queue/filter
echo 1 >$trace/events/net/net_dev_queue/enable
wire_start hwsim0
# Best effort: UDP segmentation offload, packets of 1,200 octets, as much as the socket takes.
st2110-send --dst 239.9.9.9:7000 --dev hwsim0 --udp --gso 50 --format 1080p60 --payload 1200 --start 1ms -q &
best=$!
# shellcheck disable=SC2086
{
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 $shape --frames "$frames" --sndbuf 1500000 -j >send1.json &
	one=$!
	st2110-send --dst 239.1.1.2:5004 --dev hwsim0 $shape --frames "$frames" --sndbuf 1500000 -j >send2.json &
	two=$!
}
sleep 0.4
check "PTP is sent" /selftests/pacing/ptpsend hwsim0 $((seconds * 100)) 7300000
wait $one
wait $two
kill $best
wait $best 2>/dev/null
sleep 0.2
wire_stop hwsim0
echo 0 >$trace/events/net/net_dev_queue/enable
grep net_dev_queue: $trace/trace >ptp.trace
keep_state
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
