// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PTP hardware clock as a source of time; see phc.h.
 *
 * No exported function finds a PHC or reads one, so user space passes an open
 * descriptor, and it is read as its own character device reads it. Before that
 * cast everything that makes it a PHC, and this device's, is checked.
 */

#include <linux/device/class.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/posix-clock.h>
#include <linux/rtnetlink.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "compat/compat.h"
#include "now.h"
#include "phc.h"

struct st2110_phc {
	/* Any context. */
	seqcount_latch_t seq;
	struct st2110_phc_times times[2];

	struct mutex lock;		/* all below but what is set once */
	struct st2110_tracker tracker;
	struct st2110_sample finer;	/* of user space, a round by itself before the next */
	bool finer_set;
	bool gone;			/* read it no more */
	bool locked_once;
	u64 raw_ns, mono_ns;		/* at the last round, for the rate of MONOTONIC */
	u64 since_mono_ns;
	u32 bracket_ns;

	u32 holdover_s;
	int index;
	struct file *file;
	struct posix_clock *clock;

	/* Set once. */
	st2110_phc_notify_t notify;
	void *arg;
	struct delayed_work work;
};

/*
 * The PHC behind a descriptor, or why it is none. Nothing is cast before it is
 * known: a character device (i_cdev shares a union) whose parent is a device, of
 * class ptp, with this very number. Such a cdev is a posix_clock's on all kernels.
 */
static struct posix_clock *clock_of(const struct file *file, const struct net_device *ndev,
				    int index, const char **why)
{
	const struct inode *inode = file_inode(file);
	struct cdev *cdev = S_ISCHR(inode->i_mode) ? READ_ONCE(inode->i_cdev) : NULL;
	const struct device *dev;
	char name[16];

	*why = "fd: not a PTP hardware clock; open the /dev/ptpN that ethtool -T shows";
	/* The inode forgets a cdev whose device went; the open file keeps both alive. */
	if (!cdev || !cdev->kobj.parent || cdev->kobj.parent->ktype != ndev->dev.kobj.ktype)
		return NULL;
	dev = container_of(cdev->kobj.parent, struct device, kobj);
	if (!dev->class || strcmp(dev->class->name, "ptp") || dev->devt != inode->i_rdev)
		return NULL;
	*why = "fd: another device's PTP hardware clock; open the /dev/ptpN that ethtool -T shows";
	snprintf(name, sizeof(name), "ptp%d", index);
	if (strcmp(dev_name(dev), name))
		return NULL;
	return container_of(cdev, struct posix_clock, cdev);
}

/* The same, as an error pointer with the reason told. RTNL. */
static struct posix_clock *checked(struct net_device *dev, const struct file *file,
				   struct netlink_ext_ack *extack)
{
	int index = netdev_phc_index(dev);
	struct posix_clock *clock;
	const char *why;

	ASSERT_RTNL();
	if (index < 0) {
		NL_SET_ERR_MSG(extack, "device: has no PTP hardware clock; ethtool -T shows what it has");
		return ERR_PTR(-EOPNOTSUPP);
	}
	clock = clock_of(file, dev, index, &why);
	if (clock)
		return clock;
	if (extack)
		extack->_msg = why;
	return ERR_PTR(-EINVAL);
}

static bool went(struct posix_clock *pc)
{
	bool zombie;

	down_read(&pc->rwsem);
	zombie = pc->zombie;
	up_read(&pc->rwsem);
	return zombie;
}

/* Process context; sleeps for drivers whose clock is behind a slow bus. */
static enum st2110_miss read_once(struct st2110_phc *phc, struct st2110_sample *s)
{
	struct posix_clock *pc = phc->clock;
	enum st2110_miss miss = ST2110_MISS_NONE;
	struct timespec64 ts;
	int err;

	down_read(&pc->rwsem);
	if (pc->zombie) {
		miss = ST2110_MISS_GONE;
	} else {
		s->before_raw_ns = ktime_get_raw_ns();
		err = pc->ops.clock_gettime(pc, &ts);
		s->after_raw_ns = ktime_get_raw_ns();
		if (err || ts.tv_sec < 0)
			miss = ST2110_MISS_READ;
		s->phc_ns = timespec64_to_ns(&ts);
	}
	up_read(&pc->rwsem);
	return miss;
}

