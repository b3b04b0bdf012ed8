# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# What becomes of groups that are held: devices and namespaces that go, are renamed or moved, the module's end. Nothing is left
# behind, nothing is pinned, and whoever listens is told.
. /selftests/lib/lib.sh

join="st2110ctl group join"

# held [ARGUMENT...]: how many groups are held
held()
{
	json length st2110ctl "$@" -j group
}

# in_stack [far]: how many groups of 239.0.0.0/8 and 232.0.0.0/8, and of ff3e::/16, the stack of a namespace has
in_stack()
{
	# shellcheck disable=SC2016
	${1:+ip netns exec "$1"} sh -c 'echo $(($(grep -ciE "^[[:blank:]]+[0-9A-F]{6}(EF|E8)" /proc/net/igmp) +
		$(grep -ciE "[[:blank:]]ff3e[0-9a-f]{28}[[:blank:]]" /proc/net/igmp6)))'
}

# all_told EVENTS: that is what was told since the last time
all_told()
{
	tail -n +$((seen + 1)) "$OUT/events" | jq -r '"\(.event) \(.ifname) \(.cause) \(.group // "-") \(.groups)"' | tr '\n' ';' >told
	[ "$(cat told)" = "$1" ]
}

# told DESCRIPTION EVENTS: within a while
told()
{
	wait_for 5 all_told "$2"
	same "$1" "$(cat told)" "$2"
	forget
}

forget()
{
	sleep 0.3
	seen=$(wc -l <"$OUT/events")
}

# many DEVICE [st2110ctl option...]: 10 of IPv4 from any source, one from two, and one of IPv6
many()
{
	many_dev=$1
	shift
	i=1
	while [ $i -le 10 ]; do
		echo "group join 239.1.1.$i dev $many_dev"
		i=$((i + 1))
	done >many
	echo "group join 232.1.1.1 dev $many_dev source 192.0.2.9 source 192.0.2.10" >>many
	echo "group join ff3e::8000:1 dev $many_dev source 2001:db8::9" >>many
	check "12 groups on $many_dev" st2110ctl "$@" -b many
}

setup_hwsim 10000
modprobe sch_st2110
modprobe dummy numdummies=0
ip addr add fe80::1/64 dev hwsim0 nodad
ip -n far addr add fe80::2/64 dev hwsim1 nodad
st2110ctl -j monitor >"$OUT/events" &
monitor=$!
seen=0
sleep 0.3

# The device's name.
check "a group" $join 239.7.7.7 dev hwsim0
told "told" "group-join hwsim0 none 239.7.7.7 1;"
check "rename" sh -c 'ip link set hwsim0 down && ip link set hwsim0 name media0 && ip link set media0 up'
same "the name follows" "$(json '.[0].ifname' st2110ctl -j group)" media0
check "and back" sh -c 'ip link set media0 down && ip link set media0 name hwsim0 && ip link set hwsim0 up'
same "it is joined" "$(json '.[0].state' st2110ctl -j group)" joined
forget
check "leave" st2110ctl group leave 239.7.7.7 dev hwsim0
told "told as well" "group-leave hwsim0 none 239.7.7.7 1;"

# A device that is removed.
check "device" ip link add gone0 type dummy
check "up" sh -c 'ip link set gone0 multicast on up && ip addr add 192.0.9.1/24 dev gone0 && ip addr add fe80::9/64 dev gone0 nodad'
many gone0
eq "held" "$(held)" 12
eq "the stack has them" "$(in_stack)" 12
forget
check "the device is removed" ip link del gone0
told "told" "group-lost gone0 link - 12;group-lost gone0 device - 12;"
eq "none is held" "$(held)" 0
eq "none in the stack" "$(in_stack)" 0

# One that is moved.
check "device" ip link add gone0 type dummy
check "up" sh -c 'ip link set gone0 multicast on up && ip addr add 192.0.9.1/24 dev gone0 && ip addr add fe80::9/64 dev gone0 nodad'
many gone0
forget
check "the device is moved" ip link set gone0 netns far
told "told" "group-lost gone0 link - 12;group-lost gone0 device - 12;"
eq "none is held here" "$(held)" 0
eq "nor there" "$(held -n far)" 0
eq "none in the stack there" "$(in_stack far)" 0
check "back" ip -n far link del gone0

