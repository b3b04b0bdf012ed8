# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What the simulated NIC costs, in instructions a packet (one is a nanosecond here): an AF_PACKET sender over it with the wire
# log on, less the same over a dummy device. Batched completion, and per packet.
#
# pktgen would not do: its packets come from a page that is only used again when all of them are free, so that any device
# that holds packets seems to cost a fresh page.
. /selftests/lib/lib.sh

[ "$MODE" = icount ] || { skip "cost" "only in virtual time"; exit 0; }

# cost DEV: prints the ns a packet
cost()
{
	cost_from=$(taiclock now)
	/selftests/hwsim/frames "$1" 20000 1262 0 16000000 >/dev/null
	echo $((($(taiclock now) - cost_from) / 20000))
}

setup_hwsim 400000
modprobe dummy numdummies=0
check "dummy" ip link add dummy0 type dummy
check "dummy" ip link set dummy0 up
check "one queue" ethtool -L hwsim0 tx 1
check "pfifo_fast" tc qdisc replace dev hwsim0 root pfifo_fast
check "pfifo_fast" tc qdisc replace dev dummy0 root pfifo_fast

base=$(cost dummy0)
ge "dummy, ns a packet" "$base" 1
hwsim_set hwsim0 deliver log
while read -r frames log limit; do
	ethtool -C hwsim0 tx-frames "$frames"
	hwsim_set hwsim0 log "$log"
	le "tx-frames $frames, log $log: instructions a packet above dummy's $base" "$(($(cost hwsim0) - base))" "$limit"
done <<EOF
32 0 640
32 1 860
1 1 2500
EOF
check "module unloads" rmmod st2110_hwsim
