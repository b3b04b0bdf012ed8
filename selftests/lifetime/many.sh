# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Thousands of flows: dumps while flows come and go. Argument: flows.
. /selftests/lib/lib.sh

flows=${1:-2000}
setup_hwsim 100000
check "module" modprobe sch_st2110
check "device" st2110ctl dev add hwsim0
# batch FIRST LAST: adds flows
batch()
{
	awk -v a="$1" -v b="$2" 'BEGIN { for (i = a; i < b; i++)
		printf "flow add f%d dev hwsim0 dst 239.%d.%d.%d:5004 format 720p50 packets 10 profile nl\n", i, 1 + i / 65536, i / 256 % 256, i % 256 }'
}
batch 0 "$flows" >adds
awk -v b="$flows" 'BEGIN { for (i = 0; i < b; i += 2) printf "flow del f%d now\n", i }' >dels
check "flows are added" st2110ctl -b adds
eq "flows" "$(json length st2110ctl -j flow show)" "$flows"
st2110ctl -b dels >log.dels 2>&1 &
busy=$!
n=0
while kill -0 $busy 2>/dev/null && [ $n -lt 20 ]; do
	run st2110ctl -j stats || break
	n=$((n + 1))
done
wait $busy
ge "dumps meanwhile" $n 1
eq "flows left" "$(json '[.[].name] | unique | length' st2110ctl -j flow show)" $((flows / 2))
check "flush" st2110ctl flow flush dev hwsim0 now
eq "none is left" "$(json length st2110ctl -j flow show)" 0
batch 0 200 >adds
check "again" st2110ctl -b adds
check "all go with the device" rmmod st2110_hwsim
check "module unloads" rmmod sch_st2110
