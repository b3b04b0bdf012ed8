# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# st2110ctl clock against the module, the clocks of simulated NICs and the real ptp4l: what is bound is shown, what is wrong is
# said, whoever disciplines a clock is found, and flows name their clocks.
. /selftests/lib/lib.sh

# clock FILTER: of hwsim0's, as jq has it
clock()
{
	json ".[0].$1" st2110ctl -j clock show hwsim0
}

# becomes FILTER VALUE: waits for it
becomes()
{
	[ "$(clock "$1")" = "$2" ]
}

setup_hwsim 10000 2
check "dev add" st2110ctl dev add hwsim0
check "clocks" st2110ctl clock
says "CLOCK_TAI is always there" '^tai  locked.*TAI-UTC 37s'
eq "and is alone" "$(json length st2110ctl -j clock)" 1

fails 2 "a device without a clock is refused" st2110ctl clock bind lo
says "and it is said where to look" 'dev "lo": no PTP hardware clock; "ethtool -T lo"'
fails 2 "a clock that is not bound is not shown" st2110ctl clock show hwsim0
says "and how to bind it" 'clock bind'
fails 2 "nor unbound" st2110ctl clock unbind hwsim0
fails 2 "nor fed" st2110ctl clock feed hwsim0
says "with the kernel's sentence" 'no clock of it is bound'

check "bind" st2110ctl clock bind hwsim0 holdover 30s
says "shows the clock" '^hwsim0 ptp[0-9]+  (acquiring|locked)'
says "and that nobody seems to discipline it" 'warning: no ptp4l answers at /var/run/ptp4l for ptp[0-9]+: is the PHC disciplined'
check "it locks" wait_for 10 becomes state locked
eq "it is the device's own" "$(clock phc)" "$(/selftests/hwsim/phcuse hwsim0 index)"
eq "holdover" "$(clock holdover_s)" 30
same "scale" "$(clock scale)" tai
ge "its bound is known" "$(clock bound_ns)" 1
le "its offset from CLOCK_TAI" "$(clock offset_tai_ns)" 1000000
same "no ptp4l" "$(clock ptp4l)" null
same "warnings" "$(json '.[0].warnings | join(" ")' st2110ctl -j clock show hwsim0)" no-ptp4l
check "counters" st2110ctl -s clock show hwsim0
says "rounds" 'measured    rounds [1-9].*holdover 30s'
eq "both clocks are shown" "$(json length st2110ctl -j clock)" 2

# Who may do what.
nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
check "anybody may read" $nobody st2110ctl clock show hwsim0
fails 2 "nobody but root may open the clock" $nobody st2110ctl clock bind hwsim0
says "which is said" '/dev/ptp[0-9]+: Permission denied: try as root'
fails 2 "nor change the default" $nobody st2110ctl clock bind tai

# In another namespace.
check "bind in another namespace" st2110ctl -n far clock bind hwsim1
eq "the clock is there" "$(json 'map(select(.ifname == "hwsim1")) | length' st2110ctl -n far -j clock)" 1
eq "and not here" "$(json 'map(select(.ifname == "hwsim1")) | length' st2110ctl -j clock)" 0

# The mistake of 37 s.
hwsim_set hwsim0 phc_step_ns -37000000000
check "a clock that keeps UTC is noticed" wait_for 20 becomes scale utc
check "and shown" st2110ctl clock show hwsim0
says "in words" 'warning: ptp[0-9]+ keeps UTC, .* timestamps are 37 s off.* -O 37'
hwsim_set hwsim0 phc_step_ns 37000000000
check "until it keeps TAI" wait_for 20 becomes scale tai
check "and is locked" wait_for 20 becomes state locked
hwsim_set hwsim0 phc_step_ns 5000000000
check "another time is noticed" wait_for 20 becomes scale other
check "and shown" st2110ctl clock show hwsim0
says "in words" 'warning: ptp[0-9]+ is (4\.99|5)[0-9.]*s from CLOCK_TAI'