/* How MONOTONIC goes against RAW: their advance since the last round. */
static void follow_mono(struct st2110_phc *phc, struct st2110_line *mono)
{
	u64 raw, now;

	st2110_now(&raw, &now, NULL);
	if (raw - phc->raw_ns < ST2110_ROUND_NS / 2)
		return;
	if (!st2110_line_through(mono, phc->raw_ns, phc->mono_ns, raw, now))
		st2110_line_set(mono, raw, now, 0);
	phc->raw_ns = raw;
	phc->mono_ns = now;
}

/* Let readers see what the tracker says. */
static void publish(struct st2110_phc *phc)
{
	struct st2110_phc_times now = phc->times[0];

	now.line = phc->tracker.line;
	now.valid = phc->locked_once;
	follow_mono(phc, &now.mono);
	write_seqcount_latch_begin(&phc->seq);
	phc->times[0] = now;
	write_seqcount_latch(&phc->seq);
	phc->times[1] = now;
	write_seqcount_latch_end(&phc->seq);
}

/* One round: read, fit, publish. Return: what changed. */
static u32 take_round(struct st2110_phc *phc)
{
	struct st2110_sample s[ST2110_ROUND_READS_MAX];
	u32 want = st2110_tracker_reads(&phc->tracker), n = 0, changes = 0;
	enum st2110_miss miss = phc->gone ? ST2110_MISS_GONE : ST2110_MISS_NONE;

	if (phc->finer_set && !phc->gone)
		changes = st2110_tracker_round(&phc->tracker, &phc->finer, 1, ktime_get_raw_ns());
	phc->finer_set = false;
	phc->bracket_ns = U32_MAX;
	while (miss == ST2110_MISS_NONE && n < want) {
		miss = read_once(phc, &s[n]);
		if (miss == ST2110_MISS_NONE) {
			phc->bracket_ns = min_t(u64, phc->bracket_ns,
						s[n].after_raw_ns - s[n].before_raw_ns);
			n++;
		}
	}
	if (miss == ST2110_MISS_NONE)
		changes |= st2110_tracker_round(&phc->tracker, s, n, ktime_get_raw_ns());
	else
		changes |= st2110_tracker_miss(&phc->tracker, miss, ktime_get_raw_ns());
	if (phc->tracker.line.state == ST2110_CLOCK_STATE_LOCKED)
		phc->locked_once = true;
	if (changes & ST2110_TRACK_STATE)
		phc->since_mono_ns = ktime_get_ns();
	publish(phc);
	return changes;
}

static void work(struct work_struct *w)
{
	struct st2110_phc *phc = container_of(to_delayed_work(w), struct st2110_phc, work);
	u8 was, state;
	s64 step_ns;
	u32 changes;

	mutex_lock(&phc->lock);
	changes = take_round(phc);
	was = phc->tracker.was;
	state = phc->tracker.line.state;
	step_ns = changes & ST2110_TRACK_STEP ? phc->tracker.step_ns :
		  changes & ST2110_TRACK_JUMP ? phc->tracker.jump_ns : 0;
	mutex_unlock(&phc->lock);
	if (changes)
		phc->notify(phc->arg, was, state, step_ns);
	queue_delayed_work(system_highpri_wq, &phc->work, nsecs_to_jiffies(ST2110_ROUND_NS));
}

/* The time line of another PHC goes on at the rate that it has. Nobody reads @phc yet. */
static void go_on(struct st2110_phc *phc, struct st2110_phc *before)
{
	mutex_lock(&before->lock);
	if (before->locked_once) {
		st2110_tracker_go_on(&phc->tracker, &before->tracker);
		phc->locked_once = true;
	}
	mutex_unlock(&before->lock);
}

/**
 * st2110_phc_open() - begin to follow a PHC
 * @dev: device whose clock it is said to be
 * @file: its /dev/ptpN; held until st2110_phc_close()
 * @holdover_s: how long the last rate is trusted without good reads; 0: 30 s
 * @before: PHC whose time goes on until this one is locked; NULL: CLOCK_TAI's does
 * @notify: told of every change of state and every step, from process context
 *	without locks
 * @arg: for @notify
 * @extack: why not
 *
 * RTNL, process context.
 *
 * Return: the PHC, acquiring, or an error pointer.
 */
