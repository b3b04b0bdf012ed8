// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl help: every command, its words, and what they accept.
 */
#include "ctl.h"

static const char usage[] =
"Usage: st2110ctl [ OPTIONS ] OBJECT { COMMAND | help }\n"
"       st2110ctl [ -force ] -batch FILE\n"
"where  OBJECT := { dev | flow | stage | clock | group | sync | stats | monitor | help }\n"
"       OPTIONS := { -j[son] | -p[retty] | -s[tatistics] | -n[etns] NAME |\n"
"                    -b[atch] FILE | -force | -V[ersion] | -h[elp] }\n"
"\n"
"Words may be shortened as far as they stay unique. Times have a unit: ns, us,\n"
"ms, s. Exit code: 0 done, 1 not understood, 2 refused, 3 a flow does not comply.\n"
"\"st2110ctl help OBJECT\" has the commands of each.\n";

static const char dev_help[] =
"st2110ctl dev add DEV [ SETTINGS ] [ best-effort QDISC ] [ mq | queue N ]\n"
"st2110ctl dev set DEV SETTINGS [ queue N ]\n"
"st2110ctl dev del DEV\n"
"st2110ctl [ -s ] dev [ show [ DEV ] ]\n"
"\n"
"SETTINGS := [ release { auto | timer | spin | launch } ] [ cpu N ] [ speed MBITS ]\n"
"            [ lead-time TIME ] [ best-effort-wait TIME ]\n"
"            [ stamps { N | off } ] [ stamps-cap N ] [ stamp-slots { 0 | 1 } ]\n"
"\n"
"add attaches the st2110 qdisc: as root, under every class of mq, or under the\n"
"class of transmit queue N. Where it stands already its flows stay, and only the\n"
"settings that are said change. del puts the kernel's default back; flows are\n"
"gone with the qdisc (\"flow save\" first).\n"
"\n"
"  release      how packets leave at their time: timer; spin, by a thread on an isolated\n"
"               CPU that does nothing else; launch, by the NIC; auto, launch where the\n"
"               driver can and the device's clock is bound, else spin where a cpu is given\n"
"  cpu          that CPU, one that /sys/devices/system/cpu/isolated lists; each port has\n"
"               one of its own\n"
"  lead-time    how long before that a NIC that launches gets them (500us; 20us to\n"
"               100ms). What it holds it sends at once when its clock is set: show\n"
"               says how much that is; below 100us it holds no more than that\n"
"  speed        link speed to count with where the driver knows none: 10000 or\n"
"               10gbit; 0 takes it back\n"
"  best-effort  qdisc for traffic that is no flow (the system's default);\n"
"               options through \"tc qdisc replace dev DEV parent 2110:1 ...\"\n"
"  best-effort-wait  after which a packet of it is let through all the same\n"
"  stamps       have the NIC stamp one media packet in N and the first of each\n"
"               frame (off); needs the device's clock bound to be of use\n"
"  stamps-cap   at most so many a second (1000)\n"
"  stamp-slots  1 for a NIC that stamps one packet at a time, as igb: samples keep\n"
"               clear of PTP, and are off unless asked for with it (0: many)\n";

