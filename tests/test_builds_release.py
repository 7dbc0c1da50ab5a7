"""A release of the module enters builds on a computer without Rust."""

import os
import re
import shutil
from pathlib import Path

import pytest
import targets
import verdicts
from builds import MICROPYTHON, UNIX_PORT, make, run, the_one_line
from targets import ROOT

pytestmark = pytest.mark.builds


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


MPY_CROSS = f"MICROPY_MPYCROSS={ROOT / 'target' / 'mpy-cross' / 'mpy-cross'}"


def test_release_is_whole():
    release = unpacked("host")
    library = release / "cmodules" / "usocket" / "lib" / "host-kernel"
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
    assert there - listed == {"cmodules/usocket/lib/host-kernel/SHA256SUMS"}
    assert {"LICENSE", "cmodules/micropython.cmake"} <= there
    assert "micropython/esp32/mpconfigboard.cmake" in there
    versions = (library / "VERSIONS").read_text()
    assert "\nrustc 1." in versions
    assert "\ncommit " in versions


def test_release_has_what_its_documentation_links_to():
    release = unpacked("host")
    links = [
        (page, link)
        for page in release.rglob("*.md")
        for link in re.findall(r"\]\(([^)#]+)", page.read_text())
        if "://" not in link
    ]
    assert links
    assert [link for link in links if not (link[0].parent / link[1]).exists()] == []


def test_release_has_the_licences_of_what_is_linked():
    release = unpacked("host")
    (licenses,) = release.rglob("licenses")
    crates = {line.split("-")[0] for line in os.listdir(licenses)}
    manifest = (ROOT / "Cargo.toml").read_text().partition("\n[dependencies]\n")[2]
    direct = set(re.findall(r"^(\w+) = ", manifest.partition("\n[")[0], re.MULTILINE))
    assert direct
    assert direct | {"hash32", "rust"} <= crates
    for folder in licenses.iterdir():
        assert any(file.stat().st_size > 100 for file in folder.iterdir()), folder


def exchange(release):
    """Another release over it, of files older than all that was built of this one."""
    source = release / "cmodules" / "usocket" / "modsocket.c"
    source.write_text(source.read_text() + "const int usocket_was_exchanged = 1;\n")
    (sums,) = release.rglob("SHA256SUMS")
    names = [line.split("  ")[1] for line in sums.read_text().splitlines()]
    listed, status = run("sh", "-c", f"cd {release} && sha256sum {' '.join(names)}")
    assert status == 0, listed
    sums.write_text(listed)
    for file in release.rglob("*"):
        os.utime(file, (1e9, 1e9))


def has_the_other(module_object):
    symbols, status = run("nm", module_object)
    assert status == 0, symbols
    return "usocket_was_exchanged" in symbols


def test_release_in_the_unix_port(without_rust, esp32_on_unix):
    release = unpacked("host")
    binary = targets.BUILD / "release-unix" / "micropython"

    def build():
        make(
            UNIX_PORT,
            binary,
            without_rust,
            f"USER_C_MODULES={release / 'cmodules'}",
            f"VARIANT_DIR={ROOT / 'micropython' / 'unix'}",
            MPY_CROSS,
        )
        return binary.stat().st_mtime_ns

    built = build()
    found = verdicts.run_checks(targets.Unix("release-unix"), targets.CHECKS / "tcp.py")
    assert {verdict.kind for verdict in found.values()} <= {"ok", "skip"}, found
    assert build() == built
    module = binary.parent / "usocket" / "modsocket.o"
    assert not has_the_other(module)
    exchange(release)
    build()
    assert has_the_other(module)


def test_a_build_of_another_copy_is_not_gone_on_with():
    release = unpacked("host")
    build = targets.BUILD / "release-mixed"

    def library_of(modules):
        output, status = run(
            *("make", "-C", UNIX_PORT, f"BUILD={build}", "usocket-library"),
            *(f"USER_C_MODULES={modules}", "MICROPY_PY_THREAD_GIL=1"),
        )
        assert status == 0, output
        return (build / "usocket" / "libusocket.a").read_bytes()

    ours = library_of(release / "cmodules")
    old_object = build / "usocket" / "modsocket.o"
    old_object.touch()
    assert library_of(release / "cmodules") == ours
    assert old_object.exists()
    assert library_of(ROOT / "cmodules") != ours
    assert not old_object.exists()
    assert library_of(release / "cmodules") == ours


WINDOWED_TOOLS = (
    ROOT / "target" / "deps" / "xtensa-dc233c" / "bin" / "xtensa-dc233c-elf-"
)


@pytest.mark.parametrize(
    "core, tools", [("lx106", "xtensa-lx106-elf-"), ("dc233c", WINDOWED_TOOLS)]
)
def test_release_on_the_board(core, tools, without_rust, esp32_on_unix):
    release = unpacked(core)
    name = f"release-board-{core}"
    make(
        ROOT / "micropython" / "board",
        targets.BUILD / name / "firmware.elf",
        without_rust,
        *(
            f"USER_C_MODULES={release / 'cmodules'}",
            f"MICROPYTHON_DIR={MICROPYTHON}",
            MPY_CROSS,
        ),
        *(f"CPU={core}", f"CROSS_COMPILE={tools}"),
        f"LWIP_DIR={os.environ['LWIP_DIR']}",
        f"RUNTIME={release / 'cmodules' / 'usocket' / 'lib' / f'{core}-lwip-raw' / 'libcompiler_builtins.a'}",
    )
    board = targets.EmulatedBoard(name)
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
        f"-DUSER_C_MODULES={release / 'cmodules' / 'micropython.cmake'}",
        **without_rust,
    )
    assert status == 0, output
    output, status = run("ninja", "-j2", "-C", build, **without_rust)
    assert status == 0, output[-2000:]
    modules = [*build.rglob("cmodules/usocket/modsocket.c.o")]
    assert modules
    assert not any(map(has_the_other, modules))
    found = verdicts.run_checks(targets.Unix(build.name), targets.CHECKS / "tcp.py")
    assert {verdict.kind for verdict in found.values()} <= {"ok", "skip"}, found
    exchange(release)
    output, status = run("ninja", "-j2", "-C", build, **without_rust)
    assert status == 0, output[-2000:]
    assert all(map(has_the_other, modules))


def test_release_for_the_esp32():
    """Made here without Espressif's tools."""
    release = unpacked("esp32")
    library = release / "cmodules" / "usocket" / "lib" / "esp32-lwip-sockets"
    assert "\nGNU assembler " in (library / "VERSIONS").read_text()
    symbols, status = run("nm", "--print-armap", library / "libusocket.a")
    assert status == 0, symbols
    assert "\nusocket_accept in " in symbols


def test_release_for_another_chip():
    release = unpacked("esp32c3")
    output, status = run(
        "make",
        "-C",
        UNIX_PORT,
        "--dry-run",
        "BUILD=target-of-nothing",
        f"USER_C_MODULES={release / 'cmodules'}",
    )
    assert status != 0
    line = the_one_line(output, "usocket:")
    assert (
        "this release has no library for host with kernel, only esp32c3-lwip-sockets"
        in line
    )
