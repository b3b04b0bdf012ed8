# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Two fields make a frame: interlaced senders of every kind, a start on field 2, fields lost before and after they could be taken
# back, packets lost at the edges of fields.
# Deleting a flow between two fields lets the frame end.
. /selftests/frames/case.sh

frames_setup
f=576i
one burst $f "" --frames 20
one spread $f "" --mode spread --batch 2 --frames 20
one line $f "" --mode line --frames 20
one ntsc 480i59.94 "" --mode line --frames 30
one psf 1080psf25 "" --frames 4
one start2 $f "" --frames 15 --start-field2
one lost $f "" --frames 60 --drop-field 5:0 --drop-field 10:1 --drop-packet 15:0 --drop-packet 15:161 --drop-packet 16:162 \
	--drop-packet 17:323 --drop-packet 18:10 --drop-packet 18:200 --drop-frame 20 --hiccup 25:45ms
# Some frames ahead of time, a lost second field is noticed before its first has begun to leave; on time, it is not.
one ahead $f "slip hold queue 6" --frames 40 --hiccup 5:125ms --drop-field 15:1 --drop-field 20:1 --drop-field 21:0 --drop-field 25:1
one other $f "" --frames 24 --drop-field 12:1 --drop-field 13:0
one learned $f "packets auto" --frames 12
one adopted $f "payload 1000" --frames 14
one adoptedspread $f "payload 1000" --frames 14 --mode spread --batch 2
one skip $f "late skip" --frames 20 --hiccup 10:45ms

# pattern NAME WORD...: frames of 60 packets
pattern()
{
	case_begin "$1" $f packets 60 || return
	shift
	/selftests/frames/pattern 239.1.1.1 5004 60 "$@" >"$case_name.json" 2>>"$OUT/log" || not_ok "$case_name: pattern"
	case_end
}
pattern numbers 01 01 01 0x x1 01 01 01 01
pattern head 0. +01 01 01 01
pattern alone 0x +x1 01 01 01

# The flow is deleted while a frame is spread over T_FRAME, some 30 ms into it.
deleted $f 2
frames_teardown
