// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records are appended under the wire's lock, in wire order, and published by
 * a release of @used; readers take what is complete without stopping anybody.
 * The buffer holds the file exactly as it is read, so reading is one copy.
 *
 * A record's time is that of the frame's first bit. The wire runs on
 * CLOCK_MONOTONIC_RAW. By default each record is converted to CLOCK_TAI as of
 * its own hand-over, so that a clock that is stepped shows in the log as its
 * users see it; in "mono" the log is free of steps, for judging spacing alone,
 * in "raw" it is the wire's own time, and in "phc" that of the NIC's clock: the
 * very numbers of the hardware timestamps.
 *
 * The log shows the wire: the tag of an accelerated VLAN in-band, checksums
 * that were left to the device filled in, short frames padded.
 */

#include <linux/if_vlan.h>
#include <linux/math64.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <net/checksum.h>

#include "phc.h"
#include "wire.h"
#include "wirelog.h"

#define PCAP_NSEC_MAGIC		0xa1b23c4d
#define PCAP_LINK_ETHERNET	1

/*
 * To read the clocks at one instant is dear. Steered as far as it may be,
 * CLOCK_MONOTONIC gains 10 ns on RAW in so long.
 */
#define LOG_PAIR_NS		20000

struct pcap_file {
	u32	magic;
	u16	major;
	u16	minor;
	s32	zone;
	u32	sigfigs;
	u32	snaplen;
	u32	linktype;
};

struct pcap_record {
	u32	sec;
	u32	nsec;
	u32	caplen;
	u32	len;
};

/**
 * hwsim_wirelog_init - a log that is off, with default settings
 * @log: the log, zeroed
 */
void hwsim_wirelog_init(struct hwsim_wirelog *log)
{
	mutex_init(&log->mutex);
	log->clock = HWSIM_LOG_TAI;
	log->want_snap = HWSIM_LOG_SNAP_DEFAULT;
	log->want_bytes = HWSIM_LOG_BYTES_DEFAULT;
}

/**
 * hwsim_wirelog_free - release the buffer
 * @log: the log, which nobody writes or reads any more
 */
void hwsim_wirelog_free(struct hwsim_wirelog *log)
{
	vfree(log->buf);
	log->buf = NULL;
}

/**
 * hwsim_wirelog_start - clear the log and record from now on
 * @log: the log
 * @wire_lock: lock of the wire that writes it
 *
 * Context: may sleep. Return: 0, or -ENOMEM with the log stopped and empty.
 */
int hwsim_wirelog_start(struct hwsim_wirelog *log, spinlock_t *wire_lock)
{
	struct pcap_file head = {
		.magic		= PCAP_NSEC_MAGIC,
		.major		= 2,
		.minor		= 4,
		.linktype	= PCAP_LINK_ETHERNET,
	};
	int err = 0;

	mutex_lock(&log->mutex);
	log->generation++;

	spin_lock_bh(wire_lock);
	log->on = false;
	log->used = 0;
	log->lost = 0;
	spin_unlock_bh(wire_lock);

	if (log->size != log->want_bytes) {
		vfree(log->buf);
		log->size = log->want_bytes;
		log->buf = __vmalloc(log->size, GFP_KERNEL | __GFP_NOWARN);
		if (!log->buf) {
			log->size = 0;
			err = -ENOMEM;
			goto out;
		}
	}

	log->snap = log->want_snap;
	head.snaplen = log->snap;
	memcpy(log->buf, &head, sizeof(head));

	spin_lock_bh(wire_lock);
	log->sec = 0;
	log->sec_ns = 0;
	/* Readers may now see the header. */
	smp_store_release(&log->used, sizeof(head));
	log->on = true;
	spin_unlock_bh(wire_lock);
out:
	mutex_unlock(&log->mutex);
	return err;
}

/**
 * hwsim_wirelog_stop - stop recording, keep what was recorded
 * @log: the log
 * @wire_lock: lock of the wire that writes it
 *
 * Context: may sleep.
 */
void hwsim_wirelog_stop(struct hwsim_wirelog *log, spinlock_t *wire_lock)
{
	mutex_lock(&log->mutex);
	spin_lock_bh(wire_lock);
	log->on = false;
	spin_unlock_bh(wire_lock);
	mutex_unlock(&log->mutex);
}

static void wirelog_stamp(struct hwsim_wirelog *log, struct pcap_record *rec,
			  u64 ns)
{
	u64 since = ns - log->sec_ns;

	/* Also taken when the clock stepped back: the difference wraps. */
	if (unlikely(since >= NSEC_PER_SEC)) {
		u32 rem;

		log->sec = div_u64_rem(ns, NSEC_PER_SEC, &rem);
		log->sec_ns = ns - rem;
		since = rem;
	}
	rec->sec = log->sec;
	rec->nsec = since;
}

