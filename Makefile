# SPDX-License-Identifier: GPL-2.0-only
#
# st2110: the module, its simulated NICs, the tools.
#
#	make			both modules for the running kernel (KVER=VERSION or KDIR=FOLDER: for another) and the tools
#	make install		modules, tools, tc plug-in, the netlink header and man pages (PREFIX=, DESTDIR=); make uninstall
#				takes them away
#	make dkms		hand the modules to DKMS, which rebuilds them with every new kernel; make dkms-remove
#	make demo		pace a real video stream in a virtual machine
#	make check		everything that must hold, in less than 25 minutes; make soak: the same for longer
#	make bench		what it costs and how steady it is, beside what Linux has (KVER=6.1: on that kernel); out/bench.json
#	make deps		what building and testing needs, by apt
#	make clean
#
# kbuild reads Kbuild, never this file.

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
PREFIX ?= /usr/local
DESTDIR ?=
MODDIR := updates/st2110
BASHDIR := $(PREFIX)/share/bash-completion/completions
# The kernel interface goes where the C library's copy of the others is, whatever the prefix.
UAPIDIR ?= /usr/include/linux
# Where tc looks for plug-ins: Debian's in the architecture's library folder.
MULTIARCH := $(shell dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || $(CC) -print-multiarch)
TCDIR ?= $(if $(wildcard /usr/lib/$(MULTIARCH)/tc),/usr/lib/$(MULTIARCH)/tc,/usr/lib/tc)

VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
DKMS_SOURCE ?= /usr/src/st2110-$(VERSION)
# The version that KDIR is of, which need not be KVER where only KDIR was given.
KRELEASE = $(shell $(MAKE) -s --no-print-directory -C $(KDIR) kernelrelease 2>/dev/null)
TOOLS := st2110ctl st2110-send st2110-analyze

all: modules tools

modules:
ifeq ($(wildcard $(KDIR)/Makefile),)
	@echo "make: no headers in $(KDIR), so the modules are not built."
	@echo "make: apt-get install linux-headers-$(KVER), or name a kernel that has them: make KVER=VERSION"
	@echo "make: kernels with headers here: $(notdir $(patsubst %/build/Makefile,%,$(wildcard /lib/modules/*/build/Makefile)))"
else
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules
endif

tools:
	$(MAKE) -C userspace

install: install-modules install-tools

install-modules:
	@test -e $(KDIR)/Makefile || { echo "make: no headers in $(KDIR): make install-tools installs the tools alone"; exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_PATH=$(DESTDIR) INSTALL_MOD_DIR=$(MODDIR) modules_install
	depmod $(if $(DESTDIR),-b $(DESTDIR)) $(KRELEASE)

install-tools: tools
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(TCDIR)
	install $(addprefix build/,$(TOOLS)) $(DESTDIR)$(PREFIX)/bin/
	install -m 644 build/q_st2110.so $(DESTDIR)$(TCDIR)/
	install -D -m 644 kmod/include/uapi/linux/st2110.h $(DESTDIR)$(UAPIDIR)/st2110.h
	install -D -m 644 userspace/st2110ctl/st2110ctl.bash $(DESTDIR)$(BASHDIR)/st2110ctl
	for p in Documentation/man/*.[1-8]; do \
		test -e $$p || continue; \
		install -D -m 644 $$p $(DESTDIR)$(PREFIX)/share/man/man$${p##*.}/$${p##*/}; \
	done

uninstall:
	rm -rf $(DESTDIR)/lib/modules/$(or $(KRELEASE),$(KVER))/$(MODDIR)
	test ! -d $(DESTDIR)/lib/modules/$(or $(KRELEASE),$(KVER)) || \
		depmod $(if $(DESTDIR),-b $(DESTDIR)) $(or $(KRELEASE),$(KVER))
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,$(TOOLS)) $(DESTDIR)$(TCDIR)/q_st2110.so \
		$(DESTDIR)$(BASHDIR)/st2110ctl $(DESTDIR)$(UAPIDIR)/st2110.h
	for p in Documentation/man/*.[1-8]; do \
		rm -f $(DESTDIR)$(PREFIX)/share/man/man$${p##*.}/$${p##*/}; \
	done

# What DKMS needs: sources and nothing that a build left behind.
dkms-source:
	rm -rf $(DKMS_SOURCE)
	install -d $(DKMS_SOURCE)
	cp dkms.conf Kbuild $(DKMS_SOURCE)/
	find kmod -name '*.[ch]' ! -name '*.mod.c' -o -name Kbuild | \
		while read -r f; do install -D -m 644 $$f $(DKMS_SOURCE)/$$f; done

dkms: dkms-source
	dkms add -m st2110 -v $(VERSION)
	dkms install -m st2110 -v $(VERSION) -k $(KVER)

dkms-remove:
	dkms remove -m st2110 -v $(VERSION) --all
	rm -rf $(DKMS_SOURCE)

demo:
	demo/run

check:
	@selftests/check check

soak:
	@selftests/check soak

# KVER counts only where it was given: by itself it is the host's.
bench:
	@KVER=$(if $(filter command environment,$(firstword $(origin KVER))),$(KVER)) selftests/bench/run

deps:
	scripts/deps

clean:
	find kmod \( -name '*.o' -o -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' -o -name '.*.cmd' -o -name '.*.d' \
		-o -name modules.order -o -name Module.symvers -o -name built-in.a -o -name '.tmp_*' \) -delete
	rm -f Module.symvers modules.order .module-common.o .[mM]odule*.cmd .modules.order.cmd
	rm -rf build out

.PHONY: all modules tools install install-modules install-tools uninstall dkms-source dkms dkms-remove demo check soak bench deps clean
