"""What the socket module adds to an image, by the linker's map: scripts/size starts it."""

import argparse
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import kept

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "xtensa"))

from esp8266_image import Map

KINDS = ["code", "constants", "data", "zeroed"]
PARTS = {
    "Rust": r"/usocket/libusocket\.o$",
    "border": r"/usocket/border/\w+\.o$",
    "tables": r"/usocket/modsocket\.o$",
}
C_PARTS = {
    "extmod/modlwip.c": r"/extmod/modlwip\.o$",
    "address parsing: netutils.c": r"/netutils\.o$",
}
# Of py/stream.c, what the methods of the C module's sockets are; other files have them anyway.
STREAM = re.compile(
    r"\.(text|rodata)\.(mp_stream_(rw|read|readinto|write|write_adaptor|write1|unbuffered_readline|close)\w*"
    r"|stream_(read_generic|readinto|readinto_write_generic|unbuffered_readline|write_method|write1_method|read|read1)\w*)"
)
RUNTIME = re.compile(r"libcompiler_builtins\.a")

# The first that fits, by the path in Rust or the name in C.
FEATURES = [
    (
        "names and addresses of hosts: getaddrinfo, resolve()",
        r"resolve|query|functions|usocket_(query|get(addr|host))|lwip_raw_(resolve|interface)",
    ),
    ("addresses as text and tuples", r"inet|address|sockaddr"),
    (
        "options: getsockopt, setsockopt, timeouts",
        r"option|timeout|blocking|keepalive|nodelay|multicast|membership|ip_field|lwip_raw_flag",
    ),
    ("callbacks (option 20)", r"callback|dispatch|watch"),
    (
        "reading: recv, read, readline, kept bytes",
        r"recv|read_|readline|readinto|readable|kept|python6stream|python8transfer7receive|socket6stream|socket8transfer11receive",
    ),
    ("sending: send, sendall, sendto, write", r"send|write|sent"),
    (
        "connections: connect, accept, listen, create_*",
        r"connect|accept|listen|create|bind|shutdown|python6socket|socket5inner|close|enter",
    ),
    ("lwIP's callbacks and tables", r"lwip_raw|usocket_lwip"),
    ("objects, arguments, waiting", r"python|vm_|usocket_|socket4wait|stack"),
    ("of Rust's core", r"core|heapless|alloc"),
]


def kind_of(section):
    for prefix, kind in (
        (".literal", 0),
        (".text", 0),
        (".rodata", 1),
        (".data", 2),
        (".bss", 3),
    ):
        if section.startswith(prefix):
            return KINDS[kind]
    return None


def pieces_of(build, parts):
    """Strings that are merged stand beside one of the objects that have them: each has its own here."""
    text = (ROOT / build / "firmware.map").read_text()
    for piece in Map(text).pieces:
        if is_merged(piece):
            piece = replace(piece, size=size_before_merging(text, piece))
        for part, pattern in parts.items():
            if re.search(pattern, piece.file) and kind_of(piece.section):
                yield part, piece


def is_merged(piece):
    return re.search(r"\.str\d", piece.section) is not None


def size_before_merging(text, piece):
    place = text.index(f"0x{piece.start:08x} {piece.size:#10x} {piece.file}")
    found = re.match(r"[^\n]*\n +0x([0-9a-f]+) \(size before relaxing\)", text[place:])
    return int(found[1], 16) if found else piece.size


def stream_helpers(build):
    for piece in Map((ROOT / build / "firmware.map").read_text()).pieces:
        if piece.file.endswith("/py/stream.o") and STREAM.match(piece.section):
            yield "streams: py/stream.c", piece


def runtime_of(build):
    """The arithmetic that is linked, by function."""
    pieces = Map((ROOT / build / "firmware.map").read_text()).pieces
    pieces = [
        piece
        for piece in pieces
        if RUNTIME.search(piece.file) and kind_of(piece.section) == "code"
    ]
    return dict(zip(readable(pieces), pieces, strict=True))


def totals(pieces):
    """Bytes by part and kind."""
    found = {}
    for part, piece in pieces:
        found.setdefault(part, Counter())[kind_of(piece.section)] += piece.size
    return found


