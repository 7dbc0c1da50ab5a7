# shellcheck shell=bash
# shellcheck disable=SC2034 # read by scripts/setup
# What scripts/setup fetches, by version and by the SHA-256 of the fetched file.
#
# Sources are Debian's ".orig" archives: upstream's release without the files that Debian
# may not ship, and without Debian's patches.

# forky
MICROPYTHON_VERSION=1.26.1+ds
MICROPYTHON_SHA256=f5ad2ec89d3e921f753d448955af98b6005655f84ba26087dde6ba0e8d062f34

# trixie: built too, by `scripts/build 1.25.0/unix`, and used when the one above has left the mirror
MICROPYTHON_FALLBACK_VERSION=1.25.0+ds
MICROPYTHON_FALLBACK_SHA256=7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea

# trixie and forky have the same archive
LWIP_VERSION=2.2.1+dfsg1
LWIP_SHA256=83729c274c499d3348e9fbbe043a3113f3fa8953e7efddc7c21c7fcbb1f2b7b1

# trixie
MBEDTLS_VERSION=3.6.6
MBEDTLS_SHA256=8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a

# forky: used when the one above has left the mirror
MBEDTLS_FALLBACK_VERSION=3.6.7
MBEDTLS_FALLBACK_SHA256=a7e8bcbec0e6f761b4af24f25677626b35f762f68eef79c08677a363212d11f6

# trixie-backports. RUST_VERSION is the compiler that this source belongs to: the one that
# rust-toolchain.toml asks for.
RUST_VERSION=1.95.0
RUST_SRC_VERSION=1.95.0+dfsg1-2~bpo13+1
RUST_SRC_SHA256=7b76db5b880a77f9e52975d2baa6209d2f76d2c9c2789515c3088cb960e2c83b

# When that rust-src has left the mirror, Debian's own compiler and the source that matches
# it take over for the Xtensa part, in whatever version this suite has then (1.96.1 when this
# was written). No checksum can be pinned for that; apt checks the archive's signatures.
DEBIAN_RUST_SUITE=trixie-backports
DEBIAN_RUST_LIBRARIES_SUITE=trixie

# The toolchain for the windowed ABI: Debian's for the ESP8266, with its libraries in whatever
# version that suite has, and where the description of another core comes from. See
# scripts/windowed.sh.
WINDOWED_SUITE=trixie
XTENSA_GCC_VERSION=13.3.0-16+14+b4
XTENSA_GCC_SHA256=1d61537d9ac09a6aaed48355fee5c63529c644c63ee3636a8c22f52b583d88bd
XTENSA_BINUTILS_VERSION=2.44-3+6+b2
XTENSA_BINUTILS_SHA256=434f0712a0ea19f96fe09a55a3e943a4960408802e8e6031e2c162f6bbb0b235
WINDOWED_SOURCES_SUITE=bookworm
QEMU_VERSION=7.2+dfsg
QEMU_SHA256=91aca71520040edc40b8d437aa3004dae614f58e286cf653ee8996c07af2962f
BINUTILS_VERSION=2.40
BINUTILS_SHA256=d78c2d2eb24a9be1e02f8854cb1bd435556d7f584fb6bfb6b07e6527d43fc41d
