// SPDX-License-Identifier: GPL-2.0-only
/* The example of the documentation, as a program for the guest. link: -lmnl */
#include "../../Documentation/examples/epoch.c"
