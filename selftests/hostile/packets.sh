# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# Hostile packets at one flow while another one's stream runs. The module's counters say what packets.c reckoned, and the
# stream is as the referee wants it (packets.judge).
. /selftests/lib/lib.sh

hostile=/selftests/hostile/packets

# victims: both flows anew, with counters at 0
victims()
{
	st2110ctl flow del v4 now 2>/dev/null
	st2110ctl flow del v6 now 2>/dev/null
	run st2110ctl flow add v4 dev hwsim0 dst 239.1.1.9:5010 format 1080p25 packets 4000 profile nl queue 16 || give_up "flow v4"
	run st2110ctl flow add v6 dev hwsim0 dst "[ff15::9]:5010" format 1080p25 packets 4000 profile nl queue 16 || give_up "flow v6"
}

# counts: what both flows and the device counted, as one object
counts()
{
	{
		st2110ctl -j stats show v4
		st2110ctl -j stats show v6
		st2110ctl -j -s dev show hwsim0
	} | jq -cs '(.[0] + .[1] | map(.stats)) as $f | .[2][0].stats as $d | {
		in: ($f | map(.packets_in) | add), out: ($f | map(.packets_out) | add),
		drops: ($f | map(.drops | [.[]] | add) | add), ssrc: ($f | map(.drops.ssrc) | add),
		rtcp: ($f | map(.rtcp) | add), rtcp_dropped: ($f | map(.drops.rtcp) | add),
		not_rtp: ($f | map(.not_rtp) | add), wild: ($f | map(.seq_gaps + .seq_back) | add),
		best_effort: $d.best_effort_packets, segmented: $d.segmented }'
}

# one WAIT KIND [COUNT]: as many packets as were sent were counted, each under the right name
one()
{
	pause=$1
	shift
	victims
	counts >before.json
	check "$*: sent" timeout 20 $hostile hwsim0 "$@" || return
	cp last sent.json
	sleep "$pause"
	counts >after.json
	echo "$*: $(cat sent.json after.json | tr '\n' ' ')" >>counts
	jq -rs '.[0] as $s | .[1] as $b | .[2] as $a |
		($a.best_effort - $b.best_effort - $a.rtcp + $a.rtcp_dropped) as $be |
		(if "'"$1"'" == "random" then ["packets", $a.in + $a.rtcp + $be, $s.sent]
		else ["RTP", $a.in, $s.media], ["not RTP", $a.not_rtp, $s.not_rtp], ["RTCP", $a.rtcp, $s.rtcp],
			["best effort", $be, $s.other + $s.not_rtp] end),
		["left or counted", $a.out + $a.drops - $a.rtcp_dropped, $a.in], ["dropped as a second SSRC", $a.ssrc,
			(if "'"$1"'" == "ssrc" then 50 elif "'"$1"'" == "random" then $a.ssrc else 0 end)] |
		"\(.[1]) \(.[2]) \(.[0])"' sent.json before.json after.json >compared
	while read -r got want what; do
		eq "$*: $what" "$got" "$want"
	done <compared
	wild=$(jq .wild after.json)
}

tune_host
setup_hwsim 10000
check "module" modprobe sch_st2110
modprobe 8021q
check "device" st2110ctl dev add hwsim0
check "flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 576i sampling 422 depth 10 payload 1200 profile nl
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $((800 * 900 * 80))
wire_start hwsim0
st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --payload 1200 --sndbuf 1500000 --rt 50 -j >send.json 2>&1 &
sender=$!
sleep 0.3

one 0.9 shapes
one 0.1 ssrc 50
one 0.1 wrap
eq "wrap: no gap" "$wild" 0
one 0.1 gso 5
eq "GSO: no gap" "$wild" 0
one 0.1 zerocopy 8
one 0.1 ring 400
eq "rewritten ring: no gap" "$wild" 0

# An accelerated tag: the flow's VLAN by a VLAN device.
ip link add link hwsim0 name v5 type vlan id 5 && ip link set v5 addrgenmode none && ip addr add 198.51.100.1/24 dev v5 &&
	ip link set v5 up
check "flow of a VLAN" st2110ctl flow add tagged dev hwsim0 dst 239.1.1.1:5020 vlan 5 format 1080p25 packets 40 profile nl
check "by its device" /selftests/lifetime/rtp v5 5020 40 5
check "in its VLAN only" /selftests/lifetime/rtp hwsim0 5020 40 5
sleep 0.2
eq "tagged packets" "$(json '.[0].stats.packets_in' st2110ctl -j stats show tagged)" 200

# Anybody may send to port 319.
ptp() { st2110ctl -j -s dev show hwsim0 | jq -r '.[0].stats | "\(.ptp_packets) \(.ptp_packets + .ptp_excess)"'; }
t0=$(taiclock now)
first=$(ptp)
check "flood of port 319, unprivileged" setpriv --reuid 65534 --regid 65534 --clear-groups $hostile hwsim0 ptp 2000
sent=$(jq .sent last)
sleep 0.1
now=$(ptp)
ms=$((($(taiclock now) - t0) / 1000000))
eq "each is counted" $((${now#* } - ${first#* })) "$sent"
le "no more than the cap have precedence in $ms ms" $((${now% *} - ${first% *})) $((ms + 33))
ge "some had" $((${now% *} - ${first% *})) 32

one 0.9 random "${1:-2000}"
sleep 0.5
kill -INT $sender
wait $sender
sleep 0.3
wire_stop hwsim0
run st2110ctl -j -s stats show cam1
cp last stats.json
eq "the stream lost nothing" "$(jq '.[0].stats | .frames_dropped + .seq_gaps + ([.drops[]] | add)' stats.json)" 0
sleep 1
check "nothing is queued" nothing_queued hwsim0
st2110ctl -j -s dev show hwsim0 >dev.json
check "device" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
