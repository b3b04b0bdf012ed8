# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 1500
#
# PTP end to end: a grandmaster on hwsim1, its follower on hwsim0, whose clock is bound and whose flow is sent. Their clocks
# start 5 s and 50 ppm apart; all that is asserted is in the time of the grandmaster's clock, which only the simulation knows.
# Then another grandmaster, 100 ms ahead: ptp4l slews, the flow goes on at the rate it had and resynchronises once.
#
#	clock/ptp[:launched]		launched: the other grandmaster alone, while the NIC launches
. /selftests/clock/watch.sh

# For what case.sh begins: PTP has to get through.
export case_wire=peer

# follows NAME: locked, and told so by ptp4l's own word; in real time a slow ptp4l may not answer before the tool gives up
follows()
{
	run st2110ctl -j clock show hwsim0
	cp last "$1.clock.json"
	timed same "$1: state" "$(json '.[0].state' cat "$1.clock.json")" locked
	timed same "$1: port" "$(json '.[0].ptp4l | .port + " " + .port_state' cat "$1.clock.json")" "hwsim0 slave"
	timed same "$1: grandmaster" "$(json '.[0].ptp4l.grandmaster_id' cat "$1.clock.json")" "$grandmaster_id"
	timed ge "$1: offset by ptp4l, ns" "$(json '.[0].ptp4l.offset_ns' cat "$1.clock.json")" -500
	timed le "$1: offset by ptp4l, ns" "$(json '.[0].ptp4l.offset_ns' cat "$1.clock.json")" 500
	timed same "$1: warnings" "$(json '.[0].warnings | join(" ")' cat "$1.clock.json")" ""
}

# described NAME: the flow's session description names the grandmaster
described()
{
	check "$1: the flow is described" sh -c 'st2110ctl flow set cam1 sdp-extra "colorimetry=ALPHA; ttl=9" >set && st2110ctl flow show cam1 sdp'
	says "$1: by the grandmaster" "^a=ts-refclk:ptp=IEEE1588-2008:$(echo "$grandmaster_id" | tr -d . | sed 's/../&-/g; s/-$//' | tr a-f A-F):127"
	says "$1: as its time" '^a=mediaclk:direct=0'
	says "$1: as the sender sends" '^m=video 5004 RTP/AVP 96.?$'
}

# steady NAME RELEASE: the flow a second long
steady()
{
	check "$1: release $2" st2110ctl dev set hwsim0 release "$2"
	case_begin "$1" 720p25 rtp-ts epoch || return
	line hwsim1 phc
	case_send --frames 25
	follows "$1"
	timed described "$1"
	run st2110ctl -j -s dev show hwsim0
	cp last "$1.dev.json"
	case_end
}

# changed NAME RELEASE NS: the grandmaster's clock is elsewhere; a second before, and until ptp4l has got there
changed()
{
	check "$1: release $2" st2110ctl dev set hwsim0 release "$2"
	case_begin "$1" 480i59.94 rtp-ts epoch || return
	line hwsim1 phc
	case_send --frames 720 &
	sleep 1
	hwsim_set hwsim1 phc_step_ns "$3"
	line hwsim1 phc
	sleep 1
	timed same "$1: meanwhile" "$(of state)" slewing
	sleep 19
	follows "$1"
	wait $!
	case_end
}

frames_setup
hwsim_set hwsim0 log_clock raw
hwsim_set hwsim0 log_bytes $((40 << 20))
hwsim_set hwsim0 phc_rate_ppb 30000
hwsim_set hwsim1 phc_rate_ppb -20000
hwsim_set hwsim0 phc_step_ns -5000000000
check "clock bind" st2110ctl clock bind hwsim0

# ST 2059-2. What ptp4l makes good after its first step it slews (step_threshold 0), here by 5 % at most.
ptp_settings "step_threshold 0" "max_frequency 50000000" >settings
ip netns exec far ptp4l -f settings -i hwsim1 -m -q --uds_address=/tmp/grandmaster --clockClass=6 --priority1=1 >grandmaster 2>&1 &
grandmaster=$!
ptp4l -f settings -i hwsim0 -m -q -s >follower 2>&1 &
follower=$!
grandmaster_id=$(far cat /sys/class/net/hwsim1/address | sed 's/^\(..\):\(..\):\(..\):/\1\2\3.fffe./;s/:\(..\)$/\1/;s/://g')
check "the follower steps to the grandmaster" wait_for 20 grep -q ' s1 ' follower
check "and locks" wait_for 20 grep -q ' s2 ' follower
sleep 8

if [ "$1" = launched ]; then
	changed launched auto 100000000
	changed back auto -100000000
else
	steady timer timer
	steady launch auto
	changed change timer 100000000
fi

for log in grandmaster follower; do
	timed eq "$log: stamps that it missed" "$(grep -c 'timed out' $log)" 0
	timed eq "$log: faults" "$(grep -c FAULT $log)" 0
done
kill $grandmaster
wait $grandmaster 2>/dev/null
sleep 2
same "no grandmaster: port" "$(json '.[0].ptp4l.port_state' st2110ctl -j clock show hwsim0)" listening
same "no grandmaster: warnings" "$(json '.[0].warnings | join(" ")' st2110ctl -j clock show hwsim0)" not-disciplined
kill $follower
wait $follower 2>/dev/null
check "clock unbind" st2110ctl clock unbind hwsim0
frames_teardown
