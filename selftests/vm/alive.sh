# SPDX-License-Identifier: GPL-2.0-only
#
# The guest itself: what the other tests stand on.
. /selftests/lib/lib.sh

check "veth pair" ip link add va type veth peer name vb
check "stock module loads by dependency" modprobe pktgen
same "TAI-UTC" "$(taiclock | cut -d ' ' -f 2)" 37
t0=$(taiclock now)
check "clock steps back" taiclock step -60500000000ns
t1=$(taiclock now)
le "after the step" "$((t1 - t0))" -50000000000
check "clock steps forward" taiclock step 60
check "frequency" taiclock freq 1000
fails 1 "usage" taiclock nonsense
says "usage is shown" '^usage: taiclock'
same "jq" "$(echo '{"a":[1,{"b":12345678901}]}' | jq -c '.a[1].b')" 12345678901
t0=$(taiclock now)
sleep 1
t1=$(taiclock now)
ge "a second takes a second" "$((t1 - t0))" 1000000000
if [ "$MODE" = icount ]; then
	le "and little more, in virtual time" "$((t1 - t0))" 1050000000
fi
t0=$(taiclock now)
n=0
while [ $n -lt "${1:-20000}" ]; do
	n=$((n + 1))
done
diag "an empty shell loop of $n turns: $(($(taiclock now) - t0)) ns"
[ -z "$2" ] || check "$2 MB of output" dd if=/dev/zero of="$OUT/bulk" bs=1M count="$2"
