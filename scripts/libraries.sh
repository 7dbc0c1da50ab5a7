# shellcheck shell=bash
# What the tests of libraries need: the libraries, the servers and clients at the other end, Thonny,
# and what completes and checks people's scripts.
# Sourced by scripts/setup, after debian.sh. All of it is unpacked under target/, none installed:
# a package of a server would start it, and that of a time server would replace the machine's own.

LIBRARIES=$DEPS/libraries
SERVERS=$DEPS/servers
THONNY=$DEPS/thonny
EDITORS=$DEPS/editors
TYPINGS=$DEPS/typings
SERVER_PACKAGES=(mosquitto mosquitto-clients chrony dnsmasq-base lftp nginx)

# fetch_library REQUIREMENT FOLDER. MicroPython's sdists have no setup.py: pip fetches them, compares
# their checksums, unpacks them, and then fails. What it has unpacked is all that is wanted.
fetch_library() {
    local folder=$2 unpacked
    rm -rf "$folder"
    mkdir -p "$folder"
    echo "$1" >"$folder/requirement.txt"
    TMPDIR=$folder "$VENV/bin/pip" download --no-clean --require-hashes --no-deps --no-binary :all: \
        --no-build-isolation --dest "$folder" -r "$folder/requirement.txt" >>"$LOGS/libraries.log" 2>&1 || true
    unpacked=$(compgen -G "$folder/pip-*/*_*" | head -n 1) && [ -n "$unpacked" ] || return 1
    [ ! -d "$unpacked/src" ] || unpacked=$unpacked/src
    (cd "$unpacked" && find . -type f -name '*.py' ! -name setup.py ! -path './tests/*' -exec cp --parents {} "$LIBRARIES.part" \;)
}

prepare_libraries() {
    local list=$ROOT/tests/libraries.txt requirement
    ! cmp -s "$list" "$LIBRARIES/libraries.txt" || return 0
    say "fetching MicroPython libraries"
    rm -rf "$LIBRARIES" "$LIBRARIES.part"
    mkdir -p "$LIBRARIES.part"
    : >"$LOGS/libraries.log"
    while read -r requirement; do
        [[ $requirement == \#* ]] || fetch_library "$requirement" "$DOWNLOADS/library" ||
            die "cannot fetch ${requirement%% *} (no network?): see $(short_path "$LOGS/libraries.log")"
    done <"$list"
    cp "$list" "$LIBRARIES.part/libraries.txt"
    mv "$LIBRARIES.part" "$LIBRARIES"
    rm -rf "$DOWNLOADS/library"
}

# The packages with those of their dependencies that this machine has not.
server_packages() {
    private_apt apt-get --simulate --no-install-recommends --target-release "$1" install "${SERVER_PACKAGES[@]}" \
        2>>"$LOGS/apt-servers.log" | awk -v suite="$1" '$1 == "Inst" { print $2 "/" suite }'
}

fetch_servers() {
    local suite package
    local -a packages
    suite=$(debian_suite)
    use_suites "$suite"
    read_debian_lists || return 1
    say "fetching ${SERVER_PACKAGES[*]}"
    mapfile -t packages < <(server_packages "$suite")
    for package in "${SERVER_PACKAGES[@]}"; do
        [[ " ${packages[*]} " == *" $package/$suite "* ]] || packages+=("$package/$suite")
    done
    fetch_packages "$DOWNLOADS/servers" "${packages[@]}" || return 1
    rm -rf "$SERVERS" "$SERVERS.part"
    mkdir -p "$SERVERS.part"
    for package in "$DOWNLOADS"/servers/*.deb; do
        dpkg-deb --extract "$package" "$SERVERS.part" || return 1
    done
    echo "${SERVER_PACKAGES[*]}" >"$SERVERS.part/packages"
    rm -rf "$DOWNLOADS/servers"
    mv "$SERVERS.part" "$SERVERS"
}

prepare_servers() {
    [ "$(cat "$SERVERS/packages" 2>/dev/null)" != "${SERVER_PACKAGES[*]}" ] || return 0
    fetch_servers || cannot_fetch "${SERVER_PACKAGES[*]}" "the tests of libraries need them: see $(short_path "$LOGS/apt-servers.log")"
}

# prepare_from_pypi LIST FOLDER NAME: what the list names, none of its dependencies
prepare_from_pypi() {
    local list=$ROOT/tests/$1 folder=$2
    ! cmp -s "$list" "$folder/$1" || return 0
    say "fetching $3"
    rm -rf "$folder"
    "$VENV/bin/pip" install --require-hashes --no-deps --target "$folder" -r "$list" >"$LOGS/$1.log" 2>&1 ||
        die "cannot fetch $3 (no network?): see $(short_path "$LOGS/$1.log")"
    cp "$list" "$folder/$1"
}

prepare_thonny() {
    prepare_from_pypi thonny.txt "$THONNY" Thonny
}

prepare_editors() {
    prepare_from_pypi editors.txt "$EDITORS" pyright
    prepare_from_pypi typings.txt "$TYPINGS" "MicroPython's stubs"
}