struct st2110_phc *st2110_phc_open(struct net_device *dev, struct file *file, u32 holdover_s,
				   struct st2110_phc *before, st2110_phc_notify_t notify, void *arg,
				   struct netlink_ext_ack *extack)
{
	struct posix_clock *clock = checked(dev, file, extack);
	struct st2110_tracker_config config = {};
	struct st2110_phc *phc;

	if (IS_ERR(clock))
		return ERR_CAST(clock);
	phc = kzalloc(sizeof(*phc), GFP_KERNEL_ACCOUNT);
	if (!phc)
		return ERR_PTR(-ENOMEM);
	phc->file = get_file(file);
	phc->clock = clock;
	phc->index = netdev_phc_index(dev);
	phc->notify = notify;
	phc->arg = arg;
	mutex_init(&phc->lock);
	seqcount_latch_init(&phc->seq);
	INIT_DELAYED_WORK(&phc->work, work);
	config.holdover_ns = holdover_s * (u64)NSEC_PER_SEC;
	st2110_now(&phc->raw_ns, &phc->mono_ns, NULL);
	st2110_tracker_start(&phc->tracker, &config, phc->raw_ns, phc->mono_ns, 0);
	phc->holdover_s = div_u64(phc->tracker.config.holdover_ns, NSEC_PER_SEC);
	phc->since_mono_ns = phc->mono_ns;
	st2110_line_set(&phc->times[0].mono, phc->raw_ns, phc->mono_ns, 0);
	if (before)
		go_on(phc, before);
	publish(phc);
	queue_delayed_work(system_highpri_wq, &phc->work, 0);
	return phc;
}

/**
 * st2110_phc_reopen() - the device has a PHC again
 * @phc: PHC that went, as when the driver resets the NIC
 * @dev: its device
 * @file: the new /dev/ptpN
 * @holdover_s: as for st2110_phc_open(); 0: as it was
 * @extack: why not
 *
 * The time line goes on at the rate that it has; the new clock is acquired. RTNL,
 * process context.
 *
 * Return: 0 or a negative errno, -EBUSY when the clock that is followed is there.
 */
int st2110_phc_reopen(struct st2110_phc *phc, struct net_device *dev, struct file *file,
		      u32 holdover_s, struct netlink_ext_ack *extack)
{
	struct posix_clock *clock = checked(dev, file, extack);
	struct file *was;

	if (IS_ERR(clock))
		return PTR_ERR(clock);
	mutex_lock(&phc->lock);
	if (!went(phc->clock)) {
		mutex_unlock(&phc->lock);
		NL_SET_ERR_MSG(extack, "device: its clock is bound already; unbind it first");
		return -EBUSY;
	}
	was = phc->file;
	phc->file = get_file(file);
	phc->clock = clock;
	phc->index = netdev_phc_index(dev);
	if (holdover_s) {
		phc->holdover_s = holdover_s;
		phc->tracker.config.holdover_ns = holdover_s * (u64)NSEC_PER_SEC;
	}
	phc->finer_set = false;
	st2110_tracker_restart(&phc->tracker);
	phc->since_mono_ns = ktime_get_ns();
	publish(phc);
	mutex_unlock(&phc->lock);
	fput(was);
	return 0;
}

/**
 * st2110_phc_gone() - its device goes away, or it was unbound: read it no more
 * @phc: PHC
 *
 * It goes on at its last rate, until the holdover is over and after. Process
 * context; RTNL may be held.
 */
void st2110_phc_gone(struct st2110_phc *phc)
{
	mutex_lock(&phc->lock);
	phc->gone = true;
	st2110_tracker_miss(&phc->tracker, ST2110_MISS_GONE, ktime_get_raw_ns());
	phc->since_mono_ns = ktime_get_ns();
	publish(phc);
	mutex_unlock(&phc->lock);
}

