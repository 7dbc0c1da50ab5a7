#!/usr/bin/env python3
"""Copy the licences of what is linked into the module's library, from where cargo has its sources."""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("LICENSE*", "LICENCE*", "COPYING*", "COPYRIGHT*", "NOTICE*", "UNLICENSE*")
# Which the notices of Rust's library name for core and compiler_builtins.
TEXTS = ("Apache-2.0", "LLVM-exception", "MIT", "Unicode-3.0")


def cargo(*arguments):
    command = ["cargo", *arguments]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"cargo {arguments[0]} failed: {result.stderr.strip()}")
    return result.stdout


def linked_crates(stack):
    """Those of all targets, as (name, version), without the module itself."""
    tree = cargo(
        *("tree", "--locked", "--edges", "normal", "--target", "all"),
        *("--prefix", "none", "--format", "{p}"),
        *("--no-default-features", "--features", stack),
    )
    _, *crates = dict.fromkeys(tree.splitlines())
    return {tuple(crate.split()[:2]) for crate in crates}


def copy(files, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(file, folder / file.name)


def copy_of_crates(stack, result):
    wanted = linked_crates(stack)
    for package in json.loads(cargo("metadata", "--locked", "--format-version=1"))[
        "packages"
    ]:
        name, version = package["name"], package["version"]
        if (name, f"v{version}") not in wanted:
            continue
        source = Path(package["manifest_path"]).parent
        files = [file for pattern in NAMES for file in source.glob(pattern)]
        if not files:
            sys.exit(f"{name} {version} comes without a licence")
        copy(files, result / f"{name}-{version}")


def copy_of_rust(sysroot, result):
    """The notices of core and compiler_builtins: rustup's, or those of Debian's package."""
    documents = sysroot / "share" / "doc"
    files = [
        documents / "rust" / "COPYRIGHT-library.html",
        *(documents / "rust" / "licenses" / f"{name}.txt" for name in TEXTS),
    ]
    if not files[0].is_file():
        files = [documents / "libstd-rust-dev" / "copyright"]
    if not files[0].is_file():
        sys.exit(f"the licences of Rust's library are not in {documents}")
    copy(files, result / "rust")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--sysroot", required=True, type=Path, help="rustc's")
    parser.add_argument("result", type=Path, help="the folder to copy them to")
    arguments = parser.parse_args()
    copy_of_crates(arguments.stack, arguments.result)
    copy_of_rust(arguments.sysroot, arguments.result)


if __name__ == "__main__":
    main()
