# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 300
#
# st2110ctl against the module: what is said is what is granted, every refusal reaches the user with the kernel's own sentence,
# what is saved is restored, and tc shows the qdisc.
. /selftests/lib/lib.sh

# stands NAME: a flow without what changes by itself
stands()
{
	st2110ctl -j flow show "$1" | sed 's/"generation":[0-9]*//g; s/"status":{[^}]*}//g'
}

setup_hwsim 10000 1 4

fails 2 "a device without the qdisc is named" st2110ctl dev show hwsim0
says "and how to put it there" 'dev add hwsim0'
check "dev add" st2110ctl dev add hwsim0
says "prints the port" '^hwsim0 .*release timer'
check "dev add again" st2110ctl dev add hwsim0 speed 5gbit
says "changes the speed alone" 'stated 5000Mbit/s'
check "speed is taken back" st2110ctl dev set hwsim0 speed 0
check "dev show in JSON" st2110ctl -j dev show
says "one object for a root" '^\[\{"ifindex":[0-9]+,"ifname":"hwsim0","release":"auto"[^]]*"stats":\{'
eq "a root port is listed once" "$(json length st2110ctl -j dev show)" 1

video="format 1080p29.97 sampling 422 depth 10 payload 1200 profile n"
# shellcheck disable=SC2086
check "flow add" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 $video rtp-ts epoch
says "prints what was granted" 'N 4320 \(computed\)'
# shellcheck disable=SC2086
granted=$(st2110ctl flow show cam1 | grep -E 'C_MAX|T_RS|peak')
# shellcheck disable=SC2086
planned=$(st2110ctl flow plan dst 239.1.1.1:5004 $video | grep -E 'C_MAX|T_RS|peak')
# The guard is the port's own; all else is planned as it is granted.
same=$([ "$(echo "$granted" | sed 's/margin [^ ]*//; s/wake-ups [^ ]*//; s/latency from.*//')" = \
	"$(echo "$planned" | sed 's/margin [^ ]*//; s/wake-ups [^ ]*//; s/latency from.*//')" ] && echo 1 || echo 0)
eq "flow plan plans what flow add grants" "$same" 1
[ "$same" = 1 ] || diag "$granted" "$planned"

# shellcheck disable=SC2086
fails 2 "the same address is refused" st2110ctl flow add cam2 dev hwsim0 dst 239.1.1.1:5004 $video
says "with the kernel's sentence" 'flow add cam2: dst: another flow of this device'
# shellcheck disable=SC2086
fails 2 "the same name is refused" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.2:5004 $video
says "with the kernel's sentence" 'name: this device has a flow of that name'
fails 2 "what the link cannot carry is refused" st2110ctl flow add big dev hwsim0 dst 239.1.1.9:5004 format 2160p59.94 sampling 422 depth 10 payload 1200 profile n
says "with the kernel's sentence" 'exceeds the link'
fails 2 "a missing profile is refused" st2110ctl flow add cam2 dev hwsim0 dst 239.1.1.2:5004 format 1080p50 packets 4320
says "with the kernel's sentence" 'profile: missing'
fails 2 "an unknown flow is refused" st2110ctl flow set nobody lead 300us
says "with the kernel's sentence" 'no such flow'
fails 2 "an unknown flow is not shown" st2110ctl flow show nobody
fails 2 "a lead longer than TR_OFFSET is refused" st2110ctl flow set cam1 lead 30ms
says "with the kernel's sentence" 'flow set cam1: lead: packets would leave before k \* T_FRAME'
check "flow set" st2110ctl flow set cam1 lead 300us late skip queue 4
says "prints what was granted" 'lead 300us.*late skip.*queue 4'
check "a flow with everything" st2110ctl flow add all dev hwsim0 dst '[ff3e::1]:6000' src fd00::1 vlan 100 format 576i sampling 444 depth 8 \
	payload 1000 packing gpm-sl profile nl troff 1ms lead 200us hold 100us rtp-ts keep align rtp late send slip hold queue 2 \
	tx-latency 2us epoch-events on maxudp 8960
