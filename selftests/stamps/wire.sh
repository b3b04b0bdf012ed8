# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# A NIC's stamps of sampled packets, in each character of NICs: every, lossy, late, slot. What is reported is held against
# the wire log (wire.judge); here: coverage adds up, and an application that asks for its own stamps gets them all.
. /selftests/lib/lib.sh
. /selftests/stamps/stamps.sh

kind=$1
frames=60
[ "$KERNEL" != debug ] || frames=10
mine="one in 50"

setup_stamps 20000
add_flow
hwsim_set hwsim0 tx_stamps "$kind"
hwsim_set hwsim0 log_bytes $(((frames + 1) * 2200 * 80))
case $kind in
lossy) hwsim_set hwsim0 tx_stamp_loss 30 ;;
late) hwsim_set hwsim0 tx_stamp_delay_ns 20000000 ;;
slot) hwsim_set hwsim0 tx_stamp_delay_ns 30000 ;;
esac
if [ "$kind" = slot ]; then
	check "stamps are on" st2110ctl dev set hwsim0 stamps 50 stamp-slots 1
	mine="one in 50  at most 1000 a second  slots 1"
else
	check "stamps are on" st2110ctl dev set hwsim0 stamps 50
fi
check "device is shown" st2110ctl -s dev show hwsim0
says "with its stamps" "stamps $mine"
run ethtool -S hwsim0
cp last nic.begin

trace_start
wire_start hwsim0
stream $frames &
sender=$!
sleep 0.2
# Frames of its own, some while cam1's are stamped.
check "an application asks for stamps" /selftests/hwsim/stamps send hwsim0 40 200 23000000 200
cp last app
wait $sender || not_ok "sender"
sleep 0.2
[ "$MODE" = icount ] || sleep 2
wire_stop hwsim0
echo "$kind $frames" >wire.args
keep_state
trace_stop
run st2110ctl -s stats show cam1
diag "$(grep -A 4 -E 'stamps|latency' last)"
run ethtool -S hwsim0
cp last nic.end
adds_up "$kind"
eq "outstanding" "$(stamp outstanding)" 0
# A slot that is ours just then is kept clear of the application's by time.
[ "$kind" = lossy ] || { [ "$kind" = slot ] && [ "$MODE" != icount ]; } || eq "the application's stamps" "$(grep -c '^hw' app)" 40
eq "its stamps told twice" "$(grep '^hw' app | cut -d ' ' -f 2 | sort | uniq -d | wc -l)" 0
check "statistics are reset" st2110ctl stats reset dev hwsim0
eq "asked after a reset" "$(stamp asked)" 0
check "stamps are off" st2110ctl dev set hwsim0 stamps off
take_down
