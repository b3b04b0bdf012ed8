# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Byte queue limits open a queue with room for one packet, and learn from a wire that starves: a narrow stream's first frame
# would wait for completions, here 50 us. While there are flows, limit_min of the queue that media takes is raised; what an
# administrator set stays, and everything is given back. (timetravel/trouble shows frames that would be late.)
. /selftests/lib/lib.sh

# bql QUEUE [LIMIT]
bql()
{
	cat "/sys/class/net/hwsim0/queues/tx-$1/byte_queue_limits/${2:-limit_min}"
}

set_bql()
{
	echo "$3" >"/sys/class/net/hwsim0/queues/tx-$1/byte_queue_limits/$2"
}

flow_add()
{
	check "flow is added" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 1080p25 sampling 422 depth 10 \
		payload 1200 profile narrow rtp-ts epoch
}

tune_host
setup_hwsim 10000 1 4
hwsim_set hwsim0 deliver log
check "completions are late" ethtool -C hwsim0 tx-frames 0 tx-usecs 50
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
eq "BQL begins without room" "$(bql 3 limit)" 0
flow_add
eq "media's queue has 40 us of the link" "$(bql 3)" 50000
eq "from the first packet on" "$(bql 3 limit)" 50000
eq "other queues are left alone" "$(($(bql 0) + $(bql 1) + $(bql 2)))" 0

check "sender" st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 1080p25 --payload 1200 --frames 3 --sndbuf 1500000
sleep 0.3
run st2110ctl -j -s stats show cam1
cp last stats.json
eq "frames that left" "$(jq '.[0].stats.frames_out' stats.json)" 3
eq "all comply" "$(jq '.[0].stats.frames_compliant' stats.json)" 3
eq "packets late" "$(jq '.[0].stats.late_packets' stats.json)" 0
eq "times that BQL closed the queue" "$(ethtool -S hwsim0 | sed -n 's/^ *tx3_bql_stops: //p')" 0

check "half the link" ethtool -s hwsim0 speed 5000 duplex full autoneg off
eq "half the room" "$(bql 3)" 25000
check "two queues" ethtool -L hwsim0 tx 2
eq "media has another queue" "$(bql 1)" 25000
check "four queues" ethtool -L hwsim0 tx 4
eq "and this one again" "$(bql 3)" 25000
eq "the other is as it was" "$(bql 1)" 0
check "flow is deleted" st2110ctl flow del cam1
eq "given back" "$(bql 3)" 0

set_bql 3 limit_min 60000
flow_add
eq "more than that stays" "$(bql 3)" 60000
set_bql 3 limit_min 700
check "the link as it was" ethtool -s hwsim0 speed 10000 duplex full autoneg off
eq "what is set meanwhile stays" "$(bql 3)" 700
check "flow is deleted" st2110ctl flow del cam1
eq "for good" "$(bql 3)" 700

set_bql 3 limit_min 0
set_bql 2 limit_max 3000
flow_add
check "three queues" ethtool -L hwsim0 tx 3
eq "limit_max goes first" "$(bql 2 limit)" 3000
check "device is given back" st2110ctl dev del hwsim0
eq "given back with the device" "$(bql 2)" 0
check "module unloads" rmmod sch_st2110
