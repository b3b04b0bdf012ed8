# SPDX-License-Identifier: GPL-2.0-only
#
# Where things are, for the host-side scripts of the virtual machine (sourced, never run).
#
# A kernel is named 6.1, 6.12, debug or uml. kernel_find NAME turns that into
#   KVER    what uname -r will say          KDIR   what to build modules against
#   KIMAGE  what to boot                    KROOT  the folder above lib/modules/$KVER
#   KNAME   $KVER, and what else it takes to tell it from others: the folder below build/
#   KMAKE   further arguments for make (ARCH=, O=)
# Everything fetched or built lives in $CACHE; nothing is installed into the host's /boot.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VM=$TOP/selftests/vm
CACHE=${ST2110_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/st2110}
PREBUILT=${ST2110_PREBUILT:-$TOP/../shared}
JOBS=${JOBS:-$(nproc)}
# Under `make check` each make below is a run of its own.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

die()
{
	echo "${0##*/}: $*" >&2
	exit 1
}

say()
{
	[ -n "${QUIET:-}" ] || echo "${0##*/}: $*" >&2
}

# apt_has PACKAGE: can apt install it now?
apt_has()
{
	apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [^(]'
}

# The version that stock kernel SERIES (6.1, 6.12) stands at: what is in the cache and has its headers installed; else the
# newest installed headers whose image apt can fetch; else what the meta package names; else the newest pair that apt knows.
# Image and headers are always of one version.
kver_pick()
{
	local series=$1 esc=${1//./\\.} meta kver

	for kver in $(ls "$CACHE/kernel" 2>/dev/null | grep -E "^$esc\.[0-9].*-amd64$" | sort -rV); do
		[ -e "$CACHE/kernel/$kver/complete" ] && [ -e "/lib/modules/$kver/build" ] && echo "$kver" && return
	done
	for kver in $(ls /lib/modules 2>/dev/null | grep -E "^$esc\.[0-9][0-9+.a-z-]*-amd64$" | grep -vE 'cloud|rt' | sort -rV); do
		[ -e "/lib/modules/$kver/build/Makefile" ] && apt_has "linux-image-$kver" && echo "$kver" && return
	done
	meta=linux-image-amd64
	[ "$series" = 6.1 ] || meta=linux-image-$series-amd64
	kver=$(apt-cache depends "$meta" 2>/dev/null | sed -n "s/^  Depends: linux-image-\($esc\..*\)/\1/p" | tail -n 1)
	[ -n "$kver" ] && apt_has "linux-headers-$kver" && echo "$kver" && return
	for kver in $(apt-cache pkgnames "linux-image-$series." | sed -n 's/^linux-image-//p' |
		      grep -E "^$esc\.[0-9]+(-[0-9]+|\+deb12|\+bpo)?-amd64$" | sort -rV); do
		apt_has "linux-image-$kver" && apt_has "linux-headers-$kver" && echo "$kver" && return
	done
	return 1
}

# The folder with the unpacked sources of linux-source-SERIES, and their version in SRCVER.
source_find()
{
	local series=$1 tarball=/usr/src/linux-source-$1.tar.xz

	[ -e "$tarball" ] || die "linux-source-$series is not installed: run scripts/deps"
	SRCVER=$(dpkg-query -W -f '${Version}' "linux-source-$series" | sed 's/[-~].*//')
	SRC=$CACHE/source/$SRCVER
	if [ ! -e "$SRC/.complete" ]; then
		say "unpacking linux-source-$series $SRCVER"
		rm -rf "$SRC"
		mkdir -p "$SRC"
		tar -xf "$tarball" -C "$SRC" --strip-components=1
		touch "$SRC/.complete"
	fi
}

kernel_find()
{
	local b

	KMAKE=() KNAME=
	case $1 in
	6.1 | 6.12)
		b=$("$VM/fetch-kernel" "$1") || exit 1
		KVER=${b##*/}
		KDIR=/lib/modules/$KVER/build
		KIMAGE=$b/boot/vmlinuz-$KVER
		KROOT=$b
		;;
	debug)
		b=$("$VM/build-debug-kernel") || exit 1
		KVER=$(cat "$b/complete")
		KDIR=$b/build
		KIMAGE=$b/bzImage
		KROOT=$b
		KNAME=$KVER-debug
		;;
	uml)
		b=$("$VM/build-uml") || exit 1
		KVER=$(cat "$b/complete")
		KDIR=$b/build
		KIMAGE=$b/linux
		KROOT=$b
		KMAKE=(ARCH=um)
		KNAME=$KVER-uml
		;;
	*)
		die "--kernel $1: say 6.1, 6.12, debug or uml"
		;;
	esac
	KNAME=${KNAME:-$KVER}
}
