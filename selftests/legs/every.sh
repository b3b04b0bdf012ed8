# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Every essence on two legs: sent once, RTP octets the same, each wire within the limits of its essence, and the legs together.
# RTCP of the sender, a sync group, a skew. The judge looks at both wires (every.judge). Argument: light, for an emulated CPU
. /selftests/legs/pair.sh

light=${1:-}

pair_setup
ip route add 239.2.0.0/16 dev media0
pair_logs 1500 20000000

# stream NAME "FLOW WORDS" "LEG WORDS" "SENDER"
stream()
{
	# shellcheck disable=SC2086
	check "$1: flow" st2110ctl flow add "$1" dev hwsim0 dst 239.2.1.1:5004 $2 input media0 leg 2 dev hwsim2 dst 239.2.2.1:5006 $3 || return
	wire_start hwsim0
	wire_start hwsim2
	# shellcheck disable=SC2086
	check "$1: sender" st2110-send --dev media0 --dst 239.2.1.1:5004 --checksum udp --sndbuf 4000000 $4 -j
	cp last "$1.send"
	# On the port beside the flow's; with its marker, payload type 73 is that of a receiver report (RFC 5761, 4).
	[ "$1" != ancreport ] || check "$1: RTCP" st2110-send --dev media0 --dst 239.2.1.1:5005 --checksum udp --essence anc \
		--format 1080p50 --anc-packets 0 --plain --frames 1 --start 0 --pt 73
	sleep 0.1
	wire_stop hwsim0 "$OUT/$1.1.pcap"
	wire_stop hwsim2 "$OUT/$1.2.pcap"
	run st2110ctl -j stats show "$1"
	cp last "$1.json"
	run st2110ctl -s flow show "$1"
	check "$1: flow is deleted" st2110ctl flow del "$1"
	echo "$1" >>every.args
}

audio="essence audio channels 2 depth L24"
tone="--essence audio --channels 2 --depth L24 --start 20ms"
stream ms "$audio" "" "$tone --frames 500"
stream short "essence audio ptime 0.12 channels 64 depth 24" "" \
	"--essence audio --ptime 125us --channels 64 --depth 24 --start 200ms --rt 40 --offset 145us --frames 2000"
stream anci "essence anc format 1080i59.94 anc-mode lltm" "" \
	"--essence anc --format 1080i59.94 --payload 200 --anc-packets 3,0,1,8,2,12,0,5 --plain --frames 25 --offset 5ms"
stream ancp "essence anc format 1080p50" "" \
	"--essence anc --format 1080p50 --payload 200 --anc-packets 3,0,1,8,2,5 --plain --frames 25 --offset 5ms"
stream cbr "essence cbr packet-rate 22591/2 payload 1316" "" \
	"--essence cbr --packet-rate 22591/2 --payload 1316 --batch 8 --start 20ms --frames 100"
if [ -z "$light" ]; then
	stream rate "essence audio sample-rate 44100 samples 48 channels 4 depth AM824" "" \
		"--essence audio --sample-rate 44100 --samples 48 --channels 4 --depth AM824 --start 20ms --frames 1000"
	# Samples that begin between two packets of the time line, by the sender's own timestamps, which stay.
	stream phase "$audio rtp-ts keep" "" "$tone --frames 1000 --rtp +17"
	stream skew "$audio" "skew 5ms" "$tone --frames 1000"
	stream gap "$audio" "" "$tone --frames 1000 --drop-packet 300:0 --drop-packet 500:0 --drop-packet 501:0"
	stream fast "$audio" "" "$tone --frames 4000 --rate-ppm 1000"
	stream codec "essence compressed codec jxsv format 1080p59.94 packets 869 payload 1200" "" \
		"--essence compressed --codec jxsv --format 1080p59.94 --packets 869 --payload 1200 --frames 8"
	stream bare "essence cbr bit-rate 270mbit payload 1376 no-rtp" "" \
		"--essence cbr --bit-rate 270mbit --payload 1376 --no-rtp --batch 16 --start 20ms --frames 50"
	stream meta "essence fastmeta packet-rate 500" "" \
		"--essence fastmeta --packet-rate 500 --payload 1000 --batch 20 --start 20ms --frames 100"
	stream text "essence ttml" "" "--essence ttml --packet-rate 500 --payload 1000 --batch 20 --start 20ms --frames 100"
