#!/usr/bin/env python3
"""Say which assembly file belongs to a crate in the build that cargo has just reported.

cargo knows nothing of the assembly, which rustc writes beside the library that cargo asked for.
"""

import argparse
import json
import sys
from pathlib import Path


def libraries(messages):
    """The library files of each crate, as cargo reports them."""
    found = {}
    for line in messages.read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        if (
            message["reason"] != "compiler-artifact"
            or "custom-build" in message["target"]["kind"]
        ):
            continue
        name = message["target"]["name"].replace("-", "_")
        found[name] = [Path(name) for name in message["filenames"]]
    return found


def assembly_of(crate, files):
    """A library in `deps` has the assembly's name; one that cargo copied out has lost it."""
    for file in files:
        if file.suffix == ".rlib":
            return file.with_name(file.name.removeprefix("lib")).with_suffix(".s")
        if file.suffix == ".a":
            for original in file.parent.glob(f"deps/lib{crate}-*.a"):
                if same_content(original, file):
                    return original.with_name(
                        original.name.removeprefix("lib")
                    ).with_suffix(".s")
    return None


def same_content(one, other):
    return one.samefile(other) or one.read_bytes() == other.read_bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "messages", type=Path, help="cargo --message-format=json's output"
    )
    parser.add_argument("crate")
    arguments = parser.parse_args()

    crate = arguments.crate
    assembly = assembly_of(crate, libraries(arguments.messages).get(crate, []))
    if assembly is None or not assembly.exists():
        sys.exit(f"rustc left no assembly of {crate}: run cargo clean and try again")
    print(assembly)


if __name__ == "__main__":
    main()
