# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Random faults on one leg: link down, carrier lost, queue stalled for a little and for longer than the leg's own queue lasts,
# device removed and made anew, qdisc taken away, neighbour lost, muted. The other loses nothing and stays narrow, which the
# referee judges on its wire (faults.judge). Half of them on the first leg, half on the second. Arguments: FAULTS [SEED].
. /selftests/legs/pair.sh

faults=${1:-40}
seed=${2:-2110}
format=576i50

# random N: 0 to N-1, in $r
random()
{
	seed=$(((seed * 1103515245 + 12345) & 0x7fffffff))
	r=$((seed / 65536 % $1))
}

pause()
{
	random "$2"
	sleep 0.$(printf %03d $(($1 + r)))
}

neighbour()
{
	ip neigh replace "192.0.9.2" lladdr 02:00:00:00:00:09 dev "$1" nud permanent
}

fault()
{
	random 8
	kind=$r
	case $kind in
	0)
		run ip link set "$1" down
		pause 10 80
		run ip link set "$1" up
		neighbour "$1"
		;;
	1)
		hwsim_set "$1" carrier 0
		pause 10 80
		hwsim_set "$1" carrier 1
		;;
	2)
		hwsim_set "$1" stall 15
		pause 5 20
		hwsim_set "$1" stall 0
		;;
	3)
		hwsim_set "$1" stall 15
		pause 200 100
		hwsim_set "$1" stall 0
		;;
	4)
		run ip link del "$1"
		pause 10 80
		run ip link add "$1" type st2110_hwsim
		run ip link set "$1" addrgenmode none
		hwsim_set "$1" deliver log
		run ip link set "$1" up
		neighbour "$1"
		run st2110ctl dev add "$1"
		;;
	5)
		run st2110ctl dev del "$1"
		pause 10 80
		run st2110ctl dev add "$1"
		;;
	6)
		run ip neigh del 192.0.9.2 dev "$1"
		pause 60 80
		neighbour "$1"
		;;
	7)
		random 2
		now=
		[ "$r" = 0 ] || now=now
		# shellcheck disable=SC2086
		run st2110ctl flow mute cam1 leg "$2" $now
		pause 10 80
		run st2110ctl flow unmute cam1 leg "$2"
		;;
	esac || not_ok "fault $kind on $1 ($(tail -n 3 "$OUT/last"))"
	kinds="$kinds$kind"
}

# leg FILTER NUMBER: of the flow's statistics
leg()
{
	json ".[0].legs[$(($2 - 1))]$1" st2110ctl -j stats show cam1
}

# phase NUMBER BAD GOOD DST1 DST2: faults on leg NUMBER, whose device is BAD
phase()
{
	n=$1
	bad=$2
	good=$3
	other=$((3 - n))
	kinds=
	neighbour "$bad"
	check "leg $n: flow is added" st2110ctl flow add cam1 dev hwsim0 dst "$4" format $format sampling 422 depth 10 payload 1200 \
		profile narrow rtp-ts epoch input media0 leg 2 dev hwsim2 dst "$5" || return
	hwsim_set "$bad" deliver log
	wire_start "$good"
	: >events
	st2110ctl monitor flow cam1 >events &
	monitor=$!
	# More frames than the faults may take.
	st2110-send --dst "$4" --dst-mac 02:00:00:00:00:01 --dev media0 --format $format --payload 1200 --ring --sndbuf 1500000 -j >sent 2>&1 &
	sender=$!
	sleep 0.6
	i=0
	while [ $i -lt $((faults / 2)) ]; do
		i=$((i + 1))
		fault "$bad" "$n"
		pause 50 80
	done
	sleep 2
	same "leg $n: it is back" "$(leg .state "$n")" running
	same "leg $n: and complies" "$(leg .verdict "$n")" compliant
	before=$(leg .sent_packets "$n")
	sleep 0.3
	ge "leg $n: and sends" "$(leg .sent_packets "$n")" $((before + 120))
	kill -INT $sender
	wait $sender
	sleep 0.3
	kill $monitor
	wire_stop "$good" "$OUT/leg$other.pcap"
	run st2110ctl -j stats show cam1
	cp last "leg$n.json"
	cp sent "leg$n.sent"
	eq "leg $other: misses nothing" "$(leg .missing_packets $other)" 0
	eq "leg $other: sent all that came in" "$(leg .sent_packets $other)" "$(json '.[0].stats.packets_in' st2110ctl -j stats show cam1)"
	eq "leg $other: every frame complied" "$(leg .stats.frames_compliant $other)" "$(leg .stats.frames_out $other)"
	ge "leg $n: missed some" "$(leg .missing_packets "$n")" 1
	eq "leg $n: whatever it missed has a reason" \
		"$(leg '| .sent_packets + .missing_packets' "$n")" "$(json '.[0].stats.packets_in' st2110ctl -j stats show cam1)"
	diag "leg $n: kinds of faults $kinds, dropped $(leg '.drops | with_entries(select(.value > 0)) | tostring' "$n")"
	check "leg $n: events tell" grep -q "leg $n  is " events
	echo "$other $(if [ $other = 1 ]; then echo "$4"; else echo "$5"; fi)" >>faults.args
	check "leg $n: flow is deleted" st2110ctl flow del cam1
}

pair_setup
pair_logs 80 $((faults * 450000 + 20000000))
phase 2 hwsim2 hwsim0 239.2.1.1:5004 192.0.9.2:5006
hwsim_set hwsim2 log_snap 80
hwsim_set hwsim2 log_bytes $((faults * 450000 + 20000000))
phase 1 hwsim0 hwsim2 192.0.9.2:5004 239.2.2.1:5006

check "input goes with its flow" sh -c "st2110ctl flow add cam1 dev hwsim0 dst 239.2.1.1:5004 format $format sampling 422 depth 10 \
	payload 1200 profile narrow input media0 leg 2 dev hwsim2 dst 239.2.2.1:5006 && ip link del media0"
eq "no flow is left" "$(json length st2110ctl -j flow show)" 0
pair_teardown
