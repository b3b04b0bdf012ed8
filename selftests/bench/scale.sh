# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 900
#
# Ten thousand flows: memory of each, how fast they come and go, how long a dump takes. Argument: FLOWS.
. /selftests/lib/lib.sh

flows=${1:-10000}

figure()
{
	echo "$1 $2" >>figures
}

# kernel_octets: what the kernel holds for itself
kernel_octets()
{
	awk '/^(Slab|VmallocUsed|Percpu|KernelStack):/ { n += $2 } END { print n * 1024 }' /proc/meminfo
}

# taken NAME COMMAND...: its time in microseconds
taken()
{
	taken_name=$1
	shift
	taken_from=$(taiclock now)
	"$@" >last 2>>"$OUT/log" || not_ok "$taken_name: $*"
	figure "$taken_name" $((($(taiclock now) - taken_from) / 1000))
}

setup_hwsim 100000
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
awk -v n="$flows" 'BEGIN { for (i = 0; i < n; i++)
	printf "flow add f%d dev hwsim0 dst 239.%d.%d.%d:5004 format 720p50 packets 10 profile nl\n", i, 1 + i / 65536, i / 256 % 256, i % 256 }' >adds
awk -v n="$flows" 'BEGIN { for (i = 0; i < n; i++) printf "flow del f%d now\n", i }' >dels
before=$(kernel_octets)
taken add_us st2110ctl -b adds
after=$(kernel_octets)
figure flows "$flows"
figure octets_per_flow $(((after - before) / flows))
eq "flows" "$(json length st2110ctl -j flow show)" "$flows"
taken dump_us st2110ctl -j flow show
taken dump_stats_us st2110ctl -j stats show
# One more and one less of so many.
taken add_one_us st2110ctl flow add extra dev hwsim0 dst 239.99.0.1:5004 format 720p50 packets 10 profile nl
taken del_one_us st2110ctl flow del extra now
taken del_us st2110ctl -b dels
eq "none is left" "$(json length st2110ctl -j flow show)" 0
check "device is given back" st2110ctl dev del hwsim0
check "module unloads" rmmod sch_st2110
