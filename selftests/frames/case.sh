# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What the tests of frames and of clock steps share: one case is one flow, one run of st2110-send, and what came of it, kept
# under the case's name for the judge: NAME.json (sender's report), NAME.stats.json, NAME.flow.json, NAME.events, NAME.pcap.
#
# Pictures are luma alone at 8 bit, so that a frame has few packets (720p: 720, 576i: 324): what is tested here is
# what becomes of frames, and the emulated CPU has its price for every packet.
. /selftests/lib/lib.sh

to="--dst 239.1.1.1:5004 --dev hwsim0 --sampling key --depth 8 --payload 1280 -j"

frames_setup()
{
	tune_host
	setup_hwsim 10000
	hwsim_set hwsim0 log_snap 96
	hwsim_set hwsim0 log_bytes $((24 << 20))
	check "module loads" modprobe sch_st2110
	check "device is added" st2110ctl dev add hwsim0
	st2110ctl -j monitor >"$OUT/events" 2>>"$OUT/log" &
	monitor=$!
}

frames_teardown()
{
	kill $monitor
	check "device is given back" st2110ctl dev del hwsim0
	check "module unloads" rmmod sch_st2110
}

# case_begin NAME FORMAT FLOW WORDS...: narrow and 1280 octets of payload unless it says otherwise; case_wire=peer has
# packets delivered too
case_begin()
{
	case_name=$1
	case_format=$2
	case_events=$(wc -c <"$OUT/events")
	shift 2
	case " $* " in *" profile "*) ;; *) set -- profile n "$@" ;; esac
	case " $* " in *" payload "*) ;; *) set -- payload 1280 "$@" ;; esac
	check "$case_name: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$case_format" \
		sampling key depth 8 "$@" || return 1
	echo "$case_format" >"$case_name.args"
	wire_start hwsim0 "${case_wire:-log}"
}

# case_send SENDER OPTION...: frames are handed over 5 ms after their epoch begins, unless told otherwise. Where time is real and
# not asserted, a sixth of them: the debug kernel needs a millisecond and more for a packet.
case_send()
{
	case_frames=
	for word; do
		[ "$case_frames" != next ] || case_frames=$word
		[ "$word" != --frames ] || case_frames=next
	done
	[ "$MODE" != icount ] && [ -n "$case_frames" ] && set -- "$@" --frames $((case_frames / 6 + 3))
	# shellcheck disable=SC2086
	st2110-send $to --format "$case_format" --plain --sndbuf 50000000 --offset 5ms "$@" >"$case_name.json" 2>>"$OUT/log" ||
		not_ok "$case_name: sender ($*)"
}

case_end()
{
	sleep 0.2
	wire_stop hwsim0 "$case_name.pcap"
	st2110ctl -j -s stats show cam1 >"$case_name.stats.json" 2>>"$OUT/log"
	st2110ctl -j -s flow show cam1 >"$case_name.flow.json" 2>>"$OUT/log"
	check "$case_name: flow is deleted" st2110ctl flow del cam1
	tail -c +$((case_events + 1)) "$OUT/events" >"$case_name.events"
}

# one NAME FORMAT "FLOW WORDS" SENDER OPTION...
one()
{
	one_name=$1
	one_format=$2
	one_words=$3
	shift 3
	# shellcheck disable=SC2086
	case_begin "$one_name" "$one_format" $one_words || return
	case_send "$@"
	case_end
}

# deleted FORMAT BATCH: a flow that is deleted in the middle of a stream whose frames are spread over T_FRAME; the judge wants
# the frame to end
deleted()
{
	case_begin del "$1" rtp-ts epoch || return
	st2110ctl -j flow show cam1 >del.flow.json
	cp del.flow.json del.stats.json
	case_send --frames 30 --mode spread --batch "$2" --rtp 77 &
	sleep 0.75
	check "del: flow is deleted" st2110ctl flow del cam1
	wait $!
	sleep 0.1
	wire_stop hwsim0 del.pcap
	: >del.events
}