def names_of(build):
    """QSTRs of an image: name and its bytes in the tables (text, length, hash, pointer)."""
    text = (ROOT / build / "genhdr" / "qstrdefs.generated.h").read_text()
    found = re.findall(r"QDEF\d\(MP_QSTR_(\w*), (?:\d+), (\d+), ", text)
    return {name: int(length) + 1 + 1 + 2 + 4 for name, length in found}


def table(title, rows, kinds=KINDS):
    print(f"\n{title:44}" + "".join(f"{kind:>11}" for kind in kinds))
    for name, sizes in rows:
        print(f"{name:44}" + "".join(f"{sizes[kind]:>11}" for kind in kinds))


def sum_of(parts):
    return sum(parts.values(), Counter())


def feature_of(piece, name):
    if piece.file.endswith("modsocket.o"):
        return "tables: names, functions, constants"
    if piece.file.endswith("raise.o"):
        return "errors: numbers and words"
    for feature, pattern in FEATURES:
        if re.search(pattern, name):
            return feature
    return "constants and what has no name"


def readable(pieces):
    """What each piece is: its kind of memory and its name, that of Rust as in the source."""
    names = [re.sub(r"^\.\w+\.", "", piece.section) for piece in pieces]
    done = subprocess.run(
        ["c++filt"], input="\n".join(names), capture_output=True, text=True, check=True
    )
    for piece, name in zip(pieces, done.stdout.splitlines()):
        # Without the number of the crate, which depends on how it was built.
        yield re.sub(r"\[[0-9a-f]+\]|::h[0-9a-f]{16}$", "", name)


def flash(sizes):
    return sizes["code"] + sizes["constants"]


def report(ours_build, theirs_build, functions):
    ours = list(pieces_of(ours_build, PARTS))
    theirs = [*pieces_of(theirs_build, C_PARTS), *stream_helpers(theirs_build)]
    runtime, c_runtime = runtime_of(ours_build), runtime_of(theirs_build)
    ours += [
        ("arithmetic that C does not need", runtime[name])
        for name in runtime.keys() - c_runtime.keys()
    ]
    parts, c_parts = totals(ours), totals(theirs)
    sums = sum_of(parts), sum_of(c_parts)
    table(ours_build, [*parts.items(), ("all", sums[0])])
    table(theirs_build, [*c_parts.items(), ("all", sums[1])])
    ratio = flash(sums[0]) / flash(sums[1])
    print(
        f"\ncode and constants: {flash(sums[0])} by {flash(sums[1])} bytes, ratio {ratio:.2f}"
    )
    names, c_names = names_of(ours_build), names_of(theirs_build)
    for label, more, less in (
        ("this module", names, c_names),
        ("the C module", c_names, names),
    ):
        only = more.keys() - less.keys()
        print(
            f"names that only {label} has: {len(only)}, {sum(more[name] for name in only)} bytes"
        )
    features, each = Counter(), Counter()
    for (_, piece), name in zip(ours, readable([piece for _, piece in ours])):
        if kind_of(piece.section) in ("code", "constants"):
            features[feature_of(piece, name)] += piece.size
        if kind_of(piece.section) == "code":
            each[name] += piece.size
    print("\nby feature, code and constants")
    for feature, size in features.most_common():
        print(f"{size:8} {feature}")
    print("\nby function")
    for name, size in each.most_common(functions):
        print(f"{size:8} {name}")


def check(build, accept):
    figures = {}
    for part, sizes in totals(pieces_of(build, PARTS)).items():
        for kind in KINDS:
            if sizes[kind]:
                figures[f"lx106 {part}, {kind}"] = sizes[kind]
    return kept.check("size", figures, "bytes", accept, "scripts/size")


def main():
    parser = argparse.ArgumentParser(prog="size")
    parser.add_argument("builds", nargs="+")
    parser.add_argument("--functions", type=int, default=40)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--accept", action="store_true")
    arguments = parser.parse_args()
    if arguments.check or arguments.accept:
        return check(arguments.builds[0], arguments.accept)
    report(*arguments.builds, arguments.functions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
