# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# append: isolcpus=1
# timeout: 600
#
# What becomes of release spin in the middle of a stream, two CPUs in real time: its CPU goes and comes back, its transmit queue
# stalls, its driver is busy, the link goes, queues come and go, another release is chosen; then the qdisc, the device and the namespace go. Each packet
# that came in has left or is counted, and no thread stays. Arguments: how often, and which cases (hotplug trouble gone; all of them).
. /selftests/lib/lib.sh
. /selftests/spin/spin.sh

rounds=${1:-2}
[ $# = 0 ] || shift
cases=${*:-hotplug trouble gone}
online=/sys/devices/system/cpu/cpu1/online

begin()
{
	case=$1
	setup_hwsim 10000 1 4
	check "$case: module" modprobe sch_st2110
	check "$case: device" st2110ctl dev add hwsim0 release spin cpu 1
	check "$case: spins" release_is spin
	flow
	send
	check "$case: sends" wait_for 10 sent
	st2110ctl -j monitor >"$case.events" 2>>"$OUT/log" &
	monitor=$!
	sleep 0.3
}

# send: in the background, until it is killed
send()
{
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 720p25 --sampling key --depth 8 --payload 1280 --frames 100000 \
		--sndbuf 1500000 -q >>"$OUT/log" 2>&1 &
	sender=$!
}

# goes_on WHEN: it does
goes_on()
{
	goes_from=$(json '.[0].stats.packets_out' st2110ctl -j -s stats show cam1)
	check "$case: $1: packets leave" wait_for 10 sent "$((goes_from + 500))"
}

no_thread()
{
	! grep -qs st2110/ /proc/[0-9]*/comm
}

# The sender is stopped first: what it has handed over leaves.
end()
{
	kill $sender
	wait $sender 2>/dev/null
	sleep 1
	accounts
	check "$case: nothing is queued" sh -c 'tc -s qdisc show dev hwsim0 | grep -A3 "st2110 " | grep -q "backlog 0b 0p"'
	gone
}

gone()
{
	kill $sender $monitor 2>/dev/null
	wait $sender 2>/dev/null
	wait $monitor 2>/dev/null
	run st2110ctl dev del hwsim0
	check "$case: no thread stays" wait_for 5 no_thread
	check "$case: module unloads" rmmod sch_st2110
}

case " $cases " in *" hotplug "*)
# Some kernels do not let an isolated CPU go.
lets_go=yes
sh -c "echo 0 >$online" 2>/dev/null || lets_go=no
echo 1 >$online 2>/dev/null
[ "$KERNEL" != 6.1 ] || same "hotplug: the kernel lets an isolated CPU go" $lets_go yes
begin hotplug
n=0
while [ $n -lt "$rounds" ]; do
	if [ $lets_go = no ]; then
		fails "*" "hotplug: CPU does not go" sh -c "echo 0 >$online"
		check "hotplug: the thread is back" wait_for 10 release_is spin
		goes_on "on it"
		n=$((n + 1))
		continue
	fi
	check "hotplug: CPU goes" sh -c "echo 0 >$online"
	check "hotplug: the timer takes over" release_is timer
	same "hotplug: and says why" "$(json '.[0].release_why' st2110ctl -j dev show hwsim0)" \
		"its CPU is offline, or isolated no more; until it is back the timer does it"
	goes_on "without the CPU"
	check "hotplug: CPU comes" sh -c "echo 1 >$online"
	check "hotplug: spins again" release_is spin
	goes_on "with it"
	n=$((n + 1))
done
end
if [ $lets_go = yes ]; then
	eq "hotplug: events say that the CPU went" "$(grep -c '"event":"release".*"cause":"cpu-offline"' hotplug.events)" "$rounds"
	eq "hotplug: and came" "$(grep -c '"event":"release".*"cause":"none"' hotplug.events)" "$rounds"
fi
;;
esac

case " $cases " in *" trouble "*)
begin trouble
n=0
while [ $n -lt "$rounds" ]; do
	hwsim_set hwsim0 stall 15
	sleep 0.5
	hwsim_set hwsim0 stall 0
	goes_on "after a stall"
	hwsim_set hwsim0 busy 20
	goes_on "while the driver refuses one in five"
	hwsim_set hwsim0 busy 100
	sleep 0.2
	hwsim_set hwsim0 busy 0
	goes_on "after it refused all"
	hwsim_set hwsim0 carrier 0
	sleep 0.5
	hwsim_set hwsim0 carrier 1
	wait_for 5 grep -q 1 /sys/class/net/hwsim0/carrier
	goes_on "after the link was down"
	check "trouble: down" ip link set hwsim0 down
	check "trouble: up" ip link set hwsim0 up
	ip route add 224.0.0.0/4 dev hwsim0 2>/dev/null
	kill $sender
	wait $sender 2>/dev/null
	send
	goes_on "after the device was down"
	for queues in 1 3 2 4; do
		check "trouble: $queues queues" ethtool -L hwsim0 tx $queues
		goes_on "with $queues queues"
	done
	for release in timer spin auto spin; do
		check "trouble: release $release" st2110ctl dev set hwsim0 release $release
		goes_on "release $release"
	done
	check "trouble: muted" st2110ctl flow mute cam1 now
	check "trouble: unmuted" st2110ctl flow unmute cam1
	goes_on "after it was muted"
	n=$((n + 1))
done
ge "trouble: packets were refused" "$(ethtool -S hwsim0 | sed -n 's/.*tx_busy: //p')" 100
end
;;
esac

case " $cases " in *" gone "*)
begin qdisc
check "qdisc: replaced" tc qdisc replace dev hwsim0 root fq_codel
check "qdisc: no thread" no_thread
gone

begin device
check "device: goes" ip link del hwsim0
check "device: no thread" no_thread
gone

begin namespace
ip netns add gone
check "namespace: device moves" ip link set hwsim0 netns gone
check "namespace: no thread" no_thread
check "namespace: up there" ip -n gone link set hwsim0 up
check "namespace: spins there" st2110ctl -n gone dev add hwsim0 release spin cpu 1
check "namespace: goes" ip netns del gone
check "namespace: no thread" wait_for 5 no_thread
gone
;;
esac
