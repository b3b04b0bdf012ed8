// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Ethernet address of a multicast group. Design: group_mac.h.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "group_mac.h"

bool group_mac_is_multicast(const struct st2110_addr *addr)
{
	return addr->len == 4 ? (addr->octets[0] & 0xf0) == 0xe0 : addr->octets[0] == 0xff;
}

static void mac_of(u8 mac[6], const struct st2110_addr *addr)
{
	if (addr->len == 4) {
		mac[0] = 0x01;
		mac[1] = 0x00;
		mac[2] = 0x5e;
		memcpy(mac + 3, addr->octets + 1, 3);
		mac[3] &= 0x7f;
	} else {
		mac[0] = 0x33;
		mac[1] = 0x33;
		memcpy(mac + 2, addr->octets + 12, 4);
	}
}

bool group_mac_flooded(const struct st2110_addr *addr)
{
	u8 mac[6];

	if (addr->len != 4 || !group_mac_is_multicast(addr))
		return false;
	mac_of(mac, addr);
	return !mac[3] && !mac[4];
}

char *group_mac_text(char *buf, const struct st2110_addr *addr)
{
	u8 mac[6];

	mac_of(mac, addr);
	snprintf(buf, GROUP_MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	return buf;
}

void group_mac_note(const struct st2110_addr *addr)
{
	char text[ST2110_ADDR_TEXT], mac[GROUP_MAC_TEXT];

	if (!group_mac_flooded(addr))
		return;
	inet_ntop(AF_INET, addr->octets, text, sizeof(text));
	fflush(stdout);
	fprintf(stderr,
		"st2110ctl: note: %s has the Ethernet address %s, that of 224.0.0.%u, which switches flood to every port: take another group\n",
		text, group_mac_text(mac, addr), addr->octets[3]);
}
