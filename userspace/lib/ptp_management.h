/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Asking a PTP daemon how it is doing: management messages of IEEE 1588-2008
 * clause 15, as linuxptp's ptp4l answers them on its local socket.
 *
 * Only GET is spoken, with no boundary hops, so that nothing changes and
 * nothing leaves the host. Codec and conversation are apart: the first needs
 * octets alone. Every wait is bounded. A daemon ignores other domains than its
 * own, and which is its own nobody tells: 127 (ST 2059-2) and 0 are tried
 * first, then all.
 */
#ifndef ST2110_PTP_MANAGEMENT_H
#define ST2110_PTP_MANAGEMENT_H

#include <net/if.h>

#include "timing.h"

#define PTP_PORTS		8	/* of one daemon that are told apart */
#define PTP_REQUEST_OCTETS	54	/* header, management fields, empty TLV */
#define PTP_IDENTITY_TEXT	19	/* 001122.fffe.334455 */

/* managementId, table 40; the last two are linuxptp's own. */
enum ptp_management_id {
	PTP_DEFAULT_DATA_SET = 0x2000,
	PTP_CURRENT_DATA_SET = 0x2001,
	PTP_PARENT_DATA_SET = 0x2002,
	PTP_TIME_PROPERTIES_DATA_SET = 0x2003,
	PTP_PORT_DATA_SET = 0x2004,
	PTP_TIME_STATUS_NP = 0xc000,
	PTP_PORT_PROPERTIES_NP = 0xc004,
};

struct ptp_port {
	u16 number;
	u8 state;		/* table 8 */
	char ifname[IFNAMSIZ];	/* "" when the daemon does not tell */
};

/* What was told. Members of a set that was not told are 0. */
struct ptp_instance {
	u32 told;		/* a bit for each set, see ptp_told() */
	u32 refused;		/* likewise: answered by an error */
	u8 domain;
	/* DEFAULT_DATA_SET */
	u16 port_count;
	u8 clock_id[8];
	bool slave_only;
	/* CURRENT_DATA_SET */
	u16 steps_removed;
	s64 offset_ns;
	s64 path_delay_ns;
	/* PARENT_DATA_SET */
	u8 gm_id[8];
	u8 gm_class;
	/* TIME_PROPERTIES_DATA_SET */
	s32 utc_offset_s;
	bool utc_offset_valid;
	bool ptp_timescale;
	bool time_traceable;
	/* TIME_STATUS_NP */
	s64 master_offset_ns;
	bool gm_present;
	/* PORT_DATA_SET, PORT_PROPERTIES_NP */
	unsigned int ports;
	struct ptp_port port[PTP_PORTS];
};

/* Whether a set was told. */
bool ptp_told(const struct ptp_instance *p, enum ptp_management_id id);

/**
 * ptp_management_get() - write a request
 * @buf: gets it, PTP_REQUEST_OCTETS
 * @domain: domain that is asked
 * @source: our port number, which answers name
 * @sequence: sequenceId
 * @id: data set
 */
void ptp_management_get(u8 *buf, u8 domain, u16 source, u16 sequence, enum ptp_management_id id);

/**
 * ptp_management_read() - take an answer in
 * @buf: a datagram
 * @len: octets
 * @source: our port number
 * @p: what the answer tells is added to it
 *
 * Return: the data set it told or refused; 0 when it is no answer to @source or
 * of a set that is not known here; -EBADMSG when it is none at all.
 */
int ptp_management_read(const u8 *buf, size_t len, u16 source, struct ptp_instance *p);

/**
 * ptp_management_ask() - ask a daemon for everything above
 * @path: its local socket
 * @timeout_ms: longest wait for the first answer, and for the last
 * @domain: the one it was of when it answered last, or -1
 * @p: gets what it tells
 *
 * Domains that are tried after @domain, and those that are tried last, take another
 * @timeout_ms each.
 *
 * Return: 0, -ETIMEDOUT when nobody answered, -ENOENT or -ECONNREFUSED when
 * nobody listens there, another negative errno.
 */
int ptp_management_ask(const char *path, int timeout_ms, int domain, struct ptp_instance *p);

/* EUI-64 as linuxptp writes it. Return: @buf, of PTP_IDENTITY_TEXT. */
char *ptp_identity_text(char *buf, const u8 *id);

/* portState as a word. */
const char *ptp_port_state(u8 state);

#endif /* ST2110_PTP_MANAGEMENT_H */
