# shellcheck shell=bash
# Debian's archive, read through an apt configuration of our own: other suites than the
# machine's, the machine's own mirror and keys, and the system's apt stays as it is.
# Sourced by scripts/setup, after common.sh. The status of each function says whether the
# archive had what was asked for; that is also why nothing here relies on `set -e`.

APT_FOLDER=$DEPS/apt
APT_SUITES="trixie trixie-backports forky"
DOWNLOADS=$DEPS/downloads

private_apt() {
    local tool=$1
    shift
    "$tool" -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$APT_FOLDER/sources" \
        -o "Dir::State::Lists=$APT_FOLDER/lists" -o "Dir::Cache=$APT_FOLDER/cache" \
        -o Acquire::Retries=2 -o Acquire::http::Timeout=30 "$@"
}

# The address that this machine has Debian from, in either form that apt knows.
debian_mirror() {
    local folder=/etc/apt
    if [ -e $folder/sources.list.d/debian.sources ]; then
        awk '$1 == "URIs:" { print $2; exit }' $folder/sources.list.d/debian.sources
    elif [ -e $folder/sources.list ]; then
        sed -nE 's/^deb +(\[[^]]*\] +)?([a-z+]+:\/[^ ]+) +[a-z]+ +main.*/\2/p' $folder/sources.list | head -n 1
    fi
}

# use_suites SUITES: others than those above, from here on
use_suites() {
    APT_SUITES=$1
    LISTS=unread
}

# The machine's own suite.
debian_suite() {
    sed -n 's/^VERSION_CODENAME=//p' /etc/os-release
}

LISTS=unread # then: read, or missing
read_debian_lists() {
    case $LISTS in
        "read") return 0 ;;
        missing) return 1 ;;
    esac
    LISTS=missing
    local mirror keys=/usr/share/keyrings/debian-archive-keyring.gpg
    command -v apt-get >/dev/null || return 1
    mirror=$(debian_mirror)
    [ -n "$mirror" ] && [ -e $keys ] || return 1

    say "reading Debian's package lists"
    rm -rf "$APT_FOLDER"
    mkdir -p "$APT_FOLDER/sources" "$APT_FOLDER/lists/partial" "$APT_FOLDER/cache/archives/partial"
    printf 'Types: deb deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
        "$mirror" "$APT_SUITES" $keys >"$APT_FOLDER/sources/debian.sources"
    # A suite that is not there is apt's to complain about; none at all is ours.
    private_apt apt-get update >"$LOGS/apt-lists.log" 2>&1 || true
    compgen -G "$APT_FOLDER/lists/*_Sources*" >/dev/null || return 1
    LISTS="read"
}

has_checksum() {
    echo "$2  $1" | sha256sum --check --status 2>/dev/null
}

require_checksum() {
    has_checksum "$1" "$2" ||
        die "$(short_path "$1") has not the checksum that micropython/pins.sh asks for: remove it and try again"
}

