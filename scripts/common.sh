# shellcheck shell=bash
# Sourced by every script: where the project is, how to speak to people, what setup found.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DEPS=$ROOT/target/deps
# shellcheck disable=SC2034 # for the scripts
LOGS=$DEPS/log

# Standard output is for results; all that is said to people goes to standard error.
say() {
    printf '%s\n' "$*" >&2
}

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# A path as a person would type it from the project's folder.
short_path() {
    printf '%s' "${1#"$ROOT"/}"
}

# Makes sure that everything is installed and fetched, then sets MICROPYTHON_DIR, LWIP_DIR,
# RUST_SRC, XTENSA_RUSTC, LIBCLANG, VENV, LIBRARIES, SERVERS and THONNY. Scripts started by one
# that did so skip the check.
load_setup() {
    if [ "${USOCKET_READY:-}" != "$ROOT" ]; then
        "$ROOT/scripts/setup" --quiet || exit 1
    fi
    # shellcheck source=/dev/null
    . "$DEPS/env.sh"
    export USOCKET_READY=$ROOT
    protect_sources
}

# The same for builds with a MicroPython and a compiler of the user's: only Rust's part is set up.
load_build_setup() {
    if [ "${USOCKET_READY:-}" != "$ROOT" ]; then
        "$ROOT/scripts/setup" --quiet --build || exit 1
    fi
    protect_sources
}

protect_sources() {
    # Not the project's version, and nothing written into a tree that may be the user's.
    export GIT_CEILING_DIRECTORIES=$DEPS${GIT_CEILING_DIRECTORIES:+:$GIT_CEILING_DIRECTORIES}
    export PYTHONDONTWRITEBYTECODE=1
}
