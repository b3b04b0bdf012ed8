# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# What is refused of groups and what is warned of, each with its sentence; who may do what; save.
. /selftests/lib/lib.sh

join="st2110ctl group join"
leave="st2110ctl group leave"

# refused WHAT PATTERN COMMAND...: with exit code 2 and that sentence
refused()
{
	refused_what=$1
	refused_says=$2
	shift 2
	fails 2 "$refused_what is refused" "$@"
	says "$refused_what: why" "$refused_says"
}

# warned WHAT PATTERN COMMAND...: done, with that sentence
warned()
{
	warned_what=$1
	warned_says=$2
	shift 2
	check "$warned_what" "$@"
	says "$warned_what: to know" "$warned_says"
}

# sysctl_set NAME VALUE
sysctl_set()
{
	echo "$2" >"/proc/sys/$1"
}

setup_hwsim 10000 2
modprobe sch_st2110
ip addr add fe80::1/64 dev hwsim0 nodad

refused "no group" 'group join 192.0.2.9 dev hwsim0: group: not a multicast address; those are 224.0.1.0' $join 192.0.2.9 dev hwsim0
refused "no group of IPv6" 'group: not a multicast address' $join 2001:db8::1 dev hwsim0
refused "a mapped address" 'group: not a multicast address' $join ::ffff:239.1.1.1 dev hwsim0
refused "a group of the link" 'group: 224.0.0.0/24 never leaves its link' $join 224.0.0.5 dev hwsim0
for group in ff01::1 ff02::fb ff00::1 ff0f::1 ff32::8000:1; do
	refused "$group" 'group: scopes 0 to 2 .* one of scope 3 to e' $join $group dev hwsim0
done
refused "a source that is a group" 'source: itself a multicast address' $join 239.1.1.1 dev hwsim0 source 239.2.2.2
refused "a source of IPv6 that is a group" 'source: itself a multicast address' $join ff3e::8000:1 dev hwsim0 source ff3e::8000:2
refused "a source that is none" 'source: no host has this address' $join 239.1.1.1 dev hwsim0 source 0.0.0.0
refused "everybody as a source" 'source: no host has this address' $join 239.1.1.1 dev hwsim0 source 255.255.255.255
refused "no source of IPv6" 'source: no host has this address' $join ff3e::8000:1 dev hwsim0 source ::
refused "a source of another family" 'source: an address of the same family' $join 239.1.1.1 dev hwsim0 source 2001:db8::1
refused "a source twice" 'source: named twice' $join 239.1.1.1 dev hwsim0 source 192.0.2.9 source 192.0.2.9
refused "no such device" 'device: no such device' $join 239.1.1.1 dev none9
refused "the loopback device" 'dev: does not do multicast; ip link set DEV multicast on' $join 239.1.1.1 dev lo

ip addr flush dev hwsim2
refused "no address" 'dev: has no IPv4 address to report from.*ip address add' $join 239.1.1.1 dev hwsim2
refused "no link-local address" 'dev: has no IPv6 link-local address to report from.*fe80::N' $join ff3e::8000:1 dev hwsim2
ip addr add 2001:db8::1/64 dev hwsim2 nodad
refused "another address than a link-local" 'dev: has no IPv6 link-local address' $join ff3e::8000:1 dev hwsim2
sysctl_set net/ipv6/conf/hwsim2/disable_ipv6 1
refused "IPv6 disabled" 'dev: IPv6 is disabled on it; sysctl net.ipv6.conf.DEV.disable_ipv6=0' $join ff3e::8000:1 dev hwsim2
sysctl_set net/ipv6/conf/hwsim2/disable_ipv6 0
check "small MTU" ip link set hwsim2 mtu 1000
refused "an MTU too small for IPv6" 'dev: IPv6 is off on it: its MTU is below 1280' $join ff3e::8000:1 dev hwsim2

check "from any source" $join 239.1.1.1 dev hwsim0
refused "then from one" 'source: the group is held from any source on this device; join it without source, or leave it first' $join 239.1.1.1 dev hwsim0 source 192.0.2.9
refused "leaving a source of it" 'source: the group is not held from it' $leave 239.1.1.1 dev hwsim0 source 192.0.2.9
check "from one source" $join 239.1.1.2 dev hwsim0 source 192.0.2.9
refused "then from any" 'group: is held from named sources on this device; name a source' $join 239.1.1.2 dev hwsim0
refused "leaving it from any" 'group: is held from named sources on this device; name those to leave' $leave 239.1.1.2 dev hwsim0
refused "leaving another source" 'source: the group is not held from it on this device; st2110ctl group show' $leave 239.1.1.2 dev hwsim0 source 192.0.2.10
refused "leaving what is not held" 'group: not held on this device; st2110ctl group show' $leave 239.9.9.9 dev hwsim0
refused "leaving on another device" 'group: not held on this device' $leave 239.1.1.1 dev hwsim2
check "the same group on another device" sh -c 'ip addr add 192.0.3.1/24 dev hwsim2 && st2110ctl group join 239.1.1.2 dev hwsim2'
eq "two devices" "$(json length st2110ctl -j group show 239.1.1.2)" 2
eq "one of them" "$(json length st2110ctl -j group show 239.1.1.2 dev hwsim2)" 1
check "flush of a device" st2110ctl group flush dev hwsim2
same "leaves the other's" "$(json 'map("\(.group) \(.ifname)") | join(" ")' st2110ctl -j group)" "239.1.1.1 hwsim0 239.1.1.2 hwsim0"

