# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 200
#
# Twenty flows go to other addresses at one instant of TAI while their senders go on sending to the old ones: none early, all by the
# next frame boundary, no frame to both, checksums right, RTCP with them (the judge reads that from the wire). Multicast and
# unicast, IPv4 and IPv6, AF_PACKET and UDP; two change places, one is replaced, one is cancelled, two are muted or not. What
# cannot be done is refused, one bad flow with its whole set. Then two legs, together.
. /selftests/lib/lib.sh

FLOWS=20
setup_hwsim 10000 2
ip -6 addr add 2001:db8::1/64 dev hwsim0 nodad
ip -n far -6 addr add 2001:db8::2/64 dev hwsim1 nodad
ip -6 addr add fe80::1/64 dev hwsim0 nodad
ip -n far -6 addr add fe80::2/64 dev hwsim1 nodad
check "device" st2110ctl dev add hwsim0
check "second device" st2110ctl dev add hwsim2
format="format 320x8p25 sampling 422 depth 10 payload 1200 profile nl troff 1ms lead 500us"

# dst N, to N: where flow N is sent, and goes later
dst()
{
	case $1 in
	1[5-9]) echo "[ff3e::$1]:5004" ;;
	*) echo "239.1.1.$1:5004" ;;
	esac
}

to()
{
	case $1 in
	5) dst 6 ;;
	6) dst 5 ;;
	9 | 10) echo "192.0.2.2:60$1" ;;
	1[78]) echo "[2001:db8::2]:60$1" ;;
	1[5-9]) echo "[ff3e::2:$1]:6004" ;;
	*) echo "239.1.2.$1:6004" ;;
	esac
}

i=1
while [ $i -le $FLOWS ]; do
	# shellcheck disable=SC2086
	st2110ctl flow add f$i dev hwsim0 dst "$(dst $i)" $format >"$OUT/last" 2>&1 || not_ok "flow $i is added: $(cat "$OUT/last")"
	i=$((i + 1))
done
# shellcheck disable=SC2086
check "a flow that is to be muted" st2110ctl flow add f21 dev hwsim0 dst 239.1.1.21:5004 $format
# shellcheck disable=SC2086
check "one that is" st2110ctl flow add f22 dev hwsim0 dst 239.1.1.22:5004 $format mute on
says "and says so" 'dst 239.1.1.22:5004  muted'
# shellcheck disable=SC2086
check "a flow that nobody sends to" st2110ctl flow add idle dev hwsim0 dst 239.1.1.99:5004 $format to 239.1.2.99:6004 to-src 192.0.2.9 \
	sdp-extra "pt=96; ttl=32; TCS=SDR; colorimetry=BT709"
says "shows both addresses" '^idle  dev hwsim0  dst 239.1.1.99:5004  to 239.1.2.99:6004$'
says "and its source" 'to-src 192.0.2.9'

# What is refused, and why.
fails 2 "another family" st2110ctl flow set f1 to "[ff3e::1]:5004"
says "is another flow" 'to: an address of the same family as dst'
fails 2 "PTP's port" st2110ctl flow set f1 to 239.1.2.1:319
says "is PTP's" "to: 319 and 320 are PTP's"
fails 2 "nor is RTCP to go there" st2110ctl flow set f1 to 239.1.2.1:318
says "which is said" 'to: RTCP goes to the port after'
fails 2 "this host" st2110ctl flow set f1 to 127.0.0.1:5004
fails 2 "no host" st2110ctl flow set f1 to 0.0.0.0:5004
fails 2 "a group sends nothing" st2110ctl flow set f1 to 239.1.2.1:5004 to-src 239.1.1.1
fails 2 "a source of nothing" st2110ctl flow set f1 to-src 192.0.2.9
says "has no place" 'to-src: of which output'
fails 1 "no address" st2110ctl flow set f1 to nowhere
says "is none" 'accepted are ADDR:PORT and none'
fails 2 "another flow's address" st2110ctl flow set f1 to 239.1.1.2:5004
says "is taken" 'to: another flow of this device goes to this address and port'
fails 2 "or where one goes" st2110ctl flow set f1 to 239.1.2.99:6004
# shellcheck disable=SC2086
fails 2 "where one goes" st2110ctl flow add x dev hwsim0 dst 239.1.2.99:6004 $format
says "no other is sent" 'dst: another flow of this device goes to this address and port \(to\)'
fails 2 "what a flow is known by" st2110ctl flow set f1 dst 239.1.2.1:5004
says "stays, and the remedy is named" 'to ADDR:PORT sends it elsewhere'
same "and nothing has changed" "$(json '.[0].to' st2110ctl -j flow show f1)" null

