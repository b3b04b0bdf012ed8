# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What every test in the guest sources: TAP, comparisons that print what they compared, and the simulated NICs.
#
#	. /selftests/lib/lib.sh
#	setup_hwsim 10000
#	check "device is added" st2110ctl dev add hwsim0
#	eq "packets lost" "$(json .lost st2110ctl -j stats show cam1)" 0
#
# Set for a test: NAME, OUT (its output folder, also the current one), KERNEL (6.1, 6.12, debug, uml), MODE (icount: time is
# virtual and may be asserted; smp: it may not), SUITE (check, soak). A line "# timeout: SECONDS" in the script (guest time,
# default 600) bounds it. Every test starts with the modules unloaded and TAI-UTC 37, and must end so that they unload.

ok()
{
	echo "ok - $*"
}

not_ok()
{
	echo "not ok - $*"
}

# skip DESCRIPTION REASON
skip()
{
	echo "ok - $1 # SKIP $2"
}

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# give_up DESCRIPTION: for what the rest of the test stands on
give_up()
{
	not_ok "$@"
	exit 0
}

# run COMMAND...: output and errors go to $OUT/log; on failure they are shown
run()
{
	echo "+ $*" >>"$OUT/log"
	"$@" >"$OUT/last" 2>&1
	run_status=$?
	cat "$OUT/last" >>"$OUT/log"
	echo "= $run_status" >>"$OUT/log"
	return $run_status
}

# check DESCRIPTION COMMAND...: ok if it succeeds
check()
{
	check_what=$1
	shift
	if run "$@"; then
		ok "$check_what"
	else
		not_ok "$check_what ($*: exit status $run_status)"
		diag "$(tail -n 20 "$OUT/last")"
		return 1
	fi
}

# fails STATUS DESCRIPTION COMMAND...: ok if it ends with just that status (* for any but 0); what it said is in $OUT/last
fails()
{
	fails_with=$1
	fails_what=$2
	shift 2
	run "$@"
	case $run_status in
	0) set -- not "$@" ;;
	"$fails_with") set -- yes "$@" ;;
	*) [ "$fails_with" = "*" ] && set -- yes "$@" || set -- not "$@" ;;
	esac
	if [ "$1" = yes ]; then
		ok "$fails_what"
	else
		shift
		not_ok "$fails_what ($*: exit status $run_status, expected $fails_with)"
		diag "$(tail -n 20 "$OUT/last")"
		return 1
	fi
}

# says DESCRIPTION PATTERN: the last command run by check or fails printed a line like this (extended regular expression)
says()
{
	if grep -qE -- "$2" "$OUT/last"; then
		ok "$1"
	else
		not_ok "$1 (no line like '$2')"
		diag "$(tail -n 20 "$OUT/last")"
		return 1
	fi
}

# compare DESCRIPTION VALUE OPERATOR LIMIT
compare()
{
	case $2 in
	"" | - | *[!0-9-]*)
		not_ok "$1 (\"$2\" is not an integer)"
		return 1
		;;
	esac
	if [ "$2" "$3" "$4" ]; then
		ok "$1 ($2 $3 $4)"
	else
		not_ok "$1 ($2, expected $3 $4)"
		return 1
	fi
}

# eq|ne|ge|le DESCRIPTION VALUE LIMIT: signed 64-bit integers
eq() { compare "$1" "$2" -eq "$3"; }
ne() { compare "$1" "$2" -ne "$3"; }
ge() { compare "$1" "$2" -ge "$3"; }
le() { compare "$1" "$2" -le "$3"; }

# same DESCRIPTION VALUE EXPECTED: strings
same()
{
	if [ "$2" = "$3" ]; then
		ok "$1 ($2)"
	else
		not_ok "$1 (\"$2\", expected \"$3\")"
		return 1
	fi
}

# timed CHECK...: of what depends on time, so only where that is virtual
timed()
{
	[ "$MODE" != icount ] || "$@"
}

