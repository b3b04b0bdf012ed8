# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Type W is not defined at 900,000 packets/s and more: such a flow is refused, with what to ask for instead.
. /selftests/lib/lib.sh

setup_hwsim 100000
check "module loads" modprobe sch_st2110
check "device is added" st2110ctl dev add hwsim0
for format in 2160p59.94 4320p59.94; do
	fails 2 "$format wide is refused" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format $format sampling 422 \
		depth 10 payload 1200 profile wide rtp-ts epoch
	says "naming the limit" '900[ ,]?000'
	says "and the attribute" 'profile'
done
check "wide below the limit is taken" st2110ctl flow add cam1 dev hwsim0 dst 239.1.1.1:5004 format 2160p50 sampling 422 \
	depth 10 payload 1200 profile wide rtp-ts epoch
check "flow is deleted" st2110ctl flow del cam1
check "device is given back" st2110ctl dev del hwsim0
