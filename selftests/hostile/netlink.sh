# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# Random netlink while a stream runs: no crash, refusals say why, and the stream, on another device of the module, is as the
# referee wants it (netlink.judge). Argument: messages.
. /selftests/lib/lib.sh

tune_host
setup_hwsim 10000 2
check "module" modprobe sch_st2110
check "device" st2110ctl dev add hwsim0
check "another" st2110ctl dev add hwsim2
check "flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 576i sampling 422 depth 10 payload 1200 profile nl
hwsim_set hwsim0 log_snap 62
hwsim_set hwsim0 log_bytes $((400 * 900 * 80))
wire_start hwsim0
# A sender that waits for the CPU hands its frames over late, and the messages ask for all there is.
chrt -f 10 st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 576i --payload 1200 --sndbuf 1500000 -j >send.json 2>&1 &
sender=$!
sleep 0.5
check "random messages" timeout 250 /selftests/hostile/netlink hwsim2 "${1:-100000}" $((0x$(echo "$KERNEL" | md5sum | cut -c 1-6)))
cp last fuzz.json
sed -n '/^netlink:/p' last | sed 's/^/# /'
said() { grep '^{' fuzz.json | jq ".$1"; }
ge "swept" "$(said swept)" 2000
eq "messages sent" "$(said messages)" "${1:-100000}"
ge "some were accepted" "$(said accepted)" $((${1:-100000} / 50))
ge "some were refused" "$(said refused)" $((${1:-100000} / 10))
eq "refused without a reason" "$(said wordless)" 0
sleep 0.3
kill -INT $sender
wait $sender
sleep 0.2
wire_stop hwsim0
run st2110ctl -j -s stats show cam1
cp last stats.json
run st2110ctl -j -s dev show hwsim0
cp last dev.json
stat() { jq "$1" stats.json; }
if [ "$MODE" = icount ]; then
	eq "the flow lost nothing" "$(stat '.[0].stats | .frames_dropped + .seq_gaps + ([.drops[]] | add)')" 0
	ge "frames" "$(stat '.[0].stats.frames_out')" 10
else
	ge "packets of the stream" "$(stat '.[0].stats.packets_out')" 100
fi
check "flows of the random messages go" st2110ctl flow flush dev hwsim2 now
check "device" st2110ctl dev del hwsim0
check "another" st2110ctl dev del hwsim2
check "module unloads" rmmod sch_st2110