check "N stated" st2110ctl flow add n dev hwsim0 dst 239.1.1.3:5004 format 720p50 packets 1920 profile w
check "N learned" st2110ctl flow add auto dev hwsim0 dst 239.1.1.4:5004 format 1080psf25 packets auto profile n

# The example: events follow each other by one, and their deadlines are those that can be counted from the first answer.
check "epoch events" st2110ctl flow set cam1 epoch-events on hold 1ms
check "the example follows them" /selftests/ctl/epoch cam1 5
cp "$OUT/last" "$OUT/epochs"
eq "five epochs" "$(grep -c '^k ' "$OUT/epochs")" 5
eq "none is left out" "$(sed -n 's/^k \([0-9]*\) .*/\1/p' "$OUT/epochs" | awk 'NR > 1 && $1 != last + 1 {bad++} {last = $1} END {print bad + 0}')" 0
eq "deadlines can be counted to 2 us" "$(sed -n 's/.*counted \([+-][0-9]*\) ns/\1/p' "$OUT/epochs" | awk '$1 > 2000 || $1 < -2000 {bad++} END {print bad + 0}')" 0
check "no epoch events" st2110ctl flow set cam1 epoch-events off hold auto

# What is saved makes the same flows again; flows die with their qdisc.
st2110ctl -j flow show | sed 's/"generation":[0-9]*//g; s/"status":{[^}]*}//g; s/"margin_ns":[0-9]*,//g; s/"wakeups_per_frame_milli":[0-9]*,//g; s/"latency_ns":[0-9]*//g' >"$OUT/before"
check "flow save" st2110ctl flow save
cp "$OUT/last" "$OUT/flows"
check "flow flush" st2110ctl flow flush dev hwsim0
eq "no flow is left" "$(st2110ctl flow show | wc -l)" 0
check "flows are restored by a batch" st2110ctl -b "$OUT/flows"
st2110ctl -j flow show | sed 's/"generation":[0-9]*//g; s/"status":{[^}]*}//g; s/"margin_ns":[0-9]*,//g; s/"wakeups_per_frame_milli":[0-9]*,//g; s/"latency_ns":[0-9]*//g' >"$OUT/after"
check "they are what they were" cmp "$OUT/before" "$OUT/after"
check "dev add keeps the flows" st2110ctl dev add hwsim0 best-effort pfifo
says "and replaces the child" 'flows 4.*best effort pfifo'
check "flow show of a device" st2110ctl -s flow show dev hwsim0
says "with drops" 'drops       0'
fails 2 "flows of an unknown device are refused" st2110ctl flow show dev nodev

# A session description makes a flow, the flow is described, and that makes the same flow again.
printf '%s\r\n' v=0 'o=- 7 1 IN IP4 192.0.2.1' 's=Camera 1; "main"' 't=0 0' 'm=video 5004 RTP/AVP 112' 'c=IN IP4 239.1.1.9/32' \
	'a=source-filter: incl IN IP4 239.1.1.9 192.0.2.1' 'a=rtpmap:112 raw/90000' \
	'a=fmtp:112 sampling=YCbCr-4:2:2; width=720; height=576; exactframerate=25; interlace; depth=10; TCS=SDR; colorimetry=BT601; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPW; TROFF=2000' \
	'a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:127' 'a=mediaclk:direct=0' >"$OUT/in.sdp"
fails 1 "what a description lacks is asked for" st2110ctl flow add cam9 dev hwsim0 sdp "$OUT/in.sdp"
says "with the word that says it" 'line 5: SDP does not tell how many packets a frame has: say payload 1200'
fails 1 "what the command says otherwise is refused" st2110ctl flow add cam9 dev hwsim0 sdp "$OUT/in.sdp" payload 1200 profile n
says "with the line" 'line 9: profile is wide there, and n in the command'
check "flow add from a description" st2110ctl flow add cam9 dev hwsim0 sdp "$OUT/in.sdp" payload 1200
says "whose grandmaster nobody knows here" \
	'note: flow cam9: sdp .*in.sdp: line [0-9]+ names grandmaster 39-A7-94-FF-FE-07-CB-D0:127, and no ptp4l tells'