# Lines a second, changes between.
st2110ctl clock monitor hwsim0 count 4 >"$OUT/monitor" 2>&1 &
monitor=$!
sleep 1.5
hwsim_set hwsim0 phc_step_ns -5000000000
wait $monitor
eq "a line a second" "$(grep -cE '^20.* TAI  hwsim0 ptp[0-9]+  [a-z]+ for' "$OUT/monitor")" 4
ge "changes are told" "$(grep -cE '^20.* TAI  dev hwsim0  clock  .*clock (stepped|acquiring|locked|slewing)' "$OUT/monitor")" 1
check "monitor in JSON" st2110ctl -j clock monitor hwsim0 count 1
eq "an object a line" "$(jq -r .phc "$OUT/last")" "$(clock phc)"
check "the clock locks again" wait_for 20 becomes state locked
st2110ctl -j clock monitor tai count 1 >"$OUT/tai"
same "monitor of CLOCK_TAI" "$(jq -r .source "$OUT/tai")" tai

# Finer samples from outside, until it is stopped.
fails 124 "feed runs until it is stopped" timeout 2 st2110ctl clock feed hwsim0
same "the clock stays locked" "$(clock state)" locked

# Flows and their clocks.
video="format 1080p29.97 sampling 422 depth 10 payload 1200 profile n"
# shellcheck disable=SC2086
check "a flow that names its clock" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 $video clock tai unlocked stop
says "is granted" 'clock tai  unlocked stop'
check "another clock" st2110ctl flow set cam1 clock hwsim0 require-lock
says "is granted" 'clock hwsim0  unlocked wait'
check "flow save" st2110ctl flow save cam1
says "has both" 'clock hwsim0 unlocked wait'
same "the clock in force" "$(json '.[0].status.clock' st2110ctl -j -s flow show cam1)" hwsim0
eq "the clock counts its flows" "$(clock flows)" 1
fails 2 "a clock that flows name stays" st2110ctl clock unbind hwsim0
says "and it is said why" 'flows name its clock'
fails 2 "a clock that is not bound is refused" st2110ctl flow set cam1 clock hwsim2
check "the device's own clock" st2110ctl flow set cam1 clock auto
eq "is named no more" "$(st2110ctl flow show cam1 | grep -c 'clock hwsim0')" 0

# Real PTP daemons, which leave all clocks alone.
cat >ptp.conf <<'END'
[global]
domainNumber 127
logAnnounceInterval -2
logSyncInterval -3
logMinDelayReqInterval -3
time_stamping software
free_running 1
END
far ptp4l -m -i hwsim1 -f ptp.conf --uds_address /tmp/ptp4l-far >"$OUT/far" 2>&1 &
master=$!
ptp4l -m -s -i hwsim0 -f ptp.conf >"$OUT/near" 2>&1 &
slave=$!
check "the follower finds its master" wait_for 30 becomes ptp4l.port_state uncalibrated
check "and is shown" st2110ctl clock show hwsim0
says "with its port and domain" 'ptp4l       port hwsim0  uncalibrated  domain 127  grandmaster [0-9a-f]{6}\.[0-9a-f]{4}\.[0-9a-f]{6}  offset'
says "and that the grandmaster does not keep TAI" 'warning: the grandmaster has no PTP time scale'
same "warnings" "$(json '.[0].warnings | join(" ")' st2110ctl -j clock show hwsim0)" arbitrary-timescale
same "the grandmaster is the other" "$(clock ptp4l.grandmaster_id)" \
	"$(json '.[0].ptp4l.clock_id' st2110ctl -n far -j clock show hwsim1 ptp4l /tmp/ptp4l-far)"
eq "in the domain that nobody told" "$(clock ptp4l.domain)" 127
check "the master, by its socket" st2110ctl -n far clock show hwsim1 ptp4l /tmp/ptp4l-far
says "is its own grandmaster" 'port hwsim1  master  domain 127'

# The grandmaster that a description names is compared with the one that the flow's clock follows.
# described GRANDMASTER:DOMAIN
described()
{
	printf '%s\r\n' v=0 'o=- 7 1 IN IP4 192.0.2.1' s=mic 't=0 0' 'm=audio 5004 RTP/AVP 97' 'c=IN IP4 239.1.1.9/32' \
		'a=rtpmap:97 L24/48000/2' "a=ts-refclk:ptp=IEEE1588-2008:$1" 'a=mediaclk:direct=0' 'a=ptime:1' >mic.sdp
	st2110ctl -j flow add mic dev hwsim0 sdp mic.sdp >mic.json
}

