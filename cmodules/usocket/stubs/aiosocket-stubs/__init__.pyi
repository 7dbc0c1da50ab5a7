# Names that are looked up while other tasks of asyncio go on: micropython/frozen/aiosocket.py.

from asyncio import StreamReader, StreamWriter
from typing import Any

async def getaddrinfo(
    host: str | bytes | None,
    port: int | str | bytes | None,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[tuple[int, int, int, str, tuple[Any, ...]]]: ...
async def open_connection(
    host: str, port: int, *options: Any
) -> tuple[StreamReader, StreamWriter]: ...
