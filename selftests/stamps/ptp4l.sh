# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# ptp4l and sampled stamps share a NIC's stamps: a grandmaster runs on the very device that a flow leaves by and that samples
# one packet in ten, a follower beyond it. In each character of NICs that tell ptp4l its stamps at all it stays locked, and what
# met in the one slot is counted on both sides.
#
# A NIC that loses stamps loses ptp4l's own too, with our sampling or without. There a follower runs on the device, since most
# senders are one, and is told to be back from such a fault at once rather than in 16 s. It is locked with our sampling as it is
# without, and every stamp that it misses is one that the NIC lost: by the NIC's count what it lost is what both miss, exactly.
#
#	stamps/ptp4l[:lossy]
. /selftests/lib/lib.sh
. /selftests/stamps/stamps.sh

format=720p25
sampling=key
depth=8
payload=1280

# apart: how far the follower's clock is ahead of the grandmaster's, ns, by the truth
apart()
{
	for apart_dev in hwsim0 hwsim1; do
		read -r raw mono tai phc <"/sys/kernel/debug/st2110_hwsim/$apart_dev/phc_truth"
		echo $((phc - raw))
	done | {
		read -r grandmaster
		read -r follower
		echo $((follower - grandmaster))
	}
}

locks()
{
	grep -q ' s2 ' follower
}

# nic NAME: its counter
nic()
{
	ethtool -S hwsim0 | sed -n "s/^ *$1: //p"
}

# missed: how many stamps ptp4l has waited for in vain, on hwsim0
missed()
{
	grep -c 'timed out while polling for tx timestamp' follower
}

# missed_since COUNT
missed_since()
{
	[ $(($(missed) - $1)) -ge 4 ]
}

# lost_by_nic: asked for and not given; the least of a few looks, for some may be on their way
lost_by_nic()
{
	for _ in 1 2 3 4 5; do
		ethtool -S hwsim0 | awk '/tx_hwtstamp_asked:/ { asked = $2 } /tx_hwtstamp_given:/ { given = $2 } END { print asked - given }'
	done | sort -n | head -n 1
}

# spell NAME: the NIC loses stamps until ptp4l has missed four of its own
spell()
{
	check "$1: statistics are reset" st2110ctl stats reset dev hwsim0
	lost=$(lost_by_nic)
	skipped=$(nic tx_hwtstamp_skipped)
	missed=$(missed)
	from=$(($(wc -l <follower) + 1))
	hwsim_set hwsim0 tx_stamps lossy
	check "$1: the NIC loses stamps of ptp4l" wait_for 120 missed_since "$missed"
	hwsim_set hwsim0 tx_stamps every
	# Back from the last fault, nothing of ours under way.
	sleep 4
	lost=$(($(lost_by_nic) - lost))
	missed=$(($(missed) - missed)) ours=$(dev_stamp lost)
	tail -n "+$from" follower >"$1"
	diag "$1: the NIC lost $lost; missed by ptp4l $missed, by us $ours; $(apart) ns apart"
	adds_up "$1"
	timed eq "$1: what the NIC lost is what both missed" "$lost" $((missed + ours))
	eq "$1: skipped by the NIC" "$(nic tx_hwtstamp_skipped)" "$skipped"
	timed same "$1: back from the last fault" "$(sed -n 's/.* port 1: .* to \([A-Z]*\) on .*/\1/p' "$1" | tail -n 1)" SLAVE
	timed eq "$1: ptp4l measures again" "$(tail -n 20 "$1" | grep -c 'master offset .* s2 ')" 20
	timed eq "$1: measured while unlocked" "$(grep 'master offset' "$1" | grep -vc ' s2 ')" 0
	if [ "$MODE" = icount ]; then
		le "$1: worst offset by ptp4l, ns" "$(sed -nE 's/.* master offset +-?([0-9]+) .*/\1/p' "$1" | sort -n | tail -n 1)" 500
		le "$1: apart by the truth, ns" "$(apart)" 500
		ge "$1: apart by the truth, ns" "$(apart)" -500
	fi
}

