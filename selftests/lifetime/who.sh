# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Who may do what: anybody may look, only CAP_NET_ADMIN over the network namespace may change, and nobody sees or changes what
# another namespace has.
. /selftests/lib/lib.sh

add="st2110ctl flow add cam1 dst 239.1.1.1:5004 format 1080p25 packets 40 profile nl"
user="setpriv --reuid 65534 --regid 65534 --clear-groups"
setup_hwsim 10000
check "module" modprobe sch_st2110
modprobe dummy
check "device" st2110ctl dev add hwsim0
# shellcheck disable=SC2086
check "flow" $add dev hwsim0

for what in "dev show hwsim0" "flow show cam1" "stats show cam1"; do
	# shellcheck disable=SC2086
	check "a user may: $what" $user st2110ctl $what
done
for what in "dev set hwsim0 speed 1000" "dev del hwsim0" "flow set cam1 queue 4" "flow del cam1" "flow flush dev hwsim0" \
	"stats reset cam1" "flow add cam2 dev hwsim0 dst 239.1.1.2:5004 format 1080p25 packets 40 profile nl"; do
	# shellcheck disable=SC2086
	fails 2 "a user may not: $what" $user st2110ctl $what
	says "and is told: $what" 'ermi|ermitted'
done

# Root without the capability, and root of a user namespace of its own, are users like others.
fails 2 "root without CAP_NET_ADMIN" setpriv --bounding-set -net_admin --inh-caps -net_admin st2110ctl flow del cam1
check "a user namespace, this network: look" unshare -Ur st2110ctl flow show cam1
fails 2 "a user namespace, this network: change" unshare -Ur st2110ctl flow del cam1
check "a user and a network namespace: sees nothing of ours" sh -c 'test "$(unshare -Urn st2110ctl -j flow show | jq length)" = 0'
check "and rules what is its own" $user unshare -Urn sh -c "ip link add d0 type dummy && ip link set d0 up && st2110ctl dev add d0 &&
	$add dev d0 && st2110ctl flow set cam1 queue 5 && st2110ctl flow del cam1"
fails 2 "but finds no device of ours" unshare -Urn st2110ctl flow flush dev hwsim0
same "the flow is as it was" "$(json '.[0].queue_frames' st2110ctl -j flow show cam1)" 3
eq "one flow" "$(json length st2110ctl -j flow show)" 1
eq "none in another namespace" "$(json length far st2110ctl -j flow show)" 0
check "device" st2110ctl dev del hwsim0
