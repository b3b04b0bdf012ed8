# SPDX-License-Identifier: GPL-2.0-only
#
# Programs for the guest: selftests/lib/*.c (static, needed on every kernel, installed in /usr/bin) and selftests/AREA/*.c
# (installed as /selftests/AREA/NAME). A line "link: -lmnl ..." in a source names what it links against; kernel headers of
# ours and the shared library libst2110.a are at hand. selftests/unit has its own Makefile.

TOP := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST))/..)))
OUT := $(TOP)/build/selftests
CFLAGS ?= -O2 -g
override CFLAGS += -std=gnu11 -Wall -Wextra -Werror -I$(TOP)/kmod/include/uapi -I$(TOP)/kmod -I$(TOP)/userspace/lib

LIB := $(patsubst $(TOP)/selftests/%.c,$(OUT)/%,$(wildcard $(TOP)/selftests/lib/*.c))
PROGS := $(patsubst $(TOP)/selftests/%.c,$(OUT)/%,$(filter-out $(TOP)/selftests/unit/% $(TOP)/selftests/lib/%, \
	$(wildcard $(TOP)/selftests/*/*.c)))

all: $(LIB) $(PROGS)

$(LIB): $(OUT)/%: $(TOP)/selftests/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -static -o $@ $<

$(PROGS): $(OUT)/%: $(TOP)/selftests/%.c $(wildcard $(TOP)/build/libst2110.a)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MF $@.d $(shell pkg-config --cflags libnl-3.0 libnl-route-3.0 2>/dev/null) -o $@ $< \
		$(wildcard $(TOP)/build/libst2110.a) $$(sed -n 's/^.*[^a-z]link: *\(-.*[^ */]\).*/\1/p' $<)

-include $(addsuffix .d,$(PROGS))
.PHONY: all
