"""The module enters other people's builds, and says what to do where it cannot."""

import os
import shutil
from pathlib import Path

import pytest
import targets
import verdicts
from builds import MICROPYTHON, UNIX_PORT, run, the_one_line
from targets import ROOT

pytestmark = pytest.mark.builds

DRY_RUN = ("make", "-C", UNIX_PORT, "BUILD=target-of-nothing", "--dry-run")


# The esp32 port, by its own CMake files.


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


@pytest.mark.parametrize(
    "options, sentence",
    [
        (
            [],
            "this board has no lwIP: choose one with MICROPY_PY_LWIP, or set USOCKET_STACK",
        ),
        (["USOCKET_STACK=ipx"], "unknown stack ipx: lwip-raw, lwip-sockets or kernel"),
        (
            ["MICROPY_PY_LWIP=1"],
            "which processor has this board? Set USOCKET_CHIP to one of those of scripts/rust-lib --help",
        ),
        (
            ["USOCKET_STACK=kernel", "USOCKET_CHIP=esp32c3"],
            "the stack kernel is for host: esp32c3 has lwip-raw or lwip-sockets",
        ),
        (["IDF_TARGET=esp32s2"], "unknown chip esp32s2: "),
    ],
    ids=["no lwIP", "stack", "processor", "kernel", "chip"],
)
def test_cmake_says_what_to_do(tmp_path, options, sentence):
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.16)\nproject(nothing NONE)\nadd_library(usermod INTERFACE)\n"
        f"include({ROOT / 'cmodules' / 'micropython.cmake'})\n"
    )
    definitions = [f"-D{option}" for option in options]
    output, status = run(
        "cmake", "-S", tmp_path, "-B", tmp_path / "build", *definitions
    )
    assert status != 0
    # All of it on the one line: after that comes an empty one, or where CMake was.
    lines = [line.strip() for line in output.splitlines()]
    (place,) = (n for n, line in enumerate(lines) if line.startswith("usocket: "))
    assert sentence in lines[place]
    assert lines[place + 1].startswith(("Call Stack", "--")) or not lines[place + 1]


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
        (["MICROPY_PY_THREAD_GIL=0"], "build with MICROPY_PY_THREAD_GIL=1"),
    ],
    ids=["stack", "port", "processor", "GIL"],
)
def test_makefile_says_what_to_do(options, advice):
    output, status = run(*DRY_RUN, f"USER_C_MODULES={ROOT / 'cmodules'}", *options)
    assert status != 0
    assert advice in the_one_line(output, "*** usocket:")
    assert "Traceback" not in output


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
        "touch",
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


ESPRESSIFS = """#!/bin/sh
case $* in
    --version) echo "rustc 1.95.0-nightly (abc 2026-05-01) (1.95.0.0)" ;;
    "--print sysroot") echo "$SYSROOT" ;;
esac
"""


def test_espressifs_rust_needs_no_assembler(tmp_path):
    """Its objects link: cargo is asked for the target that it knows by name."""
    path = only(tmp_path, "mkdir", "flock")
    for tool, text in (
        ("rustc", ESPRESSIFS),
        ("cargo", '#!/bin/sh\necho "$*" "$RUSTFLAGS"\nexit 1\n'),
    ):
        (tmp_path / tool).write_text(text)
        (tmp_path / tool).chmod(0o755)
    output, status = run(RUST_LIB, "esp32", PATH=path, SYSROOT=str(tmp_path))
    assert status != 0
    assert (
        output
        == "rust-lib: Espressif's toolchain has no rust-src: install it again with espup\n"
    )
    (tmp_path / "lib" / "rustlib" / "src" / "rust" / "library" / "core").mkdir(
        parents=True
    )
    output, status = run(RUST_LIB, "esp32", PATH=path, SYSROOT=str(tmp_path))
    assert status != 0
    tools, status = run(
        RUST_LIB, "esp32", "--tools-used", PATH=path, SYSROOT=str(tmp_path)
    )
    assert (tools, status) == ("rustc\n\n", 0)
    asked = the_one_line(output, "--features lwip-sockets")
    assert "-Zbuild-std=core --target xtensa-esp32-none-elf" in asked
    assert "--emit=asm" not in asked


