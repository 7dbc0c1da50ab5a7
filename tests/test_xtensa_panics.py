"""scripts/xtensa/panic_check.py: a panic that can be reached is an error that says from where."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECK = ROOT / "scripts" / "xtensa" / "panic_check.py"
TOOLS = "xtensa-lx106-elf-"

# As rustc mangles core::panicking::panic_bounds_check and example::index.
PANIC = "_RNvNtCs4fqI2P2rA04_4core9panicking18panic_bounds_check"
INDEX = "_RNvCs4fqI2P2rA04_7example5index"


def function(name, calls=(), scope=".globl"):
    body = "".join(f"\tcall0 {callee}\n" for callee in calls)
    return (
        f'\t.section .text.{name},"ax",@progbits\n\t{scope} {name}\n\t.literal_position\n'
        f"\t.align 4\n\t.type {name},@function\n{name}:\n{body}\tret\n"
    )


def check(folder, *functions):
    source, code, archive = (folder / f"example.{kind}" for kind in "soa")
    source.write_text("".join(functions))
    options = ["--text-section-literals", "--longcalls"]
    subprocess.run([f"{TOOLS}as", *options, "-o", code, source], check=True)
    subprocess.run([f"{TOOLS}ar", "rcs", archive, code], check=True)
    command = [sys.executable, CHECK, "--tools", TOOLS, "--result", folder / "linked.o"]
    return subprocess.run(
        [*command, archive], check=False, capture_output=True, text=True
    )


def test_a_library_without_panics_passes(tmp_path):
    done = check(tmp_path, function("usocket_new", [INDEX]), function(INDEX))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_a_panic_that_nothing_reaches_passes(tmp_path):
    unused = function(INDEX, [PANIC])
    done = check(tmp_path, function("usocket_new"), unused, function(PANIC))
    assert done.returncode == 0, done.stderr


def test_a_reachable_panic_names_its_callers(tmp_path):
    functions = function("usocket_new", [INDEX]), function(INDEX, [PANIC])
    done = check(tmp_path, *functions, function(PANIC))
    assert done.returncode == 1
    chain, total = done.stderr.splitlines()
    assert chain == (
        "may panic: usocket_new -> example::index"
        " -> core::panicking::panic_bounds_check"
    )
    assert total.endswith("1 panic function(s) can be reached")


def test_a_panic_that_is_defined_elsewhere_counts(tmp_path):
    done = check(tmp_path, function("usocket_new", [PANIC]))
    assert done.returncode == 1
    assert "usocket_new -> core::panicking::panic_bounds_check" in done.stderr


def test_a_library_that_exports_nothing_is_refused(tmp_path):
    done = check(tmp_path, function("usocket_new", scope=".local"))
    assert done.returncode == 1
    assert "exports no function" in done.stderr
