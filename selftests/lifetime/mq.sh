# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Under mq: a flow lives in the child of one transmit queue, its packets come by another and reach it through its inbox, and leave
# by its queue. Taking that queue away loses packets, counted, and nothing else.
. /selftests/lib/lib.sh

rtp=/selftests/lifetime/rtp
setup_hwsim 10000 1 4
check "module" modprobe sch_st2110
check "mq" tc qdisc replace dev hwsim0 root handle 100: mq
for q in 1 2 3 4; do
	check "child $q" tc qdisc replace dev hwsim0 parent 100:$q handle 11$q: st2110
done
eq "ports" "$(json length st2110ctl -j dev show)" 4
for q in 0 1 2 3; do
	check "flow in queue $q" st2110ctl flow add cam$q dev hwsim0 dst 239.1.1.1:50${q}0 format 1080p25 packets 40 profile nl txq $q
done
queue() { ethtool -S hwsim0 | sed -n "s/^ *tx$1_packets: //p"; }
inbox() { st2110ctl -j -s dev show | jq '[.[].stats.inbox_packets] | add'; }
for q in 0 1 2 3; do
	was=$(queue $q)
	check "stream $q" $rtp hwsim0 "50${q}0" 40 6
	sleep 0.3
	st2110ctl -j stats show cam$q >stats.json
	eq "all came in" "$(jq '.[0].stats.packets_in' stats.json)" 240
	eq "and left" "$(jq '.[0].stats | .packets_out + ([.drops[]] | add)' stats.json)" 240
	ge "by its queue" $(($(queue $q) - was)) 200
done
ge "most came through an inbox" "$(inbox)" 240
check "nothing is queued" nothing_queued hwsim0

# The queue goes, and comes again.
$rtp hwsim0 5030 40 >sent 2>>log &
stream=$!
sleep 0.3
for n in 2 4 1 3 4; do
	check "$n queues" ethtool -L hwsim0 tx $n
	sleep 0.2
done
was=$(json '.[0].stats.packets_out' st2110ctl -j stats show cam3)
sleep 0.5
ge "the flow goes on" "$(json '.[0].stats.packets_out' st2110ctl -j stats show cam3)" $((was + 40))
check "a child is replaced under traffic" tc qdisc replace dev hwsim0 parent 100:4 fq_codel
eq "its flow is gone" "$(json length st2110ctl -j flow show)" 3
check "mq is replaced under traffic" tc qdisc replace dev hwsim0 root handle 2110: st2110
eq "all flows are" "$(json length st2110ctl -j flow show)" 0
kill $stream
wait $stream
check "device" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
