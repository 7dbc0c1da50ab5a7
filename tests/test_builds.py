"""The module enters other people's builds: MicroPython's CMake files, and what goes wrong."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import targets
import verdicts
from targets import ROOT

pytestmark = pytest.mark.builds

MICROPYTHON = Path(os.environ["MICROPYTHON_DIR"])
MAKE_UNIX = [
    "make",
    "-C",
    MICROPYTHON / "ports" / "unix",
    f"USER_C_MODULES={ROOT / 'cmodules'}",
    "BUILD=target-of-nothing",
    "--dry-run",
]


def run(*command, **environment):
    """What it said, and its exit code."""
    result = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )
    return result.stdout + result.stderr, result.returncode


def the_one_line(text, start):
    """What a person reads: one line of ours, whatever make says around it."""
    lines = [line for line in text.splitlines() if start in line]
    assert len(lines) == 1, text
    return lines[0]


# The esp32 port, by its own CMake files. scripts/build makes mpy-cross on its way.


@pytest.fixture(scope="module")
def esp32_on_unix():
    output, status = run(ROOT / "scripts" / "build", "esp32-on-unix")
    assert status == 0, output
    return targets.BUILD / "esp32-on-unix"


def test_cmake_build_has_the_module_and_not_the_ports(esp32_on_unix):
    symbols, _ = run("nm", esp32_on_unix / "micropython")
    names = {line.split()[-1] for line in symbols.splitlines()}
    assert {"usocket_module", "socket_events_handler", "socket_events_deinit"} <= names
    assert not [name for name in names if name.startswith("esp_socket_")]
    assert (
        "/ports/esp32/modsocket.c.o"
        not in (esp32_on_unix / "micropython.map").read_text()
    )


@pytest.mark.parametrize("file", ["tcp.py", "udp.py", "lifetime.py"])
def test_cmake_build_behaves(esp32_on_unix, file):
    target = targets.open_target(esp32_on_unix.name)
    found = verdicts.run_checks(target, targets.CHECKS / file)
    failed = {
        name: verdict.text for name, verdict in found.items() if verdict.kind == "FAIL"
    }
    assert not failed
    assert any(verdict.kind == "ok" for verdict in found.values())


def test_cmake_without_a_stack(tmp_path):
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.16)\nproject(nothing C)\nadd_library(usermod INTERFACE)\n"
        f"include({ROOT / 'cmodules' / 'micropython.cmake'})\n"
    )
    output, status = run("cmake", "-S", tmp_path, "-B", tmp_path / "build")
    assert status != 0
    assert "choose one with MICROPY_PY_LWIP" in the_one_line(output, "usocket:")


# What people get wrong, in one line each that says what to do.


@pytest.mark.parametrize(
    "options, advice",
    [
        (["USOCKET_STACK=wrong"], "build with USOCKET_STACK=lwip-raw if it has lwIP"),
        (["CROSS_COMPILE=mips-"], "no stack known for the port unix"),
        (
            ["CROSS_COMPILE=mips-", "USOCKET_STACK=kernel"],
            "Build with USOCKET_CHIP=cortex-m7",
        ),
    ],
    ids=["stack", "port", "processor"],
)
def test_makefile_says_what_to_do(options, advice):
    output, status = run(*MAKE_UNIX, *options)
    assert status != 0
    assert advice in the_one_line(output, "usocket:")


RUST_LIB = ROOT / "scripts" / "rust-lib"


def only(tmp_path, *tools):
    """A PATH with these tools of the computer's beside those that every script needs."""
    for tool in (
        "bash",
        "env",
        "dirname",
        "cat",
        "sed",
        "grep",
        "head",
        "sort",
        *tools,
    ):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    return str(tmp_path)


def test_no_rust(tmp_path):
    output, status = run(RUST_LIB, "host", PATH=only(tmp_path))
    assert status != 0
    assert output == (
        "rust-lib: there is no cargo: install rustup, or use a release of the module, "
        "which has the Rust part ready-made\n"
    )


def test_old_rust(tmp_path):
    path = only(tmp_path, "cargo")
    (tmp_path / "rustc").write_text("#!/bin/sh\necho 'rustc 1.80.0 (abc 2024-07-01)'\n")
    (tmp_path / "rustc").chmod(0o755)
    output, status = run(RUST_LIB, "host", PATH=path)
    assert status != 0
    assert output.startswith(
        "rust-lib: rustc 1.80.0 is too old, 1.95 or newer is needed: rustup update"
    )
    assert len(output.splitlines()) == 1


