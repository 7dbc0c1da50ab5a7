# shellcheck shell=bash
# GNU's tools for the windowed ABI, the ESP32's: Debian's compiler for the ESP8266, told of another
# core. That core is dc233c, the one of QEMU's that is nearest to the ESP32's.
# Sourced by scripts/setup, after debian.sh and micropython/pins.sh.

WINDOWED=$DEPS/xtensa-dc233c
WINDOWED_LIBRARIES=(libc6 libgcc-s1 libstdc++6 zlib1g libzstd1 libgmp10 libisl23 libmpc3 libmpfr6)
WINDOWED_TOOLS=(addr2line ar as c++filt cpp gcc ld nm objcopy objdump ranlib readelf size strip)

# All that decides what this file makes. The tools know the folder that they are in.
windowed_fingerprint() {
    cat "$ROOT/scripts/windowed.sh" "$ROOT/scripts/xtensa/core_config.c" "$ROOT/micropython/pins.sh" |
        sha256sum | sed "s|-|$WINDOWED|"
}

prepare_windowed() {
    [ "$(cat "$WINDOWED/made-from" 2>/dev/null)" != "$(windowed_fingerprint)" ] || return 0
    [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] ||
        die "the toolchain for the windowed ABI is Debian's, for amd64: this machine is no Debian or no amd64"
    rm -rf "$WINDOWED" "$WINDOWED.part"
    mkdir -p "$WINDOWED.part"
    use_suites "$WINDOWED_SUITE $WINDOWED_SOURCES_SUITE"
    unpack_windowed_tools "$WINDOWED.part" || cannot_fetch "the toolchain for the windowed ABI" "connect and try again"
    make_core_config "$WINDOWED.part" || cannot_fetch "the sources of QEMU and binutils" "connect and try again"
    mv "$WINDOWED.part" "$WINDOWED"
    run_with_own_libraries "$WINDOWED"
    write_windowed_wrappers "$WINDOWED"
    test_windowed_compiler
    windowed_fingerprint >"$WINDOWED/made-from"
}

# Without the compilers for other languages.
unpack_windowed_tools() {
    local folder=$1 name
    local -a packages=("gcc-xtensa-lx106=$XTENSA_GCC_VERSION" "binutils-xtensa-lx106=$XTENSA_BINUTILS_VERSION")
    for name in "${WINDOWED_LIBRARIES[@]}"; do packages+=("$name/$WINDOWED_SUITE"); done
    packages+=("patchelf/$WINDOWED_SOURCES_SUITE") # the later one, 0.18, breaks the compiler
    say "fetching Debian's compiler for the windowed ABI"
    fetch_packages "$DOWNLOADS/windowed" "${packages[@]}" || return 1
    require_checksum "$(echo "$DOWNLOADS"/windowed/gcc-xtensa-lx106_*)" "$XTENSA_GCC_SHA256"
    require_checksum "$(echo "$DOWNLOADS"/windowed/binutils-xtensa-lx106_*)" "$XTENSA_BINUTILS_SHA256"
    for name in "$DOWNLOADS"/windowed/*.deb; do
        dpkg-deb --fsys-tarfile "$name" | tar -x -C "$folder" --exclude=./etc --exclude=./usr/share \
            --exclude='*/cc1plus' --exclude='*/d21' --exclude='*/lto1' --exclude='*-lto-dump' || return 1
    done
    rm -rf "$DOWNLOADS/windowed"
}

# The library that makes the tools take dc233c for their core.
make_core_config() {
    local folder=$1
    fetch_source qemu "$QEMU_VERSION" "$QEMU_SHA256" || return 1
    tar -xf "$FETCHED" -C "$folder" --strip-components=3 --wildcards '*/target/xtensa/core-dc233c' || return 1
    rm -f "$FETCHED"
    fetch_source binutils "$BINUTILS_VERSION" "$BINUTILS_SHA256" || return 1
    tar -xf "$FETCHED" -C "$folder" --strip-components=1 --wildcards '*/include/ansidecl.h' '*/include/xtensa-*.h' || return 1
    rm -f "$FETCHED"
    mkdir -p "$folder/include/qemu"
    : >"$folder/include/qemu/osdep.h" # of QEMU's own, and not needed here
    cc -shared -fPIC -O1 -w -nostdlib "-I$folder/core-dc233c" "-I$folder/include" -o "$folder/dc233c.so" \
        "$ROOT/scripts/xtensa/core_config.c" >"$LOGS/windowed.log" 2>&1 ||
        die "the description of the core dc233c did not compile: see $(short_path "$LOGS/windowed.log")"
    rm -rf "$folder/core-dc233c" "$folder/include"
}

# The programs are of a newer Debian than this may be. They start one another, so each is told
# where its C library is.
run_with_own_libraries() {
    local folder=$1 loader libraries
    local -a programs
    loader=$(compgen -G "$folder/usr/lib64/ld-linux-*.so.*")
    libraries=$(dirname "$(compgen -G "$folder/usr/lib/*/libc.so.6")")
    mapfile -t programs < <(find "$folder/usr" -type f '(' -name 'xtensa-lx106-elf-*' -o -name cc1 -o -name collect2 ')')
    "$loader" --library-path "$libraries" "$folder/usr/bin/patchelf" --set-interpreter "$loader" \
        --set-rpath "$libraries" "${programs[@]}" >"$LOGS/windowed.log" 2>&1 ||
        die "the toolchain for the windowed ABI cannot be set up: see $(short_path "$LOGS/windowed.log")"
}

write_windowed_wrappers() {
    local folder=$1 tool
    mkdir -p "$folder/bin"
    for tool in "${WINDOWED_TOOLS[@]}"; do
        cat >"$folder/bin/xtensa-dc233c-elf-$tool" <<END_OF_WRAPPER
#!/bin/sh
XTENSA_GNU_CONFIG='$folder/dc233c.so' exec '$folder/usr/bin/xtensa-lx106-elf-$tool' "\$@"
END_OF_WRAPPER
        chmod +x "$folder/bin/xtensa-dc233c-elf-$tool"
    done
}

# Is it the other ABI that comes out?
test_windowed_compiler() {
    local object=$WINDOWED/test.o
    if ! echo 'int called(int); int caller(int n) { return called(n) + 1; }' |
        "$WINDOWED/bin/xtensa-dc233c-elf-gcc" -O1 -x c -c -o "$object" - 2>"$LOGS/windowed.log" ||
        ! "$WINDOWED/bin/xtensa-dc233c-elf-objdump" -d "$object" 2>>"$LOGS/windowed.log" | grep -q retw; then
        die "the compiler for the windowed ABI does not work: see $(short_path "$LOGS/windowed.log")"
    fi
    rm -f "$object"
}
