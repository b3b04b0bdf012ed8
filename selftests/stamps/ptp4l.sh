# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# ptp4l and sampled stamps share a NIC's stamps: a grandmaster runs on the very device that a flow leaves by and that samples
# one packet in ten, a follower beyond it. In each character of NICs that tell ptp4l its stamps at all it stays locked, and what
# met in the one slot is counted on both sides.
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

setup_stamps
hwsim_set hwsim0 deliver peer
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
	ge "$kind: ptp4l measures" "$measured" 40
	ge "$kind: stamps are sampled" "$(dev_stamp asked)" 100
	eq "$kind: unlocked" "$(tail -n "+$from" follower | grep -cE 's[01] |FAULT|timed out')" 0
	adds_up "$kind"
	if [ $kind = slot ]; then
		le "$kind: what met in the slot is counted" "$skipped" "$(($(dev_stamp collisions) + $(dev_stamp lost)))"
		ge "$kind: samples keep clear of PTP" "$(dev_stamp ptp)" 10
	else
		eq "$kind: lost" "$(dev_stamp lost)" 0
	fi
	if [ "$MODE" = icount ]; then
		le "$kind: apart by the truth, ns" "$(apart)" 500
		ge "$kind: apart by the truth, ns" "$(apart)" -500
	fi
	check "$kind: stamps are off" st2110ctl dev set hwsim0 stamps off
done
stop_stream
eq "grandmaster: stamps that it missed" "$(grep -cE 'timed out|FAULT' grandmaster)" 0
killall ptp4l
take_down
