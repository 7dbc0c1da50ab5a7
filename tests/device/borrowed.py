"""A board that somebody gets back with its files as they were, and with its prompt."""

from pathlib import Path

from board import BoardError, SerialBoard
from mpremote.transport import TransportError


class BorrowedBoard(SerialBoard):
    def __init__(self, device):
        self._files = {}  # what was there under the names of ours, None for nothing
        self._folders = []  # those that were not there
        super().__init__(device)

    def write_files(self, contents):
        self._enter_raw_repl(reset=False)
        for name in contents:
            if name not in self._files:
                self._remember(name)
        super().write_files(contents)

    def _remember(self, name):
        transport = self._transport
        for folder in [str(folder) for folder in Path(name).parents][-2::-1]:
            if folder not in self._folders and not transport.fs_exists(folder):
                self._folders.append(folder)
        there = transport.fs_exists(name)
        self._files[name] = transport.fs_readfile(name) if there else None

    def put_back(self):
        """The board's own files in place of ours."""
        self.reset()
        try:
            for name, data in self._files.items():
                if data is not None:
                    self._transport.fs_writefile(name, data, chunk_size=2048)
                elif self._transport.fs_exists(name):
                    self._transport.fs_rmfile(name)
            for folder in reversed(self._folders):
                self._transport.fs_rmdir(folder)
        except (TransportError, OSError) as error:
            raise BoardError(f"its files cannot be put back: {error}") from None