@pytest.mark.parametrize("folder", ["/nowhere", "/"])
def test_no_libclang(folder):
    output, status = run(RUST_LIB, "host", LIBCLANG_PATH=folder)
    assert status != 0
    assert f"LIBCLANG_PATH is {folder}, but there is no libclang" in the_one_line(
        output, "rust-lib:"
    )
    assert len(output.splitlines()) == 1


def test_a_header_that_was_lost_is_made_again(tmp_path):
    header = ROOT / "target" / "rust-host" / "usocket.h"
    text = header.read_text()
    header.unlink()
    output, status = run(RUST_LIB, "host", "--into", tmp_path)
    assert status == 0, output
    assert (tmp_path / "usocket.h").read_text() == text


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
        (["lx106", "--stack", "kernel"], "the stack kernel is for host"),
    ],
    ids=["none", "chip", "stack", "runtime", "kernel"],
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


WINDOWED_TOOLS = (
    ROOT / "target" / "deps" / "xtensa-dc233c" / "bin" / "xtensa-dc233c-elf-"
)


def test_esp32_has_no_instruction_that_the_emulated_core_lacks(tmp_path):
    """So that what is proved there is proved of the chip's code."""
    output, status = run(
        RUST_LIB, "esp32", "--tools", WINDOWED_TOOLS, "--into", tmp_path
    )
    assert status == 0, output
    code, status = run(f"{WINDOWED_TOOLS}objdump", "-d", tmp_path / "libusocket.a")
    assert status == 0, code
    assert "\tentry\t" in code


# A lwIP that differs ends the build with a sentence.


LWIP = Path(os.environ["LWIP_DIR"])
LWIP_FOLDERS = [
    ROOT / "micropython" / "unix" / "lwip",
    ROOT / "micropython" / "unix" / "lwip" / "sockets",
    LWIP / "src" / "include",
    LWIP / "contrib" / "ports" / "unix" / "port" / "include",
    ROOT / "cmodules" / "usocket",
]


def check_assumptions(tmp_path, change):
    """Compiles the border's assumptions for this computer's lwIP, with `change` to it."""
    (tmp_path / "changed.c").write_text(
        f'#include "lwip/netdb.h"\n#include "lwip/sockets.h"\n{change}\n'
        '#include "border/lwip_sockets_assumptions.h"\n'
    )
    includes = [f"-I{folder}" for folder in LWIP_FOLDERS]
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


WITHOUT_IPV6 = """#include_next "lwipopts.h"
#undef LWIP_IPV6
#define LWIP_IPV6 0
#undef LWIP_IPV6_MLD
#define LWIP_IPV6_MLD 0
"""


@pytest.mark.parametrize(
    "source",
    [
        "modsocket.c",
        "border/lwip_sockets.c",
        "border/lwip_sockets_close.c",
        "border/lwip_sockets_names.c",
        "border/lwip_sockets_options.c",
    ],
)
def test_lwip_without_ipv6(tmp_path, esp32_on_unix, source):
    """As with CONFIG_LWIP_IPV6=n in ESP-IDF."""
    (tmp_path / "lwipopts.h").write_text(WITHOUT_IPV6)
    folders = [
        tmp_path,
        *LWIP_FOLDERS,
        esp32_on_unix,
        esp32_on_unix / "usocket",
        MICROPYTHON,
        MICROPYTHON / "ports" / "unix",
        ROOT / "micropython" / "unix",
    ]
    output, status = run(
        *("cc", "-std=gnu99", "-fsyntax-only", "-DUSOCKET_STACK_LWIP_SOCKETS=1"),
        *("-DUNIX_LWIP_SOCKETS=1", *(f"-I{folder}" for folder in folders)),
        ROOT / "cmodules" / "usocket" / source,
    )
    assert status == 0, output


def test_this_lwip_is_accepted(tmp_path):
    output, status = check_assumptions(tmp_path, "")
    assert status == 0, output