static const char flow_help[] =
"st2110ctl flow add NAME dev DEV dst ADDR:PORT format FORMAT PACKETS\n"
"                   profile { n | nl | w } [ PROPERTIES ]\n"
"st2110ctl flow add NAME dev DEV sdp { FILE | - } [ stream { N | MID } ]\n"
"                   [ PROPERTIES ]\n"
"st2110ctl flow set NAME [ dev DEV ] PROPERTIES [ now ]\n"
"st2110ctl flow del NAME [ dev DEV ] [ now ]\n"
"st2110ctl flow flush dev DEV [ now ]\n"
"st2110ctl [ -s ] flow [ show [ NAME ] [ dev DEV ] ]\n"
"st2110ctl flow show [ NAME ] [ dev DEV ] sdp\n"
"st2110ctl flow plan [ NAME ] format FORMAT PACKETS profile { n | nl | w }\n"
"                   [ PROPERTIES ]\n"
"st2110ctl flow save [ NAME ] [ dev DEV ]\n"
"st2110ctl flow { mute | unmute } NAME [ leg N ] [ dev DEV ] [ now | stage SET ]\n"
"\n"
"PACKETS := { sampling SAMPLING depth BITS payload OCTETS\n"
"              [ packing { gpm | gpm-sl | bpm } ] | packets { N | auto } |\n"
"              bit-rate BPS payload OCTETS }\n"
"PROPERTIES := [ essence ESSENCE ]\n"
"              [ to { ADDR:PORT | none } [ to-src ADDR ] ] [ mute { on | off } ]\n"
"              [ anc-mode { ctm | lltm } ] [ codec { jxsv | vc2 | jpeg2000 } ] [ src ADDR ] [ vlan ID ]\n"
"              [ maxudp OCTETS ] [ troff { TIME | auto } ]\n"
"              [ lead TIME ] [ hold { TIME | auto } ] [ rtp-ts { keep | epoch } ]\n"
"              [ align { next | rtp } ] [ late { slip | skip | send } ]\n"
"              [ slip { repay | hold } ] [ queue FRAMES ] [ tx-latency TIME ]\n"
"              [ txq N ] [ allow-untraceable ] [ epoch-events { on | off } ]\n"
"              [ clock { DEV | tai | auto } ] [ unlocked { run | wait | stop } ]\n"
"              [ require-lock ] [ loop { auto | frozen | off } ] [ loop-ns TIME ]\n"
"              [ stage SET ] [ sdp-extra TEXT ]\n"
"              [ sync { GROUP | none } ] [ sync-reference { on | off } ]\n"
"              [ dscp { N | keep } ] [ ttl { N | keep } ] [ pcp { N | keep } ]\n"
"ESSENCE := { video | compressed | anc | audio AUDIO |\n"
"             cbr RATE payload OCTETS [ no-rtp ] | fastmeta [ RATE ] | ttml }; of the last four without format and profile\n"
"AUDIO := [ sample-rate HZ ] [ ptime TIME | samples N ] channels N\n"
"         depth { L16 | L24 | AM824 } [ offset TIME [ force ] ] [ media-offset TICKS ]\n"
"RATE := { packet-rate N[/D] | bit-rate RATE }\n"
"              [ input DEV [ leg 2 dev DEV dst ADDR:PORT [ src ADDR ] [ vlan ID ]\n"
"                            [ skew TIME ] [ to ... ] ] ]\n"
"dst, src, vlan, essence, input and leg are fixed for a flow's life; where it goes is\n"
"not: flow set NAME [ to ADDR:PORT ] [ leg 2 to ADDR:PORT ] [ stage SET ].\n"
"\n"
"add and set print the plan that the kernel granted; plan prints what it would\n"
"grant, without the kernel; save prints the commands that make the flows again:\n"
"  st2110ctl flow save > flows; ...; st2110ctl -batch flows\n"
"\n"
"  format    1080p59.94 1080i50 1080psf25 2160p59.94 720p50 576i 486i 4096x2160p24;\n"
"            i50 counts fields (25 frames), psf and p count frames; rates may be\n"
"            rationals, as 60000/1001\n"
"  sampling  422 444 420 rgb key, or SDP's words: YCbCr-4:2:2\n"
"  depth     8 10 12 16\n"
"  payload   pixel octets of a full packet (bpm: 1260)\n"
"  packing   SDP's PM: gpm runs on from line to line, gpm-sl starts a packet with\n"
"            each line, bpm is block mode; 2110GPM and 2110BPM (gpm)\n"
"  packets   N of a whole frame, or auto: learned from two whole frames\n"
"  profile   n narrow 2110TPN, nl narrow-linear 2110TPNL, w wide 2110TPW\n"
"  troff     TR_OFFSET (the standard's default for the format); auto: chosen so that\n"
"            flows of one format keep out of each other's way on the device's link\n"
"  lead      longest time before TPR_0 at which a frame may begin (TR_OFFSET)\n"
"  hold      how long before TPR_0 a frame's first packet must be handed over\n"
"            (auto: measured)\n"
"  rtp-ts    leave the sender's RTP timestamps, or write those of the epoch (epoch)\n"
"  align     frames take the next epoch, or the one their timestamp names (next;\n"
"            rtp with rtp-ts keep)\n"
"  late      a late frame takes the next epoch, is dropped, or is sent late (slip)\n"
"  slip      repay the delay of a slip by a dropped frame, or keep it (repay)\n"
"  queue     frames held at most (3)\n"
"  clock     media clock: a bound device's, CLOCK_TAI, or the flow's own device's\n"
"            where that is bound, else the default (auto)\n"
"  unlocked  while the clock is not locked send all the same, wait (but send in\n"
"            holdover), or stop, in holdover too (run); require-lock says wait\n"
"  loop      what hardware stamps show as systematic is taken off: followed, left as\n"
"            it is, or not (auto); loop-ns sets it by hand, from -50us to 50us\n"
"  dscp      0 to 63, ttl 1 to 255, pcp 0 to 7 (with vlan): written into every packet\n"
"            (keep: the sender's own; a UDP socket sends multicast with ttl 1)\n"
"  sdp       add: take what a session description says; show: describe the flow;\n"
"            words beside it add, and override nothing\n"
"  stream    which of its streams, where there are several\n"
"  sdp-extra what a description needs beside: \"TCS=SDR; colorimetry=BT709; pt=96\"\n"
"  audio     ptime as 1ms, 125us, or SDP's 1, 0.125, 0.12, 0.08 (1 ms); 44100 Hz\n"
"            takes samples 48 instead. A packet leaves offset after its timestamp\n"
"            (one packet time; less only with force); rtp-ts sample counts samples\n"
"            since the epoch, from media-offset (sample); queue counts packets\n"
"  cbr       even spacing at a packet rate, or a bit rate of payload; every datagram\n"
"            with no-rtp\n"
"  input     a device of kind st2110 (ip link add media0 type st2110) that the\n"
"            application sends on, to dst; src and vlan are then leg 1's\n"
"  leg 2     the same RTP packets on another device (ST 2022-7), by skew later\n"
"            (at most 450ms); what follows of dev, dst, src, vlan is its own\n"
"  to        where packets to dst go instead, from a frame on, with their RTCP and from\n"
"            to-src; none: to dst. What the application sends stays as it is\n"
"  mute      nothing leaves; on or off with the next frame, or with its set\n"
"  now       do not wait for a frame boundary\n";

