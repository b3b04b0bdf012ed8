/* SPDX-License-Identifier: GPL-2.0-only */
/* All that order.c takes of it is in order/tree.h. */