id=$(clock ptp4l.grandmaster_id | tr -d . | sed 's/../&-/g; s/-$//' | tr a-f A-F)
check "a description of this grandmaster" described "$id:127"
eq "is warned of no more than it has to be" "$(grep -c 'names grandmaster' "$OUT/last")" 0
same "they are the same" "$(json .sdp_clock.same cat mic.json)" true
same "by their names" "$(json '.sdp_clock | .grandmaster_id + " " + .ptp4l.grandmaster_id' cat mic.json)" \
	"$(clock ptp4l.grandmaster_id) $(clock ptp4l.grandmaster_id)"
check "it goes" st2110ctl flow del mic dev hwsim0
check "a description of another grandmaster" described 39-A7-94-FF-FE-07-CB-D0:127
says "is warned of by both names" \
	"warning: flow mic: sdp mic.sdp: line 8 names grandmaster 39-A7-94-FF-FE-07-CB-D0:127, and ptp4l at /var/run/ptp4l follows $id:127"
same "they are not the same" "$(json '.sdp_clock | [.same, .line] | join(" ")' cat mic.json)" "false 8"
check "it goes too" st2110ctl flow del mic dev hwsim0
check "one of another domain" described "$id:0"
says "is warned of" "line 8 names grandmaster $id:0, and ptp4l at /var/run/ptp4l follows $id:127"
check "and goes" st2110ctl flow del mic dev hwsim0
check "a daemon that has another device" st2110ctl clock bind hwsim2
says "does not count" 'warning: no ptp4l answers'

# Another grandmaster is an event, while somebody listens.
was=$(clock ptp4l.grandmaster_id)
changed=0011aa.fffe.33445a
# announced FILE ID: another follows the one before, perhaps by way of nobody
announced()
{
	grep -qE "\"ifname\":\"hwsim0\".*\"grandmaster_id\":\"$2\",\"grandmaster_was\":\"[0-9a-f.]+\"" "$1"
}
st2110ctl -j monitor type ptp dev hwsim0 >ptp.events 2>>"$OUT/log" &
monitor=$!
st2110ctl clock monitor hwsim0 >ptp.lines 2>&1 &
lines=$!
sleep 2
eq "as long as nothing changes none is told" "$(wc -l <ptp.events)" 0
kill $master
wait $master
{
	cat ptp.conf
	echo "clockIdentity $changed"
} >other.conf
far ptp4l -m -i hwsim1 -f other.conf --uds_address /tmp/ptp4l-far >"$OUT/far2" 2>&1 &
master=$!
check "another grandmaster is told" wait_for 30 announced ptp.events $changed
check "and what it was" grep -q "\"grandmaster_was\":\"$was\"" ptp.events
check "with the domain" grep -qE '"domain":127,"sdp_changes":(true|false)' ptp.events
check "in the lines of clock monitor too" \
	grep -qE "^20.* TAI  dev hwsim0  ptp  .*grandmaster $changed  was [0-9a-f]{6}\.[0-9a-f]{4}\.[0-9a-f]{6}  domain 127" ptp.lines
check "it is what clock show shows" becomes ptp4l.grandmaster_id $changed
kill $slave
wait $slave
check "a daemon that goes is told" wait_for 10 grep -q '"ptp4l":"gone"' ptp.events
kill $monitor $lines $master
wait $monitor $lines $master
cp ptp.events ptp.lines "$OUT"

check "unbind" st2110ctl clock unbind hwsim0
check "unbind the second" st2110ctl clock unbind hwsim2
check "CLOCK_TAI for those who name none" st2110ctl clock bind tai
says "is the default" '^tai  locked.*default'
check "and is not" st2110ctl clock unbind tai
eq "no longer" "$(st2110ctl clock | grep -c default)" 0
check "flow del" st2110ctl flow del cam1
check "dev del" st2110ctl dev del hwsim0