# All or nothing.
refused "one good source and one bad" 'source: itself' $join 239.1.1.2 dev hwsim0 source 192.0.2.20 source 239.1.1.1
sysctl_set net/ipv4/igmp_max_msf 3
refused "more sources than the sysctl has" 'source: more of a group than net.ipv4.igmp_max_msf allows; raise it by sysctl' \
	$join 239.1.1.2 dev hwsim0 source 192.0.2.20 source 192.0.2.21 source 192.0.2.22
same "none of them is held" "$(json '.[0].sources | map(.addr) | join(" ")' st2110ctl -j group show 239.1.1.2)" 192.0.2.9
refused "nor as a new group" 'net.ipv4.igmp_max_msf' $join 239.1.1.3 dev hwsim0 source 192.0.2.20 source 192.0.2.21 source 192.0.2.22 source 192.0.2.23
eq "it is not there" "$(json length st2110ctl -j group show 239.1.1.3)" 0
sysctl_set net/ipv4/igmp_max_msf 100
sources=
i=10
while [ $i -lt 74 ]; do
	sources="$sources source 192.0.2.$i"
	i=$((i + 1))
done
check "64 sources" $join 239.1.1.3 dev hwsim0 $sources
eq "all are shown" "$(json '.[0].sources | length' st2110ctl -j group show 239.1.1.3)" 64
refused "a 65th" 'source: a group may have 64 here; leave some' $join 239.1.1.3 dev hwsim0 source 192.0.2.200
check "64 sources are left" $leave 239.1.1.3 dev hwsim0 $sources
eq "and the group with them" "$(json length st2110ctl -j group show 239.1.1.3)" 0
sysctl_set net/ipv6/mld_max_msf 2
refused "more sources of IPv6" 'source: more of a group than net.ipv6.mld_max_msf allows' \
	$join ff3e::8000:1 dev hwsim0 source 2001:db8::1 source 2001:db8::2 source 2001:db8::3
sysctl_set net/ipv6/mld_max_msf 64
sysctl_set net/ipv4/igmp_max_memberships 0
refused "no memberships by sysctl" 'group: net.ipv4.igmp_max_memberships allows none; raise it by sysctl' $join 239.1.1.4 dev hwsim0
sysctl_set net/ipv4/igmp_max_memberships 20
optmem=$(cat /proc/sys/net/core/optmem_max)
sysctl_set net/core/optmem_max 8
refused "no memory by sysctl" 'group: needs more memory than net.core.optmem_max allows a socket; raise it by sysctl' $join 239.1.1.4 dev hwsim0
refused "nor for IPv6" 'group: needs more memory than net.core.optmem_max' $join ff3e::8000:1 dev hwsim0
sysctl_set net/core/optmem_max "$optmem"
same "nothing is left of what was refused" "$(json 'map("\(.group) \(.ifname)") | join(" ")' st2110ctl -j group)" "239.1.1.1 hwsim0 239.1.1.2 hwsim0"
eq "in the stack neither" "$(grep -ciE '^[[:blank:]]+[0-9A-F]{6}(EF|E8)' /proc/net/igmp)" 2

# Warned of, and done.
warned "SSM's range from any source" 'warning: group: 232.0.0.0/8 and ff3x::/32 are for joins by source \(RFC 4607\)' $join 232.1.1.1 dev hwsim0
warned "of IPv6" 'warning: group: 232.0.0.0/8 and ff3x::/32' $join ff3e::8000:5 dev hwsim0
warned "an address that is flooded" 'note: 239.128.0.5 has the Ethernet address 01:00:5e:00:00:05, that of 224.0.0.5, which switches flood' $join 239.128.0.5 dev hwsim0
ip link set hwsim2 down
warned "a device that is down" 'warning: dev: is down; the group is reported when it comes up' $join 239.1.1.1 dev hwsim2
same "its state" "$(json '.[0].state' st2110ctl -j group show dev hwsim2)" no-link
sysctl_set net/ipv4/conf/hwsim0/force_igmp_version 2
warned "an old querier" 'warning: source: the querier on this link speaks an older IGMP or MLD' $join 232.1.1.2 dev hwsim0 source 192.0.2.9
eq "IGMP is" "$(json '.[0].version' st2110ctl -j group show 232.1.1.2)" 2
sysctl_set net/ipv4/conf/hwsim0/force_igmp_version 0

