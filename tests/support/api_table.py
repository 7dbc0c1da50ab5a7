"""The tables of the API in the documentation, and the texts of the stub: scripts/api-table starts this.

api_table.py [--check | --rules]
"""

import os
import re
import sys
from collections import Counter, defaultdict
from xml.etree import ElementTree

import api
import api_columns
import stub_texts
from api_columns import COLUMNS, OURS, ROOT, STOCK, Missing
from test_bugs_of_c_modules import BUGS, NOT_SHOWN
from verdicts import check_names

DOCUMENT = ROOT / "cmodules" / "usocket" / "README.md"
RESULTS = ROOT / "target" / "test"
BEHAVIOUR = ROOT / "tests" / "python"

YES = "✓"
NO = "–"

# The targets of the rules, and what they are called in the table.
TARGETS = {
    "unix": api.KERNEL,
    "unix-lwip-sockets": api.LWIP_SOCKETS,
    "unix-lwip-raw": api.LWIP_RAW,
    "board": "board",
    "board-windowed": "board, windowed",
    "cpython": "CPython",
}
STOCK_TARGETS = {target: column for column, target in STOCK.items()}
SAME_MODULE = {"stock-board": STOCK["lwIP"]}


def row(cells):
    return "| " + " | ".join(cells) + " |"


def table(header, rows):
    return [row(header), "|---" * len(header) + "|", *map(row, rows)]


# Names.


def cells_of_names(found):
    """A dictionary of name → ✓ or –, for what a module has."""
    return {name: YES if (place, name) in found else NO for place, name in api.names()}


def names_part(found):
    """`found` is a dictionary of column → what the module has."""
    cells = {column: cells_of_names(found[column]) for column in COLUMNS}
    lines = []
    for title, _, text in api.NAMES:
        rows = [
            [f"`{name}`", *(cells[column][name] for column in COLUMNS)]
            for name in text.split()
        ]
        lines += [f"### {title}", "", *table(["", *COLUMNS], rows), ""]
    rows = [
        [", ".join(f"`{name}`" for name in names.split()), ", ".join(columns), reason]
        for names, columns, reason in api.ABSENT
    ]
    return [*lines, "### Absent, and why", "", *table(["", "on", "why"], rows)]


def committed_cells(column):
    """The column of the committed table: a dictionary of name → cell."""
    part = marked_part(DOCUMENT.read_text(), "names")
    place = COLUMNS.index(column) + 1
    cells = {}
    for line in part.splitlines():
        fields = [field.strip() for field in line.strip("|").split("|")]
        if len(fields) == len(COLUMNS) + 1 and fields[0].startswith("`"):
            cells[fields[0].strip("`")] = fields[place]
    return cells


def differences(column, found):
    """How the committed table differs from what a module has."""
    committed, actual = committed_cells(column), cells_of_names(found)
    for name in [*actual, *(committed.keys() - actual.keys())]:
        if committed.get(name) != actual.get(name):
            yield (
                f"{column}: the table says {committed.get(name, 'nothing')} about {name},"
                f" it is {actual.get(name, 'not in the API')}: run scripts/api-table"
            )


# Rules.


def all_checks():
    """A dictionary of check, as pytest names it, → its rule."""
    return {
        f"{path.stem}-{name}": api.rule_of(name)
        for path in sorted(BEHAVIOUR.glob("*.py"))
        for name in check_names(path)
    }


def verdicts_of(target):
    """A dictionary of check → None when it passed, "FAIL", or the reason why it was skipped."""
    path = RESULTS / f"{target}.xml"
    how = "scripts/api-table --stock" if target in STOCK_TARGETS else "scripts/test"
    if not path.exists():
        raise Missing(f"nothing is known of the rules on {target}: run {how}")
    prefix = f"test_rule[{target}-"
    found = {}
    for case in ElementTree.parse(path).iter("testcase"):
        name = case.get("name")
        if not name.startswith(prefix):
            continue
        skipped = case.find("skipped")
        if skipped is not None:
            verdict = skipped.get("message")
        else:
            failed = case.find("failure") is not None or case.find("error") is not None
            verdict = "FAIL" if failed else None
        found[name.removeprefix(prefix).removesuffix("]")] = verdict
    unknown = [check for check in all_checks() if check not in found]
    # Those of the C modules take long: checks that came since are left out there.
    if unknown and target not in STOCK_TARGETS:
        raise Missing(
            f"{len(unknown)} checks have no verdict on {target}, {unknown[0]} for one: run {how}"
        )
    return found


def count_by_rule(target):
    """A dictionary of rule → Counter of "passed", "failed", "skipped"."""
    verdicts = verdicts_of(target)
    counts = defaultdict(Counter)
    for check, rule in all_checks().items():
        if check not in verdicts:
            continue
        verdict = verdicts[check]
        kind = {None: "passed", "FAIL": "failed"}.get(verdict, "skipped")
        counts[rule][kind] += 1
    return counts


def number_cell(count):
    words = [f"{count[kind]} {kind}" for kind in ("failed", "skipped") if count[kind]]
    return ", ".join([f"{count['passed']}", *words])