def test_no_such_toolchain():
    output, status = run(RUST_LIB, "host", RUSTUP_TOOLCHAIN="no-such")
    assert status != 0
    assert "rustc does not start: error: " in the_one_line(output, "rust-lib:")


def test_no_assembler():
    output, status = run(RUST_LIB, "lx106", "--tools", "no-such-")
    assert status != 0
    assert "there is no no-such-as, the assembler for lx106" in the_one_line(
        output, "rust-lib:"
    )


@pytest.mark.parametrize(
    "arguments, advice",
    [
        ([], "which chip?"),
        (["z80"], "unknown chip z80: host, lx106"),
        (
            ["host", "--stack", "ipx"],
            "unknown stack ipx: lwip-raw, lwip-sockets or kernel",
        ),
        (["host", "--runtime-only"], "--runtime-only is for lx106 and esp32"),
    ],
    ids=["none", "chip", "stack", "runtime"],
)
def test_rust_lib_says_what_to_do(arguments, advice):
    output, status = run(RUST_LIB, *arguments)
    assert status != 0
    assert advice in the_one_line(output, "rust-lib:")
    assert len(output.splitlines()) == 1


@pytest.mark.parametrize(
    "chip", ["esp32c3", "esp32c6", "cortex-m0plus", "cortex-m7", "cortex-m33"]
)
def test_chips_that_need_no_assembler(chip, tmp_path):
    output, status = run(RUST_LIB, chip, "--into", tmp_path)
    assert status == 0, output
    assert {file.name for file in tmp_path.iterdir()} == {
        "libusocket.a",
        "usocket.h",
        "usocket.roots",
    }


# A lwIP that differs ends the build with a sentence.


def check_assumptions(tmp_path, change):
    """Compiles the border's assumptions for this computer's lwIP, with `change` to it."""
    lwip = Path(os.environ["LWIP_DIR"])
    (tmp_path / "changed.c").write_text(
        f'#include "lwip/netdb.h"\n#include "lwip/sockets.h"\n{change}\n'
        '#include "border/lwip_sockets_assumptions.h"\n'
    )
    folders = [
        ROOT / "micropython" / "unix" / "lwip",
        ROOT / "micropython" / "unix" / "lwip" / "sockets",
        lwip / "src" / "include",
        lwip / "contrib" / "ports" / "unix" / "port" / "include",
        ROOT / "cmodules" / "usocket",
    ]
    includes = [f"-I{folder}" for folder in folders]
    return run("cc", "-std=gnu99", "-fsyntax-only", *includes, tmp_path / "changed.c")


@pytest.mark.parametrize(
    "change, sentence",
    [
        ("#undef AF_INET6\n#define AF_INET6 30", "other numbers for AF_*"),
        ("#undef MSG_DONTWAIT\n#define MSG_DONTWAIT 0x40", "other numbers for MSG_*"),
        ("#undef SO_ERROR\n#define SO_ERROR 4", "other numbers for SO_*"),
        (
            "#undef AI_NUMERICSERV\n#define AI_NUMERICSERV 1024",
            "other numbers for AI_*",
        ),
        (
            "#undef LWIP_SOCKET_POLL\n#define LWIP_SOCKET_POLL 0",
            "needs lwIP with its thread",
        ),
        ("#define sin_port sin_zero", "struct sockaddr_in laid out in another way"),
        (
            "#define sin6_scope_id sin6_flowinfo",
            "struct sockaddr_in6 laid out in another way",
        ),
        (
            "struct big { char name[64]; };\n#define ifreq big",
            "does not fit LWIP_SOCKETS_OPTION_SIZE",
        ),
    ],
)
def test_another_lwip_is_refused(tmp_path, change, sentence):
    output, status = check_assumptions(tmp_path, change)
    assert status != 0
    assert sentence in the_one_line(output, "error: ")


def test_this_lwip_is_accepted(tmp_path):
    output, status = check_assumptions(tmp_path, "")
    assert status == 0, output


# Releases, on a computer without Rust.


