# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# The wire: serialisation is exact at every speed, frames stay in order, short ones are padded, latency delays.
. /selftests/lib/lib.sh

# A stalled queue lets frames pile up in the qdisc; released, they come in bulk, faster than the wire.
# exact MBPS LEN COUNT LEAST: of COUNT frames at LEAST so many wait for another
exact()
{
	was=$(packets)
	hwsim_set hwsim0 stall 1
	wire_start hwsim0
	run /selftests/hwsim/frames hwsim0 "$3" "$2" 0 16000000 &
	sleep 0.3
	hwsim_set hwsim0 stall 0
	wait
	wait_for 60 sent $((was + $3))
	wire_stop hwsim0 "$OUT/wire-$1-$2.pcap"
	/selftests/hwsim/wirecheck "$OUT/wire-$1-$2.pcap" "$1" >"$OUT/wire.json" || not_ok "$1 Mb/s: the log is readable"
	eq "$1 Mb/s, $2 octets: frames" "$(jq .frames "$OUT/wire.json")" "$3"
	eq "$1 Mb/s, $2 octets: out of order" "$(jq .disorder "$OUT/wire.json")" 0
	eq "$1 Mb/s, $2 octets: overlaps" "$(jq .overlaps "$OUT/wire.json")" 0
	# How many do wait is a matter of the CPU's speed.
	[ "$MODE" != icount ] || ge "$1 Mb/s, $2 octets: frames spaced exactly" "$(jq .continued "$OUT/wire.json")" "$4"
}

packets()
{
	cat /sys/class/net/hwsim0/statistics/tx_packets
}

sent()
{
	[ "$(packets)" -ge "$1" ]
}

setup_hwsim 10000
check "one queue" ethtool -L hwsim0 tx 1
check "pfifo" tc qdisc replace dev hwsim0 root pfifo limit 4000
speeds="100 1000 2500 7 400000"
if [ "$KERNEL" = debug ]; then
	speeds=7
	exact 10000 1262 300 150
else
	exact 10000 1262 1000 500
	exact 10000 61 1000 100
fi
for speed in $speeds; do
	check "speed $speed" ethtool -s hwsim0 speed $speed duplex full autoneg off
	count=1000
	least=$((count - 300))
	case $speed in
	7) count=50 least=49 ;;
	100) least=$((count - 2)) ;;
	400000) least=1 ;;
	esac
	exact $speed 1262 $count $least
done

# A minimal frame is 60 octets on the wire, and the log says so.
check "speed 10000" ethtool -s hwsim0 speed 10000 duplex full autoneg off
wire_start hwsim0
was=$(packets)
check "short frames" /selftests/hwsim/frames hwsim0 20 18
wait_for 60 sent $((was + 20))
wire_stop hwsim0
/selftests/hwsim/wirecheck wire.pcap 10000 >wire.json
eq "short frames: octets" "$(jq .octets wire.json)" 1200

# Latency comes before the first bit.
if [ "$MODE" = icount ]; then
	wire_start hwsim0
	hwsim_set hwsim0 latency_ns 5000000
	before=$(taiclock now)
	check "a late frame" /selftests/hwsim/frames hwsim0 1 1000
	sleep 0.1
	wire_stop hwsim0
	hwsim_set hwsim0 latency_ns 0
	at=$(/selftests/hwsim/wirecheck wire.pcap 10000 | jq .first_ns)
	ge "latency, at least" "$((at - before))" 5000000
	le "latency and what the program takes" "$((at - before))" 45000000
fi
fails '*' "latency beyond a second is refused" hwsim_set hwsim0 latency_ns 1000000001
check "module unloads" rmmod st2110_hwsim
