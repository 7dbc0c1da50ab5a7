# shellcheck shell=bash
# shellcheck disable=SC2034 # for scripts/rust-lib
# The compiler and what belongs to it, for scripts/rust-lib: found, never installed, since a firmware
# build is no time to change somebody's computer. Sourced after common.sh.

# What scripts/setup found, where it was run.
read_setup() {
    RUST_SRC=
    XTENSA_RUSTC=
    LIBCLANG=
    if [ -e "$DEPS/compiler.sh" ]; then
        # shellcheck source=/dev/null
        . "$DEPS/compiler.sh"
    fi
}

# is_older VERSION THAN
is_older() {
    [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# The compiler that rust-toolchain.toml or RUSTUP_TOOLCHAIN chooses. Sets RUST_RELEASE, and
# ESPRESSIFS: "yes" for Espressif's, whose version has a fourth number.
find_compiler() {
    local found needed
    for found in cargo rustc; do
        command -v $found >/dev/null ||
            die "there is no $found: install rustup, or use a release of the module, which has the Rust part ready-made"
    done
    found=$(rustc --version 2>&1) ||
        die "rustc does not start: $(grep -m 1 -i error <<<"$found" || head -n 1 <<<"$found")"
    needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")
    RUST_RELEASE=$(sed -nE 's/^rustc ([0-9.]+).*/\1/p' <<<"$found")
    ! is_older "$RUST_RELEASE" "$needed" ||
        die "rustc $RUST_RELEASE is too old, $needed or newer is needed: rustup update, or unset RUSTUP_TOOLCHAIN to get the one of rust-toolchain.toml"
    ESPRESSIFS=no
    if [[ $found =~ \([0-9]+(\.[0-9]+){3}\)$ ]]; then ESPRESSIFS=yes; fi
}

# The library that -Zbuild-std compiles: the toolchain's own, or the one that setup fetched. Sets
# RUST_SRC and XTENSA_RUSTC, the compiler for it (empty: the toolchain's own).
find_rust_src() {
    local own
    own=$(rustc --print sysroot)/lib/rustlib/src/rust
    if [ -d "$own/library/core" ]; then
        RUST_SRC=$own
        XTENSA_RUSTC=
    elif [ "$ESPRESSIFS" = yes ]; then
        die "Espressif's toolchain has no rust-src: install it again with espup"
    elif [ ! -d "$RUST_SRC/library/core" ]; then
        die "Rust's library source is missing: run rustup component add rust-src in $ROOT, or scripts/setup on Debian"
    elif [ -z "$XTENSA_RUSTC" ] && [[ $RUST_SRC == *-[0-9]* ]] && [ "${RUST_SRC##*-}" != "$RUST_RELEASE" ]; then
        die "rustc $RUST_RELEASE has no library source of its own, and the one that scripts/setup fetched is for ${RUST_SRC##*-}: unset RUSTUP_TOOLCHAIN, or rustup component add rust-src"
    fi
}

# libclang finds the headers that come with it only when it is loaded from the folder that it is
# linked into there. Sets LIBCLANG_PATH.
find_libclang() {
    LIBCLANG_PATH=${LIBCLANG_PATH:-$LIBCLANG}
    if [ -n "$LIBCLANG_PATH" ]; then
        [ -f "$LIBCLANG_PATH" ] || compgen -G "$LIBCLANG_PATH/libclang*" >/dev/null ||
            die "LIBCLANG_PATH is $LIBCLANG_PATH, but there is no libclang: unset it, or set it to the folder of libclang"
        return
    fi
    LIBCLANG_PATH=$(compgen -G '/usr/lib/llvm-*/lib/libclang*.so*' | sort -V | tail -n 1) ||
        LIBCLANG_PATH=$(compgen -G '/usr/lib*/libclang.so*' | tail -n 1) ||
        die "libclang is missing, which reads the C headers for Rust: install it (Debian: apt install libclang-dev) or set LIBCLANG_PATH to its folder"
    LIBCLANG_PATH=${LIBCLANG_PATH%/*}
}

# find_tools PREFIX: the chip's binutils. Sets TOOLS.
find_tools() {
    TOOLS=$1
    command -v "${TOOLS}as" >/dev/null ||
        die "there is no ${TOOLS}as, the assembler for $CHIP: put the compiler that you build the firmware with on the PATH$([[ $CHIP != esp32* ]] || echo ", or run scripts/setup --esp32")"
}
