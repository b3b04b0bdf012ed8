# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Queues: bounded rings, BQL, completion as ethtool -C says, memory held until a frame has left, a stalled queue.
. /selftests/lib/lib.sh

# stat NAME
stat()
{
	ethtool -S hwsim0 | sed -n "s/^ *$1: //p"
}

# reached NAME VALUE: within a while
reached()
{
	wait_for 60 at_least "$@"
}

at_least()
{
	[ "$(stat "$1")" -ge "$2" ]
}

# How long a sender tries that is to be stopped; a busy machine needs more.
patience=1
[ "$MODE" = icount ] || patience=5

frames=/selftests/hwsim/frames
setup_hwsim 10000 1 4
hwsim_set hwsim0 deliver log
check "pfifo" tc qdisc replace dev hwsim0 root pfifo limit 4000
check "one queue" ethtool -L hwsim0 tx 1
same "one queue is in use" "$(ls -d /sys/class/net/hwsim0/queues/tx-* | wc -l)" 1

# Everything completes, however it is coalesced.
sent=0 count=500
[ "$KERNEL" != debug ] || count=100
for coalesce in "tx-frames 1 tx-usecs 0" "tx-frames 16 tx-usecs 100" "tx-frames 0 tx-usecs 1000" "tx-frames 64 tx-usecs 20"; do
	# shellcheck disable=SC2086
	check "coalescing $coalesce" ethtool -C hwsim0 $coalesce
	check "$coalesce: $count frames" $frames hwsim0 $count 1262
	sent=$((sent + count))
	reached tx0_completions $sent
	eq "$coalesce: packets completed" "$(stat tx0_completions)" $sent
	eq "$coalesce: packets on the wire" "$(stat tx0_packets)" $sent
	eq "$coalesce: BQL has nothing in flight" "$(cat /sys/class/net/hwsim0/queues/tx-0/byte_queue_limits/inflight)" 0
done

# Per packet: on a wire that takes a millisecond for each, each has a round of its own.
check "slow wire" ethtool -s hwsim0 speed 10 duplex full autoneg off
check "per packet" ethtool -C hwsim0 tx-frames 1 tx-usecs 0
rounds=$(stat tx0_rounds)
check "100 frames" $frames hwsim0 100 1262
reached tx0_completions $((sent + 100))
if [ "$MODE" = icount ]; then
	eq "rounds of completion, one a frame" "$(($(stat tx0_rounds) - rounds))" 100
fi

# A socket is charged until its frame has left: 60 frames of 1262 octets fill the default buffer.
hwsim_set hwsim0 stall 1
timeout $patience $frames hwsim0 1000 1262 >stalled
inflight=$(cat /sys/class/net/hwsim0/queues/tx-0/byte_queue_limits/inflight)
ge "stalled: octets in flight" "$inflight" 1262
le "stalled: the sender is stopped by its own buffer" "$(cat stalled)" 300
ge "stalled: BQL or the ring closed the queue" "$(($(stat tx0_bql_stops) + $(stat tx0_stops)))" 1
hwsim_set hwsim0 stall 0
reached tx0_packets $((sent + 100 + $(cat stalled)))
reached tx0_completions $((sent + 100 + $(cat stalled)))
eq "resumed: nothing in flight" "$(cat /sys/class/net/hwsim0/queues/tx-0/byte_queue_limits/inflight)" 0
eq "resumed: all completed" "$(stat tx0_completions)" "$(stat tx0_packets)"

# The ring itself, with BQL out of the way.
check "ring of 8" ethtool -G hwsim0 tx 8
check "BQL out of the way" sh -c 'echo 100000000 >/sys/class/net/hwsim0/queues/tx-0/byte_queue_limits/limit_min'
fails '*' "ring of 7 is refused" ethtool -G hwsim0 tx 7
fails '*' "ring of 5000 is refused" ethtool -G hwsim0 tx 5000
hwsim_set hwsim0 stall 1
packets=$(stat tx0_packets)
timeout $patience $frames hwsim0 30 200 0 1000000 >ring
reached tx0_packets $((packets + 8))
sleep 0.1
eq "stalled: a ring of 8 holds 8" "$(($(stat tx0_packets) - packets))" 8
ge "stalled: the ring was full" "$(stat tx0_stops)" 1
hwsim_set hwsim0 stall 0
reached tx0_completions $((packets + $(cat ring)))
eq "resumed: the rest followed" "$(($(stat tx0_packets) - packets))" "$(cat ring)"
ge "there was a rest" "$(cat ring)" 9
eq "resumed: and completed" "$(stat tx0_completions)" "$(stat tx0_packets)"
check "ring of 4096" ethtool -G hwsim0 tx 4096

# One stalled queue leaves the others alone.
check "4 queues" ethtool -L hwsim0 tx 4
modprobe -a sch_ingress cls_matchall act_skbedit 2>/dev/null
check "mq" tc qdisc replace dev hwsim0 root handle 1: mq
check "clsact" tc qdisc add dev hwsim0 clsact
check "to queue 2" tc filter add dev hwsim0 egress matchall action skbedit queue_mapping 2
hwsim_set hwsim0 stall 4
check "frames for queue 2" $frames hwsim0 20 200
check "to queue 3" tc filter replace dev hwsim0 egress pref 1 handle 1 matchall action skbedit queue_mapping 3
check "frames for queue 3" $frames hwsim0 20 200
reached tx3_completions 20
eq "queue 3 completes" "$(stat tx3_completions)" 20
eq "queue 2 does not" "$(stat tx2_completions)" 0
hwsim_set hwsim0 stall 0
reached tx2_completions 20
eq "queue 2 does after all" "$(stat tx2_completions)" 20

check "combined" ethtool -L hwsim0 combined 2
same "two queues are in use" "$(ls -d /sys/class/net/hwsim0/queues/tx-* | wc -l)" 2
fails '*' "more than there are is refused" ethtool -L hwsim0 tx 5
check "module unloads" rmmod st2110_hwsim