says "as it says" 'format 576i50? .*profile wide  troff 2ms'
says "with what it keeps" 'sdp-extra "o=7; s=Camera 1%3B %22main%22; pt=112; TCS=SDR; colorimetry=BT601"'
check "flow show sdp" sh -c 'st2110ctl flow show cam9 sdp >out.sdp'
cp "$OUT/out.sdp" "$OUT/last"
says "who sends it" '^o=- 7 [0-9]+ IN IP4 192.0.2.1'
says "the session's name" '^s=Camera 1; "main"'
says "what the flow is" 'interlace; TP=2110TPW; TROFF=2000; TSMODE=NEW'
says "and, with no grandmaster, itself" '^a=ts-refclk:localmac=([0-9A-F]{2}-){5}[0-9A-F]{2}'
stands cam9 >"$OUT/before"
check "flow save of it" st2110ctl flow save cam9
cp "$OUT/last" "$OUT/saved"
check "flow del" st2110ctl flow del cam9
check "flow add from what was described" st2110ctl flow add cam9 dev hwsim0 sdp "$OUT/out.sdp"
stands cam9 >"$OUT/after"
check "is the same flow" cmp "$OUT/before" "$OUT/after"
check "and is described" sh -c 'st2110ctl flow show cam9 sdp >again.sdp'
check "in the same octets" cmp "$OUT/out.sdp" "$OUT/again.sdp"
check "flow del" st2110ctl flow del cam9
check "what was saved" st2110ctl -b "$OUT/saved"
check "is described" sh -c 'st2110ctl flow show cam9 sdp >again.sdp'
check "in the same octets too" cmp "$OUT/out.sdp" "$OUT/again.sdp"
check "sdp-extra is set" st2110ctl flow set cam9 sdp-extra "colorimetry=BT709; pt=96"
check "and described" st2110ctl flow show cam9 sdp
says "with the flow's name" '^s=cam9'
says "as another version" "^o=- [0-9]+ [0-9]+ IN IP4 192.0.2.1"
check "sdp-extra is taken back" st2110ctl flow set cam9 sdp-extra ''
fails 2 "what is not known is asked for" st2110ctl flow show cam9 sdp
says "by name" 'flow show cam9 sdp: the payload type, .*sdp-extra "pt=96'
check "a description in JSON" sh -c 'st2110ctl flow set cam9 sdp-extra "colorimetry=BT709; pt=96" && st2110ctl -j flow show cam9 sdp | jq -e ".[0].sdp | startswith(\"v=0\")"'
check "flow del" st2110ctl flow del cam9

# Audio there and back: rate, samples, channels, depth, and the level of ST 2110-30 that takes it.
round=0
for sound in "L24/48000/2 1 48 2 24 A" "L24/48000/64 0.125 6 64 24 C" "L16/96000/4 1 96 4 16 AX" "L24/96000/32 0.125 12 32 24 CX" \
	"AM824/48000/8 0.08 4 8 32 null" "L24/44100/2 1.09 48 2 24 null"; do
	# shellcheck disable=SC2086
	set -- $sound
	round=$((round + 1))
	printf '%s\r\n' v=0 'o=- 7 1 IN IP4 192.0.2.1' 's=mic' 't=0 0' 'm=audio 5004 RTP/AVP 97' 'c=IN IP4 239.1.1.9/32' \
		'a=source-filter: incl IN IP4 239.1.1.9 192.0.2.1' "a=rtpmap:97 $1" \
		'a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:127' 'a=mediaclk:direct=0' "a=ptime:$2" >"$OUT/in.sdp"
	check "audio $1: flow add from a description" st2110ctl flow add mic9 dev hwsim0 sdp "$OUT/in.sdp"
	stands mic9 >"$OUT/before"
	same "audio $1: samples, channels, depth, level" \
		"$(st2110ctl -j flow show mic9 | jq -r '.[0] | "\(.samples) \(.channels) \(.depth) \(.level)"')" "$3 $4 $5 $6"
	check "audio $1: described" sh -c 'st2110ctl flow show mic9 sdp >out.sdp'
	cp "$OUT/out.sdp" "$OUT/last"
	says "by its map and packet time" "^a=rtpmap:97 $1.\$"
	says "and that" "^a=ptime:$2.\$"
	check "audio $1: flow del" st2110ctl flow del mic9
	check "audio $1: flow add from what was described" st2110ctl flow add mic9 dev hwsim0 sdp "$OUT/out.sdp"
	stands mic9 >"$OUT/after"
	check "audio $1: the same flow" cmp "$OUT/before" "$OUT/after"
	check "audio $1: the same description" sh -c 'st2110ctl flow show mic9 sdp >again.sdp && cmp out.sdp again.sdp'
	check "audio $1: flow del" st2110ctl flow del mic9
