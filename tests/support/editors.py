"""What VS Code's Pylance and Thonny make of the stubs, without their windows."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from api_stubs import STUBS

EDITORS = Path(os.environ["EDITORS"])
TYPINGS = Path(os.environ["TYPINGS"])
THONNY = Path(os.environ["THONNY"])
TIME_LIMIT = 300

# Where Thonny looks for what it knows of MicroPython.
THONNY_STUBS = THONNY / "thonny" / "plugins" / "micropython" / "base_api_stubs"
COMPLETE = """
import json, sys
from thonny import jedi_utils
sources, paths = json.loads(sys.argv[1]), sys.argv[2:]
for source in sources:
    lines = source.split("\\n")
    completions = jedi_utils.get_script_completions(
        source, len(lines), len(lines[-1]), "", sys_path=paths
    )
    print(json.dumps([completion.name for completion in completions]))
"""

README = (STUBS / "README.md").read_text()
# pyrightconfig.json, as people read it there.
CONFIGURATION = re.search(
    r"^    \{\n.*?^    \}\n", README, re.MULTILINE | re.DOTALL
).group()


def make_project(folder, scripts):
    """A folder as people have it in VS Code: scripts, and `typings` with the stubs."""
    shutil.copytree(TYPINGS, folder / "typings")
    shutil.copytree(STUBS, folder / "typings", dirs_exist_ok=True)
    (folder / "pyrightconfig.json").write_text(CONFIGURATION)
    for name, source in scripts.items():
        (folder / name).write_text(source)


def problems(folder):
    """What pyright has against the scripts in a folder, as `script:line: message`."""
    ended = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(EDITORS)},
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,  # it fails when it finds something
    )
    assert ended.stdout.startswith("{"), ended.stdout + ended.stderr
    report = json.loads(ended.stdout)
    assert report["summary"]["filesAnalyzed"] > 0
    return [
        f"{Path(found['file']).name}:{found['range']['start']['line'] + 1}: {found['message']}"
        for found in report["generalDiagnostics"]
    ]


def completions(sources, *stubs):
    """What Thonny offers at the end of each script, with more stubs than its own."""
    paths = [str(path) for path in (*stubs, THONNY_STUBS)]
    ended = subprocess.run(
        [sys.executable, "-c", COMPLETE, json.dumps(sources), *paths],
        env={**os.environ, "PYTHONPATH": str(THONNY)},
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=True,
    )
    return [set(json.loads(line)) for line in ended.stdout.splitlines()]
