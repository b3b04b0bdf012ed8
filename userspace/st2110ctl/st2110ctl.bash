# SPDX-License-Identifier: GPL-2.0-only
# bash completion for st2110ctl(8): words of the command line, devices, and the flows that there are.

_st2110ctl_flows()
{
	st2110ctl -j flow show 2>/dev/null | grep -o '"name":"[^"]*"' | cut -d '"' -f 4
}

_st2110ctl()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} object='' verb='' words='' i w
	local flow='dev dst src vlan format sampling depth packing payload packets maxudp profile troff lead hold rtp-ts align late
		slip queue tx-latency txq allow-untraceable epoch-events clock unlocked require-lock loop loop-ns essence stage dscp ttl pcp codec bit-rate
		anc-mode sdp stream sdp-extra
		sync sync-reference sample-rate samples ptime channels media-offset force packet-rate no-rtp offset input leg skew'

	for ((i = 1; i < COMP_CWORD; i++)); do
		w=${COMP_WORDS[i]}
		case $w in
		-n | -netns | -b | -batch) ((i++)) ;;
		-*) ;;
		*) if [ -z "$object" ]; then object=$w; elif [ -z "$verb" ]; then verb=$w; fi ;;
		esac
	done
	case $prev in
	-b | -batch | sdp) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	-n | -netns) words=$(ls /run/netns 2>/dev/null) ;;
	dev) [ "$object" = dev ] && [ -z "$verb" ] && words='add set del show' || words=$(ls /sys/class/net) ;;
	flow) [ "$object" = flow ] && [ -z "$verb" ] && words='add set del show plan flush save' || words=$(_st2110ctl_flows) ;;
	group) [ "$object" = group ] && [ -z "$verb" ] && words='join leave show flush save' ;;
	clock) [ "$object" = clock ] && [ -z "$verb" ] && words='bind unbind show monitor feed' ||
		words="$(ls /sys/class/net) tai auto" ;;
	unlocked) words='run wait stop' ;;
	ptp4l) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	format) words='1080p59.94 1080p50 1080i50 1080i59.94 1080psf25 2160p59.94 2160p50 720p59.94 720p50 576i 486i' ;;
	sampling) words='422 444 420 rgb key' ;;
	depth) words='8 10 12 16 L16 L24 AM824' ;;
	essence) words='video compressed anc audio cbr fastmeta ttml' ;;
	sample-rate) words='44100 48000 96000' ;;
	ptime) words='1ms 125us 4ms 0.12 0.08' ;;
	packing) words='gpm gpm-sl bpm' ;;
	profile) words='n nl w' ;;
	packets | hold | troff) words=auto ;;
	rtp-ts) words='keep epoch sample' ;;
	align) words='next rtp' ;;
	late) words='slip skip send' ;;
	slip) words='repay hold' ;;
	release) words='auto timer spin launch' ;;
	cpu) words=$(cat /sys/devices/system/cpu/isolated 2>/dev/null) ;;
	epoch-events | sync-reference) words='on off' ;;
	loop) words='auto frozen off' ;;
	dscp | ttl | pcp) words=keep ;;
	input) words=$(ls /sys/class/net) ;;
	leg) words='1 2' ;;
	essence) words='video compressed anc' ;;
	anc-mode) words='ctm lltm' ;;
	codec) words='jxsv vc2 jpeg2000' ;;
	stamps) words=off ;;
	stamp-slots) words='0 1' ;;
	best-effort) words='fq_codel fq pfifo sfq cake' ;;
	type) words='late underrun slip repaid skip compliance-lost compliance-regained packet-count resync epoch clock link leg release staged flow-gone
		device-gone group-join group-leave group-lost group-rejoined ptp' ;;
	esac
	if [ -z "$words" ]; then
		case "$object $verb" in
		' ') words='dev flow stage clock group sync stats monitor help -json -pretty -statistics -netns -batch -force -Version' ;;
		'dev add' | 'dev set' | 'dev del' | 'dev show')
			words="$(ls /sys/class/net) release cpu speed lead-time best-effort best-effort-wait stamps stamps-cap
				stamp-slots mq queue" ;;
		'flow add' | 'flow plan') words=$flow ;;
		'flow set') words="$(_st2110ctl_flows) $flow now" ;;
		'flow mute' | 'flow unmute') words="$(_st2110ctl_flows) leg dev now" ;;
		'flow '* | 'stats '*) words="$(_st2110ctl_flows) dev now show check reset" ;;
		'sync ') words='show add member del' ;;
		'sync '*) words="reference $(_st2110ctl_flows)" ;;
		'stage ') words='show commit cancel' ;;
		'stage '*) words='at now' ;;
		'clock '*) words="$(ls /sys/class/net) tai holdover ptp4l count" ;;
		'group join' | 'group leave') words='dev source' ;;
		'group '*) words=dev ;;
		'monitor '*) words='dev flow type count' ;;
		'help '*) words='dev flow stage clock group sync stats monitor' ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _st2110ctl st2110ctl
