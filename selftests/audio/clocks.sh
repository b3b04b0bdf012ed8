# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Audio by a NIC's clock that is 5 s and 5 ppm off the system's (a sender whose clock it is not drifts): the timer does it, the NIC launches it, and the NIC launches what
# counts by CLOCK_TAI. Three streams beside each other: 1 ms, 125 us of 64 channels, and 44.1 kHz. The wire is logged in the time of
# the clock that is counted by; the host judges it (clocks.judge).
. /selftests/lib/lib.sh

tune_host
setup_hwsim 10000
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes 3000000
hwsim_set hwsim0 phc_rate_ppb 5000
hwsim_set hwsim0 phc_step_ns 5000000000
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "clock bind" st2110ctl clock bind hwsim0
check "the clock locks in 3 s" wait_for 3 clock_is locked
sleep 3

# streams CASE RELEASE LOG_CLOCK "WORDS": the three of them, released so
streams()
{
	hwsim_set hwsim0 log_clock "$3"
	check "$1: release $2" st2110ctl dev set hwsim0 release "$2"
	n=1
	for shape in "48000 48 2" "48000 6 64" "44100 48 4"; do
		# shellcheck disable=SC2086
		set -- "$1" "$2" "$3" "$4" $shape
		# shellcheck disable=SC2086
		check "$1: flow $n" st2110ctl flow add "$1$n" dev hwsim0 dst "239.1.1.$n:5004" essence audio sample-rate "$5" samples "$6" \
			channels "$7" depth L24 $4
		n=$((n + 1))
	done
	same "$1: released by" "$(json '.[0].release_now' st2110ctl -j dev show hwsim0)" "$2"
	wire_start hwsim0
	n=1
	for shape in "48000 48 2 500" "48000 6 64 4000" "44100 48 4 459"; do
		# shellcheck disable=SC2086
		set -- "$1" "$2" "$3" "$4" $shape
		st2110-send --dev hwsim0 --dst "239.1.1.$n:5004" --essence audio --sample-rate "$5" --samples "$6" --channels "$7" --depth L24 \
			--start 100ms --frames "$8" -j >"$1$n.send" 2>>log &
		n=$((n + 1))
	done
	# shellcheck disable=SC2046
	wait $(jobs -p)
	sleep 0.1
	wire_stop hwsim0 "$1.pcap"
	run st2110ctl -j stats show
	cp last "$1.json"
	run st2110ctl -j -s clock show hwsim0
	cp last "$1.clock.json"
	check "$1: flows go" st2110ctl flow flush dev hwsim0
}

streams timer timer phc ""
streams launch launch phc ""
streams tai launch tai "clock tai"
check "device is given back" st2110ctl dev del hwsim0
check "clock unbind" st2110ctl clock unbind hwsim0
check "module unloads" rmmod sch_st2110
