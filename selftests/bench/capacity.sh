# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# How many flows one such CPU holds, by the module's own models: one more each time, from a sender in the kernel, until a frame is found
# not compliant. Held is how many there are while each frame is found compliant; between the two are frames that were late only if
# the NIC's doorbell rang at the last moment. Narrow 1080p29.97 of 4,320 packets, and of 1,482; audio of 125 us, 64 channels; by the
# timer and by launch time.
# Lines of "figures": NAME FLOWS-THAT-HELD, "busy/NAME" their share of the CPU in thousandths, "unrefuted/NAME" FLOWS.
. /selftests/lib/lib.sh

figure()
{
	echo "$1 $2" >>figures
}

# attempt FLOWS: runs them; sets busy, missed
attempt()
{
	i=0
	while [ $i -lt "$1" ]; do
		echo "flow add f$i dev hwsim0 dst 239.16.0.$i:5004 $flow"
		i=$((i + 1))
	done >flows
	missed=refused how='' busy=0 frames_left=0 doubted=0
	run st2110ctl -b flows || return
	# shellcheck disable=SC2086
	modprobe framesource dev=hwsim0 flows="$1" $frames || return
	sleep 0.3
	run /selftests/bench/judge "$ms" 20
	rmmod framesource
	read -r bad dropped slips empty underruns doubted frames_left busy wall <last
	[ "$run_status" = 0 ] || { not_ok "judge"; return; }
	how="$bad not compliant, $dropped dropped, $slips slips, $empty empty, $underruns underruns, $doubted unverified"
	missed=$((bad + dropped + slips + empty + underruns))
	[ $((frames_left + doubted)) -gt 0 ] || missed=all
	busy=$((busy * 1000 / wall))
	sleep 0.2
	run st2110ctl flow flush dev hwsim0 now
}

# capacity NAME STEP MOST: one step more until it does not hold
capacity()
{
	held=0 held_busy=0 unrefuted=0
	n=$2
	while [ $n -le $3 ]; do
		attempt $n
		diag "$1: $n flows: missed $missed ($how), $frames_left frames compliant, busy $busy"
		[ "$missed" = 0 ] || break
		# Once in doubt, more of them prove nothing.
		[ "$doubted" != 0 ] || [ $held != $unrefuted ] || held=$n held_busy=$busy
		unrefuted=$n
		n=$((n + $2))
	done
	figure "$1" $held
	figure "unrefuted/$1" $unrefuted
	figure "busy/$1" $held_busy
	run st2110ctl flow flush dev hwsim0 now
}

tune_host
setup_hwsim 25000
hwsim_set hwsim0 deliver log
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
for release in timer launch; do
	if [ $release = launch ]; then
		check "clock bind" st2110ctl clock bind hwsim0
		sleep 3
	fi
	check "release $release" st2110ctl dev set hwsim0 release $release
	flow="format 1080p29.97 packets 4320 profile narrow rtp-ts epoch" frames="packets=4320 rate=30000 rate_in=1001" ms=301
	capacity $release/1080p29.97-4320 1 4
	flow="format 1080p29.97 packets 1482 profile narrow rtp-ts epoch" frames="packets=1482 rate=30000 rate_in=1001" ms=301
	capacity $release/1080p29.97-1482 1 8
	flow="essence audio ptime 125us channels 64 depth L24" ms=250
	frames="packets=1 rate=8000 ticks=6 octets=1144 apart=0 tick_ns=1000"
	capacity $release/audio-125us 2 32
done
ok "counted"
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
