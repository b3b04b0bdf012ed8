# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What the tests of legs stand on: two devices of the module, and one that flows take their packets on.
. /selftests/lib/lib.sh

pair_setup()
{
	tune_host
	setup_hwsim 10000 2
	check "module loads" modprobe sch_st2110
	check "input device" ip link add media0 type st2110
	ip link set media0 addrgenmode none
	check "it comes up" ip link set media0 up
	ip addr add 192.0.4.1/32 dev media0
	check "device is added" st2110ctl dev add hwsim0
	check "second device is added" st2110ctl dev add hwsim2
}

# pair_logs SNAP OCTETS: both wires keep SNAP octets of each packet, in OCTETS of memory
pair_logs()
{
	for d in hwsim0 hwsim2; do
		hwsim_set $d log_snap "$1"
		hwsim_set $d log_bytes "$2"
	done
}

pair_teardown()
{
	check "device is given back" st2110ctl dev del hwsim0
	check "second device is given back" st2110ctl dev del hwsim2
	check "module unloads" rmmod sch_st2110
}