# fetch_source PACKAGE VERSION SHA256 [SUFFIX]: the upstream archive of a source package, to $FETCHED.
# Debian's own revision does not matter, the archive's content does.
fetch_source() {
    local package=$1 version=$2 sha256=$3 full
    FETCHED=$DOWNLOADS/${package}_$version.orig.tar.${4:-xz}
    ! has_checksum "$FETCHED" "$sha256" || return 0
    read_debian_lists || return 1
    full=$(private_apt apt-cache showsrc "$package" 2>/dev/null |
        awk -v wanted="$version-" '{ plain = $2; sub(/^[0-9]+:/, "", plain) }
            $1 == "Version:" && index(plain, wanted) == 1 { print $2; exit }')
    [ -n "$full" ] || return 1
    say "fetching $package $version"
    mkdir -p "$DOWNLOADS"
    (cd "$DOWNLOADS" && private_apt apt-get source --download-only --tar-only "$package=$full") \
        >"$LOGS/apt-$package.log" 2>&1 || return 1
    require_checksum "$FETCHED" "$sha256"
}

# fetch_packages FOLDER PACKAGE…: binary packages ("name=version" or "name/suite") into FOLDER
fetch_packages() {
    local folder=$1
    shift
    read_debian_lists || return 1
    rm -rf "$folder"
    mkdir -p "$folder"
    (cd "$folder" && private_apt apt-get download "$@") >"$LOGS/apt-${folder##*/}.log" 2>&1
}

# unpack_library PACKAGE-FILE FOLDER: the part of rust-src that -Zbuild-std reads
unpack_library() {
    dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --strip-components=4 --wildcards './usr/src/rustc-*/library'
}

# fetch_rust_src FOLDER: the pinned library source
fetch_rust_src() {
    local folder=$1
    [ ! -d "$folder/library" ] || return 0
    read_debian_lists || return 1
    private_apt apt-cache show "rust-src=$RUST_SRC_VERSION" >/dev/null 2>&1 || return 1
    say "fetching rust-src $RUST_SRC_VERSION"
    fetch_packages "$DOWNLOADS/rust-src" "rust-src=$RUST_SRC_VERSION" || return 1
    FETCHED=$(echo "$DOWNLOADS"/rust-src/*.deb)
    require_checksum "$FETCHED" "$RUST_SRC_SHA256"
    rm -rf "$folder.part"
    mkdir -p "$folder.part"
    unpack_library "$FETCHED" "$folder.part" && mv "$folder.part" "$folder" && rm -rf "$DOWNLOADS/rust-src"
}

# newest_version PACKAGE SUITE
newest_version() {
    private_apt apt-cache madison "$1" | awk -v suite="$2/main" '$0 ~ suite && $0 ~ /Packages/ { print $3; exit }'
}

# dependency PACKAGE PATTERN: the first dependency whose name matches
dependency() {
    private_apt apt-cache show "$1" | sed -n 's/^Depends: //p' | grep -oE "(^| )$2" | head -n 1 | tr -d ' '
}

# fetch_debian_rust FOLDER: Debian's own compiler with its library source, and all that it needs
# of the C world, since both come from a newer Debian than this may be. FOLDER/rustc starts it.
fetch_debian_rust() {
    local folder=$1 version std llvm name loader
    local -a packages=() libraries=(libc6 libgcc-s1 libstdc++6 zlib1g libzstd1 libz3-4 libxml2
        liblzma5 libedit2 libbsd0 libmd0 libtinfo6 libffi8)
    [ ! -x "$folder/rustc" ] || return 0
    read_debian_lists || return 1
    version=$(newest_version rustc "$DEBIAN_RUST_SUITE")
    [ -n "$version" ] || return 1
    std=$(dependency "libstd-rust-dev=$version" 'libstd-rust-[0-9.]+') || return 1
    llvm=$(dependency "$std=$version" 'libllvm[0-9]+') || return 1
    for name in rustc rust-src libstd-rust-dev "$std"; do packages+=("$name=$version"); done
    for name in "$llvm" "${libraries[@]}"; do packages+=("$name/$DEBIAN_RUST_LIBRARIES_SUITE"); done

    say "fetching Debian's rustc $version, with its libraries and rust-src"
    fetch_packages "$DOWNLOADS/debian-rust" "${packages[@]}" || return 1
    rm -rf "$folder.part"
    mkdir -p "$folder.part"
    for name in "$DOWNLOADS"/debian-rust/*.deb; do
        case $name in
            */rust-src_*) unpack_library "$name" "$folder.part" ;;
            *) dpkg-deb --extract "$name" "$folder.part" ;;
        esac || return 1
    done
    loader=$(cd "$folder.part" && find . -name 'ld-linux*.so.*' | head -n 1)
    cat >"$folder.part/rustc" <<END
#!/bin/sh
# Debian's compiler with the C library that it was built for.
here=\$(dirname "\$0")
exec "\$here/$loader" --library-path "\$(echo "\$here"/usr/lib/*-linux-gnu)" "\$here/usr/bin/rustc" --sysroot "\$here/usr" "\$@"
END
    chmod +x "$folder.part/rustc"
    "$folder.part/rustc" --version >"$LOGS/debian-rust.log" 2>&1 || return 1
    rm -rf "$folder" "$DOWNLOADS/debian-rust"
    mv "$folder.part" "$folder"
}
