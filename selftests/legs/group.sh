# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# Members of a sync group on two legs: ancillary data and sound are handed over 20 ms before the reference's first frame, wait for
# it, and none is lost; a member whose group has no reference drops what has waited too long, and none stays. Then the clock is set
# while members have frames queued, and the reference resynchronises; one leg is 30 ms behind the other. The judge (group.judge)
# compares what the timestamps on the wires have more than the senders' own, and the legs.
. /selftests/legs/pair.sh

pair_setup
ip route add 239.2.0.0/16 dev media0
pair_logs 100 12000000
skew=0ms
# on_legs NAME N WORDS...
on_legs()
{
	name=$1 n=$2
	shift 2
	check "$name: flow" st2110ctl flow add "$name" dev hwsim0 dst "239.2.$n.1:5004" "$@" input media0 leg 2 dev hwsim2 \
		dst "239.2.$n.2:5004" skew "$skew"
}
check "video" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 720p50 sampling key depth 8 payload 1280 profile n
on_legs anc 1 essence anc format 720p50 queue 6
on_legs mic 2 essence audio channels 2 depth L24 queue 60
on_legs lost 3 essence anc format 720p50 queue 4
check "a group" st2110ctl sync add g reference cam1
check "its members" st2110ctl sync member g anc mic
check "a member of a group without a reference" st2110ctl flow set lost sync h

wire_start hwsim0
wire_start hwsim2
anc="--essence anc --format 720p50 --payload 200 --frames 10"
# member NAME N OFFSET OPTION...
member()
{
	name=$1 n=$2 offset=$3
	shift 3
	st2110-send --dev media0 --dst "239.2.$n.1:5004" "$@" --plain --offset "$offset" --start 400ms -j >"$name.send" 2>>log &
}
# shellcheck disable=SC2086
{
	member anc 1 -15ms $anc
	member mic 2 -15ms --essence audio --channels 2 --depth L24 --frames 200
	member lost 3 0ms $anc
}
st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 720p50 --sampling key --depth 8 --payload 1280 --sndbuf 50000000 --plain \
	--offset 5ms --start 400ms --frames 10 -j >cam1.send 2>>log
# shellcheck disable=SC2046
wait $(jobs -p)
sleep 1
wire_stop hwsim0 "$OUT/1.pcap"
wire_stop hwsim2 "$OUT/2.pcap"
run st2110ctl -j stats show
cp last stats.json
eq "without a reference all is dropped" "$(jq '.[] | select(.name == "lost") | .stats.drops.sync' stats.json)" \
	"$(jq .packets lost.send)"
check "it goes" st2110ctl flow del lost
# What waits when its flow goes, goes too.
on_legs lost 3 essence anc format 720p50 queue 4 sync h
# shellcheck disable=SC2086
st2110-send --dev media0 --dst 239.2.3.1:5004 $anc --plain --frames 2 --start 20ms >>log 2>&1
check "a flow that waits goes" st2110ctl flow del lost

# The group has a delta, members are handed over 15 ms before, and the clock is set in the middle.
check "a leg behind" st2110ctl flow del anc
skew=30ms
on_legs anc 1 essence anc format 720p50 queue 6 sync g
mkdir -p set
cd set || exit
wire_start hwsim0
wire_start hwsim2
# shellcheck disable=SC2086
{
	member anc 1 -15ms ${anc% *} 80
	member mic 2 -15ms --essence audio --channels 2 --depth L24 --frames 1600
}
st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 720p50 --sampling key --depth 8 --payload 1280 --sndbuf 50000000 --plain \
	--offset 5ms --start 400ms --frames 80 -j >cam1.send 2>>log &
sleep 1.2
run taiclock step 3000000000ns
# shellcheck disable=SC2046
wait $(jobs -p)
sleep 1
wire_stop hwsim0 "$OUT/3.pcap"
wire_stop hwsim2 "$OUT/4.pcap"
cd ..
pair_teardown
