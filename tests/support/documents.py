"""The reference of the module as a document: its entries, their examples, what these print."""

import builtins
import re
from collections import namedtuple

import api
import api_columns
import api_stubs
from run import ScriptHung

REFERENCE = api_columns.ROOT / "cmodules" / "usocket" / "reference.md"
DRIVER = api_columns.ROOT / "tests" / "support" / "example_driver.py"
TIME_LIMIT = 40

# Which sections hold the names of which place.
SECTIONS = {
    "Functions": api.MODULE,
    "The socket object": api.SOCKET,
    "Queries": api_stubs.QUERY,
    "Exceptions": api.MODULE,
    "Constants": api.MODULE,
}

# `signatures` are the texts of a heading, `text` is its first paragraph.
Entry = namedtuple("Entry", "place signatures text examples")
# `where` are the words behind the language: the stacks it is for. Statements are (source, output).
Example = namedtuple("Example", "name where statements")

BLOCK = re.compile(r"^```python([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^### (`.*)$", re.MULTILINE)
ROW = re.compile(r"^\| (`[^|]*) \| (.*) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[([^]]+)\]\([^)]*\)")

SETUP = "setup"
WORDS = {
    "micropython": lambda column: column != api_columns.CPYTHON,
    "kernel": lambda column: column in (api.KERNEL, api_columns.CPYTHON),
    "lwip": lambda column: column in api.LWIP,
}


def plain(text):
    """A paragraph or cell of Markdown in one line, without links."""
    return LINK.sub(r"\1", " ".join(text.split()))


def statements_of(block):
    statements = []
    for line in block.splitlines():
        if line.startswith(">>> "):
            statements.append([line[4:], ""])
        elif line.startswith("..."):
            statements[-1][0] += "\n" + line[4:]
        else:
            statements[-1][1] += line + "\n"
    return [tuple(statement) for statement in statements]


def examples_of(name, text):
    for number, block in enumerate(BLOCK.finditer(text)):
        words = tuple(block.group(1).split())
        assert not set(words) - {*WORDS, SETUP}, words
        yield Example(f"{name}-{number}", words, statements_of(block.group(2)))


def sections():
    for part in REFERENCE.read_text().split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        yield SECTIONS[title], text


def entries():
    found = []
    for place, text in sections():
        parts = HEADING.split(text)
        for heading, body in zip(parts[1::2], parts[2::2], strict=True):
            signatures = CODE.findall(heading)
            paragraph = body.strip().split("\n\n")[0]
            name = f"{place}.{name_of(signatures[0])}"
            found.append(
                Entry(
                    place, signatures, plain(paragraph), list(examples_of(name, body))
                )
            )
    return found


def name_of(signature):
    return signature.partition("(")[0]


def texts():
    """A dictionary of (place, name) → its text: that of an entry, or of a row of a table."""
    found = {}
    for entry in entries():
        for signature in entry.signatures:
            found[entry.place, name_of(signature)] = entry.text
    for place, text in sections():
        for names, cell in ROW.findall(text):
            for name in CODE.findall(names):
                found[place, name] = plain(cell)
    return found


def setup():
    return next(
        example.statements
        for example in examples_of("", REFERENCE.read_text())
        if SETUP in example.where
    )


def all_examples():
    """A dictionary of name → (entry, example)."""
    return {
        example.name: (entry, example)
        for entry in entries()
        for example in entry.examples
    }


def why_not_on(column, entry, example):
    """Why an example does not run there; None when it does."""
    for word in example.where:
        if not WORDS[word](column):
            return f"it is for {word}"
    for signature in entry.signatures:
        reason = api.reason_of_absence(name_of(signature), column)
        if reason:
            return reason
    return None


def run_examples(target, column):
    """A dictionary of (example, statement's number) → what it printed."""
    chosen = [
        (name, [source for source, _ in [*setup(), *example.statements]])
        for name, (entry, example) in all_examples().items()
        if not why_not_on(column, entry, example)
    ]
    run = target.run_source(f"{DRIVER.read_text()}\n\nrun_all({chosen!r})\n")
    printed = {}
    key = None
    try:
        while (line := run.next_line(TIME_LIMIT)) is not None:
            if line.startswith("== "):
                _, name, number = line.split()
                key = name, int(number)
                printed[key] = ""
            else:
                printed[key] = printed.get(key, "") + line + "\n"
    except ScriptHung as hung:
        printed[key] += str(hung)
    finally:
        run.stop()
    return printed


def is_as_shown(shown, printed):
    """`...` stands for any text, and the name of an exception for those derived from it."""
    pattern = ".*".join(map(re.escape, shown.split("...")))
    if re.fullmatch(pattern, printed, re.DOTALL):
        return True
    expected, got = (name_of_exception(text) for text in (shown, printed))
    return bool(
        expected
        and got
        and issubclass(got, expected)
        and is_as_shown(shown, printed.replace(got.__name__, expected.__name__, 1))
    )


def name_of_exception(text):
    match = re.match(r"Traceback .*:\n(\w+): ", text)
    kind = match and getattr(builtins, match.group(1), None)
    return kind if isinstance(kind, type) else None
