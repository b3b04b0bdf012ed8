# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# A picture that no line carries, in parts on 10 Gbit/s lines, each an ST 2110-20 stream of its own, all in one sync group:
# quadrants: 4320p50 as four of 2160p50, type N; rows: 4320p59.94 as five of 864 rows, NL. Each wire keeps its type, and the parts
# of a frame have one timestamp and one epoch (stripe.judge). Arguments: quadrants|rows FRAMES
. /selftests/lib/lib.sh

frames=${2:-10}
case $1 in
quadrants) parts="0 1 2 3" format=2160p50 profile=n n=17280 ;;
rows) parts="0 1 2 3 4" format=7680x864p59.94 profile=nl n=13824 ;;
*) give_up "quadrants or rows" ;;
esac
echo "$1 $frames $n" >args
tune_host
# shellcheck disable=SC2086
setup_hwsim 10000 "$(set -- $parts; echo $#)"
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
fails 2 "the whole does not fit one line" st2110ctl flow add all dev hwsim0 dst 239.1.1.9:5004 format 4320p50 sampling 422 depth 10 \
	payload 1200 profile n
says "and it is said" 'exceeds the link'
check "device is given back" st2110ctl dev del hwsim0
for q in $parts; do
	dev=hwsim$((2 * q))
	hwsim_set $dev log_snap 62
	hwsim_set $dev log_bytes $(((frames + 1) * n * 84))
	check "device $q is added" st2110ctl dev add $dev
	check "part $q" st2110ctl flow add q$q dev $dev dst "239.1.1.$((q + 1)):5004" format $format sampling 422 depth 10 \
		payload 1200 profile $profile queue 4
done
check "a group" st2110ctl sync add picture reference q0
for q in ${parts#0 }; do
	check "and part $q" st2110ctl sync member picture q$q
done

for q in $parts; do
	wire_start hwsim$((2 * q))
done
# An application hands over all parts of a frame; here it is a process each and they agree on when.
for q in $parts; do
	st2110-send --dst "239.1.1.$((q + 1)):5004" --dev hwsim$((2 * q)) --format $format --payload 1200 --plain \
		--frames "$frames" --sndbuf 200000000 --offset 4ms --start 400ms --ssrc $((100 + q)) -j \
		>q$q.send 2>>log &
done
wait
sleep 0.3
for q in $parts; do
	wire_stop hwsim$((2 * q)) q$q.pcap
done
run st2110ctl -j -s flow show
cp last flows.json
run st2110ctl sync show
check "flows are deleted" st2110ctl flow flush dev hwsim0
for q in $parts; do
	check "device $q is given back" st2110ctl dev del hwsim$((2 * q))
done
check "module unloads" rmmod sch_st2110
