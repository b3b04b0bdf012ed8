# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What the simulated NIC costs, in instructions a packet (one is a nanosecond here): pktgen over it with the wire log on, less
# pktgen over a dummy device. Batched completion, and per packet; as fast as it goes, and at the spacing of 1080p59.94.
. /selftests/lib/lib.sh

[ "$MODE" = icount ] || { skip "cost" "only in virtual time"; exit 0; }

# pktgen DEV DELAY_NS: prints the busy ns a packet
pktgen()
{
	p=/proc/net/pktgen
	echo "rem_device_all" >$p/kpktgend_0
	echo "add_device $1" >$p/kpktgend_0
	for line in "count 20000" "clone_skb 0" "pkt_size 1262" "delay $2" "dst 192.0.2.2" "dst_mac 02:00:00:00:00:02" \
		"xmit_mode $3"; do
		echo "$line" >"$p/$1" || not_ok "pktgen takes $line"
	done
	echo start >$p/pgctrl
	# Result: OK: 37031(c37030+d1) usec, 20000 ...
	cat "$p/$1" >>"$OUT/log"
	sed -n 's/^Result: OK: [0-9]*(c\([0-9]*\)+d.*/\1/p' "$p/$1" | while read -r busy; do
		echo $((busy * 1000 / 20000))
	done
}

setup_hwsim 400000
modprobe -a pktgen dummy
check "dummy" ip link add dummy0 type dummy
check "dummy" ip link set dummy0 up
check "one queue" ethtool -L hwsim0 tx 1
check "pfifo_fast" tc qdisc replace dev hwsim0 root pfifo_fast
check "pfifo_fast" tc qdisc replace dev dummy0 root pfifo_fast

for mode in start_xmit queue_xmit; do
	for delay in 0 3700; do
		base=$(pktgen dummy0 $delay $mode)
		ge "$mode, delay $delay: dummy, ns a packet" "$base" 1
		for frames in 16 1; do
			ethtool -C hwsim0 tx-frames $frames
			wire_start hwsim0
			cost=$(pktgen hwsim0 $delay $mode)
			wire_stop hwsim0 /dev/null
			ethtool -S hwsim0 | grep tx0 >>"$OUT/log"
			limit=550
			[ $frames = 16 ] || limit=4000
			le "$mode, delay $delay, tx-frames $frames: instructions a packet above dummy's $base" "$((cost - base))" $limit
		done
	done
done
echo rem_device_all >/proc/net/pktgen/kpktgend_0
rmmod pktgen
check "module unloads" rmmod st2110_hwsim