@pytest.fixture(scope="module")
def without_rust(tmp_path_factory):
    """An environment in which cargo and rustc end the build that asks for them."""
    folder = tmp_path_factory.mktemp("no-rust")
    for tool in ("cargo", "rustc", "rustup"):
        (folder / tool).write_text("#!/bin/sh\necho Rust was asked for; exit 1\n")
        (folder / tool).chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def unpacked(*package):
    """The release of a chip, where a build of it can go on from the last one."""
    output, status = run(ROOT / "scripts" / "package", *package)
    assert status == 0, output
    (archive,) = (
        Path(line) for line in output.splitlines() if line.endswith(".tar.gz")
    )
    folder = ROOT / "target" / "test" / "release" / archive.name.removesuffix(".tar.gz")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    output, status = run("tar", "-xzf", archive, "-C", folder)
    assert status == 0, output
    (release,) = folder.iterdir()
    return release


def make_release(port, result, environment, *options):
    build = result.parent
    output, status = run(
        *("make", "-j2", "-C", port, f"BUILD={build}", *options), **environment
    )
    assert status == 0, output[-2000:]
    assert "Rust was asked for" not in output
    return result


MPY_CROSS = f"MICROPY_MPYCROSS={ROOT / 'target' / 'mpy-cross' / 'mpy-cross'}"


def test_release_is_whole():
    release = unpacked("host")
    library = release / "usocket" / "lib" / "host-kernel"
    output, status = run(
        "sh", "-c", f"cd {release} && sha256sum --check --quiet {library}/SHA256SUMS"
    )
    assert status == 0, output
    listed = {
        line.split("  ")[1]
        for line in (library / "SHA256SUMS").read_text().splitlines()
    }
    there = {
        str(file.relative_to(release)) for file in release.rglob("*") if file.is_file()
    }
    assert there - listed == {"usocket/lib/host-kernel/SHA256SUMS"}
    assert {"LICENSE", "micropython.cmake", "usocket/micropython.mk"} <= there
    versions = (library / "VERSIONS").read_text()
    assert "\nrustc 1." in versions
    assert "\ncommit " in versions


def test_release_in_the_unix_port(without_rust, esp32_on_unix):
    release = unpacked("host")
    binary = make_release(
        MICROPYTHON / "ports" / "unix",
        targets.BUILD / "release-unix" / "micropython",
        without_rust,
        *(
            f"USER_C_MODULES={release}",
            f"VARIANT_DIR={ROOT / 'micropython' / 'unix'}",
            MPY_CROSS,
        ),
    )
    found = verdicts.run_checks(targets.Unix("release-unix"), targets.CHECKS / "tcp.py")
    assert binary.exists()
    assert {verdict.kind for verdict in found.values()} <= {"ok", "skip"}, found


def test_release_on_the_board(without_rust, esp32_on_unix):
    release = unpacked("lx106")
    make_release(
        ROOT / "micropython" / "board",
        targets.BUILD / "release-board" / "firmware.elf",
        without_rust,
        *(f"USER_C_MODULES={release}", f"MICROPYTHON_DIR={MICROPYTHON}", MPY_CROSS),
        f"LWIP_DIR={os.environ['LWIP_DIR']}",
        f"RUNTIME={release / 'usocket' / 'lib' / 'lx106-lwip-raw' / 'libcompiler_builtins.a'}",
    )
    board = targets.EmulatedBoard("release-board")
    try:
        found = verdicts.run_checks(board, targets.CHECKS / "tcp.py")
    finally:
        board.stop()
    assert {verdict.kind for verdict in found.values()} <= {"ok", "skip"}, found


def test_release_by_cmake(without_rust):
    release = unpacked("--stack", "lwip-sockets", "host")
    build = targets.BUILD / "release-esp32-on-unix"
    output, status = run(
        *("cmake", "-S", ROOT / "tests" / "cmake", "-B", build, "-G", "Ninja"),
        f"-DMICROPYTHON_DIR={MICROPYTHON}",
        f"-DLWIP_DIR={os.environ['LWIP_DIR']}",
        f"-DUSER_C_MODULES={release / 'micropython.cmake'}",
        **without_rust,
    )
    assert status == 0, output
    output, status = run("ninja", "-j2", "-C", build, **without_rust)
    assert status == 0, output[-2000:]
    found = verdicts.run_checks(targets.Unix(build.name), targets.CHECKS / "tcp.py")
    assert {verdict.kind for verdict in found.values()} <= {"ok", "skip"}, found


def test_release_for_another_chip():
    release = unpacked("esp32c3")
    output, status = run(*MAKE_UNIX, f"USER_C_MODULES={release}")
    assert status != 0
    line = the_one_line(output, "usocket:")
    assert (
        "this release has no library for host with kernel, only esp32c3-lwip-sockets"
        in line
    )
