"""Documents with examples: the reference's entries, what examples print where they run."""

import builtins
import re
from collections import namedtuple

import api
import api_columns
import api_stubs
from run import ScriptHung

REFERENCE = api_columns.ROOT / "cmodules" / "usocket" / "reference.md"
MIGRATION = api_columns.ROOT / "cmodules" / "usocket" / "migration.md"
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
WAS = re.compile(r"  # was (.*)$", re.MULTILINE)
LINK = re.compile(r"\[([^]]+)\]\([^)]*\)")

SETUP = "setup"
WORDS = {
    "micropython": lambda column: column != api_columns.CPYTHON,
    "kernel": lambda column: column in (api.KERNEL, api_columns.CPYTHON),
    "lwip": lambda column: column in api.LWIP,
}
# In the migration note: the C module that it was, and the stack that its port has now.
PREDECESSORS = {"unix": api.KERNEL, "esp32": api.LWIP_SOCKETS, "modlwip": api.LWIP_RAW}


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
        assert not set(words) - {*WORDS, *PREDECESSORS, SETUP}, words
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


def setup(document):
    return next(
        example.statements
        for example in examples_of("", document.read_text())
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


def sources(document, example):
    return [source for source, _ in [*setup(document), *example.statements]]


def run_examples(target, examples):
    """Runs `(name, sources)` of each example. A dictionary of (name, place) → what was printed."""
    run = target.run_source(f"{DRIVER.read_text()}\n\nrun_all({examples!r})\n")
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


def surprises(printed, name, statements):
    """What differs from what the document shows: at most the first one."""
    for number, (source, shown) in enumerate(statements):
        got = printed.get((name, number), "nothing: the run had ended")
        if not is_as_shown(shown, got):
            return f"{source}\n{got}"
    return ""


def migrations():
    """A dictionary of name → example, of the migration note."""
    text = MIGRATION.read_text()
    found = [
        example
        for example in examples_of("migration", text)
        if SETUP not in example.where
    ]
    return {example.name: example for example in found}


def on_predecessor(statements):
    """What a port's own module prints: what stands behind `# was`, if there is such a comment."""
    for source, shown in statements:
        before = WAS.search(source)
        if before and before.group(1) == "nothing":
            shown = ""
        elif before:
            is_error = re.match(r"\w+(Error|Exception):", before.group(1))
            shown = (
                ("Traceback (most recent call last):\n" if is_error else "")
                + before.group(1)
                + "\n"
            )
        yield source, shown


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