# A description says where the flow goes, and another one is another version.
check "described" st2110ctl flow show idle sdp
says "by where it goes" '^c=IN IP4 239.1.2.99'
says "the port too" '^m=video 6004 '
says "and from where" '^a=source-filter: incl IN IP4 239.1.2.99 192.0.2.9'
version=$(grep '^o=' last)
check "saved" st2110ctl flow save idle
says "with both" 'dst 239.1.1.99:5004 to 239.1.2.99:6004 .*to-src 192.0.2.9'
cp last saved
check "it goes back" st2110ctl flow set idle to none
check "described again" st2110ctl flow show idle sdp
says "by where it is sent" '^c=IN IP4 239.1.1.99'
ne "in another version" "$(grep '^o=' last | grep -cF "$version")" 1
check "deleted" st2110ctl flow del idle
check "and restored" st2110ctl -batch saved
same "as it was" "$(json '.[0] | "\(.to) \(.to_port) \(.to_src)"' st2110ctl -j flow show idle)" "239.1.2.99 6004 192.0.2.9"

# One bad flow, and nothing of the set is done: an address that is taken, a neighbour that does not answer.
st2110ctl flow set f1 to "$(to 1)" stage bad >/dev/null
check "an address may be taken until all is known" st2110ctl flow set f2 to 239.1.1.3:5004 stage bad
fails 2 "but not for good" st2110ctl stage commit bad
says "which flow is said" 'flow f2 dev hwsim0: .*another flow of this device'
check "shown" st2110ctl stage show bad
says "as what differs" '^    to  none -> 239.1.1.3:5004'
check "neighbours may answer later" st2110ctl flow set f2 to 192.0.2.77:5004 stage bad
fails 2 "but not never" st2110ctl stage commit bad
says "which is said" 'flow f2 dev hwsim0: .*its neighbour does not answer'
eq "nothing is committed" "$(json '[.[] | select(.stage_at_tai_ns != null)] | length' st2110ctl -j stage show bad)" 0
check "cancelled" st2110ctl stage cancel bad

# What changes at once is told.
st2110ctl -j monitor type changed >"$OUT/changes" 2>&1 &
monitor=$!
sleep 0.1
check "set" st2110ctl flow set f1 to 239.1.3.1:5004 ttl 9
check "and back" st2110ctl flow set f1 to none ttl keep
check "muted" st2110ctl flow mute f1
check "not" st2110ctl flow unmute f1
check "described otherwise" st2110ctl flow set f1 sdp-extra "TCS=SDR"
check "set to what it is" st2110ctl flow set f1 troff 1ms
sleep 0.1
kill $monitor
same "and what, each time" "$(jq -r '.changed | join("+")' changes | tr '\n' ' ')" "marks+to marks+to mute mute sdp-extra "

