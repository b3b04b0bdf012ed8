# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Hardware timestamps: in all characters of NICs, those that are told are the wire's own times, and those that are not are
# counted.
. /selftests/lib/lib.sh

stamps=/selftests/hwsim/stamps

# stat NAME [DEV]
stat()
{
	ethtool -S "${2:-hwsim0}" | sed -n "s/^ *$1: //p"
}

# took NAME: how much a counter has grown since begin
took()
{
	echo $(($(stat "$1") - $(sed -n "s/^ *$1: //p" begin)))
}

# send COUNT LEN GAP_NS WAIT_MS: hw, what was told by hardware, and onwire, what was on the wire, both "NUMBER NS"
send()
{
	ethtool -S hwsim0 >begin
	wire_start hwsim0 peer
	$stamps send hwsim0 "$@" >told || not_ok "frames are sent ($*)"
	wire_stop hwsim0
	sed -n 's/^hw \([0-9]* [0-9]*\) .*/\1/p' told | sort -n >hw
	grep '^sw' told | sort -u >sw
	$stamps log wire.pcap | sort -n >onwire
}

# equal DESCRIPTION: all that hardware told is as the wire log has it
equal()
{
	eq "$1: stamps that are the wire log's" "$(sort onwire hw | uniq -d | wc -l)" "$(wc -l <hw)"
	eq "$1: frames stamped twice" "$(cut -d ' ' -f 1 hw | uniq -d | wc -l)" 0
	eq "$1: told and counted" "$(took tx_hwtstamp_given)" "$(wc -l <hw)"
}

# at_least NAME VALUE: for wait_for, since begin
at_least()
{
	[ "$(took "$1")" -ge "$2" ]
}

count=200
[ "$KERNEL" != debug ] || count=50
setup_hwsim 10000
hwsim_set hwsim0 log_clock phc
hwsim_set hwsim0 phc_rate_ppb 150000
check "ethtool -T" ethtool -T hwsim0
for what in hardware-transmit hardware-receive hardware-raw-clock; do
	says "offers $what" "$what"
done
same "default character" "$(hwsim_get hwsim0 tx_stamps)" every
fails '*' "unknown character is refused" hwsim_set hwsim0 tx_stamps all
fails '*' "101 per cent is refused" hwsim_set hwsim0 tx_stamp_loss 101

# Off until somebody switches it on; then software stamps are all there is.
send 20 100 0 100
eq "off: told by hardware" "$(wc -l <hw)" 0
eq "off: told by software" "$(wc -l <sw)" 20
eq "off: asked" "$(took tx_hwtstamp_asked)" 0
fails 2 "one-step stamps are refused" $stamps config hwsim0 2 0
check "on" $stamps config hwsim0 1 12
says "a filter is widened to all" "^flags 0 tx_type 1 rx_filter 1$"

# Every packet, one after the other and in a burst, on a wire with fractions of a nanosecond.
check "3 Gb/s" ethtool -s hwsim0 speed 3000 duplex full autoneg off
for gap in 0 50000; do
	send $count 300 $gap 200
	eq "every, gap $gap: told" "$(wc -l <hw)" $count
	equal "every, gap $gap"
	eq "every, gap $gap: software keeps quiet" "$(wc -l <sw)" 0
	eq "every, gap $gap: asked" "$(took tx_hwtstamp_asked)" $count
done
[ "$MODE" != icount ] || le "every: the oldest stamp, ns" "$(sed -n 's/^hw .* //p' told | sort -n | tail -n 1)" 1000000
check "TSO" ethtool -K hwsim0 tso on
send $count 1000 0 200
eq "with TSO on: told" "$(wc -l <hw)" $count
equal "with TSO on"

# One slot: what finds it busy goes without, and is told by software instead.
hwsim_set hwsim0 tx_stamps slot
hwsim_set hwsim0 tx_stamp_delay_ns 300000
send $count 300 20000 200
equal "slot"
ge "slot: told" "$(wc -l <hw)" 1
[ "$MODE" != icount ] || ge "slot: skipped" "$(took tx_hwtstamp_skipped)" 1
eq "slot: told and skipped" "$(($(wc -l <hw) + $(took tx_hwtstamp_skipped)))" $count
eq "slot: each is told by one" "$(($(wc -l <hw) + $(wc -l <sw)))" $count
hwsim_set hwsim0 tx_stamp_delay_ns 0
send 20 300 5000000 200
[ "$MODE" != icount ] || eq "slot, with time between: told" "$(wc -l <hw)" 20

# Late: all come, none before its time.
hwsim_set hwsim0 tx_stamps late
hwsim_set hwsim0 tx_stamp_delay_ns 50000000
send $count 300 20000 500
eq "late: told" "$(wc -l <hw)" $count
equal "late"
ge "late: the youngest stamp, ns" "$(sed -n 's/^hw .* //p' told | sort -n | head -n 1)" 50000000

