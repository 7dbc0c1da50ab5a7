"""The stubs for editors say what the module has."""

import re

import api
import api_stubs
import editors
import pytest
import targets
from test_api_table import column_of

TIME_LIMIT = 30
LISTS = ("editors.txt", "typings.txt", "thonny.txt")
RECEIVING = {"recv", "recv_into", "recvfrom", "recvfrom_into"}
# What Thonny offers behind the last character.
COMPLETIONS = (
    ("import socket\nsocket.res", {"reset", "resolve"}),
    ("import usocket\nusocket.create_", {"create_connection", "create_server"}),
    ("import socket\nsocket.socket().read", {"read", "readinto", "readline"}),
    ("import socket\nsocket.create_server(1).accept()[0].recv", RECEIVING),
    ("import ssl\nssl.MBED", {"MBEDTLS_VERSION"}),
    ("import aiosocket\naiosocket.open", {"open_connection"}),
)
MISTAKES = """
import socket, usocket, aiosocket
s = socket.socket(socket.AF_INET, type=socket.SOCK_DGRAM)
s.sendto(b"a", 1, 2, 3)  # !
s.recvmsg(10)  # !
s.read(5).decode()
socket.socket(1, 2, 3, 4)  # !
usocket.getaddrinfo("micropython.org", 80, af=socket.AF_INET)
usocket.inet_ntoa(packed=b"1234")  # !
socket.SO_REUSEPORT  # !
s.settimeout("5")  # !
"""


def test_names():
    """That the module has the names of the API, test_api_table.py sees."""
    wanted = {key for key in api.names() if key[0] != api.IMPORT}
    wanted.remove((api.SOCKET, "__repr__"))  # each object has one, says ruff
    found = {
        key
        for key in api_stubs.definitions()
        if key[0] != api_stubs.QUERY and key[1] != "__init__"
    }
    assert found == wanted


def test_other_names_of_the_module():
    modules = {
        path.name.removesuffix("-stubs") for path in api_stubs.STUBS.glob("*-stubs")
    }
    others = {name for place, name in api.names() if place == api.IMPORT}
    assert others <= modules


def test_arguments(target):
    if target.name == "cpython":
        pytest.skip("CPython has stubs of its own")
    column = column_of(target)
    run = target.run_source(api_stubs.probe_source())
    lines = []
    try:
        while (line := run.next_line(TIME_LIMIT)) is not None:
            lines.append(line)
    finally:
        run.stop()
    assert lines[-1:] == ["end"], "\n".join(lines[-20:])
    assert list(api_stubs.differences(column, lines)) == []


@pytest.mark.parametrize("module", ("aiosocket", "ssl"))
def test_arguments_of_frozen_modules(module):
    stub = api_stubs.signatures(api_stubs.stub_of(module))
    source = api_stubs.signatures(targets.FROZEN / f"{module}.py")
    shared = stub.keys() & source.keys()
    assert {key: stub[key] for key in shared} == {key: source[key] for key in shared}
    inherited = {name for _, name in api_stubs.definitions()}
    missing = {key for key in source.keys() - stub.keys() if key[1] not in inherited}
    assert missing == set()


def test_stubs_have_the_constants_of_ssl():
    source = api_stubs.constants_of_source(targets.FROZEN / "ssl.py")
    stub = {key[1] for key in api_stubs.definitions(api_stubs.stub_of("ssl"))}
    assert source - stub == set()


def test_versions_that_people_are_told():
    pinned = [(targets.ROOT / "tests" / name).read_text() for name in LISTS]
    for program, version in re.findall(r"(\S+)==(\S+)", editors.README):
        assert f"{program}=={version} " in "".join(pinned)
    for program, version in re.findall(
        r"(pyright|Thonny) (\d[\d.]*\d)", editors.README
    ):
        assert f"{program.lower()}=={version} " in "".join(pinned)


def test_lists_name_no_folder_of_this_computer():
    for path in (targets.ROOT / "tests").rglob("*.txt"):
        assert "--find-links" not in re.sub("#.*", "", path.read_text()), path


@pytest.fixture(scope="module")
def problems(tmp_path_factory):
    """What pyright has against people's scripts, and against some mistakes."""
    folder = tmp_path_factory.mktemp("project")
    scripts = {path.name: path.read_text() for path in targets.SCRIPTS.glob("*.py")}
    editors.make_project(folder, {**scripts, "mistakes.py": MISTAKES})
    return editors.problems(folder)


def test_people_scripts_pass_pyright(problems):
    # A module of the firmware that nobody has written stubs for.
    known = ("mistakes.py", 'webrepl_server.py:4: Import "_webrepl"')
    assert [problem for problem in problems if not problem.startswith(known)] == []


def test_pyright_sees_mistakes(problems):
    mistakes = [problem for problem in problems if problem.startswith("mistakes.py")]
    lines = {int(problem.split(":")[1]) for problem in mistakes}
    marked = {
        number for number, line in enumerate(MISTAKES.split("\n"), 1) if "!" in line
    }
    assert lines == marked


def test_thonny_completes():
    sources = [source for source, _ in COMPLETIONS]
    wanted = [names for _, names in COMPLETIONS]
    assert editors.completions(sources, api_stubs.STUBS) == wanted
    without = editors.completions(sources)
    assert all(found != names for found, names in zip(without, wanted, strict=True))
