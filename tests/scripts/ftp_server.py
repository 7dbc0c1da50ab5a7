# An FTP server that runs beside everything else: a callback of its socket serves each command, so
# that the prompt stays free. In the style of uftpd, which is on no package registry.
import os, socket

CONTROL_PORT = 2121
DATA_PORT = 2122
SO_CALLBACK = 20
DATA_TIMEOUT = 10


class Client:
    def __init__(self, connection, data_listener):
        self.connection = connection
        self.data_listener = data_listener
        self.folder = "/"
        self.renamed = None
        self.buffer = memoryview(bytearray(1024))
        connection.settimeout(DATA_TIMEOUT)
        connection.setsockopt(socket.SOL_SOCKET, SO_CALLBACK, self.on_command)
        self.answer(220, "Hello, this is the board")

    def answer(self, code, text):
        self.connection.sendall("%d %s\r\n" % (code, text))

    def path(self, name):
        path = self.folder if not name.startswith("/") else "/"
        for part in name.split("/"):
            if part == "..":
                path = path[: path.rstrip("/").rfind("/") + 1] or "/"
            elif part not in ("", "."):
                path = path.rstrip("/") + "/" + part
        return path

    def on_command(self, connection):
        try:
            line = connection.readline().decode().rstrip()
            if not line:
                self.close()
                return
            command, _, argument = line.partition(" ")
            handler = getattr(self, "do_" + command.upper(), None)
            if handler:
                handler(argument)
            else:
                self.answer(502, "Not implemented")
        except OSError as e:
            self.fail(e)

    def fail(self, error):
        try:
            self.answer(550, "Failed: %s" % error)
        except OSError:
            self.close()

    def close(self):
        self.connection.setsockopt(socket.SOL_SOCKET, SO_CALLBACK, None)
        self.connection.close()
        print("client has left")

    def do_USER(self, name):
        self.answer(230, "Logged in")

    def do_SYST(self, _):
        self.answer(215, "UNIX Type: L8")

    def do_TYPE(self, kind):
        self.answer(200, "OK")

    do_NOOP = do_OPTS = do_TYPE

    def do_FEAT(self, _):
        self.connection.sendall(
            "211-Features:\r\n EPSV\r\n PASV\r\n SIZE\r\n211 End\r\n"
        )

    def do_PWD(self, _):
        self.answer(257, '"%s"' % self.folder)

    def do_CWD(self, name):
        path = self.path(name)
        if path != "/" and not os.stat(path)[0] & 0x4000:
            raise OSError("not a folder")
        self.folder = path
        self.answer(250, "OK")

    def do_CDUP(self, _):
        self.do_CWD("..")

    def do_EPSV(self, _):
        self.answer(229, "Connect (|||%d|)" % DATA_PORT)

    def do_PASV(self, _):
        host = self.connection.getsockname()[0].replace(".", ",")
        self.answer(227, "Connect (%s,%d,%d)" % (host, DATA_PORT >> 8, DATA_PORT & 255))

    def data_connection(self):
        self.answer(150, "Here it comes")
        return self.data_listener.accept()[0]

    def do_LIST(self, name):
        folder = self.path("" if name.startswith("-") else name)
        data = self.data_connection()
        for entry in os.ilistdir(folder):
            is_folder = entry[1] == 0x4000
            size = 0 if is_folder else os.stat(folder.rstrip("/") + "/" + entry[0])[6]
            kind = "drwxr-xr-x" if is_folder else "-rw-r--r--"
            data.sendall(
                "%s 1 owner group %10d Jan 1 2000 %s\r\n" % (kind, size, entry[0])
            )
        data.close()
        self.answer(226, "Done")

    def do_NLST(self, name):
        data = self.data_connection()
        for entry in os.ilistdir(self.path(name)):
            data.sendall(entry[0] + "\r\n")
        data.close()
        self.answer(226, "Done")

    def do_SIZE(self, name):
        self.answer(213, str(os.stat(self.path(name))[6]))

    def do_RETR(self, name):
        with open(self.path(name), "rb") as file:
            data = self.data_connection()
            while count := file.readinto(self.buffer):
                data.write(self.buffer[:count])
            data.close()
        self.answer(226, "Done")

    def do_STOR(self, name):
        with open(self.path(name), "wb") as file:
            data = self.data_connection()
            data.settimeout(DATA_TIMEOUT)
            while count := data.readinto(self.buffer):
                file.write(self.buffer[:count])
            data.close()
        self.answer(226, "Done")

    def do_DELE(self, name):
        os.remove(self.path(name))
        self.answer(250, "OK")

    def do_MKD(self, name):
        os.mkdir(self.path(name))
        self.answer(257, '"%s"' % self.path(name))

    def do_RMD(self, name):
        os.rmdir(self.path(name))
        self.answer(250, "OK")

    def do_RNFR(self, name):
        os.stat(self.path(name))
        self.renamed = self.path(name)
        self.answer(350, "To what?")

    def do_RNTO(self, name):
        os.rename(self.renamed, self.path(name))
        self.answer(250, "OK")

    def do_QUIT(self, _):
        self.answer(221, "Good bye")
        self.close()


def listen(port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(socket.getaddrinfo("0.0.0.0", port)[0][4])
    s.listen(2)
    return s


def start():
    control, data = listen(CONTROL_PORT), listen(DATA_PORT)
    data.settimeout(DATA_TIMEOUT)
    control.setsockopt(
        socket.SOL_SOCKET, SO_CALLBACK, lambda s: Client(s.accept()[0], data)
    )
    return control


server = start()
print("FTP server is listening on port", CONTROL_PORT)
