// SPDX-License-Identifier: GPL-2.0-only
/*
 * Room for media in a transmit queue; see bql.h.
 */

#include "bql.h"

#ifdef CONFIG_BQL

/*
 * A completion takes over a limit_min that was raised. Where none is to come, the
 * first packet would close the queue until its own: do it in its place. Drivers
 * complete without our lock, but only what is in flight.
 */
static void open_idle(struct netdev_queue *txq)
{
	struct dql *dql = &txq->dql;
	u32 limit = min(dql->min_limit, dql->max_limit);

	__netif_tx_lock_bh(txq);
	if (dql->num_queued == READ_ONCE(dql->num_completed) &&
	    (dql_avail(dql) < (s32)limit || dql->limit > dql->max_limit)) {
		dql->limit = limit;
		WRITE_ONCE(dql->adj_limit, dql->num_completed + limit);
	}
	__netif_tx_unlock_bh(txq);
}

/**
 * st2110_bql_raise() - see to room for media, here and nowhere else
 * @bql: zeroed at first
 * @txq: transmit queue that media takes
 * @octets: room that it is to have
 * @bound: and no more than that; what is in it now leaves first
 *
 * To be called again when any of them, or the device, has changed. RTNL; not under
 * the root lock.
 */
void st2110_bql_raise(struct st2110_bql *bql, struct netdev_queue *txq, u32 octets, bool bound)
{
	struct dql *dql = &txq->dql;

	if (bql->txq != txq)
		st2110_bql_restore(bql);
	if (!bql->txq) {
		bql->txq = txq;
		bql->found = dql->min_limit;
		bql->set = bql->found;
		bql->found_max = dql->max_limit;
		bql->set_max = bql->found_max;
	}
	/* Somebody else's since: it stays. */
	if (dql->max_limit == bql->set_max) {
		bql->set_max = bound ? octets : bql->found_max;
		WRITE_ONCE(dql->max_limit, bql->set_max);
	}
	if (dql->min_limit == bql->set) {
		bql->set = bound ? octets : max(bql->found, octets);
		WRITE_ONCE(dql->min_limit, bql->set);
	}
	open_idle(txq);
}

/**
 * st2110_bql_restore() - give back what was raised
 * @bql: as st2110_bql_raise() left it, or zeroed
 *
 * RTNL.
 */
void st2110_bql_restore(struct st2110_bql *bql)
{
	if (bql->txq && bql->txq->dql.min_limit == bql->set)
		WRITE_ONCE(bql->txq->dql.min_limit, bql->found);
	if (bql->txq && bql->txq->dql.max_limit == bql->set_max)
		WRITE_ONCE(bql->txq->dql.max_limit, bql->found_max);
	bql->txq = NULL;
}

/**
 * st2110_bql_busy() - is anything in the NIC still?
 * @txq: transmit queue
 *
 * Any context.
 *
 * Return: false too where the kernel has no byte queue limits.
 */
bool st2110_bql_busy(const struct netdev_queue *txq)
{
	return READ_ONCE(txq->dql.num_queued) != READ_ONCE(txq->dql.num_completed);
}

/**
 * st2110_bql_idle() - is nothing in the NIC any more?
 * @txq: transmit queue, by which something has left
 *
 * Any context.
 *
 * Return: false too where the kernel has no byte queue limits, or the driver (enetc)
 * does not count: then nothing was ever queued.
 */
bool st2110_bql_idle(const struct netdev_queue *txq)
{
	u32 queued = READ_ONCE(txq->dql.num_queued);

	return queued && queued == READ_ONCE(txq->dql.num_completed);
}

/**
 * st2110_bql_behind() - is something in the NIC still of what it had been given?
 * @txq: transmit queue
 * @queued: its count of octets when that had been given
 *
 * Any context.
 *
 * Return: false too where the kernel has no byte queue limits.
 */
bool st2110_bql_behind(const struct netdev_queue *txq, u32 queued)
{
	return (s32)(READ_ONCE(txq->dql.num_completed) - queued) < 0;
}

#else

void st2110_bql_raise(struct st2110_bql *bql, struct netdev_queue *txq, u32 octets, bool bound)
{
}

void st2110_bql_restore(struct st2110_bql *bql)
{
}

bool st2110_bql_busy(const struct netdev_queue *txq)
{
	return false;
}

bool st2110_bql_idle(const struct netdev_queue *txq)
{
	return false;
}

bool st2110_bql_behind(const struct netdev_queue *txq, u32 queued)
{
	return false;
}

#endif /* CONFIG_BQL */
