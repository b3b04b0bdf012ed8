# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# The NIC's clock: an exact line over CLOCK_MONOTONIC_RAW, whatever is done to it, and the faults that it may have.
# timeout: 40000
. /selftests/lib/lib.sh

phcuse=/selftests/hwsim/phcuse

# truth DEV: RAW MONO TAI PHC of one instant
truth()
{
	hwsim_get "$1" phc_truth
}

# phc DEV, raw DEV: of the truth
phc()
{
	truth "$1" | cut -d ' ' -f 4
}

# stray DEV SECONDS PPB N: how far the clock is off a line of that slope after so long
stray()
{
	truth "$1" >from
	sleep "$2"
	truth "$1" >to
	# shellcheck disable=SC2046
	$phcuse line $(cut -d ' ' -f 1,4 from) $(cut -d ' ' -f 1,4 to) "$3" "$4"
}

# exact DESCRIPTION DEV SECONDS PPB N: both ends are rounded down, so a nanosecond is rounding
exact()
{
	exact_by=$(stray "$2" "$3" "$4" "$5")
	ge "$1: ns off the line after $3 s" "$exact_by" -1
	le "$1: ns off the line after $3 s" "$exact_by" 1
}

hours=3600
[ "$MODE" = icount ] || hours=3
setup_hwsim 10000 2
for dev in hwsim0 hwsim2; do
	ge "$dev has a clock" "$($phcuse $dev index)" 0
done
ne "the clocks are two" "$($phcuse hwsim0 index)" "$($phcuse hwsim2 index)"
check "ethtool -T" ethtool -T hwsim0
says "names the clock" "PTP Hardware Clock: $($phcuse hwsim0 index)"
eq "it takes frequencies up to, ppb" "$($phcuse hwsim0 max)" 100000000

# At creation a clock shows TAI, and runs true.
read -r raw mono tai phc <<END
$(truth hwsim0)
END
eq "starts at TAI" $((phc - tai)) 0
# Not in real time, where nothing says how far the emulator's ticks have steered the one off the other.
if [ "$MODE" = icount ]; then
	ge "MONOTONIC and RAW of the truth are near each other" $((raw - mono)) -1000000000
	le "MONOTONIC and RAW of the truth are near each other" $((raw - mono)) 1000000000
fi
exact "true" hwsim0 2 0 0

# The oscillator's error, adjfine, both, and extremes; hours, and ten thousand bends of the line.
hwsim_set hwsim0 phc_rate_ppb 199999
exact "199,999 ppb" hwsim0 $hours 199999 0
eq "the oscillator is read back" "$(hwsim_get hwsim0 phc_rate_ppb)" 199999
hwsim_set hwsim0 phc_rate_ppb -200000
check "frequency" $phcuse hwsim0 freq 3276801
exact "-200 ppm and 50.000015 ppm" hwsim0 $hours -200000 3276801
truth hwsim0 >before
check "frequency, ten thousand times" $phcuse hwsim0 freq 3276801 10000
truth hwsim0 >after
# shellcheck disable=SC2046
bends=$($phcuse line $(cut -d ' ' -f 1,4 before) $(cut -d ' ' -f 1,4 after) -200000 3276801)
ge "bent in place ten thousand times: ns lost" "$bends" -1
le "bent in place ten thousand times: ns won" "$bends" 1
hwsim_set hwsim0 phc_rate_ppb 0
check "1,000,000 ppb" $phcuse hwsim0 freq 65536000
exact "1,000,000 ppb" hwsim0 10 0 65536000
check "-1,000,000 ppb" $phcuse hwsim0 freq -65536000
exact "-1,000,000 ppb" hwsim0 10 0 -65536000
hwsim_set hwsim0 phc_rate_ppb -100000000
check "a tenth" $phcuse hwsim0 freq -6553600000
exact "a fifth too slow" hwsim0 10 -100000000 -6553600000
fails 2 "more is refused" $phcuse hwsim0 freq 6553700000
fails '*' "an oscillator that is a fifth off is refused" hwsim_set hwsim0 phc_rate_ppb 200000000
hwsim_set hwsim0 phc_rate_ppb 0
check "true again" $phcuse hwsim0 freq 0
exact "the other clock was left alone" hwsim2 2 0 0