/**
 * st2110_phc_close() - forget a PHC
 * @phc: PHC that nobody reads any more
 *
 * Process context; RTNL may be held.
 */
void st2110_phc_close(struct st2110_phc *phc)
{
	cancel_delayed_work_sync(&phc->work);
	fput(phc->file);
	kfree(phc);
}

/**
 * st2110_phc_sample() - a read made by user space
 * @phc: PHC
 * @s: the PHC's time between two reads of CLOCK_MONOTONIC_RAW
 * @extack: why not
 *
 * Taken as a round of its own before the next one, if its bracket is narrower than
 * what the last round left, and it is of later. Process context.
 *
 * Return: 0, -EINVAL for one that makes no sense, -EALREADY for one that is no finer.
 */
int st2110_phc_sample(struct st2110_phc *phc, const struct st2110_sample *s,
		      struct netlink_ext_ack *extack)
{
	const struct st2110_round *last = &phc->tracker.last;
	u64 now = ktime_get_raw_ns();
	int err = 0;

	if (s->after_raw_ns < s->before_raw_ns || s->after_raw_ns > now ||
	    now - s->before_raw_ns > NSEC_PER_SEC || s->phc_ns > S64_MAX) {
		NL_SET_ERR_MSG(extack, "sample: before and after are CLOCK_MONOTONIC_RAW, in order, of the last second");
		return -EINVAL;
	}
	mutex_lock(&phc->lock);
	if (s->before_raw_ns <= last->raw_ns ||
	    s->after_raw_ns - s->before_raw_ns >= last->hi_ns - last->lo_ns) {
		NL_SET_ERR_MSG(extack, "sample: no finer than the kernel's own reads");
		err = -EALREADY;
	} else {
		phc->finer = *s;
		phc->finer_set = true;
	}
	mutex_unlock(&phc->lock);
	return err;
}

/**
 * st2110_phc_read() - one consistent look
 * @phc: PHC
 * @times: filled in
 *
 * Any context, NMI too.
 */
void st2110_phc_read(const struct st2110_phc *phc, struct st2110_phc_times *times)
{
	unsigned int seq;

	do {
		seq = read_seqcount_latch(&phc->seq);
		*times = phc->times[seq & 1];
	} while (read_seqcount_latch_retry(&phc->seq, seq));
}

/* Does it count TAI, beside the system's clock? */
static u8 scale_of(const struct st2110_phc *phc, u64 raw_ns)
{
	s64 utc = ktime_get_real_ns(), tai = ktime_get_clocktai_ns();
	const struct st2110_timeline *tl = &phc->tracker.line;
	s64 media = st2110_timeline_at(tl, raw_ns) + tl->offset_ns;

	if (!phc->locked_once)
		return ST2110_SCALE_UNKNOWN;
	switch (st2110_tai_guess(media - utc, div_s64(tai - utc, NSEC_PER_SEC))) {
	case ST2110_TAI_PLAUSIBLE:
		return ST2110_SCALE_TAI;
	case ST2110_TAI_UTC:
		return ST2110_SCALE_UTC;
	case ST2110_TAI_UNSET:
		return ST2110_SCALE_NO_OFFSET;
	default:
		return ST2110_SCALE_OTHER;
	}
}

/**
 * st2110_phc_look() - what there is to say
 * @phc: PHC
 * @look: filled in
 *
 * Process context.
 */
void st2110_phc_look(struct st2110_phc *phc, struct st2110_phc_look *look)
{
	const struct st2110_tracker *tr = &phc->tracker;
	u64 raw = ktime_get_raw_ns();

	mutex_lock(&phc->lock);
	look->since_mono_ns = phc->since_mono_ns;
	look->age_ns = tr->good_raw_ns ? raw - tr->good_raw_ns : 0;
	look->rounds = tr->rounds;
	look->rejected = tr->outliers + tr->suspects + tr->misses;
	look->steps = tr->steps;
	look->last_step_ns = tr->step_ns;
	look->bracket_ns = phc->bracket_ns == U32_MAX ? 0 : phc->bracket_ns;
	look->holdover_s = phc->holdover_s;
	look->index = phc->index;
	look->scale = scale_of(phc, raw);
	mutex_unlock(&phc->lock);
}
