# SPDX-License-Identifier: GPL-2.0-only
#
# Both modules load by their aliases, unload, and leave nothing behind, again and again: load TIMES.
. /selftests/lib/lib.sh

n=0
while [ $n -lt "${1:-20}" ]; do
	modprobe st2110 2>"$OUT/last" && modprobe st2110_hwsim 2>>"$OUT/last" || break
	rmmod st2110_hwsim 2>>"$OUT/last" && rmmod sch_st2110 2>>"$OUT/last" || break
	n=$((n + 1))
done
cat "$OUT/last" >>"$OUT/log"
eq "modules loaded and unloaded, times" "$n" "${1:-20}" || diag "$(cat "$OUT/last")"
check "the family's name loads the module" modprobe net-pf-16-proto-16-family-st2110
check "it is called sch_st2110" test -d /sys/module/sch_st2110
