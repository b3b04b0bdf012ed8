# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# One stream sent once leaves on two devices (ST 2022-7). Arguments: FORMAT FRAMES. Ways of sending, VLAN tags, IPv6 and unicast
# follow with a light stream. The judge holds both wires against the referee and against each other, octet for octet.
. /selftests/legs/pair.sh

format=${1:-1080p29.97}
frames=${2:-30}
deliver=

# stream NAME FORMAT FRAMES DST DEV "FLOW-WORDS" "LEG-WORDS" SENDER-OPTION...
stream()
{
	name=$1
	fmt=$2
	n=$3
	dst=$4
	dev=$5
	words=$6
	leg=$7
	shift 7
	# shellcheck disable=SC2086
	check "$name: flow is added" st2110ctl flow add cam1 dev hwsim0 dst "$dst" $words format "$fmt" sampling 422 depth 10 \
		payload 1200 profile narrow rtp-ts epoch input media0 leg 2 dev hwsim2 $leg || return
	check "$name: flow is changed" st2110ctl flow set cam1 queue 4
	says "$name: with its legs" 'queue 4 .*input media0'
	# shellcheck disable=SC2086
	wire_start hwsim0 $deliver
	wire_start hwsim2 $deliver
	check "$name: sender" st2110-send --dst "$dst" --dev "$dev" --format "$fmt" --payload 1200 --frames "$n" --sndbuf 1500000 -j "$@"
	cp last "$name.send"
	sleep 0.2
	wire_stop hwsim0 "$OUT/$name.1.pcap"
	wire_stop hwsim2 "$OUT/$name.2.pcap"
	run st2110ctl -j stats show cam1
	cp last "$name.json"
	run st2110ctl stats show cam1
	run st2110ctl -j flow show cam1
	echo "$name $fmt $n $dst $(echo "$leg" | sed 's/.*dst \([^ ]*\).*/\1/')" >>both.args
	check "$name: flow is deleted" st2110ctl flow del cam1
}

pair_setup
ip route add 239.2.0.0/16 dev media0
ip -6 addr add 2001:db8:2::1/64 dev media0 nodad
pair_logs 1400 $(((frames + 1) * 4400 * 1300 + 4000000))

flow="dev hwsim0 dst 239.2.1.1:5004 format 576i50 sampling 422 depth 10 payload 1200 profile narrow"
# shellcheck disable=SC2086
{
	fails 2 "a leg needs an input" st2110ctl flow add x $flow leg 2 dev hwsim2 dst 239.2.2.1:5006
	says "the remedy is named" 'leg: .*ip link add media0 type st2110, and say input media0'
	fails 2 "an input is of our kind" st2110ctl flow add x $flow input hwsim2
	says "which is said" 'input: .*ip link add NAME type st2110'
	fails 2 "legs have devices of their own" st2110ctl flow add x $flow input media0 leg 2 dev hwsim0 dst 239.2.2.1:5006
	says "which is said" 'another device'
	fails 2 "that pace" st2110ctl flow add x $flow input media0 leg 2 dev lo dst 239.2.2.1:5006
	says "which is said" 'st2110ctl dev add'
	fails 1 "skew has a bound" st2110ctl flow add x $flow input media0 leg 2 dev hwsim2 dst 239.2.2.1:5006 skew 451ms
	check "flow" st2110ctl flow add x $flow src 192.0.2.1 input media0 leg 2 dev hwsim2 dst 239.2.2.1:5006 src 192.0.3.1 vlan 7 skew 10ms
	says "its legs are shown" 'leg 2  dev hwsim2  dst 239.2.2.1:5006  src 192.0.3.1  vlan 7  skew 10ms'
	check "it is saved" st2110ctl flow save x
	says "with its legs" 'src 192.0.2.1 .*input media0.* leg 2 dev hwsim2 dst 239.2.2.1:5006 src 192.0.3.1 vlan 7 skew 10ms'
	cp last saved
	check "flow goes" st2110ctl flow del x
	check "and comes back as it was saved" st2110ctl -batch saved
	check "flow goes" st2110ctl flow del x
	check "one leg will do" st2110ctl flow add x $flow input media0
	fails 2 "it has no second to mute" st2110ctl flow mute x leg 2
	check "flow goes" st2110ctl flow del x
}

[ "$format" = none ] || stream main "$format" "$frames" 239.2.1.1:5004 media0 "" "dst 239.2.2.1:5006" --ring
stream ring 576i50 15 239.2.1.1:5004 media0 "src 192.0.2.1 dscp 34 ttl 9" "dst 239.2.2.1:5006 src 192.0.3.1" --ring --checksum udp
stream udp 576i50 15 239.2.1.1:5004 media0 "vlan 7 pcp 5" "dst 239.2.2.1:5006 vlan 8" --udp --checksum udp
# The first has a source of its own, the second leaves with the sender's.
stream gso 576i50 15 239.2.1.1:5004 media0 "src 192.0.2.7" "dst 239.2.2.1:5006 skew 5ms" --udp --gso 8 --checksum udp
stream six 576i50 15 "[ff3e::5]:5004" media0 "src 2001:db8::1" "dst [ff3e::6]:5006 src 2001:db8:1::1" --ring --checksum udp
# The neighbours of both legs answer, after the first frame was missed.
deliver=peer
stream unicast 576i50 15 192.0.2.2:5004 media0 "" "dst 192.0.3.2:5006" --ring --checksum udp --dst-mac 02:00:00:00:00:01

# An ordinary flow is muted as a leg is.
check "mute: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 576i50 sampling 422 depth 10 payload 1200 profile narrow
check "mute: flow is muted" st2110ctl flow mute cam1
same "mute: it says so" "$(json .[0].mute st2110ctl -j flow show cam1)" 1
check "mute: sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i50 --frames 3 --sndbuf 1500000 -q
eq "mute: nothing leaves" "$(json .[0].stats.packets_out st2110ctl -j stats show cam1)" 0
eq "mute: and has a reason" "$(json .[0].stats.drops.muted st2110ctl -j stats show cam1)" 2592
check "mute: it goes on" st2110ctl flow unmute cam1
check "mute: sender again" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i50 --frames 3 --sndbuf 1500000 -q
sleep 0.2
eq "mute: all leaves" "$(json .[0].stats.packets_out st2110ctl -j stats show cam1)" 2592
check "mute: flow goes" st2110ctl flow del cam1

fails "*" "what belongs to no flow goes nowhere" ping -c 1 -W 1 -I media0 192.0.2.2
check "and is counted" sh -c "ethtool -S media0 | grep -q 'tx_drop_no_flow: [1-9]'"
pair_teardown
fails "*" "it is gone" ip link show media0