static const char clock_help[] =
"st2110ctl clock bind { DEV | tai } [ holdover TIME ]\n"
"st2110ctl clock unbind { DEV | tai }\n"
"st2110ctl [ -s ] clock [ show [ DEV | tai ] [ ptp4l SOCKET ] ]\n"
"st2110ctl clock monitor [ DEV | tai ] [ count N ]\n"
"st2110ctl clock feed DEV\n"
"\n"
"bind has flows of DEV count by its PTP hardware clock (PHC); with tai, flows that\n"
"name no clock count by CLOCK_TAI. show says how well it is known, asks ptp4l who\n"
"disciplines it, and warns of what is wrong, as a PHC that keeps UTC. monitor\n"
"prints a line a second and changes of state between. feed runs until it is\n"
"stopped and gives the kernel finer samples, where the NIC can\n"
"(PTP_SYS_OFFSET_PRECISE).\n"
"\n"
"  holdover  how long the last rate is trusted without samples, in whole seconds\n"
"  ptp4l     its management socket (/var/run/ptp4l* and /var/run/ptp/ptp4l*)\n";

static const char sync_help[] =
"st2110ctl sync [ show [ GROUP ] ]\n"
"st2110ctl sync add GROUP reference FLOW\n"
"st2110ctl sync member GROUP FLOW...\n"
"st2110ctl sync del GROUP\n"
"\n"
"Flows of a group keep the distances between the timestamps that their sender\n"
"wrote: one delta is added to all of them. The reference, a video flow, sets it\n"
"with its first frame and when it resynchronises; it survives slips. A member's\n"
"frame leaves in the epoch that its timestamp and the delta name; of sound, the\n"
"delta is the same time in samples. Until there is one, members' frames wait, as\n"
"many as queue holds, half a second at most; the rest is dropped (sync).\n";

