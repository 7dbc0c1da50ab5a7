"""Names that are looked up without memory."""

import socket

from check import WORLD, equal, wait_readable
from refusals import case

_fresh = 0


def fresh_name():
    """One that no cache knows."""
    global _fresh
    _fresh += 1
    return "n%d.quick.test" % _fresh


@case("getaddrinfo-name")
def name(fail):
    infos = fail(socket.getaddrinfo, fresh_name(), 80)
    equal(infos[0][4], (WORLD, 80))


@case("gethostbyname")
def host_by_name(fail):
    equal(fail(socket.gethostbyname, fresh_name()), WORLD)


@case("resolve")
def resolve(fail):
    query = fail(socket.resolve, fresh_name(), 80)
    wait_readable(query)
    equal(query.result()[0][4], (WORLD, 80))
    query.close()


@case("query-result")
def query_result(fail):
    query = socket.resolve(fresh_name(), 80)
    wait_readable(query)
    equal(fail(query.result)[0][4], (WORLD, 80))
    equal(fail(query.result)[0][4], (WORLD, 80))
    fail(query.close)