# Lossy: what is lost is waited for 15 s, its socket being charged, and given up.
hwsim_set hwsim0 tx_stamps lossy
hwsim_set hwsim0 tx_stamp_loss 30
send $count 300 20000 200
equal "lossy"
ge "lossy: told" "$(wc -l <hw)" 1
le "lossy: told" "$(wc -l <hw)" $((count - 1))
eq "lossy: skipped" "$(took tx_hwtstamp_skipped)" 0
[ "$MODE" != icount ] || eq "lossy: none is given up yet" "$(took tx_hwtstamp_timeouts)" 0
check "lossy: all are given up in the end" wait_for 30 at_least tx_hwtstamp_timeouts $((count - $(wc -l <hw)))
eq "lossy: told and given up" "$(($(wc -l <hw) + $(took tx_hwtstamp_timeouts)))" $count

# One slot whose stamp is lost is busy for 15 s.
hwsim_set hwsim0 tx_stamps slot
hwsim_set hwsim0 tx_stamp_loss 100
send 10 300 20000 200
eq "slot, lost: told" "$(wc -l <hw)" 0
eq "slot, lost: skipped" "$(took tx_hwtstamp_skipped)" 9
hwsim_set hwsim0 tx_stamp_loss 0
check "slot, lost: given up" wait_for 30 at_least tx_hwtstamp_timeouts 1
send 1 300 0 200
eq "slot, lost: free again" "$(wc -l <hw)" 1

# Down with stamps outstanding, lost and late: nothing is left, and all of it is counted.
hwsim_set hwsim0 tx_stamps late
hwsim_set hwsim0 tx_stamp_delay_ns 9000000000
send 10 300 0 10
hwsim_set hwsim0 tx_stamps lossy
hwsim_set hwsim0 tx_stamp_loss 100
$stamps send hwsim0 10 300 0 10
[ "$MODE" != icount ] || eq "outstanding: told" "$(took tx_hwtstamp_given)" 0
check "down" ip link set hwsim0 down
[ "$MODE" != icount ] || eq "down: dropped" "$(took tx_hwtstamp_dropped)" 20
eq "down: told, given up and dropped" \
	$(($(took tx_hwtstamp_given) + $(took tx_hwtstamp_timeouts) + $(took tx_hwtstamp_dropped))) 20
check "up" ip link set hwsim0 up
wait_for 5 grep -q 1 /sys/class/net/hwsim0/carrier
hwsim_set hwsim0 tx_stamps every
hwsim_set hwsim0 tx_stamp_loss 0
send 10 300 0 100
eq "up again: told" "$(wc -l <hw)" 10
equal "up again"

# Received: the same instant by the peer's clock. Both run true here, five seconds and a bit apart.
hwsim_set hwsim0 phc_rate_ppb 0
hwsim_set hwsim1 phc_step_ns -5000000123
# ahead DEV: of CLOCK_MONOTONIC_RAW, ns
ahead()
{
	hwsim_get "$1" phc_truth | {
		read -r raw mono tai phc
		echo $((phc - raw))
	}
}
apart=$(($(ahead hwsim1) - $(ahead hwsim0)))
receive()
{
	# What the one before said is no answer.
	rm -f ready
	far $stamps receive hwsim1 $count 20000 >received 2>ready &
	wait_for 10 grep -q ready ready
	send $count 300 20000 100
	wait $!
}
receive
eq "received: frames" "$(wc -l <received)" $count
eq "received without being asked: stamps" "$(grep -vc ' 0$' received)" 0
check "received: on" far $stamps config hwsim1 0 1
receive
while read -r number ns; do
	echo "$number $((ns + apart))"
done <onwire >expected
eq "received: frames" "$(wc -l <received)" $count
check "received: stamps are the wire log's, by the peer's clock" cmp expected received
eq "received: counted" "$(far ethtool -S hwsim1 | sed -n 's/^ *rx_hwtstamps: //p')" $count

# Without a clock there is nothing to stamp with, and nothing breaks.
hwsim_set hwsim0 phc_remove 1
send 10 300 0 100
eq "no clock: told by hardware" "$(wc -l <hw)" 0
eq "no clock: told by software" "$(wc -l <sw)" 10
fails 2 "no clock: cannot be switched on" $stamps config hwsim0 1 0
check "no clock: ethtool -T" ethtool -T hwsim0
fails '*' "no clock: offers no hardware stamps" grep -q hardware-transmit last
hwsim_set hwsim0 phc_remove 0
hwsim_set hwsim0 tx_stamps late
send 10 300 0 10
check "module unloads with stamps outstanding" rmmod st2110_hwsim
