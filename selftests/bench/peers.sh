# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What else paces, each set up as well as we know.

# set_peer tbf BPS | fq | etf [OPTION]: at the root of hwsim0. Two packets' burst; one packet's quantum and no timer slack; a delta that
# no wake-up is late by.
set_peer()
{
	case $1 in
	tbf) tc qdisc replace dev hwsim0 root tbf rate "$2bit" burst 2604 limit 40000000 ;;
	fq) tc qdisc replace dev hwsim0 root fq limit 40000 flow_limit 40000 quantum 1514 initial_quantum 1514 timer_slack 1 ;;
	etf) tc qdisc replace dev hwsim0 root etf clockid CLOCK_TAI delta 30000 ${2:+"$2"} ;;
	esac
}