static const char stage_help[] =
"st2110ctl flow set NAME [ dev DEV ] PROPERTIES stage SET\n"
"st2110ctl flow { mute | unmute } NAME [ leg N ] [ dev DEV ] stage SET\n"
"st2110ctl stage [ show [ SET ] ]\n"
"st2110ctl stage commit SET [ at { SEC:NS | +TIME } | now ]\n"
"st2110ctl stage cancel SET\n"
"\n"
"Changes of several flows that take effect together, as where they go. Each is\n"
"checked when it is staged and keeps its share of the link; the same words again\n"
"replace it. commit checks the whole set again and takes all of it or nothing.\n"
"From the instant on, which is TAI on the flows' media clocks, each flow's first\n"
"frame that begins then or later is by the new properties, no frame before; an\n"
"event (staged) tells when.\n"
"Neighbours of new addresses (to) have to answer before: commit waits for a second.\n"
"Until it is in force a set can be cancelled and staged anew.\n";

static const char group_help[] =
"st2110ctl group join ADDR dev DEV [ source ADDR ]...\n"
"st2110ctl group leave ADDR dev DEV [ source ADDR ]...\n"
"st2110ctl group flush [ dev DEV ]\n"
"st2110ctl [ -s ] group [ show [ ADDR ] [ dev DEV ] ]\n"
"st2110ctl group save [ ADDR ] [ dev DEV ]\n"
"\n"
"join has the kernel hold a multicast group on DEV, over IGMPv3 or MLDv2, for\n"
"receivers that join none themselves, as those on AF_PACKET: from any source, or\n"
"from those named alone. It holds it until it is left or DEV is gone, whatever\n"
"becomes of who asked. Joins are counted, of each source by itself: leave takes\n"
"one back, the last one leaves. flush leaves all, however often joined.\n"
"show has joined; or what is missing: no-link, no-address, disabled. -s adds how\n"
"often it was lost and rejoined, and reports beside the stack's own. save prints\n"
"the commands that join the same again.\n";

static const char stats_help[] =
"st2110ctl stats [ { show | check } [ NAME ] [ dev DEV ] ]\n"
"st2110ctl stats reset { NAME | dev DEV }\n"
"\n"
"Bare: one line a flow: state, verdict, its cause and since when; the hand-over\n"
"margin (deadline minus hand-over: smallest of the last second, and the smallest\n"
"but 1 %), the standing delay, the sender's drift against the media clock, the\n"
"last resynchronisation and why. check prints the same and exits with 3 when a\n"
"flow is not compliant. show prints everything, limits beside the values.\n";

static const char monitor_help[] =
"st2110ctl monitor [ dev DEV ] [ flow NAME ] [ type EVENT ]... [ count N ]\n"
"\n"
"Prints events one a line (-j: one object a line), with their TAI. EVENT is one\n"
"of late, underrun, slip, repaid, skip, compliance-lost, compliance-regained,\n"
"packet-count, resync, epoch, clock, link, leg, release, staged, changed,\n"
"flow-gone, device-gone, group-join, group-leave, group-lost, group-rejoined,\n"
"ptp (another grandmaster, domain or port state: ptp4l is asked every second).\n"
"Ends after N.\n";

static int print(const char *text)
{
	fputs(text, stdout);
	return CTL_OK;
}

int ctl_help(struct ctl *ctl, struct ctl_words *words)
{
	static const struct st2110_word topics[] = {
		{ "dev", 0 }, { "flow", 1 }, { "stage", 2 }, { "clock", 3 }, { "group", 4 },
		{ "stats", 5 }, { "monitor", 6 }, { "help", 7 }, { "sync", 8 }, { NULL, 0 }
	};
	static const char * const texts[] = {
		dev_help, flow_help, stage_help, clock_help, group_help, stats_help, monitor_help,
		usage, sync_help
	};
	const char *word = ctl_take(words);
	int topic;

	(void)ctl;
	if (!word)
		return print(usage);
	topic = ctl_keyword(topics, word);
	return topic < 0 ? CTL_USAGE : print(texts[topic]);
}
