# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Link faults, and everything that can go away under traffic.
# timeout: 900
. /selftests/lib/lib.sh

frames=/selftests/hwsim/frames
# The debug kernel needs minutes for what takes the others seconds.
turns=10 loads=100 gap=0
[ "$KERNEL" != debug ] || turns=2 loads=5 gap=5000000
setup_hwsim 10000 2
hwsim_set hwsim0 deliver peer

# Carrier: lost at both ends, restored at both.
same "carrier is there" "$(cat /sys/class/net/hwsim0/carrier)" 1
hwsim_set hwsim0 carrier 0
same "cable pulled: carrier here" "$(cat /sys/class/net/hwsim0/carrier)" 0
same "cable pulled: carrier there" "$(far cat /sys/class/net/hwsim1/carrier)" 0
hwsim_set hwsim0 carrier 1
check "cable plugged: carrier here" wait_for 3 grep -q 1 /sys/class/net/hwsim0/carrier
same "cable plugged: carrier there" "$(far cat /sys/class/net/hwsim1/carrier)" 1

# Speed: told to others, at both ends; unknown is reported as unknown.
ip monitor link >monitor &
monitor=$!
sleep 0.3
check "speed 1000" ethtool -s hwsim0 speed 1000 duplex full autoneg off
sleep 0.3
kill $monitor
same "speed here" "$(cat /sys/class/net/hwsim0/speed)" 1000
same "speed there" "$(far cat /sys/class/net/hwsim1/speed)" 1000
ge "others were told" "$(grep -c hwsim0 monitor)" 1
check "unknown speed" ethtool -s hwsim0 speed 0 duplex full autoneg off
same "unknown speed" "$(cat /sys/class/net/hwsim0/speed)" -1
fails '*' "absurd speed is refused" ethtool -s hwsim0 speed 900000 duplex full autoneg off
fails '*' "half duplex is refused" ethtool -s hwsim0 speed 1000 duplex half autoneg off
hwsim_set hwsim0 renegotiate_ms 5000
ethtool -s hwsim0 speed 2500 duplex full autoneg off
same "renegotiating: no carrier" "$(cat /sys/class/net/hwsim0/carrier)" 0
check "renegotiated" wait_for 60 grep -q 1 /sys/class/net/hwsim0/carrier
same "renegotiated: speed" "$(cat /sys/class/net/hwsim0/speed)" 2500
hwsim_set hwsim0 renegotiate_ms 0
ethtool -s hwsim0 speed 1000 duplex full autoneg off

# Under traffic: everything at once that an administrator can do.
check "rename" ip link set hwsim2 down
check "rename" ip link set hwsim2 name cam0
check "the folder follows the name" hwsim_get cam0 deliver
check "and back" ip link set cam0 name hwsim2
check "and up" ip link set hwsim2 up
wire_start hwsim0 peer
hwsim_set hwsim0 log_bytes 1000000
$frames hwsim0 0 300 $gap >sent0 2>/dev/null &
$frames hwsim2 0 300 $gap >sent2 2>/dev/null &
sleep 0.2
n=0
while [ $n -lt $turns ]; do
	ethtool -L hwsim0 tx $((n % 4 + 1))
	ethtool -G hwsim0 tx $((8 << (n % 5)))
	ethtool -C hwsim0 tx-frames $((n % 3)) tx-usecs $((n * 10))
	ethtool -s hwsim0 speed $((n % 2 * 9000 + 1000)) duplex full autoneg off
	hwsim_set hwsim0 carrier 0
	hwsim_set hwsim0 stall 15
	hwsim_set hwsim0 carrier 1
	hwsim_set hwsim0 stall 0
	hwsim_set hwsim0 log 1
	cat /sys/kernel/debug/st2110_hwsim/hwsim0/wire.pcap >/dev/null
	ip link set hwsim0 down
	ip link set hwsim0 up
	far ip link set hwsim1 down
	far ip link set hwsim1 up
	n=$((n + 1))
done
ok "knobs were turned under traffic"
wait_for 3 grep -q 1 /sys/class/net/hwsim0/carrier
before=$(cat /sys/class/net/hwsim0/statistics/tx_packets)
sleep 0.5
ge "traffic still flows" "$(($(cat /sys/class/net/hwsim0/statistics/tx_packets) - before))" 10
check "a NIC is deleted under traffic" ip link del hwsim0
fails '*' "its peer went with it" far ip link show hwsim1
check "a NIC moves under traffic" ip link set hwsim2 netns far
check "its namespace dies" ip netns del far
check "and the NIC with it" wait_for 10 sh -c '! ip link show hwsim2 && [ ! -e /sys/kernel/debug/st2110_hwsim/hwsim2 ]'

# rtnetlink.
check "link add" ip link add cam0 numtxqueues 6 type st2110_hwsim
same "queues as asked" "$(ls -d /sys/class/net/cam0/queues/tx-* | wc -l)" 6
fails '*' "65 queues are refused" ip link add cam1 numtxqueues 65 type st2110_hwsim
says "with the reason" 'numtxqueues: at most 64'
check "a namespace of another user" unshare -Urn true
if fails '*' "an unprivileged user makes none" su nobody -s /bin/sh -c 'unshare -Urn ip link add cam1 type st2110_hwsim'; then
	says "and is told why" 'CAP_NET_ADMIN|not permitted|denied'
fi
$frames cam0 0 300 $gap >/dev/null 2>&1 &
ip link set cam0 up
sleep 0.3
check "module removal under traffic" rmmod st2110_hwsim
wait

n=0
while [ $n -lt $loads ]; do
	modprobe st2110_hwsim pairs=$((n % 3)) || break
	[ $((n % 3)) = 0 ] || ip link set hwsim0 up
	[ $((n % 3)) != 2 ] || timeout 5 $frames hwsim0 10 100 >/dev/null
	rmmod st2110_hwsim || break
	n=$((n + 1))
done
eq "loaded and unloaded" $n $loads
for bad in pairs=65 queues=0 queues=65 speed=800001; do
	fails '*' "$bad is refused" modprobe st2110_hwsim $bad
done
