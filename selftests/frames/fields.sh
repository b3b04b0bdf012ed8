# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# timeout: 600
#
# Two fields make a frame: interlaced senders of every kind, a start on field 2, fields lost, packets lost at the edges of fields.
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
one learned $f "packets auto" --frames 12
one adopted $f "payload 1000" --frames 14
one skip $f "late skip" --frames 20 --hiccup 10:45ms

# The flow is deleted while a frame is spread over T_FRAME, some 30 ms into it.
deleted $f 2
frames_teardown
