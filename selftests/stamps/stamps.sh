# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What the tests of hardware transmit stamps share; sourced after lib.sh.

trace=/sys/kernel/tracing
format=720p50
sampling=422
depth=10
payload=1200

# light_essence: so light that a minute of it does not take long
light_essence()
{
	format=480i59.94
	sampling=key
	depth=8
	payload=1400
}

# loop: what cam1's loop has in force, ns
loop()
{
	json '.[0].status.loop_ns' st2110ctl -j flow show cam1
}

# setup_stamps [PHC_PPB]: hwsim0 paced by the timer, its clock off by so much, bound and locked; the wire log is in the clock's time
setup_stamps()
{
	tune_host
	setup_hwsim 10000
	hwsim_set hwsim0 log_clock phc
	# Packets end on the wire: what the peer would do with them takes time that the sender needs.
	hwsim_set hwsim0 deliver log
	hwsim_set hwsim0 log_snap 62
	hwsim_set hwsim0 phc_rate_ppb "${1:-0}"
	check "module loads" modprobe sch_st2110
	check "device is added" st2110ctl dev add hwsim0 release timer
	check "clock is bound" st2110ctl clock bind hwsim0
	wait_for 20 clock_is locked || give_up "the clock is locked: $(st2110ctl clock show hwsim0)"
	[ -d $trace/events ] || mount -t tracefs none $trace
}

# trace_start: which stamps were compared, and what the models were told of the first packets of frames
trace_start()
{
	echo 4096 >$trace/buffer_size_kb
	echo mono >$trace/trace_clock
	echo 'index==0' >$trace/events/st2110/st2110_release/filter
	echo 1 >$trace/events/st2110/st2110_release/enable
	echo 1 >$trace/events/st2110/st2110_stamp/enable
	: >$trace/trace
	hwsim_get hwsim0 phc_truth >truth.begin
}

trace_stop()
{
	hwsim_get hwsim0 phc_truth >truth.end
	echo 0 >$trace/events/st2110/enable
	grep -E 'st2110_(stamp|release):' $trace/trace >trace
	: >$trace/trace
}

# stamp KEY: of the first flow's coverage; dev_stamp KEY: of the device's
stamp()
{
	json ".[0].stats.stamps.$1" st2110ctl -j stats show
}

dev_stamp()
{
	json ".[0].stats.stamps.$1" st2110ctl -j dev show hwsim0
}

# adds_up DESCRIPTION: asked = got + lost + outstanding, of flow and device
adds_up()
{
	for what in '.[0].stats.stamps st2110ctl -j stats show' '.[0].stats.stamps st2110ctl -j dev show hwsim0'; do
		# shellcheck disable=SC2086
		same "$1: asked = got + lost + outstanding" \
			"$(json ${what%% *}'|(.asked == .got + .lost + .outstanding)' ${what#* })" true
	done
}

# stream FRAMES [OPTION...]: cam1's sender
stream()
{
	frames=$1
	shift
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format $format --sampling $sampling --depth $depth \
		--payload $payload --frames "$frames" --sndbuf 1500000 -q "$@"
}

# stop_stream: cam1's sender, when in the background
stop_stream()
{
	killall st2110-send
	wait $sender 2>/dev/null
}

# add_flow [OPTION...]: cam1
add_flow()
{
	check "flow is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format $format \
		sampling $sampling depth $depth payload $payload profile narrow rtp-ts epoch "$@"
}

# take_down: everything goes
take_down()
{
	check "clock is unbound" st2110ctl clock unbind hwsim0
	check "device is given back" st2110ctl dev del hwsim0
	check "module unloads" rmmod sch_st2110
}
