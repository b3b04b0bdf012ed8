/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints of the data path: a packet taken in, a frame given its epoch, a
 * frame that came late, a packet released, its stamp compared, a packet dropped.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM st2110

#if !defined(ST2110_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define ST2110_TRACE_H

#include <linux/tracepoint.h>

#include "flow.h"

TRACE_EVENT(st2110_enqueue,
	TP_PROTO(const struct st2110_flow *f, u64 k, u32 index, u16 seq),
	TP_ARGS(f, k, index, seq),
	TP_STRUCT__entry(
		__array(char, flow, ST2110_NAME_MAX + 1)
		__field(u64, k)
		__field(u32, index)
		__field(u16, seq)
	),
	TP_fast_assign(
		memcpy(__entry->flow, f->config.name, ST2110_NAME_MAX + 1);
		__entry->k = k;
		__entry->index = index;
		__entry->seq = seq;
	),
	TP_printk("flow=%s k=%llu packet=%u seq=%u",
		  __entry->flow, __entry->k, __entry->index, __entry->seq)
);

TRACE_EVENT(st2110_assign,
	TP_PROTO(const struct st2110_flow *f, const struct st2110_epoch *e, s64 margin_ns),
	TP_ARGS(f, e, margin_ns),
	TP_STRUCT__entry(
		__array(char, flow, ST2110_NAME_MAX + 1)
		__field(u64, k)
		__field(u64, start_ns)
		__field(u32, rtp)
		__field(s64, margin_ns)
	),
	TP_fast_assign(
		memcpy(__entry->flow, f->config.name, ST2110_NAME_MAX + 1);
		__entry->k = e->k;
		__entry->start_ns = e->start_ns;
		__entry->rtp = e->rtp;
		__entry->margin_ns = margin_ns;
	),
	TP_printk("flow=%s k=%llu start_ns=%llu rtp=%u margin_ns=%lld",
		  __entry->flow, __entry->k, __entry->start_ns, __entry->rtp, __entry->margin_ns)
);

TRACE_EVENT(st2110_late,
	TP_PROTO(const struct st2110_flow *f, u64 k, s64 late_ns),
	TP_ARGS(f, k, late_ns),
	TP_STRUCT__entry(
		__array(char, flow, ST2110_NAME_MAX + 1)
		__field(u64, k)
		__field(s64, late_ns)
	),
	TP_fast_assign(
		memcpy(__entry->flow, f->config.name, ST2110_NAME_MAX + 1);
		__entry->k = k;
		__entry->late_ns = late_ns;
	),
	TP_printk("flow=%s k=%llu late_ns=%lld", __entry->flow, __entry->k, __entry->late_ns)
);

TRACE_EVENT(st2110_release,
	TP_PROTO(const struct st2110_flow *f, u64 k, u32 index, u64 wire_ns, s64 tpr_error_ns),
	TP_ARGS(f, k, index, wire_ns, tpr_error_ns),
	TP_STRUCT__entry(
		__array(char, flow, ST2110_NAME_MAX + 1)
		__field(u64, k)
		__field(u32, index)
		__field(u64, wire_ns)
		__field(s64, tpr_error_ns)
	),
	TP_fast_assign(
		memcpy(__entry->flow, f->config.name, ST2110_NAME_MAX + 1);
		__entry->k = k;
		__entry->index = index;
		__entry->wire_ns = wire_ns;
		__entry->tpr_error_ns = tpr_error_ns;
	),
	TP_printk("flow=%s k=%llu packet=%u wire_ns=%llu after_tpr_ns=%lld",
		  __entry->flow, __entry->k, __entry->index, __entry->wire_ns,
		  __entry->tpr_error_ns)
);

TRACE_EVENT(st2110_stamp,
	TP_PROTO(const struct st2110_flow *f, const struct st2110_stamp *stamp, u64 mono_ns,
		 s64 error_ns),
	TP_ARGS(f, stamp, mono_ns, error_ns),
	TP_STRUCT__entry(
		__array(char, flow, ST2110_NAME_MAX + 1)
		__field(u64, k)
		__field(u32, index)
		__field(u64, stamp_ns)
		__field(u64, mono_ns)
		__field(s64, error_ns)
		__field(s32, latency_ns)
	),
	TP_fast_assign(
		memcpy(__entry->flow, f->config.name, ST2110_NAME_MAX + 1);
		__entry->k = stamp->k;
		__entry->index = stamp->index;
		__entry->stamp_ns = stamp->stamp_ns;
		__entry->mono_ns = mono_ns;
		__entry->error_ns = error_ns;
		__entry->latency_ns = stamp->latency_ns;
	),
	TP_printk("flow=%s k=%llu packet=%u stamp_ns=%llu mono_ns=%llu error_ns=%lld latency_ns=%d",
		  __entry->flow, __entry->k, __entry->index, __entry->stamp_ns,
		  __entry->mono_ns, __entry->error_ns, __entry->latency_ns)
);

TRACE_EVENT(st2110_drop,
	TP_PROTO(const struct net_device *dev, const struct st2110_flow *f, u32 reason),
	TP_ARGS(dev, f, reason),
	TP_STRUCT__entry(
		__array(char, flow, ST2110_NAME_MAX + 1)
		__field(int, ifindex)
		__field(u32, reason)
	),
	TP_fast_assign(
		if (f)
			memcpy(__entry->flow, f->config.name, ST2110_NAME_MAX + 1);
		else
			__entry->flow[0] = 0;
		__entry->ifindex = dev->ifindex;
		__entry->reason = reason;
	),
	TP_printk("ifindex=%d flow=%s reason=%s", __entry->ifindex, __entry->flow,
		  __print_symbolic(__entry->reason,
				   { ST2110_DROP_QUEUE_FULL, "queue-full" },
				   { ST2110_DROP_LATE, "late" },
				   { ST2110_DROP_LEARNING, "learning" },
				   { ST2110_DROP_REPAY, "repay" },
				   { ST2110_DROP_DISCARD, "discard" },
				   { ST2110_DROP_SSRC, "ssrc" },
				   { ST2110_DROP_EXT_FIELD, "ext-field" },
				   { ST2110_DROP_HALF_FRAME, "half-frame" },
				   { ST2110_DROP_RTCP, "rtcp" },
				   { ST2110_DROP_SEGMENT, "segment" },
				   { ST2110_DROP_MEMORY, "memory" },
				   { ST2110_DROP_REMOVED, "removed" },
				   { ST2110_DROP_RESET, "reset" },
				   { ST2110_DROP_INBOX_FULL, "inbox-full" },
				   { ST2110_DROP_CHILD, "child" },
				   { ST2110_DROP_UNLOCKED, "unlocked" }))
);

#endif /* ST2110_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
