/* SPDX-License-Identifier: GPL-2.0-only */
/* The wire log: every frame that passed, as a nanosecond pcap in memory. */
#ifndef ST2110_HWSIM_WIRELOG_H
#define ST2110_HWSIM_WIRELOG_H

#include <linux/mutex.h>
#include <linux/skbuff.h>
#include <linux/types.h>

#include "now.h"

#define HWSIM_LOG_SNAP_DEFAULT	96U
#define HWSIM_LOG_SNAP_MIN	ETH_HLEN
#define HWSIM_LOG_SNAP_MAX	65535U
#define HWSIM_LOG_BYTES_DEFAULT	(64UL << 20)
#define HWSIM_LOG_BYTES_MIN	4096UL
#define HWSIM_LOG_BYTES_MAX	(8ULL << 30)

struct hwsim_phc;

/**
 * enum hwsim_log_clock - whose time a log keeps
 * @HWSIM_LOG_MONO: CLOCK_MONOTONIC
 * @HWSIM_LOG_TAI: CLOCK_TAI
 * @HWSIM_LOG_RAW: CLOCK_MONOTONIC_RAW, the wire's
 * @HWSIM_LOG_PHC: the NIC's clock
 */
enum hwsim_log_clock {
	HWSIM_LOG_MONO,
	HWSIM_LOG_TAI,
	HWSIM_LOG_RAW,
	HWSIM_LOG_PHC,
};

/**
 * struct hwsim_wirelog - a log that is written under the wire's lock
 * @on: frames are being recorded (written under mutex and wire lock)
 * @clock: whose time is recorded; written under wire lock
 * @snap: octets kept of a frame
 * @buf: the file: header and records
 * @size: octets of @buf
 * @used: octets of @buf that are complete; store-release, load-acquire
 * @lost: frames that found no room
 * @pair: the system's clocks not long ago
 * @sec: second of the last record
 * @sec_ns: the same instant in ns, so that records need no division
 * @mutex: serialises readers and control, never taken by the data path
 * @generation: counts starts, so that a reader notices that the log restarted
 * @want_snap: for @snap, taken when logging starts
 * @want_bytes: for @size, taken when logging starts
 */
struct hwsim_wirelog {
	bool		on;
	enum hwsim_log_clock clock;
	u32		snap;
	u8		*buf;
	size_t		size;
	size_t		used;
	u64		lost;
	struct hwsim_now pair;
	u32		sec;
	u64		sec_ns;

	struct mutex	mutex;	/* outside the wire lock */
	u32		generation;
	u32		want_snap;
	u64		want_bytes;
};

void hwsim_wirelog_init(struct hwsim_wirelog *log);
void hwsim_wirelog_free(struct hwsim_wirelog *log);
int hwsim_wirelog_start(struct hwsim_wirelog *log, spinlock_t *wire_lock);
void hwsim_wirelog_stop(struct hwsim_wirelog *log, spinlock_t *wire_lock);
void hwsim_wirelog_add(struct hwsim_wirelog *log, const struct sk_buff *skb,
		       struct hwsim_phc *phc, u64 start_ns,
		       u64 now_ns);
ssize_t hwsim_wirelog_read(struct hwsim_wirelog *log, u32 generation,
			   char __user *to, size_t count, loff_t *pos);

#endif
