"""Servers that run beside the prompt: callbacks of their sockets (option 20) do the work."""

import sys

import clients
import pytest
import servers
import targets

sys.path.append(str(targets.LIBRARIES))

BYTES = bytes(range(256)) * 200


@pytest.fixture
def ftp(lwip_firmware, tmp_path):
    """The address of a folder of the FTP server."""
    folder = "/"
    if lwip_firmware.name.startswith("unix"):  # whose files are this computer's
        folder = str(tmp_path / "served") + "/"
        (tmp_path / "served").mkdir()
    run = lwip_firmware.run_in_background("ftp_server.py")
    try:
        run.wait_for("listening on", 15)
        host, port = lwip_firmware.address(2121)
        yield f"ftp://{host}:{port}{folder}"
    finally:
        run.stop()


def test_curl_puts_and_gets_files(ftp, tmp_path):
    sent, received = tmp_path / "sent", tmp_path / "received"
    sent.write_bytes(BYTES)
    for _ in range(3):
        clients.curl(ftp + "data.bin", "--upload-file", str(sent))
        assert "51200 Jan 1 2000 data.bin\n" in clients.curl(ftp)
        clients.curl(ftp + "data.bin", "--output", str(received))
        assert received.read_bytes() == BYTES
    clients.curl(ftp + "data.bin", "--disable-epsv", "--output", str(received))
    assert received.read_bytes() == BYTES
    with pytest.raises(AssertionError, match="curl failed with status 78"):
        clients.curl(ftp + "missing.bin")


def test_lftp_works_in_a_folder(ftp, tmp_path):
    sent, received = tmp_path / "sent", tmp_path / "received"
    sent.write_bytes(BYTES)
    listing = servers.run(
        "lftp",
        "-c",
        f"set net:timeout 10; set net:max-retries 2; set cmd:fail-exit true; open {ftp};"
        f" mkdir folder; put -O folder {sent}; mv folder/sent folder/moved;"
        f" get folder/moved -o {received}; ls folder; rm folder/moved; rmdir folder; ls",
    )
    assert received.read_bytes() == BYTES
    assert "51200 Jan 1 2000 moved\n" in listing
    assert " folder\n" not in listing


@pytest.fixture
def webrepl(open_targets):
    """connect(password): a client of a board that has its prompt on its serial port."""
    from webrepl import Webrepl

    device = open_targets("board")
    run = device.run_in_background("webrepl_server.py")
    opened = []

    def connect(password):
        host, port = device.address(8266)
        opened.append(Webrepl(host=host, port=port, password=password))
        opened[-1].s.settimeout(10)
        return opened[-1]

    try:
        run.wait_for_end(15)
        device.board.leave_raw_repl()
        yield connect
    finally:
        for client in opened:
            client.disconnect()
        run.stop()


def test_webrepl_runs_commands(webrepl):
    for _ in range(3):
        client = webrepl("secret")
        assert client.connected
        assert client.sendcmd("6 * 7") == b"6 * 7\r\n42\r\n"
        client.disconnect()


def test_webrepl_copies_files(webrepl, tmp_path):
    (tmp_path / "sent").write_bytes(BYTES[:10000])
    client = webrepl("secret")
    assert client.get_ver()[0] == 1
    client.put_file(str(tmp_path / "sent"), "copied.bin")
    client.get_file("copied.bin", str(tmp_path / "received"))
    assert (tmp_path / "received").read_bytes() == BYTES[:10000]


def test_webrepl_refuses_a_wrong_password(webrepl):
    assert not webrepl("wrong").connected
    assert webrepl("secret").connected
