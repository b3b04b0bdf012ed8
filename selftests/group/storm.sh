# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 3000
#
# storm.sh [ROUNDS]: groups are joined, left, flushed and shown by several at once, while devices come and go, links flap, addresses
# change and namespaces end. Nobody may be hurt, and nothing is left. What is refused meanwhile is of no interest.
. /selftests/lib/lib.sh

rounds=${1:-20}

# busy NAME COMMAND...: over and over until the storm is over
busy()
{
	(
		while [ ! -e over ]; do
			"$@"
		done
	) >/dev/null 2>&1 &
}

joins()
{
	for device in storm0 storm1 hwsim0; do
		echo "group join 239.1.1.1 dev $device"
		echo "group join 239.1.1.$1 dev $device"
		echo "group join 232.1.1.$1 dev $device source 192.0.2.1 source 192.0.2.$1$1"
		echo "group join ff3e::8000:$1 dev $device"
		echo "group join ff3e::8001:1 dev $device source 2001:db8::$1"
	done | st2110ctl -force -b -
	st2110ctl group
	for device in hwsim0 storm1 storm0; do
		echo "group leave ff3e::8001:1 dev $device source 2001:db8::$1"
		echo "group leave 232.1.1.$1 dev $device source 192.0.2.$1$1"
		echo "group leave 239.1.1.1 dev $device"
	done | st2110ctl -force -b -
}

flushes()
{
	st2110ctl group flush dev storm0
	st2110ctl -j group show dev hwsim0
	st2110ctl group flush
}

devices()
{
	ip link add "$1" type dummy
	ip link set "$1" multicast on up
	ip addr add 192.0.9.1/24 dev "$1"
	ip addr add fe80::9/64 dev "$1" nodad
	st2110ctl group join 239.2.2.2 dev "$1"
	ip link set "$1" mtu 60
	ip link set "$1" mtu 1500
	ip addr add 192.0.9.1/24 dev "$1"
	ip link del "$1"
}

namespaces()
{
	ip netns add storm
	ip link add storm9 netns storm type dummy
	ip -n storm link set storm9 multicast on up
	ip -n storm addr add 192.0.9.1/24 dev storm9
	for i in 1 2 3 4 5; do
		st2110ctl -n storm group join 239.3.3.$i dev storm9
	done
	ip netns del storm
}

setup_hwsim 10000
modprobe sch_st2110
modprobe dummy numdummies=0
ip addr add fe80::1/64 dev hwsim0 nodad
busy joins 3
busy joins 4
busy flushes
busy devices storm0
busy devices storm1
busy namespaces
n=0
while [ $n -lt "$rounds" ]; do
	hwsim_set hwsim0 carrier 0
	ip addr del 192.0.2.1/24 dev hwsim0
	st2110ctl group join 239.5.5.5 dev hwsim0 >>"$OUT/log" 2>&1
	hwsim_set hwsim0 carrier 1
	ip addr add 192.0.2.1/24 dev hwsim0
	ip link set hwsim0 down
	ip link set hwsim0 up
	ip addr add fe80::1/64 dev hwsim0 nodad 2>/dev/null
	sleep 0.2
	n=$((n + 1))
done
touch over
wait
ok "$rounds rounds"
check "a group is joined after all" st2110ctl group join 239.9.9.9 dev hwsim0
check "all are left" st2110ctl group flush
eq "none is held" "$(json length st2110ctl -j group)" 0
eq "none in the stack" "$(grep -ciE '^[[:blank:]]+[0-9A-F]{6}(EF|E8)' /proc/net/igmp)" 0
check "the module unloads" rmmod sch_st2110
dmesg | grep -q 'waiting for' && not_ok "no device waited for" || ok "no device waited for"