# json FILTER COMMAND...: what jq -r makes of its output
json()
{
	json_filter=$1
	shift
	"$@" 2>>"$OUT/log" | jq -r "$json_filter" 2>>"$OUT/log"
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for()
{
	wait_left=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		wait_left=$((wait_left - 1))
		[ $wait_left -gt 0 ] || return 1
		sleep 0.1
	done
}

# nothing_queued DEV: in any of its qdiscs
nothing_queued()
{
	tc -s qdisc show dev "$1" >tc
	cat tc
	! grep backlog tc | grep -vq "backlog 0b 0p"
}

# setup_hwsim SPEED_MBPS [PAIRS [QUEUES]]: loads st2110_hwsim; hwsim0, hwsim2 ... are up here with 192.0.2.1/24, 192.0.3.1/24 ...
# and a route for multicast through hwsim0; their peers hwsim1, hwsim3 ... are up in namespace "far" with .2.
# Nothing but what the test sends is on the wires: no IPv6 address is made up, nobody solicits.
setup_hwsim()
{
	[ ! -d /sys/module/st2110_hwsim ] || rmmod st2110_hwsim
	modprobe st2110_hwsim "speed=$1" "pairs=${2:-1}" "queues=${3:-4}" 2>"$OUT/last" ||
		give_up "modprobe st2110_hwsim: $(cat "$OUT/last")"
	ip netns list | grep -q '^far' || ip netns add far 2>"$OUT/last" || give_up "namespace: $(cat "$OUT/last")"
	ip -n far link set lo up
	hwsim_n=0
	while [ $hwsim_n -lt "${2:-1}" ]; do
		hwsim_a=hwsim$((2 * hwsim_n))
		hwsim_b=hwsim$((2 * hwsim_n + 1))
		ip link set "$hwsim_b" netns far 2>"$OUT/last" || give_up "$hwsim_b moves to another namespace: $(cat "$OUT/last")"
		ip link set "$hwsim_a" addrgenmode none
		ip -n far link set "$hwsim_b" addrgenmode none
		ip addr add "192.0.$((2 + hwsim_n)).1/24" dev "$hwsim_a"
		ip -n far addr add "192.0.$((2 + hwsim_n)).2/24" dev "$hwsim_b"
		ip -n far link set "$hwsim_b" up
		ip link set "$hwsim_a" up || give_up "$hwsim_a comes up"
		hwsim_n=$((hwsim_n + 1))
	done
	ip route add 224.0.0.0/4 dev hwsim0 2>/dev/null
	wait_for 5 grep -q 1 /sys/class/net/hwsim0/carrier || give_up "hwsim0 has a carrier"
}

# tune_host: what Documentation/tuning.rst asks of a sending host. Without it a slab that empties goes back to the page
# allocator, which then hands whole lists of pages back at once with interrupts off: up to a millisecond on this CPU.
tune_host()
{
	for tune_cache in skbuff_head_cache skbuff_small_head kmalloc-512 kmalloc-1k kmalloc-2k kmalloc-cg-512 kmalloc-cg-1k; do
		[ ! -w "/sys/kernel/slab/$tune_cache/min_partial" ] || echo 4096 >"/sys/kernel/slab/$tune_cache/min_partial"
	done
	# A CPU's list of free pages goes back in one go, 1,900 pages in 670 us with interrupts off. The shortest has 252.
	echo 1000000 >/proc/sys/vm/percpu_pagelist_high_fraction
	# The statistics worker of a second gives idle pages back, some fifty microseconds with interrupts off.
	echo 3600 >/proc/sys/vm/stat_interval
	# Softirqs that are put off go to ksoftirqd, which as any other task waits its turn, and on 6.1 all later ones wait with it.
	for tune_pid in $(grep -lx 'ksoftirqd/.*' /proc/[0-9]*/comm | cut -d / -f 3); do
		chrt -f -p 60 "$tune_pid"
	done
}

# pktgen_setup DEV PACKETS: UDP of 1,302 octets into DEV's qdisc, once "start" goes to pgctrl; pktgen_us DEV: the time they took
pktgen_setup()
{
	echo rem_device_all >/proc/net/pktgen/kpktgend_0
	echo "add_device $1" >/proc/net/pktgen/kpktgend_0
	for pktgen_setting in "count $2" "pkt_size 1302" "delay 0" "xmit_mode queue_xmit" "dst 192.0.2.9" "dst_mac 02:00:00:00:00:09" \
		"udp_dst_min 9" "udp_dst_max 9"; do
		echo "$pktgen_setting" >"/proc/net/pktgen/$1"
	done
}

pktgen_us()
{
	sed -n 's/^Result: OK: \([0-9]*\)(.*/\1/p' "/proc/net/pktgen/$1"
}

# far COMMAND...: in the namespace of the peers
far()
{
	ip netns exec far "$@"
}

# ptp_settings [LINE...]: for ptp4l, those of ST 2059-2 (domain 127, announce 4/s, sync and delay requests 8/s), and what else is said
ptp_settings()
{
	cat <<-END
		[global]
		domainNumber 127
		logAnnounceInterval -2
		announceReceiptTimeout 3
		logSyncInterval -3
		logMinDelayReqInterval -3
		delay_mechanism E2E
		network_transport UDPv4
		time_stamping hardware
		tx_timestamp_timeout 50
		summary_interval -3
	END
	printf '%s\n' "$@"
}

# hwsim_set DEVICE KNOB VALUE, hwsim_get DEVICE KNOB: the knobs in debugfs
hwsim_set()
{
	echo "$3" >"/sys/kernel/debug/st2110_hwsim/$1/$2"
}

hwsim_get()
{
	cat "/sys/kernel/debug/st2110_hwsim/$1/$2"
}

# one_queue yes|no: of hwsim0 that all CPUs send by, if not by what the headers hash to
one_queue()
{
	for xps in /sys/class/net/hwsim0/queues/tx-*/xps_cpus; do
		echo 0 >"$xps"
	done
	[ "$1" = no ] || echo 1 >/sys/class/net/hwsim0/queues/tx-0/xps_cpus
}

# clock_is STATE [DEV], release_is RELEASE [DEV]: what is in force
clock_is()
{
	[ "$(json '.[0].state' st2110ctl -j clock show "${2:-hwsim0}")" = "$1" ]
}

release_is()
{
	[ "$(json '.[0].release_now' st2110ctl -j dev show "${2:-hwsim0}")" = "$1" ]
}

# keep_state [PREFIX]: of all flows and of hwsim0, for the judge: PREFIXstats.json, PREFIXdev.json
keep_state()
{
	run st2110ctl -j -s stats show
	cp last "${1:-}stats.json"
	run st2110ctl -j -s dev show hwsim0
	cp last "${1:-}dev.json"
}

# wire_start DEVICE [peer]: log what DEVICE puts on the wire; without "peer" packets end there instead of at the peer
wire_start()
{
	hwsim_set "$1" deliver "${2:-log}"
	hwsim_set "$1" log 1
}

# wire_stop DEVICE [FILE]: stop the log and keep it (default $OUT/wire.pcap); a log that lost packets is no evidence
wire_stop()
{
	hwsim_set "$1" log 0
	wire_lost=$(hwsim_get "$1" log_lost)
	[ "$wire_lost" = 0 ] || not_ok "wire log of $1 is complete ($wire_lost packets lost: enlarge log_bytes)"
	cat "/sys/kernel/debug/st2110_hwsim/$1/wire.pcap" >"${2:-$OUT/wire.pcap}"
}

# wire_end CASE: once the last has left, the log of hwsim0 and the state at CASE's end: CASE.pcap, CASE.stats.json, CASE.dev.json
wire_end()
{
	sleep 0.2
	wire_stop hwsim0 "$1.pcap"
	keep_state "$1."
}
