# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# append: isolcpus=1
# timeout: 300
#
# What else a port that spins sends, two CPUs in real time: sound and data beside video, a leg of a stream whose other leg the
# timer sends, and packets that the NIC is asked to stamp. Whole and in order on the wire (kinds.judge). Argument: FRAMES of video.
. /selftests/lib/lib.sh
. /selftests/spin/spin.sh

frames=${1:-25}

# begin CASE: two devices, of which the first spins
begin()
{
	case=$1
	setup_hwsim 10000 2
	check "$case: module" modprobe sch_st2110
	check "$case: device" st2110ctl dev add hwsim0 release spin cpu 1
	check "$case: second device" st2110ctl dev add hwsim2 release timer
	check "$case: spins" release_is spin
	for d in hwsim0 hwsim2; do
		hwsim_set $d log_snap 62
		hwsim_set $d log_bytes 20000000
	done
}

end()
{
	sleep 1
	run st2110ctl -j -s flow show
	cp last "$case.flows.json"
	run st2110ctl -j -s stats show
	cp last "$case.stats.json"
	check "$case: device is given back" st2110ctl dev del hwsim0
	check "$case: second device is given back" st2110ctl dev del hwsim2
	check "$case: module unloads" rmmod sch_st2110
}

begin essences
flow
check "essences: sound" st2110ctl flow add mic dev hwsim0 dst 239.1.1.2:5004 essence audio ptime 0.12 channels 8 depth L24
check "essences: data" st2110ctl flow add anc dev hwsim0 dst 239.1.1.3:5004 essence anc format 720p25
wire_start hwsim0
st2110-send --dst 239.1.1.2:5004 --dev hwsim0 --essence audio --ptime 125us --channels 8 --depth L24 --start 20ms \
	--frames $((frames * 300)) -q 2>>"$OUT/log" &
sound=$!
st2110-send --dst 239.1.1.3:5004 --dev hwsim0 --essence anc --format 720p25 --payload 200 --anc-packets 3,1,8 --plain \
	--frames "$frames" -q 2>>"$OUT/log" &
data=$!
check "essences: sender" stream "$frames"
check "essences: sender of sound" wait $sound
check "essences: sender of data" wait $data
sleep 1
wire_stop hwsim0 essences.pcap
end

begin legs
check "legs: input" ip link add media0 type st2110
ip link set media0 addrgenmode none
ip link set media0 up
ip addr add 192.0.4.1/32 dev media0
ip route add 239.2.0.0/16 dev media0
check "legs: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.2.1.1:5004 format 720p25 sampling key depth 8 payload 1280 \
	profile n rtp-ts epoch input media0 leg 2 dev hwsim2 dst 239.2.1.1:5004
wire_start hwsim0
wire_start hwsim2
check "legs: sender" st2110-send --dst 239.2.1.1:5004 --dev media0 --format 720p25 --sampling key --depth 8 --payload 1280 \
	--frames "$frames" --sndbuf 1500000 -j
cp last legs.send.json
sleep 1
wire_stop hwsim0 legs.pcap
wire_stop hwsim2 legs.other.pcap
end

begin stamps
flow
check "stamps: are on" st2110ctl dev set hwsim0 stamps 10
wire_start hwsim0
check "stamps: sender" stream "$frames"
sleep 1
wire_stop hwsim0 stamps.pcap
run st2110ctl -j -s stats show cam1
got=$(jq '.[0].stamps.got // .[0].stats.stamps.got' last)
ge "stamps: of packets that spin sent" "$got" "$frames"
end
