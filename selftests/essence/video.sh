# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Video beyond the standard UDP size, segmented frames and high rates: st2110-send hands whole frames over, the referee judges the
# wire (video.judge), and so does st2110-analyze.
# Arguments: FORMAT PROFILE FRAMES PAYLOAD MAXUDP SPEED
. /selftests/lib/lib.sh

format=$1
profile=$2
frames=$3
payload=$4
maxudp=$5
speed=$6

tune_host
setup_hwsim "$speed"
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
if [ "$maxudp" -gt 1500 ]; then
	fails 2 "packets do not fit the device" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" \
		sampling 422 depth 10 payload "$payload" maxudp "$maxudp" profile "$profile"
	says "the reason is given" 'payload: .*MTU'
	fails 2 "nor are they sent" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" --payload "$payload" --frames 1
	says "and it is said what would help" 'MTU of 1500: say a smaller --payload, or ip link set hwsim0 mtu'
	check "jumbo frames" ip link set hwsim0 mtu 9000
	fails 2 "nor the standard UDP size" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" \
		sampling 422 depth 10 payload "$payload" profile "$profile"
	says "the remedy is named" 'maxudp'
fi
check "flow is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format "$format" sampling 422 depth 10 \
	payload "$payload" maxudp "$maxudp" profile "$profile" rtp-ts epoch
n=$(json '.[0].plan.packets' st2110ctl -j flow show cam1)
octets=$(json '.[0].plan.frame_octets' st2110ctl -j flow show cam1)
echo "$format $profile $frames $maxudp $octets" >args

hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $(((frames + 1) * n * 84))
wire_start hwsim0
check "sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format "$format" --payload "$payload" --frames "$frames" -j \
	--sndbuf $((n * 20000))
cp last send.json
sleep 0.3
wire_stop hwsim0
run st2110ctl -j -s stats show cam1
cp last stats.json
check "st2110-analyze agrees" st2110-analyze wire.pcap --format "$format" --profile "$profile" --maxudp "$maxudp"
check "flow is deleted" st2110ctl flow del cam1
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
