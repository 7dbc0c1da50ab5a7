"""scripts/build esp32, with stand-ins for ESP-IDF and what it makes."""

import os

import pytest
from builds import MICROPYTHON, make, run, the_one_line
from targets import ROOT

pytestmark = pytest.mark.builds

IDF_PY = """#!/bin/sh
# Leaves what the esp32 port's makefile is asked for, and what it was told.
while [ "$1" != -B ]; do echo "$1" >>"$IDF_PATH/told"; shift; done
mkdir -p "$2"
printf '%s\\n' 'CONFIG_IDF_TARGET="esp32"' CONFIG_BOOTLOADER_OFFSET_IN_FLASH=0x1000 >"$2/sdkconfig"
head -c 1000 /dev/zero >"$2/firmware.bin"
"""


@pytest.fixture
def esp_idf(tmp_path):
    """ESP-IDF of a version, as an environment."""

    def make(version, with_tools=True):
        folder = tmp_path / "idf"
        (folder / "tools" / "cmake").mkdir(parents=True)
        lines = zip(("MAJOR", "MINOR", "PATCH"), version.split("."), strict=True)
        (folder / "tools" / "cmake" / "version.cmake").write_text(
            "".join(f"set(IDF_VERSION_{part} {number})\n" for part, number in lines)
        )
        path = os.environ["PATH"]
        if with_tools:
            (folder / "idf.py").write_text(IDF_PY)
            (folder / "idf.py").chmod(0o755)
            path = f"{folder}:{path}"
        return {"IDF_PATH": str(folder), "PATH": path}

    return make


def build_esp32(**environment):
    return run(ROOT / "scripts" / "build", "esp32", **environment)


def test_esp32_without_esp_idf():
    output, status = build_esp32(IDF_PATH="")
    assert status != 0
    assert output.startswith(
        "build: esp32 needs Espressif's ESP-IDF, 5.2 to 5.4: install it and"
    )
    assert len(output.splitlines()) == 1


def test_esp32_with_a_wrong_path(tmp_path):
    output, status = build_esp32(IDF_PATH=str(tmp_path))
    assert status != 0
    assert "there is no ESP-IDF" in the_one_line(output, "build: ")


@pytest.mark.parametrize("version", ["5.1.4", "6.0.0"])
def test_esp32_with_another_esp_idf(esp_idf, version):
    output, status = build_esp32(**esp_idf(version))
    assert status != 0
    assert (
        f"is {version}, MicroPython is for 5.2 to 5.4: git checkout v5.4.2"
        in the_one_line(output, "build: ")
    )


def test_esp32_without_its_tools(esp_idf):
    output, status = build_esp32(**esp_idf("5.4.2", with_tools=False))
    assert status != 0
    assert "there is no idf.py on the PATH" in the_one_line(output, "build: ")


def test_esp32_without_submodules(esp_idf):
    if (MICROPYTHON / "lib" / "berkeley-db-1.xx" / "btree").is_dir():
        pytest.skip("MICROPYTHON_DIR has its submodules")
    output, status = build_esp32(**esp_idf("5.4.2"))
    assert status != 0
    assert "has no lib/berkeley-db-1.xx: set MICROPYTHON_DIR to a" in the_one_line(
        output, "build: "
    )


@pytest.mark.parametrize(
    "minor, sentence",
    [
        (20, "has MicroPython 1.20: the module is for 1.25 and newer"),
        (99, "has MicroPython 1.99: the module was tried with 1.25 and 1.26 only"),
    ],
)
def test_esp32_and_micropythons_version(esp_idf, tmp_path, minor, sentence):
    (tmp_path / "py").mkdir()
    (tmp_path / "py" / "mpconfig.h").write_text(
        f"#define MICROPY_VERSION_MAJOR 1\n#define MICROPY_VERSION_MINOR {minor}\n"
    )
    output, status = build_esp32(**esp_idf("5.4.2"), MICROPYTHON_DIR=str(tmp_path))
    assert status != 0
    assert sentence in output.splitlines()[0]


def test_esp32_image_and_command(esp_idf, tmp_path):
    """What MicroPython's makefile tells ESP-IDF, and what we say of the image."""
    environment = esp_idf("5.2.2")
    make(
        MICROPYTHON / "ports" / "esp32",
        tmp_path / "build" / "firmware.bin",
        environment,
        *("BOARD=ESP32_USOCKET", f"BOARD_DIR={ROOT / 'micropython' / 'esp32'}"),
        f"USER_C_MODULES={ROOT / 'cmodules' / 'micropython.cmake'}",
        "PYTHON=true",  # makeimg.py puts ESP-IDF's files into one
    )
    told = (tmp_path / "idf" / "told").read_text()
    assert f"-DUSER_C_MODULES={ROOT / 'cmodules' / 'micropython.cmake'}" in told
    assert f"MICROPY_BOARD_DIR={ROOT / 'micropython' / 'esp32'}" in told
    size = (tmp_path / "build" / "firmware.bin").stat().st_size
    output, status = run(
        *(
            "bash",
            "-c",
            '. "$1"; . "$2"; say_how_to_flash "$3" "$3/firmware.bin"',
            "build",
        ),
        *(
            ROOT / "scripts" / "common.sh",
            ROOT / "scripts" / "esp_idf.sh",
            tmp_path / "build",
        ),
    )
    assert status == 0, output
    assert f"firmware.bin: {size} bytes for esp32;" in output
    assert "esptool --chip esp32 --port /dev/ttyUSB0 write_flash 0x1000 " in output
