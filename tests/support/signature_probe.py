"""Prints how many arguments each function of the socket module takes, and which of them by name.

api_stubs.py puts a call of `report` behind this. All methods are those of a closed socket, and no
argument is one that they can use.
"""

import socket

MOST = 8
OF_TYPES = ("__class__", "__name__", "__bases__", "__dict__")
NOTHING = object()


def complaint(function, count, keywords):
    try:
        function(*[NOTHING] * count, **keywords)
    except (TypeError, OSError, ValueError) as error:
        return str(error)
    return ""


def refuses_count(function, count):
    return complaint(function, count, {}).startswith("function ")


def refuses_keyword(function, count, name):
    text = complaint(function, count, {name: NOTHING})
    return text == "unexpected keyword argument" or text.startswith("function ")


def keyword_at(function, name, most):
    """`name=place`, or None for a name that the function does not know."""
    if refuses_keyword(function, 0, name):
        return None
    place = 0
    while place < most and not refuses_keyword(function, place + 1, name):
        place += 1
    return f"{name}={place}"


def describe(place, name, value, candidates):
    if not callable(value):
        print("is", place, name, type(value).__name__)
        return
    counts = [count for count in range(MOST) if not refuses_count(value, count)]
    places = [keyword_at(value, candidate, counts[-1]) for candidate in candidates]
    known = [text for text in places if text]
    print("takes", place, name, min(counts), max(counts), *known)


def method_of(closed, name):
    """Not bound by MicroPython, which has a `__next__` of its own for all iterators."""
    function = getattr(socket.socket, name)
    return lambda *arguments, **keywords: function(closed, *arguments, **keywords)


def is_exception(value):
    return isinstance(value, type) and issubclass(value, Exception)


def report(candidates):
    closed = socket.socket()
    attributes = {name: getattr(closed, name) for name in ("family", "type", "proto")}
    closed.close()
    for name in dir(socket):
        value = getattr(socket, name)
        if not name.startswith("__") and not is_exception(value):
            describe("module", name, value, candidates)
    for name in dir(socket.socket):
        if name not in OF_TYPES:
            describe("socket", name, method_of(closed, name), candidates)
    for name, value in attributes.items():
        describe("socket", name, value, ())
    query = socket.resolve("127.0.0.1", 80)
    for name in dir(query):
        if name not in OF_TYPES:
            describe("query", name, getattr(query, name), candidates)
    print("end")