fi
# RTCP goes beside it: sender reports on the flow's own port, of which the first comes before there is an epoch.
stream ancreport "essence anc format 1080p50" "vlan 7" \
	"--essence anc --format 1080p50 --payload 200 --anc-packets 2 --plain --frames 25 --offset 5ms --rtcp 5"

flow="dev hwsim0 dst 239.2.1.1:5004 input media0 leg 2 dev hwsim2 dst 239.2.2.1:5006"
# shellcheck disable=SC2086
{
	fails 2 "a leg's queue has an end" st2110ctl flow add x $flow skew 450ms $audio
	says "which is said" 'skew: a leg holds 126 packets'
	check "flow of a group, on legs" st2110ctl flow add x $flow essence anc format 1080p50 sync g1
	fails 2 "which has one reference" st2110ctl flow set x sync-reference on
	says "of pictures" 'sync-reference: video'
	check "a leg's words" st2110ctl flow set x sdp-extra "pt=100; DID_SDID={0x41,0x07}"
	same "are kept" "$(json '.[0].sdp_extra' st2110ctl -j flow show x)" "pt=100; DID_SDID={0x41,0x07}"
	check "flow goes" st2110ctl flow del x
}
# Both legs from a description, and back.
# described NAME LINE...: of both, behind the words of the flow
described()
{
	name=$1
	shift
	printf '%s\r\n' v=0 'o=- 7 1 IN IP4 192.0.2.1' "s=$name" 't=0 0' "$@" >"$name.sdp"
	check "$name: flow of a description" st2110ctl flow add "$name" dev hwsim0 sdp "$name.sdp" input media0 leg 2 dev hwsim2 || return
	check "$name: is described" sh -c "st2110ctl flow show $name sdp >$name.out"
	run st2110ctl flow save "$name"
	check "$name: flow goes" st2110ctl flow del "$name"
	check "$name: and is made of that" st2110ctl flow add "$name" dev hwsim0 sdp "$name.out" input media0 leg 2 dev hwsim2
	check "$name: is described again" sh -c "st2110ctl flow show $name sdp >$name.again"
	check "$name: in the same octets" cmp "$name.out" "$name.again"
	run st2110ctl -j flow show "$name"
	cp last "$name.flow"
	check "$name: flow goes" st2110ctl flow del "$name"
	cp "$name.out" last
}

legs()
{
	jq -r '.[0].legs | map("\(.ifname) \(.dst):\(.dst_port) \(.src)") | join(" ")' "$1.flow"
}

described cam a=group:DUP\ red\ blue \
	'm=audio 5004 RTP/AVP 97' 'c=IN IP4 239.2.1.1/32' 'a=source-filter: incl IN IP4 239.2.1.1 192.0.2.1' 'a=rtpmap:97 L24/48000/2' \
	'a=ptime:1' 'a=mediaclk:direct=0' a=mid:red \
	'm=audio 5006 RTP/AVP 97' 'c=IN IP4 239.2.2.1/32' 'a=source-filter: incl IN IP4 239.2.2.1 192.0.3.1' 'a=rtpmap:97 L24/48000/2' \
	'a=ptime:1' 'a=mediaclk:direct=0' a=mid:blue
says "with its group" '^a=group:DUP red blue'
same "cam: its legs" "$(legs cam)" "hwsim0 239.2.1.1:5004 192.0.2.1 hwsim2 239.2.2.1:5006 192.0.3.1"
for d in hwsim0 hwsim2; do
	says "and the address of $d" "^a=ts-refclk:localmac=$(tr a-f: A-F- <"/sys/class/net/$d/address")"
done
described mic 'm=audio 5004 RTP/AVP 97' 'c=IN IP4 239.2.1.1/32' 'a=source-filter: incl IN IP4 239.2.1.1 192.0.2.1 192.0.3.1' \
	'a=rtpmap:97 L24/48000/2' 'a=ptime:1' 'a=mediaclk:direct=0'
says "both sources of one stream" '^a=source-filter: incl IN IP4 239.2.1.1 192.0.2.1 192.0.3.1'
same "mic: its legs" "$(legs mic)" "hwsim0 239.2.1.1:5004 192.0.2.1 hwsim2 239.2.1.1:5004 192.0.3.1"
fails 1 "what it lacks is asked for" st2110ctl flow add cam dev hwsim0 sdp cam.sdp
says "by name" 'a DUP group: say input DEV and leg 2 dev DEV, or choose one with stream red or stream blue'
pair_teardown