# Set, adjusted, stepped.
check "set" $phcuse hwsim0 set 1500000000123456789
ge "set" "$($phcuse hwsim0 get)" 1500000000123456789
le "set" "$(phc hwsim0)" 1500000100000000000
offset()
{
	truth hwsim0 | { read -r raw mono tai phc && echo $((phc - raw)); }
}
was=$(offset)
check "adjusted" $phcuse hwsim0 adj -5000000001
eq "adjusted by" $(($(offset) - was)) -5000000001
check "adjusted back" $phcuse hwsim0 adj 5000000001
eq "adjusted by nothing in all" $(($(offset) - was)) 0
hwsim_set hwsim0 phc_step_ns 37000000000
eq "a step that nobody set" $(($(offset) - was)) 37000000000
hwsim_set hwsim0 phc_step_ns -1
eq "and one back" $(($(offset) - was)) 36999999999
eq "steps are summed up" "$(hwsim_get hwsim0 phc_step_ns)" 36999999999

# Readings: bracketed, exact across, slow and noisy on request.
widths()
{
	while read -r before phc after; do
		echo $((after - before))
	done <last | sort -n
}
# shellcheck disable=SC2046
set -- $($phcuse hwsim0 precise) $(truth hwsim0)
eq "precise: the clock is where the line is" "$($phcuse line "$3" "$1" "$4" "$7" 0 0)" 0
check "extended" $phcuse hwsim0 extended 25
eq "extended: readings" "$(wc -l <last)" 25
ge "extended: order" "$(widths | head -n 1)" 0
hwsim_set hwsim0 phc_noise_ns 5000
[ "$MODE" != icount ] || le "extended: quick, ns" "$(widths | sed -n 20p)" 1000
check "extended, noisy" $phcuse hwsim0 extended 25
ge "noisy: order" "$(widths | head -n 1)" 0
if [ "$MODE" = icount ]; then
	# An interrupt may prolong a reading now and then.
	le "noisy: at most twice the noise and the reading, ns" "$(widths | sed -n 20p)" 11000
	ge "noisy: from the quickest to the slowest, ns" $(($(widths | sed -n 20p) - $(widths | head -n 1))) 3000
fi
hwsim_set hwsim0 phc_noise_ns 0
fails '*' "absurd noise is refused" hwsim_set hwsim0 phc_noise_ns 100001

# Frozen: reads the same, goes on from there.
hwsim_set hwsim0 phc_freeze 1
was=$(phc hwsim0)
sleep 1
eq "frozen" $(($($phcuse hwsim0 get) - was)) 0
check "adjusted while frozen" $phcuse hwsim0 adj 10
eq "frozen, adjusted" $(($(phc hwsim0) - was)) 10
hwsim_set hwsim0 phc_freeze 0
exact "thawed" hwsim0 2 0 0

# Gone, with somebody holding it, and back.
mkfifo held
exec 5<>held
$phcuse hwsim0 hold <&5 >holder 2>holder.err &
holder=$!
wait_for 10 grep -q open holder
hwsim_set hwsim0 phc_rate_ppb 7000
hwsim_set hwsim0 phc_remove 1
eq "gone: reads back" "$(hwsim_get hwsim0 phc_remove)" 1
eq "gone: no index" "$($phcuse hwsim0 index)" -1
check "gone: ethtool -T" ethtool -T hwsim0
says "gone: none is named" "PTP Hardware Clock: none"
echo >&5
wait $holder
eq "gone: who held it is told" $? 2
same "gone: why" "$(grep -c 'No such device' holder.err)" 1
exec 5>&-
hwsim_set hwsim0 phc_remove 1
hwsim_set hwsim0 phc_remove 0
hwsim_set hwsim0 phc_remove 0
ge "back" "$($phcuse hwsim0 index)" 0
exact "back, with the same oscillator and nothing adjusted" hwsim0 2 7000 0
truth hwsim0 | {
	read -r raw mono tai phc
	ge "back at TAI" $((phc - tai)) 0
	le "back at TAI, but for what it has drifted since" $((phc - tai)) 7000000
}

# Moving to another namespace and renaming change nothing; deleting takes both clocks along.
clocks()
{
	ls /sys/class/ptp | wc -l
}
n=$(clocks)
check "a pair by rtnetlink" ip link add cam0 type st2110_hwsim
eq "has two clocks" "$(clocks)" $((n + 2))
index=$($phcuse cam0 index)
check "renamed" ip link set cam0 name cam1
eq "keeps its clock" "$($phcuse cam1 index)" "$index"
check "moved" ip link set cam1 netns far
eq "keeps its clock" "$(far $phcuse cam1 index)" "$index"
check "deleted" ip -n far link del cam1
eq "and its clocks" "$(clocks)" "$n"
sleep 1000 <"/dev/ptp$($phcuse hwsim2 index)" &
check "module unloads while somebody has a clock open" rmmod st2110_hwsim
eq "no clock is left" "$(find /sys/class/ptp -mindepth 1 | xargs -r -n 1 sh -c 'grep -l st2110_hwsim "$0"/clock_name' 2>/dev/null | wc -l)" 0
