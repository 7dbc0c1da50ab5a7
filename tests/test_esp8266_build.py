"""scripts/build esp8266, and what its link check shows: MicroPython's port with the module."""

import os
import subprocess
from pathlib import Path

import pytest
import targets

ROOT = Path(__file__).resolve().parent.parent
LINKED = targets.BUILD / "esp8266-link"
LWIP_1_4 = "#define LWIP_VERSION_MAJOR      1U\n#define LWIP_VERSION_MINOR      4U\n"


def build(**environment):
    return subprocess.run(
        [ROOT / "scripts" / "build", "esp8266"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


def assert_one_line(done, *parts):
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("build: ")
    for part in parts:
        assert str(part) in done.stderr


@pytest.fixture
def sdk(tmp_path):
    """A folder that looks like the SDK's."""
    folder = tmp_path / "sdk"
    for name in ("include/user_interface.h", "lib/libmain.a", "lib/liblwip_open.a"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "include" / "lwip").mkdir()
    (folder / "include" / "lwip" / "init.h").write_text(LWIP_1_4)
    return folder


def test_no_sdk():
    assert_one_line(build(ESP_SDK=""), "set ESP_SDK to the folder")


def test_a_folder_that_is_no_sdk(tmp_path):
    done = build(ESP_SDK=str(tmp_path))
    assert_one_line(done, tmp_path, "no include/user_interface.h")


def test_no_lwip(sdk):
    (sdk / "lib" / "liblwip_open.a").unlink()
    assert_one_line(build(ESP_SDK=str(sdk)), "liblwip_open.a", "esp-open-lwip")


@pytest.mark.parametrize("version", [("1U", "2U"), ("4U", "1U")])
def test_another_lwip(sdk, version):
    header = sdk / "include" / "lwip" / "init.h"
    header.write_text(LWIP_1_4.replace(*version))
    assert_one_line(build(ESP_SDK=str(sdk)), "is not 1.4")


def test_a_micropython_without_submodules(sdk):
    if (Path(os.environ["MICROPYTHON_DIR"]) / "lib" / "axtls" / "ssl").exists():
        pytest.skip("MICROPYTHON_DIR has them")
    done = build(ESP_SDK=str(sdk))
    assert_one_line(done, "no lib/axtls", "make -C ports/esp8266 submodules")


@pytest.fixture(scope="module")
def symbols():
    image = targets.require_built(LINKED / "firmware.elf", "esp8266-link")
    names = subprocess.run(
        ["xtensa-lx106-elf-nm", image], check=True, capture_output=True, text=True
    ).stdout
    return {line.split()[-1] for line in names.splitlines()}


def test_the_module_is_in_the_image_and_micropythons_is_not(symbols):
    assert {"usocket_module", "usocket_new", "lwip_raw_tcp_new"} <= symbols
    assert not [
        name for name in symbols if name.startswith(("lwip_socket_", "_lwip_tcp_"))
    ]


def test_what_the_module_takes_is_known():
    report = (LINKED / "memory.txt").read_text()
    for line in ("flash ", "IRAM ", "RAM ", "Rust: "):
        assert line in report