# One whose MTU is too small for IPv4.
check "device" ip link add gone0 type dummy
check "up" sh -c 'ip link set gone0 multicast on up && ip addr add 192.0.9.1/24 dev gone0'
check "a group" $join 239.7.7.7 dev gone0
check "sources" $join 232.7.7.7 dev gone0 source 192.0.2.9 source 192.0.2.10
check "an MTU of 60" ip link set gone0 mtu 60
same "is disabled" "$(json 'map(.state) | unique | join(" ")' st2110ctl -j group)" disabled
eq "the stack forgot" "$(in_stack)" 0
fails 2 "a join now is refused" $join 239.7.7.8 dev gone0
says "why" 'dev: IPv4 is off on it, its MTU is below 68'
# IP is back, but the stack will not have them: no event is told, nothing spins, and they are joined as soon as it will.
igmp=/proc/sys/net/ipv4/igmp_max_memberships
limit=$(cat $igmp)
echo 0 >$igmp
forget
check "an MTU of 1500" ip link set gone0 mtu 1500
check "address" ip addr add 192.0.9.1/24 dev gone0
sleep 2.5
same "the stack's limit: disabled" "$(json 'map(.state) | unique | join(" ")' st2110ctl -j group)" disabled
told "nothing told" ""
echo "$limit" >$igmp
joined()
{
	[ "$(json 'map(.state) | unique | join(" ")' st2110ctl -j group)" = joined ]
}
check "joined again" wait_for 5 joined
eq "the stack has them again" "$(in_stack)" 2
# The kernel's list shows the sources of a device only if the group that was joined last has some.
check "leave the one without" st2110ctl group leave 239.7.7.7 dev gone0
eq "the other has its sources" "$(grep -c "0xe8070707.*0xc000020[9a]" /proc/net/mcfilter)" 2
check "removed" ip link del gone0
forget

# A namespace that ends, with groups on a device of its own and on one that comes back.
check "namespace" ip netns add end
check "its devices" sh -c 'ip link add end0 netns end type dummy && ip link set hwsim0 netns end'
check "up" sh -c 'ip -n end link set end0 multicast on up && ip -n end addr add 192.0.9.1/24 dev end0 &&
	ip -n end addr add fe80::9/64 dev end0 nodad && ip -n end link set hwsim0 up && ip -n end addr add 192.0.2.1/24 dev hwsim0 &&
	ip -n end addr add fe80::1/64 dev hwsim0 nodad'
many end0 -n end
many hwsim0 -n end
eq "held there" "$(held -n end)" 24
eq "and not here" "$(held)" 0
check "the namespace is deleted" ip netns del end
gone()
{
	[ ! -d /sys/class/net/end0 ] && ! grep -q end0 /proc/net/dev_mcast
}
check "its end" wait_for 10 gone
eq "nothing is held" "$(held)" 0
eq "nothing in the stack" "$(in_stack)" 0

# The module's end, in two namespaces.
check "device there" ip -n far link add gone0 type dummy
check "up" sh -c 'ip -n far link set gone0 multicast on up && ip -n far addr add 192.0.9.1/24 dev gone0 &&
	ip -n far addr add fe80::9/64 dev gone0 nodad'
many gone0 -n far
check "device" ip link add gone0 type dummy
check "up" sh -c 'ip link set gone0 multicast on up && ip addr add 192.0.9.1/24 dev gone0 && ip addr add fe80::9/64 dev gone0 nodad'
many gone0
kill $monitor
wait $monitor 2>/dev/null
check "nothing pins the module" rmmod sch_st2110
eq "none in the stack here" "$(in_stack)" 0
eq "nor there" "$(in_stack far)" 0
check "loaded again" modprobe sch_st2110
eq "nothing is held" "$(held)" 0
check "removed" ip link del gone0
dmesg | grep -q 'waiting for' && not_ok "no device waited for" || ok "no device waited for"
