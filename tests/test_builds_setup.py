"""What is installed for a build of firmware, and when."""

import os

import pytest
from builds import run, the_one_line
from targets import ROOT

pytestmark = pytest.mark.builds

FOR_A_BUILD = "libclang-dev build-essential python3 git xz-utils"


@pytest.fixture
def a_computer_with(tmp_path):
    """An environment in which Debian has these packages installed, and cannot install others."""

    def environment(packages):
        lines = "".join(f"installed {name}\\n" for name in packages.split())
        (tmp_path / "dpkg-query").write_text(f"#!/bin/sh\nprintf '{lines}'\n")
        for tool in "sudo", "apt-get":
            (tmp_path / tool).write_text("#!/bin/sh\nexit 1\n")
        for tool in tmp_path.iterdir():
            tool.chmod(0o755)
        return {"PATH": f"{tmp_path}:{os.environ['PATH']}", "USOCKET_READY": ""}

    return environment


def test_a_build_needs_nothing_of_the_tests(a_computer_with):
    output, status = run(
        ROOT / "scripts" / "setup", "--build", **a_computer_with(FOR_A_BUILD)
    )
    assert status == 0, output


def test_what_a_build_needs_is_named(a_computer_with):
    environment = a_computer_with(FOR_A_BUILD.replace("libclang-dev", ""))
    output, status = run(ROOT / "scripts" / "setup", "--build", **environment)
    assert status != 0
    line = the_one_line(output, "setup: ")
    assert line.startswith("setup: these Debian packages are needed: libclang-dev (")


def test_tests_need_more(a_computer_with):
    output, status = run(ROOT / "scripts" / "setup", **a_computer_with(FOR_A_BUILD))
    assert status != 0
    assert "chromium" in the_one_line(output, "these Debian packages are needed: ")


@pytest.mark.parametrize(
    "image, variable, advice",
    [
        ("esp8266", "ESP_SDK", "set ESP_SDK to the folder"),
        ("esp32", "IDF_PATH", "source its export.sh"),
    ],
)
def test_the_sdk_is_looked_for_first(a_computer_with, image, variable, advice):
    environment = a_computer_with("") | {variable: ""}
    output, status = run(ROOT / "scripts" / "build", image, **environment)
    assert status != 0
    assert advice in the_one_line(output, "build: ")
    assert len(output.splitlines()) == 1


def test_other_versions_have_no_such_targets():
    output, status = run(ROOT / "scripts" / "build", "1.25.0/esp32")
    assert status != 0
    assert "unknown target 1.25.0/esp32" in the_one_line(output, "build: ")
