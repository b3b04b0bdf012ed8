# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Eight equal flows on a link that they fill to nine tenths, by TR_OFFSET's default and by "troff auto", each by the timer
# and launched by the NIC: how many packets run back to back, how far a packet is from its instant, how often the CPU wakes.
# In virtual time with an infinitely fast CPU. Then what is refused, kept and shown. Argument: FRAMES.
. /selftests/lib/lib.sh

frames=${1:-4}
flows=8
shape="format 1080p25 sampling 422 depth 10 payload 1200 profile narrow rtp-ts epoch ttl 32"

# measure CASE RELEASE WORDS...
measure()
{
	case=$1
	check "$case: release" st2110ctl dev set hwsim0 release "$2"
	shift 2
	n=1
	while [ $n -le $flows ]; do
		# shellcheck disable=SC2086
		check "$case: flow $n" st2110ctl flow add cam$n dev hwsim0 dst 239.1.1.$n:5004 $shape "$@"
		n=$((n + 1))
	done
	run st2110ctl -j flow show dev hwsim0
	cp last "$case.flows.json"
	run st2110ctl -j -s dev show hwsim0
	cp last "$case.before.json"
	wire_start hwsim0
	n=1
	senders=
	while [ $n -le $flows ]; do
		st2110-send --dst 239.1.1.$n:5004 --dev hwsim0 --format 1080p25 --payload 1200 --frames "$frames" \
			--sndbuf 10000000 --start 100ms -q 2>>"$OUT/log" &
		senders="$senders $!"
		n=$((n + 1))
	done
	# shellcheck disable=SC2086
	wait $senders
	wire_end "$case"
	[ "$case" = launch-auto ] || check "$case: flows go" st2110ctl flow flush dev hwsim0
}

troff()
{
	json '.[0].troff_ns' st2110ctl -j flow show "$1" dev hwsim0
}

tune_host
setup_hwsim 10000
hwsim_set hwsim0 log_clock phc
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $(((frames * 4400 * flows) * 80))
hwsim_get hwsim0 launch_resolution_ns >resolution
echo "$flows $frames" >args
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
check "clock bind" st2110ctl clock bind hwsim0
check "the clock locks in 3 s" wait_for 3 clock_is locked
for release in timer launch; do
	measure $release-default $release
	measure $release-auto $release troff auto
done

# The eight are there. What a flow was given stays, whatever comes and goes beside it.
check "flow show" st2110ctl flow show cam2 dev hwsim0
says "TR_OFFSET and that it was chosen" 'troff [0-9.]*[mu]s  troff auto'
two=$(troff cam2)
same "the first has the default" "$(troff cam1)" null
check "flows 3 to 8 go" sh -c 'for n in 3 4 5 6 7 8; do st2110ctl flow del cam$n dev hwsim0 || exit 1; done'
check "flow set of something else" st2110ctl flow set cam2 dev hwsim0 queue 4
same "keeps it" "$(troff cam2)" "$two"
check "of the first too" st2110ctl flow set cam1 dev hwsim0 queue 4
same "keeps the default" "$(troff cam1)" null
check "auto again" st2110ctl flow set cam2 dev hwsim0 troff auto
same "keeps it" "$(troff cam2)" "$two"
check "what a description needs" st2110ctl flow set cam2 dev hwsim0 sdp-extra "colorimetry=BT709; TCS=SDR; pt=96"
check "description" st2110ctl flow show cam2 dev hwsim0 sdp
says "whole microseconds" "TROFF=$((two / 1000))"
check "flow save" st2110ctl flow save dev hwsim0
cp last saved
says "the number" 'troff [0-9.]*[mu]s rtp-ts'
fails 1 "not the word" grep 'troff auto' saved
check "another read schedule" st2110ctl flow set cam2 dev hwsim0 profile wide
same "no other flow has it" "$(troff cam2)" null
check "and back" st2110ctl flow set cam2 dev hwsim0 profile narrow
same "is the same choice" "$(troff cam2)" "$two"
check "a number" st2110ctl flow set cam2 dev hwsim0 troff 1600us
same "is no longer chosen" "$(json '.[0].troff_auto' st2110ctl -j flow show cam2 dev hwsim0)" null
check "auto of a flow that had a number" st2110ctl flow set cam2 dev hwsim0 troff auto
same "is a choice" "$(troff cam2)" "$two"
fails 2 "packets auto then" st2110ctl flow set cam2 dev hwsim0 packets auto
says "is refused" "not known with packets auto"

# refused WHY WORDS...
refused()
{
	why=$1
	shift
	fails 2 "$*" st2110ctl flow add x dev hwsim0 dst 239.1.2.1:5004 "$@" troff auto
	says "is refused" "$why"
}

refused "troff: auto is of pictures" essence audio ptime 1ms channels 2 depth L24
refused "troff: ancillary data has none" essence anc format 1080p25
refused "not known with packets auto" format 1080p25 packets auto profile narrow
check "device is given back" st2110ctl dev del hwsim0
check "clock unbind" st2110ctl clock unbind hwsim0
check "module unloads" rmmod sch_st2110
