# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Launch time: frames leave when the NIC's clock says so, to the nanosecond, and what cannot be kept is treated as NICs do.
. /selftests/lib/lib.sh

second=1000000000

# took NAME: how much a counter has grown since begin
took()
{
	echo $(($(ethtool -S hwsim0 | sed -n "s/^ *$1: //p") - $(sed -n "s/^ *$1: //p" begin)))
}

launched()
{
	[ "$(took tx2_packets)" -ge "$1" ]
}

begin()
{
	ethtool -S hwsim0 >begin
	wire_start hwsim0
}

# finish COUNT: off, what a frame left the wire later than it was to, one a line
finish()
{
	check "$case: all leave" wait_for 5 launched "$1"
	sleep 0.1
	wire_stop hwsim0
	/selftests/hwsim/stamps log wire.pcap 0x88b6 >onwire
	eq "$case: frames launched" "$(wc -l <onwire)" "$1"
	sort -n onwire >sorted
	check "$case: in order" cmp onwire sorted
	paste -d ' ' plan onwire | while read -r n at m left; do
		echo $((left - at))
	done >off
}

# send COUNT LEN LEAD_NS GAP_NS
send()
{
	/selftests/hwsim/launch hwsim0 "$@" >plan || not_ok "$case: sent"
}

# off LOW HIGH: bounds of what is in the file off
off()
{
	ge "$case: earliest, ns off" "$(sort -n off | head -n 1)" "$1"
	le "$case: latest, ns off" "$(sort -n off | tail -n 1)" "$2"
}

# ahead NS: of CLOCK_TAI, which sch_etf goes by, be the NIC's clock
ahead()
{
	hwsim_get hwsim0 phc_truth >truth
	read -r raw mono tai phc <truth
	hwsim_set hwsim0 phc_step_ns $((tai + $1 - phc))
}

etf()
{
	tc qdisc replace dev hwsim0 parent 1:3 pfifo
	tc qdisc replace dev hwsim0 parent 1:3 etf clockid CLOCK_TAI delta "$1" offload skip_sock_check
}

setup_hwsim 10000
hwsim_set hwsim0 log_clock phc
modprobe -a sch_etf sch_ingress cls_matchall act_skbedit 2>/dev/null
check "mq" tc qdisc replace dev hwsim0 root handle 1: mq
check "clsact" tc qdisc add dev hwsim0 clsact
check "queue 2 for what is launched" tc filter add dev hwsim0 egress protocol 0x88b6 matchall action skbedit queue_mapping 2
check "queue 0 for the rest" tc filter add dev hwsim0 egress protocol 0x88b5 matchall action skbedit queue_mapping 0

# Refused: by NICs that cannot, on queues that cannot, without a clock.
hwsim_set hwsim0 launch_refuse 1
fails '*' "a NIC that cannot" etf 5000000
hwsim_set hwsim0 launch_refuse 0
hwsim_set hwsim0 launch_queues 2
fails '*' "queue 2 of a NIC that can on two" etf 5000000
hwsim_set hwsim0 launch_queues 64
hwsim_set hwsim0 phc_remove 1
fails '*' "a NIC without a clock" etf 5000000
hwsim_set hwsim0 phc_remove 0
fails '*' "an unknown NIC is refused" hwsim_set hwsim0 launch_like mlx5
same "the default NIC" "$(hwsim_get hwsim0 launch_like)" i210
check "queue 2 launches" etf 5000000
# What waits for its launch counts as in flight; byte queue limits start at nothing and learn by completions.
check "byte queue limits are out of the way" sh -c 'echo 10000000 >/sys/class/net/hwsim0/queues/tx-2/byte_queue_limits/limit_min'
# These programs and the kernel's own scheduler, which drops what is past, need their time, which differs where time is real. There
# a clock that stands still keeps whatever has got through; it leaves when the queue is switched off, or not at all.
if [ "$MODE" != icount ]; then
	# Seconds may go by between the clock's stop and what is sent by it.
	hwsim_set hwsim0 launch_horizon_ns 100000000000
	for case in "switched off" "down" "unloaded"; do
		check "$case: handed over early" etf 390000000
		begin
		ahead 0
		hwsim_set hwsim0 phc_freeze 1
		/selftests/hwsim/launch hwsim0 20 300 300000000 100000 >plan || diag "$case: the scheduler dropped what was past"
		sleep 2
		waiting=$(took tx_launch_packets)
		diag "$case: $waiting wait"
		eq "$case: none leaves" "$(took tx2_packets)" 0
		[ "$case" != unloaded ] || break
		if [ "$case" = down ]; then
			check "down" ip link set hwsim0 down
			check "up" ip link set hwsim0 up
			waiting=0
		else
			check "$case" tc qdisc replace dev hwsim0 parent 1:3 pfifo
		fi
		hwsim_set hwsim0 phc_freeze 0
		sleep 1
		eq "$case: have left" "$(took tx2_packets)" "$waiting"
		wire_stop hwsim0
	done
	check "module unloads while packets wait" rmmod st2110_hwsim
	exit 0
fi

case="first"
begin
send 1 300 20000000 0
finish 1
off 0 0

# On time: to the nanosecond, though all are handed over in one go.
case="true clock"
begin
send 200 300 20000000 40000
finish 200
off 0 0
eq "$case: counted" "$(took tx_launch_packets)" 200
eq "$case: late" "$(took tx_launch_late)" 0
eq "$case: far" "$(took tx_launch_far)" 0

