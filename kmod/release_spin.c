// SPDX-License-Identifier: GPL-2.0-only
/*
 * The spin release's thread and its CPU; see spin.h.
 *
 * What the thread does between two looks at the clock is its owner's (port_spin.c).
 * Here it waits: a look every few nanoseconds where the next instant is near, else a
 * sleep that ends early by as much as the last ones ended late. Whoever brings an
 * earlier instant lowers until_ns and wakes the thread; it sets its state before it
 * reads until_ns, so neither is missed.
 *
 * A thread whose CPU goes away is moved elsewhere by the scheduler before the hotplug
 * callback comes. There it would be in everybody's way: it hands over to the timer at
 * once and waits for its end, or, where the CPU stays after all, goes back.
 */

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/rtnetlink.h>
#include <linux/sched/prio.h>
#include <linux/sched/task.h>

#include "compat/compat.h"
#include "spin.h"

#define SLEEP_NS	100000ULL	/* a gap worth sleeping in */
#define EARLY_NS	20000ULL	/* a sleep ends that long before at the least */
#define EARLY_MAX_NS	1000000ULL
#define BACK_MS		10

static enum cpuhp_state hotplug;
static struct cpumask taken;		/* CPUs that serve; RTNL */

/* A sleep that was to end at @asked has ended. */
static void learn(struct st2110_spin *spin, u64 asked, u64 now)
{
	u64 late = now - min(asked, now);

	/* Twice as long as the latest, which is forgotten slowly. */
	spin->early_ns -= (spin->early_ns - EARLY_NS) / 256;
	spin->early_ns = clamp(EARLY_NS + 2 * late, spin->early_ns, EARLY_MAX_NS);
	WRITE_ONCE(spin->woke_ns, now);
	WRITE_ONCE(spin->slept_ns, asked);
}

/* How far off what is to be done next is. */
static s64 left_ns(const struct st2110_spin *spin)
{
	return READ_ONCE(spin->until_ns) - ktime_get_ns();
}

static void rest(struct st2110_spin *spin)
{
	u64 until, wake;
	ktime_t expires;

	/* Before until_ns is read: see st2110_spin_wake(). */
	set_current_state(TASK_IDLE);
	until = READ_ONCE(spin->until_ns);
	wake = until - spin->early_ns;
	if (!kthread_should_stop() && (s64)(wake - ktime_get_ns()) >= (s64)SLEEP_NS) {
		expires = ns_to_ktime(wake);
		if (until >= KTIME_MAX)
			schedule();
		else if (!schedule_hrtimeout_range(&expires, 0, HRTIMER_MODE_ABS))
			learn(spin, wake, ktime_get_ns());
	}
	__set_current_state(TASK_RUNNING);
}

static void wait_for_instant(struct st2110_spin *spin)
{
	s64 far = SLEEP_NS + spin->early_ns, left = left_ns(spin);

	if (left >= far) {
		rest(spin);
		left = left_ns(spin);
	}
	while (left > 0 && left < far && !need_resched() && !kthread_should_stop()) {
		cpu_relax();
		left = left_ns(spin);
	}
	cond_resched();
}

/* On another CPU: until the thread is to end, or is back. */
static void displaced(struct st2110_spin *spin)
{
	spin->ops->stands(spin, false, false);
	while (!kthread_should_stop()) {
		if (cpu_active(spin->cpu) &&
		    !set_cpus_allowed_ptr(current, cpumask_of(spin->cpu)) &&
		    raw_smp_processor_id() == spin->cpu) {
			spin->ops->stands(spin, true, false);
			return;
		}
		set_current_state(TASK_IDLE);
		if (!kthread_should_stop())
			schedule_timeout(msecs_to_jiffies(BACK_MS));
		__set_current_state(TASK_RUNNING);
	}
}

static int spin_thread(void *data)
{
	struct st2110_spin *spin = data;

	set_user_nice(current, MIN_NICE);
	while (!kthread_should_stop()) {
		if (unlikely(raw_smp_processor_id() != spin->cpu)) {
			displaced(spin);
			continue;
		}
		spin->ops->run(spin);
		wait_for_instant(spin);
	}
	return 0;
}

/* CPUs do not change. Without a thread the owner does without. */
static void begin(struct st2110_spin *spin, bool asked)
{
	struct task_struct *thread;

	if (spin->thread || !cpu_left_alone(spin->cpu))
		return;
	spin->early_ns = EARLY_NS;
	thread = kthread_create_on_node(spin_thread, spin, cpu_to_node(spin->cpu), "st2110/%s",
					spin->name);
	if (IS_ERR(thread))
		return;
	kthread_bind(thread, spin->cpu);
	/* Who wakes it may come when it has ended. */
	spin->thread = get_task_struct(thread);
	spin->ops->stands(spin, true, asked);
	wake_up_process(thread);
}