/* The instant of a first bit, by the clock that the log keeps. */
static u64 wirelog_time(struct hwsim_wirelog *log, struct hwsim_phc *phc,
			u64 start_ns, u64 now_ns)
{
	if (log->clock == HWSIM_LOG_RAW)
		return start_ns;
	if (log->clock == HWSIM_LOG_PHC)
		return hwsim_phc_at(phc, start_ns);

	if (now_ns - log->pair.raw_ns >= LOG_PAIR_NS)
		hwsim_now(&log->pair);
	start_ns += log->pair.mono_ns - log->pair.raw_ns;
	if (log->clock == HWSIM_LOG_MONO)
		return start_ns;
	return ktime_to_ns(ktime_mono_to_any(ns_to_ktime(start_ns),
					     TK_OFFS_TAI));
}

/* What the device's checksum engine would have written. */
static void wirelog_csum(u8 *data, u32 caplen, const struct sk_buff *skb)
{
	int start = skb_checksum_start_offset(skb);
	u32 at = start + skb->csum_offset;
	__sum16 sum;

	if (skb_vlan_tag_present(skb))
		at += VLAN_HLEN;
	if (at + sizeof(sum) > caplen)
		return;
	sum = csum_fold(skb_checksum(skb, start, skb->len - start, 0));
	if (!sum)
		sum = CSUM_MANGLED_0;
	memcpy(data + at, &sum, sizeof(sum));
}

static void wirelog_copy(u8 *to, const struct sk_buff *skb, u32 from, u32 len)
{
	if (likely(from + len <= skb_headlen(skb)))
		memcpy(to, skb->data + from, len);
	else
		skb_copy_bits(skb, from, to, len);
}

/**
 * hwsim_wirelog_add - record a frame
 * @log: the log, the lock of its wire held and @log->on set
 * @skb: the frame, not GSO
 * @phc: the NIC's clock
 * @start_ns: CLOCK_MONOTONIC_RAW of its first bit
 * @now_ns: CLOCK_MONOTONIC_RAW of its hand-over
 */
void hwsim_wirelog_add(struct hwsim_wirelog *log, const struct sk_buff *skb,
		       struct hwsim_phc *phc, u64 start_ns,
		       u64 now_ns)
{
	u32 len = hwsim_wire_len(skb);
	u32 caplen = min(len, log->snap);
	struct pcap_record rec;
	u32 data_len;
	u8 *data;

	if (unlikely(log->size - log->used < sizeof(rec) + caplen)) {
		log->lost++;
		return;
	}

	wirelog_stamp(log, &rec, wirelog_time(log, phc, start_ns, now_ns));
	rec.caplen = caplen;
	rec.len = len;
	data = log->buf + log->used;
	memcpy(data, &rec, sizeof(rec));
	data += sizeof(rec);

	if (skb_vlan_tag_present(skb)) {
		struct vlan_ethhdr veth;

		skb_copy_bits(skb, 0, &veth, 2 * ETH_ALEN);
		veth.h_vlan_proto = skb->vlan_proto;
		veth.h_vlan_TCI = htons(skb_vlan_tag_get(skb));
		memcpy(data, &veth, min_t(u32, caplen, 2 * ETH_ALEN + VLAN_HLEN));
		if (caplen > 2 * ETH_ALEN + VLAN_HLEN) {
			data_len = caplen - 2 * ETH_ALEN - VLAN_HLEN;
			data_len = min(data_len, skb->len - 2 * ETH_ALEN);
			wirelog_copy(data + 2 * ETH_ALEN + VLAN_HLEN, skb,
				     2 * ETH_ALEN, data_len);
			data_len += 2 * ETH_ALEN + VLAN_HLEN;
		}
	} else {
		data_len = min(caplen, skb->len);
		wirelog_copy(data, skb, 0, data_len);
	}
	if (unlikely(data_len < caplen))
		memset(data + data_len, 0, caplen - data_len);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		wirelog_csum(data, caplen, skb);

	/* Readers may now see the record. */
	smp_store_release(&log->used, log->used + sizeof(rec) + caplen);
}

/**
 * hwsim_wirelog_read - read the log as a file
 * @log: the log
 * @generation: of the log when the file was opened
 * @to: where to
 * @count: octets wanted
 * @pos: offset in the file, advanced
 *
 * Context: may sleep. Return: octets read, 0 at the present end, -ENODATA
 * before logging was ever started, -ESTALE when it was restarted since open.
 */
ssize_t hwsim_wirelog_read(struct hwsim_wirelog *log, u32 generation,
			   char __user *to, size_t count, loff_t *pos)
{
	size_t used;
	ssize_t ret;

	mutex_lock(&log->mutex);
	/* Pairs with the release of each record. */
	used = smp_load_acquire(&log->used);
	if (generation != log->generation)
		ret = -ESTALE;
	else if (!log->buf)
		ret = -ENODATA;
	else
		ret = simple_read_from_buffer(to, count, pos, log->buf, used);
	mutex_unlock(&log->mutex);
	return ret;
}
