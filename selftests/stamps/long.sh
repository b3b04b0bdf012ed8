# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 7000
#
# A stream on a NIC with one slot, its stamps sampled for a long time, an application that asks for stamps of its own beside it:
# no slot leaks, every stamp is accounted for, no frame fails. Argument: SECONDS.
. /selftests/lib/lib.sh
. /selftests/stamps/stamps.sh

seconds=${1:-600}
light_essence

setup_stamps 20000
hwsim_set hwsim0 tx_stamps slot
hwsim_set hwsim0 tx_stamp_delay_ns 30000
add_flow
check "stamps are on" st2110ctl dev set hwsim0 stamps 100 stamp-slots 1
given=$(ethtool -S hwsim0 | sed -n 's/^ *tx_hwtstamp_given: //p')
stream $((seconds * 2997 / 100)) &
sender=$!
# Four a second for as long: some while one of ours is in the slot.
/selftests/hwsim/stamps send hwsim0 $((seconds * 4)) 200 250000000 200 >app 2>>"$OUT/log"
eq "the application" $? 0
wait $sender
eq "sender" $? 0
sleep 0.2
adds_up "long"
eq "outstanding" "$(dev_stamp outstanding)" 0
eq "lost" "$(dev_stamp lost)" 0
eq "the application's stamps" "$(grep -c '^hw' app)" $((seconds * 4))
given=$(($(ethtool -S hwsim0 | sed -n 's/^ *tx_hwtstamp_given: //p') - given))
eq "the NIC gave as many as both got" "$given" $(($(dev_stamp got) + $(dev_stamp late) + $(grep -c '^hw' app)))
ge "a sample a second at least" "$(dev_stamp asked)" "$seconds"
eq "frames that do not comply" "$(json '.[0].stats.frames_not_compliant' st2110ctl -j stats show)" 0
eq "packets out" "$(json '.[0].stats.packets_out' st2110ctl -j stats show)" \
	"$(json '.[0].stats.packets_in' st2110ctl -j stats show)"
diag "$(st2110ctl -s dev show hwsim0 | grep -A 4 stamps)"
take_down
