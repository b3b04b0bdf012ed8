# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# A driver that holds every packet for ten seconds before it tells: senders do not notice, what is held is bounded, and flows,
# ports and the module go while it holds them.
. /selftests/lib/lib.sh
. /selftests/stamps/stamps.sh

frames=60
rounds=3
[ "$KERNEL" != debug ] || frames=15
setup_stamps
hwsim_set hwsim0 tx_stamps late
hwsim_set hwsim0 tx_stamp_delay_ns 10000000000
add_flow
check "every packet's stamp is asked for" st2110ctl dev set hwsim0 stamps 1 stamps-cap 100000
check "sender" stream $frames
sleep 0.2
adds_up "held"
eq "got" "$(stamp got)" 0
eq "lost are all that were asked" "$(stamp lost)" "$(stamp asked)"
ge "asked" "$(stamp asked)" 60
# 64 under way in 50 ms, and 512 KiB of them in the driver's hands at most.
[ "$MODE" != icount ] || le "asked" "$(stamp asked)" 600
ge "not asked: under way" "$(stamp capped)" 1000
eq "packets out" "$(json '.[0].stats.packets_out' st2110ctl -j stats show)" \
	"$(json '.[0].stats.packets_in' st2110ctl -j stats show)"
if [ "$MODE" = icount ]; then
	eq "nobody waits: frames late" "$(json '.[0].stats.frames_late' st2110ctl -j stats show)" 0
fi
sleep 11
# The NIC has not as many slots as we have patience.
ge "lost and come after all" "$(dev_stamp late)" 100
le "lost and come after all" "$(dev_stamp late)" "$(dev_stamp asked)"
adds_up "late"

# Flow, stamps, port, module: each goes while packets that it asked for are with the driver.
while [ $rounds -gt 0 ]; do
	rounds=$((rounds - 1))
	stream 5000 2>/dev/null &
	sender=$!
	sleep 1
	case $rounds in
	2)
		check "flow is deleted while stamps are under way" st2110ctl flow del cam1 now
		adds_up_dev=$(json '.[0].stats.stamps|(.asked == .got + .lost + .outstanding)' st2110ctl -j dev show hwsim0)
		same "device adds up" "$adds_up_dev" true
		add_flow
		;;
	1)
		check "stamps are switched off while they are under way" st2110ctl dev set hwsim0 stamps off
		adds_up "switched off"
		eq "outstanding" "$(dev_stamp outstanding)" 0
		check "and on" st2110ctl dev set hwsim0 stamps 1
		;;
	0)
		check "device is given back while stamps are under way" st2110ctl dev del hwsim0
		check "clock is unbound" st2110ctl clock unbind hwsim0
		check "module unloads" rmmod sch_st2110
		;;
	esac
	stop_stream
done
# Whose stamps come now is gone.
sleep 2
check "the NIC goes with packets in its hands" rmmod st2110_hwsim