case="back to back"
begin
send 100 1262 20000000 1000
finish 100
off 0 2852
eq "$case: had to wait" "$(took tx_launch_waited)" 99

case="50 ppm fast, bent while they wait"
hwsim_set hwsim0 phc_rate_ppb 50000
begin
send 200 300 30000000 40000
/selftests/hwsim/phcuse hwsim0 freq -6553600
sleep 0.02
/selftests/hwsim/phcuse hwsim0 freq 131072
finish 200
off 0 1
hwsim_set hwsim0 phc_rate_ppb 0
/selftests/hwsim/phcuse hwsim0 freq 0

case="resolution 32 ns"
hwsim_set hwsim0 launch_resolution_ns 32
begin
send 200 300 20000000 40001
finish 200
off 0 31
ge "$case: rounded up" "$(sort -n off | tail -n 1)" 25
eq "$case: multiples" "$(cut -d ' ' -f 2 onwire | while read -r ns; do echo $((ns % 32)); done | sort -u)" 0
hwsim_set hwsim0 launch_resolution_ns 1

case="a MAC that takes 700 ns"
hwsim_set hwsim0 launch_delay_ns 700
begin
send 200 300 20000000 40000
finish 200
off 700 700
hwsim_set hwsim0 launch_delay_ns 0

# Beside a full queue a packet waits for one frame at most.
case="beside best effort"
check "1 Gb/s" ethtool -s hwsim0 speed 1000 duplex full autoneg off
begin
/selftests/hwsim/frames hwsim0 0 1514 0 16000000 >/dev/null &
besteffort=$!
sleep 0.005
send 100 300 20000000 100000
sleep 0.03
kill $besteffort
wait $besteffort
finish 100
off 0 12303
ge "$case: some had to wait" "$(took tx_launch_waited)" 10
/selftests/hwsim/stamps log wire.pcap >others
ge "$case: other frames" "$(wc -l <others)" 1000
check "10 Gb/s" ethtool -s hwsim0 speed 10000 duplex full autoneg off

# The clock steps while they wait: it is the clock that counts.
case="stepped while they wait"
check "handed over early" etf 390000000
begin
send 50 300 350000000 100000
sleep 0.01
hwsim_set hwsim0 phc_step_ns 200000000
finish 50
off 0 0
ahead 0
case="frozen while they wait"
begin
send 50 300 50000000 100000
hwsim_set hwsim0 phc_freeze 1
sleep 1
eq "$case: none leaves" "$(took tx2_packets)" 0
hwsim_set hwsim0 phc_freeze 0
finish 50
off 0 0

# Past, and out of reach.
case="i210, past"
ahead 600000000
begin
send 20 300 300000000 100000
finish 20
off 290000000 350000000
eq "$case: late" "$(took tx_launch_late)" 20
eq "$case: far" "$(took tx_launch_far)" 0
case="i210, past by more than half a second: a time to come"
ahead $second
begin
send 20 300 300000000 100000
finish 20
off $second $second
eq "$case: late" "$(took tx_launch_late)" 20
eq "$case: far" "$(took tx_launch_far)" 20
case="i210, more than half a second off: past"
ahead -400000000
begin
send 20 300 300000000 100000
finish 20
off -710000000 -650000000
eq "$case: late" "$(took tx_launch_late)" 0
eq "$case: far" "$(took tx_launch_far)" 20
case="igc, less than a second off"
hwsim_set hwsim0 launch_like igc
begin
send 20 300 300000000 100000
finish 20
off 0 0
eq "$case: far" "$(took tx_launch_far)" 0
case="igc, three seconds off: in the next cycle"
ahead -2700000000
begin
send 20 300 300000000 100000
finish 20
eq "$case: off by whole seconds" "$(while read -r ns; do echo $((ns % second)); done <off | sort -u)" 0
le "$case: early" "$(sort -n off | tail -n 1)" -$second
eq "$case: far" "$(took tx_launch_far)" 20
case="igc, past"
ahead 600000000
begin
send 20 300 300000000 100000
finish 20
off 290000000 350000000
eq "$case: late" "$(took tx_launch_late)" 20
hwsim_set hwsim0 launch_like i210
ahead 0

# Off again while they wait: what waits leaves.
case="switched off"
hwsim_set hwsim0 phc_freeze 1
begin
send 20 300 300000000 100000
sleep 0.1
eq "$case: none leaves before" "$(took tx2_packets)" 0
check "$case" tc qdisc replace dev hwsim0 parent 1:3 pfifo
finish 20
begin
send 20 300 300000000 100000
finish 20
eq "$case: no more launches" "$(took tx_launch_packets)" 0

# Down while they wait, and gone.
case="down"
check "$case: launches again" etf 390000000
hwsim_set hwsim0 phc_freeze 0
ahead 0
hwsim_set hwsim0 phc_freeze 1
begin
send 20 300 300000000 100000
sleep 0.1
check "$case" ip link set hwsim0 down
eq "$case: none has left" "$(took tx2_packets)" 0
hwsim_set hwsim0 phc_freeze 0
ahead 0
check "up" ip link set hwsim0 up
sleep 0.5
eq "$case: none leaves afterwards" "$(took tx2_packets)" 0
send 20 300 300000000 100000
sleep 0.1
eq "$case: none has left" "$(took tx2_packets)" 0
check "module unloads while packets wait" rmmod st2110_hwsim
