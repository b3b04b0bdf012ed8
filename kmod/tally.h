/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters of 48 bits: what counts at most once a packet takes years to fill them, and
 * a flow has many of them. The caller serialises.
 */
#ifndef ST2110_TALLY_H
#define ST2110_TALLY_H

#include <linux/types.h>

#define ST2110_HIST	16	/* slots */

struct st2110_tally {
	u32 low;
	u16 high;
} __packed __aligned(2);

static __always_inline void st2110_tally(struct st2110_tally *t)
{
	if (unlikely(!++t->low))
		t->high++;
}

static inline void st2110_tally_add(struct st2110_tally *t, u64 n)
{
	n += t->low;
	t->low = n;
	t->high += n >> 32;
}

static inline u64 st2110_tallied(const struct st2110_tally *t)
{
	return (u64)t->high << 32 | t->low;
}

/* A histogram: as above, but its slots are found with an instruction less. */
struct st2110_histogram {
	u32 low[ST2110_HIST];
	u16 high[ST2110_HIST];
};

static __always_inline void st2110_histogram_count(struct st2110_histogram *h, unsigned int slot)
{
	if (unlikely(!++h->low[slot]))
		h->high[slot]++;
}

static __always_inline void st2110_histogram_add(struct st2110_histogram *h, unsigned int slot,
						 u32 n)
{
	h->low[slot] += n;
	if (unlikely(h->low[slot] < n))
		h->high[slot]++;
}

static inline u64 st2110_histogram_slot(const struct st2110_histogram *h, unsigned int slot)
{
	return (u64)h->high[slot] << 32 | h->low[slot];
}

#endif /* ST2110_TALLY_H */
