"""scripts/xtensa/esp8266_image.py: what must not be in an image for the ESP8266 is found there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHECK = ROOT / "scripts" / "xtensa" / "esp8266_image.py"
TOOLS = "xtensa-lx106-elf-"

# The regions of MicroPython's linker scripts, and as few sections as show them.
SCRIPT = """
MEMORY
{
    dram0_0_seg : org = 0x3ffe8000, len = 80K
    iram1_0_seg : org = 0x40100000, len = 32K
    irom0_0_seg : org = 0x40209000, len = 1M - 36K
}
SECTIONS
{
    .irom0.text : { *(.irom0.text) *(.rodata*) } >irom0_0_seg
    .text : { *(.text*) } >iram1_0_seg
    .data : { *(.data*) } >dram0_0_seg
    .bss (NOLOAD) : { *(.bss*) *(COMMON) } >dram0_0_seg
}
"""

BORDER = '\t.section .irom0.text,"ax"\n\t.type vm_none,@function\nvm_none:\n\tret\n\t.size vm_none,.-vm_none\n'
TEXT = '\t.section .rodata,"a"\n\t.global text\ntext:\t.ascii "text"\n'


def function(*body, section=".irom0.text", name="usocket_new"):
    lines = "".join(f"\t{line}\n" if line[-1] != ":" else f"{line}\n" for line in body)
    return (
        f'\t.section {section},"ax"\n\t.literal_position\n\t.align 4\n\t.global {name}\n'
        f"\t.type {name},@function\n{name}:\n{lines}\tret\n\t.size {name},.-{name}\n"
    )


@pytest.fixture
def check(tmp_path):
    """check(rust, border): links an image of the two and checks it."""

    def build(path, source):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".s").write_text(source)
        options = ["--text-section-literals", "--longcalls"]
        subprocess.run(
            [f"{TOOLS}as", *options, "-o", path, path.with_suffix(".s")], check=True
        )
        return path

    def check(rust, border=BORDER, limits=(), rust_object="libusocket.o"):
        module = tmp_path / "usocket"
        objects = [
            build(module / rust_object, rust),
            build(module / "border" / "vm.o", border),
            build(tmp_path / "other.o", TEXT),
        ]
        script, image, placed = (
            tmp_path / f"image.{kind}" for kind in ("ld", "elf", "map")
        )
        script.write_text(SCRIPT)
        link = [f"{TOOLS}ld", "-T", script, "-Map", placed, "-e", "0", "-o", image]
        subprocess.run([*link, *objects], check=True)
        command = [sys.executable, CHECK, image, placed]
        for limit in limits:
            command += ["--limit", limit]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    return check


def assert_passes(done):
    assert done.stderr == ""
    assert done.returncode == 0


def assert_fails(done, reason):
    assert reason in done.stderr
    assert "error(s)" in done.stderr.splitlines()[-1]
    assert done.returncode == 1


def test_a_good_image_passes_and_its_sizes_are_printed(check):
    done = check(
        function("movi a2, 1")
        + '\t.section .data.constants,"aw"\n\t.space 100\n'
        + '\t.section .bss,"aw",@nobits\n\t.space 20\n'
    )
    assert_passes(done)
    lines = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert lines["RAM"] == ["120", "81920", "81800", "120"]
    assert lines["IRAM"] == ["0", "32768", "32768", "0"]
    assert "100 of constants in RAM" in done.stdout


def test_memory_that_the_linker_finds_a_place_for_is_the_modules(check):
    done = check(
        function("movi a2, 0"), border=BORDER + "\t.comm lwip_raw_streams,140,4\n"
    )
    assert_passes(done)
    assert re.search(r"RAM .* 140$", done.stdout, re.MULTILINE)


def test_a_byte_of_flash(check):
    done = check(
        function("l32r a3, .Lwhere", "l8ui a2, a3, 0", ".literal .Lwhere, text")
    )
    assert_fails(done, "usocket_new at 0x40209")
    assert "l8ui a2, a3, 0" in done.stderr


@pytest.mark.parametrize("access", ["l16ui", "l16si", "s8i", "s16i"])
def test_each_narrow_access_is_found(check, access):
    border = function(
        ".literal .Lwhere, text",
        "l32r a3, .Lwhere",
        f"{access} a2, a3, 2",
        name="vm_none",
    )
    assert_fails(check(function("movi a2, 1"), border), "vm_none at 0x40209")


def test_a_word_of_flash_passes_in_the_border(check):
    border = function(
        ".literal .Lwhere, text", "l32r a3, .Lwhere", "l32i a2, a3, 0", name="vm_none"
    )
    assert_passes(check(function("movi a2, 1"), border))


@pytest.mark.parametrize(
    "way",
    [
        ["mov a4, a3"],
        ["addi a4, a3, 3"],
        ["add a4, a2, a3"],
        ["addx2 a4, a2, a3"],
        ["s32i a3, a1, 8", "movi a3, 0", "l32i a4, a1, 8"],
        ["mov a12, a3", "call0 vm_none", "mov a4, a12"],
        ["movi a4, 0", "moveqz a4, a3, a2"],
        ["movi a4, 0", "beqz a2, .Lend", "mov a4, a3", ".Lend:"],
        [
            "j .Llast",
            ".Lfirst:",
            "mov a4, a3",
            "j .Lend",
            ".Llast:",
            "j .Lfirst",
            ".Lend:",
        ],
    ],
    ids=" ".join,
)
def test_an_address_is_followed(check, way):
    border = BORDER.replace("\t.type", "\t.global vm_none\n\t.type")
    code = function(
        ".literal .Lwhere, text", "l32r a3, .Lwhere", *way, "l8ui a2, a4, 0"
    )
    assert_fails(check(code, border), "l8ui a2, a4, 0")


@pytest.mark.parametrize(
    "way",
    [
        ["mov a4, a2"],
        ["movi a3, 8", "addi a4, a3, 8"],
        ["l32i a4, a3, 0"],
        ["s32i a3, a1, 8", "movi a4, 8"],
        ["s32i a3, a1, 8", "s32i a2, a1, 8", "l32i a4, a1, 8"],
        ["mov a4, a3", "call0 vm_none", "mov a4, a2"],
        ["j .Lend", ".Lback:", "mov a4, a3", ".Lend:", "movi a4, 0"],
    ],
    ids=" ".join,
)
def test_an_address_that_is_gone_is_not(check, way):
    border = BORDER.replace("\t.type", "\t.global vm_none\n\t.type")
    border += function(
        ".literal .Lwhere, text",
        "l32r a3, .Lwhere",
        *way,
        "l8ui a2, a4, 0",
        name="vm_other",
    )
    assert_passes(check(function("movi a2, 1"), border))


def test_a_byte_of_ram_passes(check):
    data = '\t.section .data.constants,"aw"\nhere:\t.ascii "text"\n'
    assert_passes(
        check(
            function(".literal .Lwhere, here", "l32r a3, .Lwhere", "l8ui a2, a3, 0")
            + data
        )
    )


def test_rust_refers_to_no_constants_in_flash(check):
    done = check(function(".literal .Lwhere, text", "l32r a2, .Lwhere"))
    assert_fails(done, "leads to constants in flash")


def test_rust_may_refer_to_functions(check):
    border = BORDER.replace("\t.type", "\t.global vm_none\n\t.type")
    code = function(".literal .Lwhere, vm_none", "l32r a2, .Lwhere", "callx0 a2")
    assert_passes(check(code, border))


@pytest.mark.parametrize(
    "constants",
    [
        "\t.space 4\n\t.word text\n",
        "\t.word text + 2\n",
        '\t.word .Lname\n\t.section .rodata\n\t.align 4\n\t.space 4\n.Lname:\t.ascii "name"\n',
    ],
    ids=["symbol", "offset", "section"],
)
def test_rusts_data_refers_to_no_constants_in_flash(check, constants):
    """No code has that address: what would read it takes it from memory."""
    data = f'\t.section .data.constants,"aw"\n\t.align 4\n{constants}'
    done = check(function("movi a2, 1") + data)
    assert "libusocket.o: .data.constants+0x" in done.stderr
    assert_fails(done, "constants in flash")


def test_rusts_data_may_refer_to_functions_and_to_data(check):
    data = '\t.section .data.constants,"aw"\n\t.align 4\nhere:\t.word usocket_new\n\t.word here\n'
    assert_passes(check(function("movi a2, 1") + data))


def test_a_literal_that_is_loaded_in_an_unknown_way(check):
    """The relocation tells of it, though no l32r does."""
    done = check(function(".literal .Lwhere, text", "movi a2, 1"))
    assert_fails(done, ".irom0.text+0x0 refers to text, which is constants in flash")


@pytest.mark.parametrize(
    "head", ["\t.type unsized,@function\nunsized:\n", "unsized:\n", ""]
)
def test_code_of_unknown_size_is_not_passed_over(check, head):
    unsized = f"\t.align 4\n{head}\tl32i a3, a2, 0\n\tl8ui a2, a3, 0\n\tret\n"
    done = check(function("movi a2, 1") + unsized)
    assert_fails(done, "bytes of code at 0x40209")
    done = check(function("movi a2, 1"), BORDER + unsized)
    assert_fails(done, "belong to no function whose size is known")


def test_what_is_no_code_may_be_between_functions(check):
    """Padding, and a literal that no code loads any more."""
    border = BORDER.replace("\t.type", "\t.global vm_none\n\t.type")
    dead = function("movi.n a2, 1", "nop.n", name="usocket_second") + function(
        ".literal .Ldead, vm_none", "movi a2, 1", name="usocket_third"
    )
    assert_passes(check(function("movi a2, 1", "mov.n a3, a2") + dead, border))


def test_rusts_constants_in_flash(check):
    done = check(function("movi a2, 1") + '\t.section .rodata.name,"a"\n\t.space 12\n')
    assert_fails(done, "12 bytes of .rodata.name are in flash")


def test_rusts_code_in_iram(check):
    assert_fails(
        check(function("movi a2, 1", section=".text.usocket_new")), "are in IRAM"
    )


def test_the_borders_code_in_iram(check):
    done = check(function("movi a2, 1"), BORDER.replace(".irom0.text", ".text"))
    assert_fails(done, "border/vm.o: 2 bytes of .text are in IRAM")


@pytest.mark.parametrize("name", ["rust-code", "rust-constants", "flash", "ram"])
def test_a_limit(check, name):
    code = function("movi a2, 1") + '\t.section .data.constants,"aw"\n\t.space 8\n'
    assert_passes(check(code, limits=[f"{name}=100"]))
    assert_fails(check(code, limits=[f"{name}=1"]), "and 1 is the limit")


def test_an_image_without_the_module(check):
    done = check(function("movi a2, 1"), rust_object="other.o")
    assert done.stderr.endswith("image.map: the module is not in this image\n")
    assert done.returncode == 1


def test_a_limit_of_something_unknown(check):
    done = check(function("movi a2, 1"), limits=["flahs=1"])
    assert "flahs=1 is not NAME=BYTES" in done.stderr
    assert done.returncode == 2