# A flow to a group: where the stack would send it, and its Ethernet address.
flow="format 576i packets 864 profile n"
for dev in hwsim0 hwsim2; do
	check "dev add $dev" st2110ctl dev add $dev speed 10000
done
ip link set hwsim2 mtu 1500 up
# send [OPTION...]: four frames of the flow
send()
{
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --payload 1200 --frames 4 --sndbuf 1500000 "$@"
}

# wrong_mac [FLOW]
wrong_mac()
{
	json '.[0].stats.wrong_mac' st2110ctl -j stats show "${1:-here}"
}

check "a flow where the route goes" st2110ctl flow add here dev hwsim0 dst 239.1.1.1:5004 $flow
fails 1 "needs no note" grep -q note: last
eq "and nothing was sent yet" "$(wrong_mac)" 0
warned "a flow elsewhere" 'note: the stack would send 239.1.1.1 by hwsim0, not hwsim2; .* ip route add 239.1.1.1 dev hwsim2' \
	st2110ctl flow add there dev hwsim2 dst 239.1.1.1:5004 $flow
check "frames to the group's Ethernet address" send
eq "are not counted" "$(wrong_mac)" 0
sleep 0.5
check "frames to another" send --dst-mac 01:00:5e:01:01:02
ge "are" "$(wrong_mac)" 3
check "a flow of IPv6" st2110ctl flow add six dev hwsim0 dst [ff3e::5]:5004 $flow
ip -6 addr add 2001:db8::1/64 dev hwsim0 nodad
six="--dst [ff3e::5]:5004"
# shellcheck disable=SC2086
check "its frames to the group's Ethernet address" send $six
eq "are not counted" "$(wrong_mac six)" 0
sleep 0.5
# shellcheck disable=SC2086
check "its frames to another" send $six --dst-mac 33:33:00:00:00:06
ge "are" "$(wrong_mac six)" 3
check "that route" ip route add 239.1.1.1 dev hwsim2
check "then" st2110ctl flow add then dev hwsim2 dst 239.1.1.1:5006 $flow
fails 1 "it needs none" grep -q note: last
ip route del 224.0.0.0/4 dev hwsim0
warned "a flow without a route" 'note: the stack has no route to 239.2.2.2; .* ip route add 239.2.2.2 dev hwsim0' \
	st2110ctl flow add nowhere dev hwsim0 dst 239.2.2.2:5004 $flow
warned "a flow to a group that is flooded" 'note: 239.0.0.9 has the Ethernet address 01:00:5e:00:00:09' \
	st2110ctl flow add flooded dev hwsim0 dst 239.0.0.9:5004 $flow
check "a flow to a host" st2110ctl flow add host dev hwsim0 dst 198.51.100.1:5004 $flow
fails 1 "is not asked about" grep -q note: last
ip link add link hwsim0 name hwsim0.7 type vlan id 7 && ip addr add 192.0.7.1/24 dev hwsim0.7 && ip link set hwsim0.7 up &&
	ip route add 239.3.3.3 dev hwsim0.7
check "a flow in a VLAN that stands on its device" st2110ctl flow add vlan dev hwsim0 vlan 7 dst 239.3.3.3:5004 $flow
fails 1 "is where the route goes" grep -q note: last
for dev in hwsim0 hwsim2; do
	check "dev del $dev" st2110ctl dev del $dev
done

# Who may do what.
nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
check "anybody may read" $nobody st2110ctl group
says "and sees" '^239.1.1.1 dev hwsim0  joined  IGMPv3  mac 01:00:5e:01:01:01  joined 1x'
for words in "join 239.1.1.1 dev hwsim0" "leave 239.1.1.1 dev hwsim0" "flush" "flush dev hwsim0"; do
	# shellcheck disable=SC2086
	refused "$words by nobody" 'CAP_NET_ADMIN: try as root' $nobody st2110ctl group $words
done

# What was saved is joined again, as often.
check "twice" $join 239.1.1.1 dev hwsim0
check "sources, one twice" $join 232.1.1.2 dev hwsim0 source 192.0.2.9 source 192.0.2.10
held='map({group, ifname, refs, sources: ((.sources // []) | sort_by(.addr))})'
before=$(json "$held" st2110ctl -j group)
st2110ctl group save >saved
check "flush" st2110ctl group flush
eq "nothing is held" "$(json length st2110ctl -j group)" 0
check "what was saved is joined" st2110ctl -b saved
same "as it was" "$(json "$held" st2110ctl -j group | md5sum)" "$(echo "$before" | md5sum)"
check "flush" st2110ctl group flush