hwsim_set hwsim0 log_snap 1400
hwsim_set hwsim0 log_bytes 16000000
wire_start hwsim0 peer
st2110ctl -j monitor type staged >"$OUT/events" 2>&1 &
monitor=$!
i=1
while [ $i -le 22 ]; do
	case $i in
	1) how="--ring --checksum udp --rtcp 3" ;;
	2) how="--ring --checksum udp --rtcp 3 --rtcp-apart" ;;
	3) how="--ring --checksum none" ;;
	7 | 8 | 10) how="--udp --checksum udp --src 192.0.2.1:50$i" ;;
	16 | 18) how="--udp --checksum udp --src [2001:db8::1]:50$i" ;;
	*) how="--ring --checksum udp" ;;
	esac
	# shellcheck disable=SC2086
	st2110-send --dst "$(dst $i)" --dev hwsim0 --format 320x8p25 --payload 1200 --frames 50 --offset -5ms --ssrc $i -q $how \
		>>"$OUT/log" 2>&1 &
	i=$((i + 1))
done
sleep 0.5
# stage N SET: of flow N
stage()
{
	st2110ctl flow set "f$1" to "$(to "$1")" stage "$2" >"$OUT/last" 2>&1 || not_ok "f$1 is staged: $(cat "$OUT/last")"
}

i=1
while [ $i -le $((FLOWS - 2)) ]; do
	[ $i != 7 ] || st2110ctl flow set f7 to 239.1.9.7:7004 stage evening >/dev/null
	stage $i evening
	i=$((i + 1))
done
st2110ctl flow set f8 to "$(to 8)" to-src 192.0.2.8 stage evening >/dev/null
stage $((FLOWS - 1)) never
stage $FLOWS late
check "muting waits" st2110ctl flow mute f21 stage evening
check "going on, too" st2110ctl flow set f22 mute off stage evening
check "is shown" st2110ctl stage show evening
says "as a change" '^    mute  on -> off'
st2110ctl flow set idle to 239.1.2.100:6004 stage evening >/dev/null
at=$(($(taiclock now) / 1000000000 + 1))
check "committed together" st2110ctl stage commit evening at "$at:250000000"
check "a second set for the same instant" st2110ctl stage commit never at "$at:250000000"
check "a third a little later" st2110ctl stage commit late at "$at:500000000"
check "the second is cancelled" st2110ctl stage cancel never
sleep 3
kill $monitor
wire_stop hwsim0
i=1
{
	echo "$at"
	while [ $i -le 22 ]; do
		case $i in
		19) echo "$i $(dst $i) - 0" ;;
		20) echo "$i $(dst $i) $(to $i) 500000000" ;;
		21) echo "$i $(dst $i) muted 250000000" ;;
		22) echo "$i muted $(dst $i) 250000000" ;;
		*) echo "$i $(dst $i) $(to $i) 250000000" ;;
		esac
		i=$((i + 1))
	done
} >"$OUT/plan"
cat /sys/class/net/hwsim0/address >"$OUT/mac"
far cat /sys/class/net/hwsim1/address >>"$OUT/mac"
eq "nothing waits any more" "$(json length st2110ctl -j stage show)" 0
same "without a sender" "$(json '.[0].to' st2110ctl -j flow show idle)" 239.1.2.100
st2110ctl -j stats show >"$OUT/stats.json"

# A neighbour that does not answer: frames are dropped until it does.
check "to nobody" st2110ctl flow set f1 to 192.0.2.77:5004
says "is said" 'its neighbour does not answer yet'
check "stats" st2110ctl stats reset f1
send="st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 320x8p25 --payload 1200 -q"
hwsim_set hwsim0 deliver peer
# shellcheck disable=SC2086
$send --frames 25 >>"$OUT/log" 2>&1 &
sender=$!
sleep 0.7
same "which is its state" "$(json '.[0].status.state' st2110ctl -j stats show f1)" unresolved
wait $sender
eq "nothing leaves" "$(json '.[0].stats.packets_out' st2110ctl -j stats show f1)" 0
eq "and has a reason" "$(json '.[0].stats.drops.unresolved' st2110ctl -j stats show f1)" 150
ip -n far addr add 192.0.2.77/32 dev hwsim1
sleep 4
# shellcheck disable=SC2086
check "sender, after somebody is there" $send --frames 10 --ssrc 77
sleep 0.2
ge "all but the first frames leave" "$(json '.[0].stats.packets_out' st2110ctl -j stats show f1)" 42
check "flows go" st2110ctl flow flush dev hwsim0

