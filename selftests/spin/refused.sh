# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# append: isolcpus=1
#
# Who gets no thread for release spin, and what is said: where a CPU is missing, absent, not isolated, offline or taken, where it
# goes with another release, and to whom the machine is not his. Where there is one CPU, none is isolated.
. /selftests/lib/lib.sh
. /selftests/spin/spin.sh

cpus=$(grep -c ^processor /proc/cpuinfo)
setup_hwsim 10000 2
modprobe dummy
check "module" modprobe sch_st2110
fails 2 "dev add without a CPU" st2110ctl dev add hwsim0 release spin
says "is told" 'cpu: missing; release spin takes an isolated CPU of its own'
fails 2 "a CPU that is not there" st2110ctl dev set hwsim0 release spin cpu 4000
says "is told" 'cpu: there is none'
fails 2 "a CPU that is not isolated" st2110ctl dev set hwsim0 release spin cpu 0
says "is told" 'cpu: not isolated.*isolcpus='
fails 2 "nor for auto" st2110ctl dev set hwsim0 release auto cpu 0
says "is told" 'cpu: not isolated'
fails 2 "a CPU for the timer" st2110ctl dev set hwsim0 release timer cpu 0
says "is told" 'cpu: of release spin and auto'
fails 1 "a CPU that is no number" st2110ctl dev set hwsim0 release spin cpu first
check "still the default" release_is timer
same "and no CPU" "$(json '.[0].cpu' st2110ctl -j dev show hwsim0)" null

# Root of a user namespace rules his devices, not the machine's CPUs.
if [ -e /proc/self/ns/user ]; then
	for words in "spin cpu 1" "auto cpu 1" spin; do
		fails 2 "root of a user namespace: $words" unshare -Urn sh -c "ip link add d0 type dummy && ip link set d0 up &&
			st2110ctl dev add d0 && st2110ctl dev set d0 release $words"
		says "is told" 'CAP_NET_ADMIN in the initial user namespace'
	done
	check "and may have the timer" unshare -Urn sh -c "ip link add d0 type dummy && ip link set d0 up && st2110ctl dev add d0 release timer"
else
	skip "root of a user namespace" "this kernel has none"
fi

if [ "$cpus" -gt 1 ]; then
	check "an isolated CPU" st2110ctl dev set hwsim0 release spin cpu 1
	check "spins" release_is spin
	check "the same again" st2110ctl dev set hwsim0 release spin
	check "device" st2110ctl dev add hwsim2
	fails 2 "that CPU for another device" st2110ctl dev set hwsim2 release spin cpu 1
	says "is told" 'cpu: it sends for another port already'
	check "the other has the timer" release_is timer hwsim2
	check "hwsim0 gives it back" st2110ctl dev set hwsim0 release timer
	check "now the other may" st2110ctl dev set hwsim2 release auto cpu 1
	check "auto spins" release_is spin hwsim2
	same "because" "$(json '.[0].release_why' st2110ctl -j dev show hwsim2)" "a CPU was given, and launch time is not to be had"
	check "device" st2110ctl dev del hwsim2
	if run sh -c 'echo 0 >/sys/devices/system/cpu/cpu1/online'; then
		fails 2 "a CPU that is offline" st2110ctl dev set hwsim0 release spin cpu 1
		says "is told" 'cpu: it is offline'
		check "CPU comes" sh -c 'echo 1 >/sys/devices/system/cpu/cpu1/online'
	fi
	check "and may be had" st2110ctl dev set hwsim0 release spin cpu 1
fi
check "device" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
