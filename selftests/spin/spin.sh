# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What the tests of release spin share (sourced): CPU 1 is isolated (isolcpus=1).

# flow [WORDS...]: luma of 720p25 at 8 bit, 720 packets a frame
flow()
{
	check "$case: flow" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 720p25 sampling key depth 8 payload 1280 \
		profile n rtp-ts epoch "$@"
}

# stream FRAMES [WORDS...]: sends it
stream()
{
	stream_frames=$1
	shift
	st2110-send --dst 239.1.1.1:5004 --dev hwsim0 --format 720p25 --sampling key --depth 8 --payload 1280 --frames "$stream_frames" \
		--sndbuf 1500000 -j "$@"
}

sent()
{
	[ "$(json '.[0].stats.packets_out' st2110ctl -j -s stats show cam1)" -gt "${1:-0}" ]
}

# accounts: what came in has left, or is counted
accounts()
{
	run st2110ctl -j -s stats show cam1
	cp last "$case.stats.json"
	accounts_in=$(jq '.[0].stats.packets_in' last)
	accounts_out=$(jq '.[0].stats.packets_out' last)
	accounts_dropped=$(jq '[.[0].stats.drops | to_entries[] | select(.key != "rtcp") | .value] | add' last)
	ge "$case: packets came in" "$accounts_in" 1
	eq "$case: they left, or are counted" $((accounts_out + accounts_dropped)) "$accounts_in"
}