def our_cell(count):
    if count["failed"]:
        return f"{count['failed']} fail"
    if not count["passed"]:
        return NO
    return f"{YES}, {count['skipped']} skipped" if count["skipped"] else YES


def stock_cell(count):
    ran = count["passed"] + count["failed"]
    return NO if not ran else f"{count['passed']} of {ran}"


def rule_rows(targets, cell, is_shown=bool):
    counts = {target: count_by_rule(target) for target in targets}
    for rule, title in api.RULES.items():
        if is_shown(rule):
            cells = (cell(target, counts[target][rule]) for target in targets)
            yield [rule, title, *cells]


def is_bug(rule):
    return rule.startswith("5.")


def is_no_bug(rule):
    return not is_bug(rule)


def bug_cells(rule):
    """For each C module: whether it has the bug."""
    shown = {
        SAME_MODULE.get(build, build)
        for _, check, builds, _ in BUGS
        if api.rule_of(check) == rule
        for build in builds
    }
    known = {build for _, check, build, _ in NOT_SHOWN if api.rule_of(check) == rule}
    for build in STOCK_TARGETS:
        if build in shown:
            yield "has it"
        else:
            yield "has it, not shown" if build in known else ""


def rules_part():
    def cell(target, count):
        return stock_cell(count) if target in STOCK_TARGETS else our_cell(count)

    names = [*TARGETS.values(), *(f"{name}, C" for name in STOCK_TARGETS.values())]
    rules = rule_rows({**TARGETS, **STOCK_TARGETS}, cell, is_no_bug)
    bugs = ([*row, *bug_cells(row[0])] for row in rule_rows(TARGETS, cell, is_bug))
    return [
        *table(["", "rule", *names], rules),
        "",
        "The bugs of the C modules. `has it`: the check fails there, in the words that",
        "`tests/test_bugs_of_c_modules.py` has; `not shown`: that file says why.",
        "",
        *table(["", "bug", *names], bugs),
        "",
        "### Skipped checks, and why",
        "",
        *table(["why", "on", "checks of rule"], skipped_rows()),
    ]


def skipped_rows():
    rules = all_checks()
    where = defaultdict(lambda: (set(), set()))
    for target, name in TARGETS.items():
        for check, reason in verdicts_of(target).items():
            if check in rules and reason not in (None, "FAIL"):
                reason = reason.removeprefix("CPython: ")
                where[reason][0].add(name)
                where[reason][1].add(rules[check])
    order = list(api.RULES)
    for reason, (targets, found) in sorted(where.items()):
        names = [name for name in TARGETS.values() if name in targets]
        yield [reason, ", ".join(names), ", ".join(sorted(found, key=order.index))]


def rules_without_a_check():
    """Rules that nothing proves, and checks of rules that are not in the list."""
    proved = set(all_checks().values())
    for rule in api.RULES.keys() - proved:
        yield f"no check of tests/python proves rule {rule}"
    for rule in proved - api.RULES.keys():
        yield f"checks prove rule {rule}, which tests/support/api.py does not have"


def names_without_a_check():
    """Names that no behaviour file uses. Those of Python's protocols are used by its syntax."""
    text = "\n".join(path.read_text() for path in BEHAVIOUR.glob("*.py"))
    used = set(re.findall(r"\w+", text))
    for _, name in api.names():
        if name not in used and not name.startswith("__"):
            yield f"no check of tests/python uses {name}"


# The document.


def markers(part):
    return f"<!-- {part}: written by scripts/api-table -->", f"<!-- end of {part} -->"


def marked_part(text, part):
    start, end = markers(part)
    if start not in text or end not in text:
        raise Missing(
            f"{DOCUMENT.relative_to(ROOT)} has no part between `{start}` and `{end}`"
        )
    return text.split(start)[1].split(end)[0]


def replaced(text, part, lines):
    start, end = markers(part)
    old = start + marked_part(text, part) + end
    return text.replace(old, "\n".join([start, "", *lines, "", end]))


def write(found):
    """The names also when the rules are not known."""
    stub_texts.write()
    for part, lines in (("names", lambda: names_part(found)), ("rules", rules_part)):
        text = DOCUMENT.read_text()
        DOCUMENT.write_text(replaced(text, part, lines()))


def print_rules():
    """As wide as its words, for a terminal."""
    rows = list(rule_rows(TARGETS, lambda _, count: number_cell(count)))
    rows = [["", "rule", *TARGETS.values()], *rows]
    widths = [max(len(line[place]) for line in rows) for place in range(len(rows[0]))]
    for line in rows:
        cells = zip(line, widths, strict=True)
        print("  ".join(cell.ljust(width) for cell, width in cells).rstrip())


def problems(found):
    for column in OURS:
        yield from api_columns.holes(column, found[column])
    yield from rules_without_a_check()
    yield from names_without_a_check()


def main(arguments):
    if arguments == ["--rules"]:
        return print_rules()
    micropython = os.environ["MICROPYTHON_DIR"]
    found = {column: api_columns.names_of(column, micropython) for column in COLUMNS}
    wrong = list(problems(found))
    if arguments == ["--check"]:
        for column in COLUMNS:
            wrong += differences(column, found[column])
    elif not wrong:
        write(found)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Missing as missing:
        sys.exit(f"api-table: {missing}")
