"""scripts/xtensa/stack_depth.py: how deep the stack of the module's functions gets."""

import subprocess
import sys
from pathlib import Path

import pytest
import targets

ROOT = Path(__file__).resolve().parent.parent
CHECK = ROOT / "scripts" / "xtensa" / "stack_depth.py"
TOOLS = "xtensa-lx106-elf-"
WINDOWED_TOOLS = (
    ROOT / "target" / "deps" / "xtensa-dc233c" / "bin" / "xtensa-dc233c-elf-"
)

# What the module's own functions may take at most, before MicroPython's or lwIP's run, and but for
# create_connection: between its host's addresses it may resolve its `source_address`.
LIMIT = 1200
WINDOWED_LIMIT = 1550
NESTED, NESTED_LIMIT = "usocket_create_connection", 1750
# A u32 has ten decimal digits.
RECURSION = "socket::inet::push_number=10"

SCRIPT = """
MEMORY { ram : ORIGIN = 0x60000000, LENGTH = 0x10000 }
SECTIONS { .text : { *(.text) } > ram .data : { *(.data) } > ram }
"""


def function(name, frame, *body, scope=".globl"):
    """One that returns, with a literal for each name in `body` that begins with a dot."""
    literals = "".join(
        f"\t.literal .L{name}_{target}, {target}\n"
        for line in body
        for target in [line.partition("&")[2]]
        if target
    )
    code = "".join(
        f"\t{line.replace('&', f'.L{name}_')}\n" for line in body if line != "ret"
    )
    push, pop = (
        f"\taddi a1, a1, {size}\n" if frame else "" for size in (-frame, frame)
    )
    return (
        f"\t.text\n\t.literal_position\n{literals}\t{scope} {name}\n\t.align 4\n"
        f"\t.type {name},@function\n{name}:\n{push}{code}{pop}\tret\n\t.size {name}, .-{name}\n"
    )


@pytest.fixture
def check(tmp_path):
    def check(*functions, options=()):
        folder = tmp_path / "usocket"
        folder.mkdir()
        source, code = folder / "libusocket.s", folder / "libusocket.o"
        source.write_text("".join(functions))
        subprocess.run(
            [f"{TOOLS}as", "--text-section-literals", "-o", code, source], check=True
        )
        outside = tmp_path / "outside.s"
        outside.write_text(function("mp_outside", 96))
        subprocess.run(
            [f"{TOOLS}as", "-o", tmp_path / "outside.o", outside], check=True
        )
        script, image, placed = (
            tmp_path / f"image.{kind}" for kind in ("ld", "elf", "map")
        )
        script.write_text(SCRIPT)
        link = [f"{TOOLS}ld", "-T", script, "-Map", placed, "-e", "0", "-o", image]
        subprocess.run([*link, code, tmp_path / "outside.o"], check=True)
        return run(image, placed, *options)

    return check


def run(image, placed, *options, tools=TOOLS):
    command = [sys.executable, CHECK, "--tools", tools, *options, image, placed]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def depths(done):
    assert done.returncode == 0, done.stderr
    lines = (line.partition(":")[0].split() for line in done.stdout.splitlines())
    return {name: int(size) for size, name in lines}


def test_the_deepest_of_two_calls_counts(check):
    done = check(
        function("usocket_a", 32, "call0 b", "call0 c"),
        function("b", 16, scope=".local"),
        function("c", 48, scope=".local"),
    )
    assert depths(done) == {"usocket_a": 80}
    assert "usocket_a > c" in done.stdout


def test_what_is_outside_of_the_module_does_not_count(check):
    assert depths(check(function("usocket_a", 32, "call0 mp_outside"))) == {
        "usocket_a": 32
    }


def test_a_frame_is_gone_when_another_function_runs_instead(check):
    functions = [function("usocket_a", 0, "j b"), function("b", 64, scope=".local")]
    assert depths(check(*functions)) == {"usocket_a": 64}


def test_large_frames(check):
    large = function("usocket_a", 0, "movi a9, 1024", "sub a1, a1, a9")
    assert depths(check(large)) == {"usocket_a": 1024}


