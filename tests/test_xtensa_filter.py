"""scripts/xtensa/asm_filter.py: what rustc prints, made fit for the GNU assembler."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILTER = ROOT / "scripts" / "xtensa" / "asm_filter.py"

ADD_A_MILLION = """\
\t.file\t"example.0"
\t.text
\t.literal_position
\t.literal .LCPI0_0, 1000000
\t.section\t.text.add_a_million,"ax",@progbits
\t.globl\tadd_a_million
\t.p2align\t2
\t.type\tadd_a_million,@function
add_a_million:
\tl32r\ta8, .LCPI0_0
\tadd\ta2, a2, a8
\tret
.Lfunc_end0:
\t.size\tadd_a_million, .Lfunc_end0-add_a_million
"""


def run_filter(folder, text):
    source, result = folder / "example.s", folder / "result.s"
    source.write_text(text)
    command = [sys.executable, str(FILTER), str(source), str(result)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    output = result.read_text() if done.returncode == 0 else None
    return output, done.stderr.strip()


def accept(folder, text):
    output, complaint = run_filter(folder, text)
    assert output is not None, complaint
    return output, complaint


def test_literals_move_into_the_section_of_their_function(tmp_path):
    output, complaint = accept(tmp_path, ADD_A_MILLION)
    lines = output.splitlines()
    literal = lines.index("\t.literal .LCPI0_0, 1000000")
    assert lines.index('\t.section\t.text.add_a_million,"ax",@progbits') < literal
    assert literal < lines.index("add_a_million:")
    assert sorted(lines) == sorted(ADD_A_MILLION.splitlines())
    assert complaint == ""


def test_embedded_bitcode_is_dropped(tmp_path):
    bitcode = (
        '\t.section\t.llvmbc,"",@progbits\n\t.asciz\t"bitcode"\n'
        '\t.section\t.rodata.word,"a",@progbits\nword:\n\t.long\t1\n'
    )
    output, _ = accept(tmp_path, ADD_A_MILLION + bitcode)
    assert "llvmbc" not in output
    assert "bitcode" not in output
    assert output.endswith("word:\n\t.long\t1\n")


def test_inline_assembly_is_left_alone_and_said(tmp_path):
    inline = "\t#APP\n\trsil\ta2, 15\n\t#NO_APP\n\tret\n"
    output, complaint = accept(tmp_path, ADD_A_MILLION.replace("\tret\n", inline))
    assert inline in output
    assert "1 function(s) could be shorter" in complaint


REFUSED = {
    "directive": ("\tret\n", "\t.cfi_startproc\n\tret\n", "unknown directive"),
    "section": (".text.add_a_million", ".iram.add_a_million", "unknown section"),
    "form": ("\tret\n", "{ nop; ret }\n", "neither label, directive nor instruction"),
    "literal": (
        ".literal .LCPI0_0, 1000000",
        ".literal 1000000",
        "a literal of unknown form",
    ),
    "other literal": (
        "a8, .LCPI0_0",
        "a8, .LCPI0_1",
        ".LCPI0_1 is not a literal of this function",
    ),
    "other function": (
        ".Lfunc_end0:",
        ".Lfunc_end1:",
        "this function was given another one's literals",
    ),
    "literal inside": (
        "\tret\n",
        "\t.literal .LCPI0_1, 5\n\tret\n",
        "literals inside a function",
    ),
    "no alignment": ("\t.p2align\t2\n", "", "a label between literals"),
    "code in data": (
        '.section\t.text.add_a_million,"ax"',
        '.section\t.rodata.add_a_million,"a"',
        "a label between literals",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_the_line(tmp_path, case):
    old, new, reason = REFUSED[case]
    text = ADD_A_MILLION.replace(old, new)
    assert text != ADD_A_MILLION
    output, complaint = run_filter(tmp_path, text)
    assert output is None
    position, _, message = complaint.removeprefix(str(tmp_path)).partition(": ")
    assert message.startswith(reason)
    line = text.splitlines()[int(position.rpartition(":")[2]) - 1]
    assert complaint.endswith(line.strip())
    assert "\n" not in complaint


def test_literals_without_a_function_are_refused(tmp_path):
    output, complaint = run_filter(tmp_path, ADD_A_MILLION + "\t.literal .LCPI1_0, 7\n")
    assert output is None
    assert "the file ends before the function of its last literals" in complaint
