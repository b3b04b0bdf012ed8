# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# What the module costs, in instructions a packet (virtual nanoseconds), beside what Linux has; and memory per flow.
#
# Unpaced: pktgen in queue_xmit mode over a dummy device, 1,302 octets. Paced: st2110-send with TX_RING over hwsim, 1080p25,
# (virtual - idle time) / packets, sender, driver, completion and wake-ups included. Bars come later; what is checked is
# that nothing is out of all proportion.
. /selftests/lib/lib.sh

tune_host
modprobe pktgen || give_up "pktgen loads"
ip link add cost0 type dummy || give_up "dummy device"
ip link set cost0 up
check "module loads" modprobe sch_st2110

# unpaced QDISC...: instructions a packet
unpaced()
{
	tc qdisc replace dev cost0 root "$@" >>"$OUT/log" 2>&1 || return 1
	pktgen_setup cost0 200000
	echo start >/proc/net/pktgen/pgctrl
	pktgen_us cost0 | awk '{ printf "%d\n", $1 * 1000 / 200000 }'
	tc qdisc del dev cost0 root >>"$OUT/log" 2>&1
}

base=$(unpaced noqueue)
ge "noqueue, instructions a packet" "$base" 500
for qdisc in pfifo_fast fq_codel fq st2110; do
	modprobe "sch_$qdisc" 2>/dev/null
	cost=$(unpaced $qdisc)
	diag "$qdisc: $((cost - base)) over noqueue"
	eval "cost_$qdisc=$cost"
done
# shellcheck disable=SC2154
le "st2110 with nothing but best effort, over its child alone" "$((cost_st2110 - cost_fq_codel))" 2000

busy_ns()
{
	awk '{ printf "%d\n", ($1 - $2) * 1000 }' /proc/uptime
}

# paced NAME: of a whole stream
paced()
{
	ms=$(busy_ns)
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 1080p25 --payload 1200 --frames 50 --sndbuf 1500000 -q ||
		not_ok "$1: the sender sends"
	sleep 0.1
	ms=$(($(busy_ns) - ms))
	echo $((ms * 1000000 / (50 * 4320)))
}

setup_hwsim 10000
hwsim_set hwsim0 deliver log
plain=$(paced "fq_codel, unpaced")
diag "stream through the default qdisc, unpaced: $plain a packet, all in"
check "device is added" st2110ctl dev add hwsim0
unmatched=$(paced "unmatched")
diag "through st2110, no flow: $unmatched"
for profile in narrow narrow-linear wide; do
	check "$profile flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 1080p25 sampling 422 depth 10 \
		payload 1200 profile $profile rtp-ts epoch
	before=$(json '.[0].stats.wakeups' st2110ctl -j -s dev show hwsim0)
	cost=$(paced $profile)
	wakeups=$(($(json '.[0].stats.wakeups' st2110ctl -j -s dev show hwsim0) - before))
	diag "$profile: $cost a packet, $((cost - plain)) over unpaced; $((wakeups / 50)) wake-ups a frame of 4320 packets"
	le "$profile: a paced packet against an unpaced one, per cent" $((cost * 100 / plain)) 300
	eq "$profile: frames compliant" "$(json '.[0].stats.frames_compliant' st2110ctl -j stats show cam1)" 50
	check "$profile flow goes" st2110ctl flow del cam1
done

slab()
{
	awk '/^Slab:/ { print $2 }' /proc/meminfo
}

n=0
while [ $n -lt 500 ]; do
	echo "flow add f$n dev hwsim0 dst 239.2.$((n / 250)).$((n % 250 + 1)):5004 format 720p23.98 packets 16 profile wide"
	n=$((n + 1))
done >flows
before=$(slab)
check "500 flows in one batch" st2110ctl -b flows
after=$(slab)
diag "memory: $(((after - before) * 1024 / 500)) octets a flow, without its packets"
le "octets a flow" $(((after - before) * 1024 / 500)) 8192
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