static void end(struct st2110_spin *spin, bool asked)
{
	if (!spin->thread)
		return;
	kthread_stop(spin->thread);
	spin->ops->stands(spin, false, asked);
	put_task_struct(spin->thread);
	spin->thread = NULL;
}

static int cpu_comes(unsigned int cpu, struct hlist_node *node)
{
	struct st2110_spin *spin = hlist_entry(node, struct st2110_spin, node);

	if (cpu == spin->cpu)
		begin(spin, false);
	return 0;
}

static int cpu_goes(unsigned int cpu, struct hlist_node *node)
{
	struct st2110_spin *spin = hlist_entry(node, struct st2110_spin, node);

	if (cpu == spin->cpu)
		end(spin, false);
	return 0;
}

/**
 * st2110_spin_refused() - why a CPU cannot serve
 * @spin: that asks for it
 * @cpu: number
 *
 * RTNL.
 *
 * Return: the reason and the remedy for a person to read; NULL: it can.
 */
const char *st2110_spin_refused(const struct st2110_spin *spin, unsigned int cpu)
{
	ASSERT_RTNL();
	if (cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return "cpu: there is none; those in /sys/devices/system/cpu/isolated can serve";
	if (!cpu_online(cpu))
		return "cpu: it is offline; write 1 to its file online in /sys/devices/system/cpu";
	if (!cpu_left_alone(cpu))
		return "cpu: not isolated, other tasks would run there; boot with isolcpus=CPU";
	if (cpumask_test_cpu(cpu, &taken) && !(spin->enabled && spin->cpu == cpu))
		return "cpu: it sends for another port already; one CPU for each";
	return NULL;
}

/**
 * st2110_spin_start() - have a thread send
 * @spin: zeroed, stopped, or started on whatever CPU
 * @ops: whom it works for
 * @cpu: its CPU
 * @name: of the device, for as long as it runs
 *
 * RTNL, not under the root lock.
 *
 * Return: NULL, or as st2110_spin_refused(); then nothing has changed.
 */
const char *st2110_spin_start(struct st2110_spin *spin, const struct st2110_spin_ops *ops,
			      unsigned int cpu, const char *name)
{
	const char *why = st2110_spin_refused(spin, cpu);

	if (why || (spin->enabled && spin->cpu == cpu))
		return why;
	st2110_spin_stop(spin);
	spin->ops = ops;
	spin->cpu = cpu;
	spin->name = name;
	if (cpuhp_state_add_instance_nocalls(hotplug, &spin->node))
		return "release: no memory for spin; try again";
	spin->enabled = true;
	cpumask_set_cpu(cpu, &taken);
	cpus_read_lock();
	if (cpu_online(cpu))
		begin(spin, true);
	cpus_read_unlock();
	return NULL;
}

/**
 * st2110_spin_stop() - the thread ends, and does not come back
 * @spin: zeroed, started or stopped
 *
 * RTNL, not under the root lock.
 */
void st2110_spin_stop(struct st2110_spin *spin)
{
	if (!spin->enabled)
		return;
	cpuhp_state_remove_instance_nocalls(hotplug, &spin->node);
	/* No callback comes any more, and none is under way. */
	end(spin, true);
	cpumask_clear_cpu(spin->cpu, &taken);
	spin->enabled = false;
}

/**
 * st2110_spin_wake() - there is something to send at a time
 * @spin: on
 * @ns: MONOTONIC
 *
 * Root lock.
 */
void st2110_spin_wake(struct st2110_spin *spin, u64 ns)
{
	if ((s64)(spin->until_ns - ns) <= 0)
		return;
	WRITE_ONCE(spin->until_ns, ns);
	wake_up_process(spin->thread);
}

/**
 * st2110_spin_register() - learn of CPUs that come and go
 *
 * Return: 0 or a negative errno.
 */
int st2110_spin_register(void)
{
	int state = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, "net/st2110:online", cpu_comes,
					    cpu_goes);

	if (state < 0)
		return state;
	hotplug = state;
	return 0;
}

/**
 * st2110_spin_unregister() - the reverse; nothing spins any more
 */
void st2110_spin_unregister(void)
{
	cpuhp_remove_multi_state(hotplug);
}