# lossy: without our sampling, and with it
lossy()
{
	light_essence
	ptp_settings "fault_reset_interval ASAP" >settings
	far ptp4l -f settings -i hwsim1 -m -q --uds_address=/tmp/grandmaster --clockClass=6 --priority1=1 >grandmaster 2>&1 &
	ptp4l -f settings -i hwsim0 -m -q --uds_address=/tmp/follower -s >follower 2>&1 &
	check "the follower locks" wait_for 20 locks
	sleep 3
	add_flow
	stream 100000 &
	sender=$!
	hwsim_set hwsim0 tx_stamp_loss 5
	spell alone
	eq "alone: asked by us" "$(dev_stamp asked)" 0
	check "stamps are on" st2110ctl dev set hwsim0 stamps 10
	spell beside
	timed ge "beside: asked by us" "$(dev_stamp asked)" 100
	timed ge "beside: missed by us" "$(dev_stamp lost)" 5
	stop_stream
	timed eq "grandmaster: stamps that it missed" "$(grep -cE 'timed out|FAULT' grandmaster)" 0
	killall ptp4l
	take_down
}

setup_stamps
hwsim_set hwsim0 deliver peer
if [ "$1" = lossy ]; then
	lossy
	exit 0
fi
ptp_settings >settings
ptp4l -f settings -i hwsim0 -m -q --uds_address=/tmp/grandmaster --clockClass=6 --priority1=1 >grandmaster 2>&1 &
far ptp4l -f settings -i hwsim1 -m -q --uds_address=/tmp/follower -s >follower 2>&1 &
check "the follower locks" wait_for 20 locks
sleep 3
add_flow
stream 100000 &
sender=$!

for kind in every late slot; do
	slots=0
	[ $kind != slot ] || slots=1
	hwsim_set hwsim0 tx_stamps $kind
	hwsim_set hwsim0 tx_stamp_delay_ns 300000
	check "$kind: stamps are on" st2110ctl dev set hwsim0 stamps 10 stamp-slots $slots
	check "$kind: statistics are reset" st2110ctl stats reset dev hwsim0
	skipped=$(nic tx_hwtstamp_skipped)
	from=$(($(wc -l <follower) + 1))
	sleep 6
	measured=$(tail -n "+$from" follower | grep -c 'master offset')
	skipped=$(($(nic tx_hwtstamp_skipped) - skipped))
	diag "$kind: $(apart) ns apart; stamps asked $(dev_stamp asked), kept clear of PTP $(dev_stamp ptp), collisions $(dev_stamp collisions), skipped by the NIC $skipped"
	timed ge "$kind: ptp4l measures" "$measured" 40
	timed ge "$kind: stamps are sampled" "$(dev_stamp asked)" 100
	timed eq "$kind: unlocked" "$(tail -n "+$from" follower | grep -cE 's[01] |FAULT|timed out')" 0
	adds_up "$kind"
	if [ $kind = slot ]; then
		timed le "$kind: what met in the slot is counted" "$skipped" "$(($(dev_stamp collisions) + $(dev_stamp lost)))"
		timed ge "$kind: samples keep clear of PTP" "$(dev_stamp ptp)" 10
	else
		timed eq "$kind: lost" "$(dev_stamp lost)" 0
	fi
	if [ "$MODE" = icount ]; then
		le "$kind: apart by the truth, ns" "$(apart)" 500
		ge "$kind: apart by the truth, ns" "$(apart)" -500
	fi
	check "$kind: stamps are off" st2110ctl dev set hwsim0 stamps off
done
stop_stream
timed eq "grandmaster: stamps that it missed" "$(grep -cE 'timed out|FAULT' grandmaster)" 0
killall ptp4l
take_down