# Two legs go elsewhere together, one is muted and one goes on.
check "input" ip link add media0 type st2110
ip link set media0 addrgenmode none
ip link set media0 up
ip addr add 192.0.4.1/32 dev media0
# shellcheck disable=SC2086
check "flow with legs" st2110ctl flow add legs dev hwsim0 dst 239.2.1.1:5004 $format input media0 leg 2 dev hwsim2 dst 239.2.1.2:5004
fails 2 "a leg's device" st2110ctl flow set legs leg 2 dev hwsim0 dst 239.2.1.2:5004
says "is fixed" 'leg: dev, dst, src, vlan and skew are fixed'
# shellcheck disable=SC2086
check "another flow" st2110ctl flow add x dev hwsim2 dst 239.2.9.2:5004 $format
fails 2 "where another goes" st2110ctl flow set legs leg 2 to 239.2.9.2:5004
says "no leg does" 'to: another flow of this device'
check "staged" st2110ctl flow set legs to 239.2.2.1:6004 leg 2 to 192.0.3.2:6006 stage both
check "shown" st2110ctl stage show both
says "leg by leg" '^    leg 2 to  none -> 192.0.3.2:6006'
fails 2 "not beside the set" st2110ctl flow set legs queue 4
hwsim_set hwsim2 log_snap 1400
hwsim_set hwsim2 log_bytes 4000000
wire_start hwsim0 peer
wire_start hwsim2 peer
st2110ctl -j monitor type staged >"$OUT/events.legs" 2>&1 &
monitor=$!
st2110-send --dst 239.2.1.1:5004 --dev media0 --format 320x8p25 --payload 1200 --frames 50 --offset -5ms --ssrc 1 --checksum udp -q &
sleep 0.5
at=$(($(taiclock now) / 1000000000 + 1))
check "committed" st2110ctl stage commit both at "$at:250000000"
sleep 2.5
kill $monitor
wire_stop hwsim0 "$OUT/leg1.pcap"
wire_stop hwsim2 "$OUT/leg2.pcap"
printf '%s\n1 239.2.1.1:5004 239.2.2.1:6004 250000000\n' "$at" >"$OUT/plan.leg1"
printf '%s\n1 239.2.1.2:5004 192.0.3.2:6006 250000000\n' "$at" >"$OUT/plan.leg2"
cat /sys/class/net/hwsim2/address >"$OUT/mac2"
far cat /sys/class/net/hwsim3/address >>"$OUT/mac2"
check "legs are shown" st2110ctl flow show legs
says "where they go" 'leg 2  dev hwsim2  dst 239.2.1.2:5004  to 192.0.3.2:6006'
check "saved" st2110ctl flow save legs
says "with it" 'to 239.2.2.1:6004 .*leg 2 dev hwsim2 dst 239.2.1.2:5004 to 192.0.3.2:6006'
check "without a sender" st2110ctl flow set legs to none leg 2 to none stage idle
check "one leg is muted with it" st2110ctl flow mute legs leg 2 stage idle
check "committed" st2110ctl stage commit idle at +500ms
sleep 1
eq "nothing waits any more" "$(json length st2110ctl -j stage show)" 0
same "it is in force" "$(json '.[0] | "\(.to) \(.legs[1].to) \(.legs[1].state)"' st2110ctl -j flow show legs)" "null null muted"
check "staged once more" st2110ctl flow set legs to 239.2.2.1:6004 stage idle
check "and cancelled" st2110ctl stage cancel idle
check "flow" st2110ctl flow del legs
ip link del media0
check "device" st2110ctl dev del hwsim0
check "second device" st2110ctl dev del hwsim2
check "module" rmmod sch_st2110