@pytest.mark.parametrize("copy", ["mov a1, a8", "or a1, a8, a8"])
def test_large_frames_of_llvm(check, copy):
    large = function("usocket_a", 0, "movi a8, -464", "add a8, a1, a8", copy)
    assert depths(check(large)) == {"usocket_a": 464}


def test_what_is_added_again_at_the_end_does_not_count(check):
    end = ["movi a8, 464", "add a8, a1, a8", "mov a1, a8"]
    large = function("usocket_a", 0, "movi a9, 464", "sub a1, a1, a9", *end)
    assert depths(check(large)) == {"usocket_a": 464}


def test_a_frame_in_steps(check):
    steps = ["addmi a9, a1, -512", "addi a9, a9, -16", "mov a1, a9"]
    assert depths(check(function("usocket_a", 0, *steps))) == {"usocket_a": 528}


UNKNOWN = [
    ["sub a1, a1, a9"],
    ["add a1, a1, a9"],
    ["mov a1, a9"],
    ["movi a9, 300", "slli a9, a9, 4", "sub a1, a1, a9"],
    ["movi a9, 464", "l32i a9, a2, 0", "sub a1, a1, a9"],
]


@pytest.mark.parametrize("change", UNKNOWN, ids=" ".join)
def test_a_frame_of_any_size_is_an_error(check, change):
    done = check(function("usocket_a", 0, *change))
    assert done.returncode == 1
    assert "usocket_a: a frame of any size" in done.stderr


def test_a_function_that_is_lent_is_called_through_a_register(check):
    done = check(
        function("usocket_a", 16, "l32r a2, &closure", "call0 call"),
        function("usocket_b", 16, "call0 call"),
        function("call", 32, "callx0 a2", scope=".local"),
        function("closure", 64, scope=".local"),
    )
    assert depths(done) == {"usocket_a": 112, "usocket_b": 48}


def test_so_are_the_methods_of_a_vtable(check):
    vtable = "\t.data\n\t.align 4\nvtable:\n\t.word 0, 4, 4, one, other\n"
    done = check(
        function("usocket_a", 16, "l32r a2, &vtable", "l32i a3, a2, 12", "callx0 a3"),
        function("one", 32, scope=".local"),
        function("other", 48, scope=".local"),
        vtable,
    )
    assert depths(done) == {"usocket_a": 64}


def test_recursion_is_an_error_that_names_its_way(check):
    done = check(
        function("usocket_a", 16, "call0 b"),
        function("b", 16, "call0 usocket_a", scope=".local"),
    )
    assert done.returncode == 1
    assert "recursion: usocket_a -> b -> usocket_a" in done.stderr


def test_recursion_with_a_known_end_counts_as_often(check):
    done = check(
        function("usocket_a", 16, "call0 digits"),
        function("digits", 32, "call0 digits", scope=".local"),
        options=["--recursion", "digits=10"],
    )
    assert depths(done) == {"usocket_a": 336}


def test_more_than_the_limit_is_an_error(check):
    done = check(function("usocket_a", 112), options=["--limit", "100"])
    assert done.returncode == 1
    assert "112 bytes of stack are more than 100" in done.stderr


@pytest.mark.parametrize(
    "board, tools, limit",
    [
        pytest.param("board", TOOLS, LIMIT, id="lx106"),
        pytest.param(
            "board-windowed",
            str(WINDOWED_TOOLS),
            WINDOWED_LIMIT,
            marks=pytest.mark.windowed,
            id="windowed",
        ),
    ],
)
def test_the_stack_of_the_board(board, tools, limit):
    image = targets.require_built(targets.BUILD / board / "firmware.elf", board)
    options = ["--limit", str(NESTED_LIMIT), "--recursion", RECURSION]
    found = depths(run(image, image.with_suffix(".map"), *options, tools=tools))
    assert {"usocket_connect", "usocket_getaddrinfo", "usocket_readline"} <= set(found)
    del found[NESTED]
    assert max(found.values()) <= limit
    assert not [name for name in found if name.startswith("mbedtls")]
