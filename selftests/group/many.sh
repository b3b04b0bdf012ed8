# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# many.sh [COUNT]: a thousand groups (or COUNT; 4,096 is the most there may be), at the sysctls' defaults: each is reported when it
# is joined, when the link comes back, and when it is left, which many.judge reads from the captures; no socket is left behind.
. /selftests/lib/lib.sh

count=${1:-1000}
limit=4096

# How many sockets of UDP there are, or of what the kernel keeps with them.
sockets()
{
	cut -d ' ' -f 1 /sys/kernel/slab/UDP/objects
}

few_sockets()
{
	[ "$(sockets)" -le $((before + 200)) ]
}

setup_hwsim 10000
modprobe sch_st2110
hwsim_set hwsim0 log_snap 1514
before=$(sockets)
i=0
while [ $i -lt "$count" ]; do
	echo "group join 239.16.$((i / 256)).$((i % 256)) dev hwsim0"
	i=$((i + 1))
done >batch

wire_start hwsim0
check "$count groups" st2110ctl -b batch
eq "all are held" "$(json 'map(.group) | unique | length' st2110ctl -j group)" "$count"
ge "with a socket each" "$(($(sockets) - before))" $((count * 9 / 10))
sleep 3
wire_stop hwsim0 "$OUT/join.pcap"
if [ "$count" = $limit ]; then
	fails 2 "one more is refused" st2110ctl group join 239.1.1.1 dev hwsim0
	says "why" 'group: 4096 are held in this network namespace, the most that are accepted; leave some'
	check "another namespace has its own limit" st2110ctl -n far group join 239.1.1.1 dev hwsim1
	eq "and its own groups" "$(json length st2110ctl -n far -j group)" 1
	check "flush there" st2110ctl -n far group flush
fi

st2110ctl -j monitor type group-lost type group-rejoined count 2 >events &
sleep 0.5
wire_start hwsim0
check "link lost" hwsim_set hwsim0 carrier 0
sleep 1.5
check "and back" hwsim_set hwsim0 carrier 1
sleep 4
wire_stop hwsim0 "$OUT/carrier.pcap"
same "told as one" "$(jq -r '"\(.event) \(.cause) \(.groups)"' events | tr '\n' ';')" "group-lost link $count;group-rejoined link $count;"

wire_start hwsim0
check "flush" st2110ctl group flush
sleep 3
wire_stop hwsim0 "$OUT/leave.pcap"
eq "nothing is held" "$(json length st2110ctl -j group)" 0
check "all sockets are gone" wait_for 10 few_sockets
