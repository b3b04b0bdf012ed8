# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# append: isolcpus=0 rcu_nocbs=0
# cpus: 2
# timeout: 1200
#
# The same stream by an application that spins, and by release spin, each with a CPU of its own: two CPUs that take turns in virtual
# time, each instruction of any a nanosecond of both. The isolated one is the first, and a metronome gives it its look at the clock
# every 100 ns (an application every microsecond, so as to take the host no longer). What the sender does takes time from the thread
# here, which it would not on a CPU of its own: selftests/spin/turns tells that apart. Busy share and
# timer interrupts are those of the CPU that spins. Arguments as of precision.sh; few frames, the host takes a minute and a half for
# a second of them.
SPINNING=yes
. /selftests/bench/precision.sh
