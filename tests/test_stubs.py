"""The stubs for editors say what the module has."""

import api
import api_stubs
import editors
import pytest
import targets
from test_api_table import column_of

TIME_LIMIT = 30
RECEIVING = {"recv", "recv_into", "recvfrom", "recvfrom_into"}
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


def test_people_scripts_pass_pyright(tmp_path):
    scripts = {path.name: path.read_text() for path in targets.SCRIPTS.glob("*.py")}
    editors.make_project(tmp_path, scripts)
    # A module of the firmware that nobody has written stubs for.
    known = [found for found in editors.problems(tmp_path) if "_webrepl" not in found]
    assert known == []


def test_pyright_sees_mistakes(tmp_path):
    editors.make_project(tmp_path, {"mistakes.py": MISTAKES})
    lines = {int(found.split(":")[1]) for found in editors.problems(tmp_path)}
    assert lines == {
        number for number, line in enumerate(MISTAKES.split("\n"), 1) if "!" in line
    }


@pytest.mark.parametrize(
    "source, names",
    (
        ("import socket\nsocket.res", {"reset", "resolve"}),
        ("import usocket\nusocket.create_", {"create_connection", "create_server"}),
        ("import socket\nsocket.socket().read", {"read", "readinto", "readline"}),
        ("import socket\nsocket.create_server(1).accept()[0].recv", RECEIVING),
        ("import ssl\nssl.MBED", {"MBEDTLS_VERSION"}),
        ("import aiosocket\naiosocket.open", {"open_connection"}),
    ),
)
def test_thonny_completes(source, names):
    assert set(editors.completions(source, api_stubs.STUBS)) == names
    assert set(editors.completions(source)) != names