done

check "bare stats" st2110ctl stats
says "one line a flow" '^cam1 +hwsim0 +waiting'
check "stats show" st2110ctl stats show cam1
says "limits beside the values" 'C_INST      now 0  max 0  of C_MAX 6|C_INST      now 0  max 0  of C_MAX'
fails 3 "stats check: without a sender nothing complies" st2110ctl stats check cam1
check "stats in JSON" st2110ctl -j stats
says "a flow each" '"name":"cam1","ifname":"hwsim0","state":"waiting"'
check "stats reset of a flow" st2110ctl stats reset cam1
check "stats reset of a device" st2110ctl stats reset dev hwsim0

if command -v tc >/dev/null; then
	check "tc shows the qdisc" tc -s qdisc show dev hwsim0
	says "with what the plug-in reads" 'st2110 2110: root .*release timer .*flows 4'
	says "and its counters" 'media 0pkt'
	check "tc in JSON" tc -s -j qdisc show dev hwsim0
	says "with the same" '"release":"timer"'
fi

st2110ctl monitor type flow-gone count 4 >"$OUT/events" 2>&1 &
monitor=$!
sleep 0.2
check "dev del" st2110ctl dev del hwsim0
wait_for 5 sh -c '[ "$(wc -l <events)" = 4 ]'
eq "an event tells of each flow that went" "$(grep -c 'dev hwsim0 .*flow .*flow-gone' "$OUT/events")" 4
kill $monitor 2>/dev/null
fails 2 "dev del twice is refused" st2110ctl dev del hwsim0
says "and says what is there" 'no st2110 on this device'

check "dev add under mq" st2110ctl dev add hwsim0 mq
check "a port for every queue" test "$(json '[.[].txq] | join(",")' st2110ctl -j dev show hwsim0)" = 0,1,2,3
# shellcheck disable=SC2086
check "a flow on a queue" st2110ctl flow add q3 dev hwsim0 txq 3 dst 239.1.1.1:5004 $video
says "shows it" 'txq 3'
fails 2 "a root beside mq is refused" st2110ctl dev add hwsim0
says "and says what to do" 'dev del'
check "dev add mq again" st2110ctl dev add hwsim0 mq best-effort pfifo
eq "keeps the flow" "$(st2110ctl flow show | grep -c '^q3 ')" 1
check "dev set of one queue" st2110ctl dev set hwsim0 queue 2 speed 1000
eq "changes that queue alone" "$(st2110ctl dev show hwsim0 | grep -c 'stated 1000Mbit')" 1
check "dev del with mq" st2110ctl dev del hwsim0
check "dev add on one queue" st2110ctl dev add hwsim0 queue 2
check "one port" test "$(json '[.[].txq] | join(",")' st2110ctl -j dev show hwsim0)" = 2
fails 2 "a queue that is not there is refused" st2110ctl dev add hwsim0 queue 9
says "and says which are" 'accepted are 0 to 3'
check "dev del of a queue" st2110ctl dev del hwsim0

check "in another namespace" st2110ctl -n far dev add hwsim1
check "the port is there" test "$(json '[.[].ifname] | join(",")' st2110ctl -n far -j dev show)" = hwsim1
check "and not here" test "$(st2110ctl -j dev show)" = "[]"
check "dev del there" st2110ctl -n far dev del hwsim1
