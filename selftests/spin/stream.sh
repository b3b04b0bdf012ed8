# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# append: isolcpus=1
# timeout: 300
#
# Release spin, two CPUs in real time: a stream leaves by the thread, whole and in order; a tap sees each packet once; best effort
# and PTP go beside it; by a transmit queue of its own, by the one that there is, and by a queue under mq. Argument: FRAMES of each.
. /selftests/lib/lib.sh
. /selftests/spin/spin.sh

frames=${1:-10}

# leaves CASE QUEUES [TXQ]: a stream beside best effort
leaves()
{
	case=$1
	setup_hwsim 10000 1 "$2"
	hwsim_set hwsim0 log_snap 62
	hwsim_set hwsim0 log_bytes 20000000
	check "$case: module" modprobe sch_st2110
	if [ $case = mq ]; then
		check "$case: device" st2110ctl dev add hwsim0 mq
		check "$case: one of its ports" st2110ctl dev set hwsim0 release spin cpu 1 queue 1
	else
		check "$case: device" st2110ctl dev add hwsim0 release spin cpu 1
	fi
	run st2110ctl -j dev show hwsim0
	same "$case: spins" "$(jq -r '.[-1].release_now' last) $(jq -r '.[-1].cpu' last)" "spin 1"
	eq "$case: as an ordinary task of most weight there" \
		"$(cat /proc/[0-9]*/stat | grep -F '(st2110/hwsim0)' | cut -d ' ' -f 19)" -20
	flow ${3:+txq "$3"}
	/selftests/spin/tap hwsim0 5004 >"$case.tap" &
	tap=$!
	wait_for 5 grep -q ready "$case.tap"
	wire_start hwsim0
	st2110-send --dst 239.9.9.9:7000 --dev hwsim0 --udp --format 720p25 --payload 1200 -q &
	best=$!
	check "$case: sender" stream "$frames"
	cp last "$case.send.json"
	sleep 1
	kill $best
	wait $best 2>/dev/null
	wire_stop hwsim0 "$case.pcap"
	kill $tap
	wait $tap
	accounts
	eq "$case: all that was sent came in" "$accounts_in" "$(jq .packets "$case.send.json")"
	eq "$case: and left" "$accounts_out" "$accounts_in"
	run st2110ctl -j -s dev show hwsim0
	cp last "$case.dev.json"
	ge "$case: best effort left too" "$(jq '[.[].stats.best_effort_packets] | add' last)" 100
	same "$case: a tap sees each packet once, in order" "$(tail -n 1 "$case.tap")" "$accounts_out 0 0"
	check "$case: device is given back" st2110ctl dev del hwsim0
	check "$case: the thread is gone" sh -c '! grep -qs st2110/ /proc/[0-9]*/comm'
	check "$case: module unloads" rmmod sch_st2110
}

leaves apart 4
leaves shared 1
leaves mq 2 1
