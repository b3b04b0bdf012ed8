# SPDX-License-Identifier: GPL-2.0-only
#
# A kernel of our own from Debian's linux-source-6.12 (sourced by build-debug-kernel and build-uml). Each sets
#   flavour	name of its folder in the cache		config	the configuration kept beside this file
#   prebuilt	folder under $PREBUILT where a built copy may be	kmake	arguments for make
#   image	what make leaves and what the copy is called
# and defines configure() (O is the build folder, SRC the sources) and take_image().
#
# The folder holds: the image, lib/modules/, build/ to build modules against, complete (the version).

own_kernel()
{
	local dir

	source_find 6.12
	dir=$CACHE/kernel/$flavour-$SRCVER-$(md5sum <"$VM/$config" | cut -c 1-8)
	mkdir -p "$CACHE/kernel"
	exec 9>"$CACHE/kernel/.lock-$flavour"
	flock 9
	if [ ! -e "$dir/complete" ]; then
		# A build that was cut short goes on where it stood.
		mkdir -p "$dir/build"
		O=$dir/build
		if prebuilt_fits "$PREBUILT/$prebuilt"; then
			say "taking the built copy in $PREBUILT/$prebuilt"
			tar -xf "$PREBUILT/$prebuilt/build.tar.zst" -C "$O"
			# Whether the archive has a folder above the files or not.
			[ -e "$O/.config" ] || mv "$O"/*/.config "$O"/*/* "$O/"
			tar -xf "$PREBUILT/$prebuilt/modules.tar.zst" -C "$dir"
			take_prebuilt "$PREBUILT/$prebuilt" "$dir"
			make -C "$SRC" "${kmake[@]}" O="$O" -j"$JOBS" modules_prepare >"$dir/build.log" 2>&1 || own_kernel_failed
		else
			say "building the $flavour kernel $SRCVER: this takes a quarter of an hour, once"
			configure >"$dir/build.log" 2>&1 || own_kernel_failed
			make -C "$SRC" "${kmake[@]}" O="$O" -j"$JOBS" $image modules >>"$dir/build.log" 2>&1 || own_kernel_failed
			make -C "$SRC" "${kmake[@]}" O="$O" INSTALL_MOD_PATH="$dir" modules_install >>"$dir/build.log" 2>&1 || own_kernel_failed
			take_image "$dir"
			find "$O" -name '*.o' ! -path '*/scripts/*' ! -path '*/tools/*' -delete
		fi
		depmod -b "$dir" "$SRCVER"
		echo "$SRCVER" >"$dir/complete"
	fi
	echo "$dir"
}

own_kernel_failed()
{
	tail -n 20 "$dir/build.log" >&2
	die "the $flavour kernel does not build: $dir/build.log"
}

# A copy fits if it is of the version that apt serves and was made from the configuration that the project keeps.
prebuilt_fits()
{
	[ -e "$1/modules.tar.zst" ] && cmp -s "$1/$config" "$VM/$config" &&
		tar -tf "$1/modules.tar.zst" 2>/dev/null | grep -q "lib/modules/$SRCVER/modules.order\|lib/modules/$SRCVER/kernel/"
}
