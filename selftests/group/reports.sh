# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# What the link is told of groups: IGMPv3 and MLDv2 reports on the wire for a join, other sources, a leave, a link that comes
# back, an address that changes. One capture a step, read and judged on the host by reports.judge.
. /selftests/lib/lib.sh

# step NAME SECONDS COMMAND...: what is on the wire from the command on
step()
{
	step_name=$1
	step_wait=$2
	shift 2
	wire_start hwsim0
	check "$step_name" "$@"
	sleep "$step_wait"
	wire_stop hwsim0 "$OUT/$step_name.pcap"
}

# What is one step. The stack takes link-local addresses off a device that is set down.
down_up()
{
	ip link set hwsim0 down && sleep 0.5 && ip link set hwsim0 up && ip addr add fe80::1/64 dev hwsim0 nodad
}

carrier_flap()
{
	hwsim_set hwsim0 carrier 0 && sleep 1.5 && hwsim_set hwsim0 carrier 1
}

other_address()
{
	ip addr del 192.0.2.1/24 dev hwsim0 && sleep 0.5 && ip addr add 192.0.2.77/24 dev hwsim0
}

other_link_local()
{
	ip addr del fe80::1/64 dev hwsim0 && sleep 0.5 && ip addr add fe80::77/64 dev hwsim0 nodad
}

# Below 1280 octets there is no IPv6: the stack forgets all that belongs to it.
small_mtu()
{
	ip link set hwsim0 mtu 1000 && sleep 0.5 && ip link set hwsim0 mtu 1500 && sleep 0.5 &&
		ip addr add fe80::99/64 dev hwsim0 nodad
}

# group ADDR FILTER
group()
{
	json ".[0].$2" st2110ctl -j group show "$1"
}

join="st2110ctl group join"
leave="st2110ctl group leave"

setup_hwsim 10000
modprobe sch_st2110
hwsim_set hwsim0 log_snap 1514
echo 0 >/proc/sys/net/ipv6/conf/hwsim0/router_solicitations
echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode
check "IPv6 address" ip addr add fe80::1/64 dev hwsim0 nodad
sleep 3

step nothing 3 true
step join-4 3 $join 239.1.1.1 dev hwsim0
step again-4 3 $join 239.1.1.1 dev hwsim0
step join-6 3 $join ff3e::8000:1 dev hwsim0
step sources-4 3 $join 232.1.1.1 dev hwsim0 source 192.0.2.9 source 192.0.2.10
step sources-6 3 $join ff3e::8000:2 dev hwsim0 source 2001:db8::9 source 2001:db8::10
step more-4 3 $join 232.1.1.1 dev hwsim0 source 192.0.2.11 source 192.0.2.10
step more-6 3 $join ff3e::8000:2 dev hwsim0 source 2001:db8::11 source 2001:db8::10
eq "joined twice" "$(group 239.1.1.1 refs)" 2
same "sources" "$(group 232.1.1.1 'sources | map("\(.addr) \(.refs)") | join(" ")')" "192.0.2.9 1 192.0.2.10 2 192.0.2.11 1"
same "sources of IPv6" "$(group ff3e::8000:2 'sources | map("\(.addr) \(.refs)") | join(" ")')" \
	"2001:db8::9 1 2001:db8::10 2 2001:db8::11 1"
eq "IGMP" "$(group 239.1.1.1 version)" 3
eq "MLD" "$(group ff3e::8000:1 version)" 2
check "the device's filter has them" grep -q 01005e010101 /proc/net/dev_mcast

step fewer-4 3 $leave 232.1.1.1 dev hwsim0 source 192.0.2.9 source 192.0.2.10
step fewer-6 3 $leave ff3e::8000:2 dev hwsim0 source 2001:db8::9 source 2001:db8::10
same "one is left" "$(group 232.1.1.1 'sources | map("\(.addr) \(.refs)") | join(" ")')" "192.0.2.11 1 192.0.2.10 1"

(
	st2110ctl -j monitor type group-lost type group-rejoined >"$OUT/events"
) &
monitor=$!
sleep 0.2
step carrier 6 carrier_flap
eq "each group was lost once" "$(json 'map(select(.lost == 1 and .rejoined == 1)) | length' st2110ctl -j group)" 4
step updown 6 down_up
eq "and once more" "$(json 'map(select(.lost == 2 and .rejoined == 2)) | length' st2110ctl -j group)" 4
step address-4 5 other_address
step address-6 5 other_link_local
eq "IPv4 and IPv6 each once more" "$(json 'map(select(.lost == 3 and .rejoined == 3)) | length' st2110ctl -j group)" 4
same "all are joined" "$(json 'map(.state) | unique | join(" ")' st2110ctl -j group)" joined
kill $monitor
same "events" "$(jq -r '"\(.event) \(.cause) \(.groups)"' "$OUT/events" | tr '\n' ';')" \
	"group-lost link 4;group-rejoined link 4;group-lost link 4;group-rejoined link 2;group-rejoined address 2;group-lost address 2;group-rejoined address 2;group-lost address 2;group-rejoined address 2;"

step mtu 5 small_mtu
eq "IPv6 was lost again" "$(json 'map(select(.lost == 4 and .rejoined == 4)) | length' st2110ctl -j group)" 2
same "joined again on fresh sockets" "$(json 'map(.state) | unique | join(" ")' st2110ctl -j group)" joined

step leave-once-4 3 $leave 239.1.1.1 dev hwsim0
step leave-4 3 $leave 239.1.1.1 dev hwsim0
step leave-6 3 $leave ff3e::8000:1 dev hwsim0
step flush 3 st2110ctl group flush dev hwsim0
eq "none is left" "$(json length st2110ctl -j group)" 0
fails 1 "nor in the device's filter" grep -q 01005e010101 /proc/net/dev_mcast
