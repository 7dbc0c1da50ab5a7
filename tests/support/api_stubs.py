"""The stubs for editors: what they say of each name, and what the module says when it is asked."""

import ast
import errno
import re
from collections import namedtuple

import api
from api_columns import HELD_BY_EVERY_OBJECT, ROOT

STUBS = ROOT / "cmodules" / "usocket" / "stubs"
SOCKET_STUB = STUBS / "socket-stubs" / "__init__.pyi"
C_TABLE = ROOT / "cmodules" / "usocket" / "modsocket.c"
PROBE = ROOT / "tests" / "support" / "signature_probe.py"

QUERY = "query"
CLASSES = {"socket": api.SOCKET, "_Query": QUERY}

# How many arguments there may be, and a dictionary of name → place for those that go by name.
Signature = namedtuple("Signature", "least most keywords")


def stub_of(module):
    return STUBS / f"{module}-stubs" / "__init__.pyi"


def signature_of(definition, is_method):
    arguments = definition.args
    by_place = len(arguments.posonlyargs) - (is_method and bool(arguments.posonlyargs))
    named = [argument.arg for argument in arguments.args]
    if is_method and not arguments.posonlyargs:
        named = named[1:]
    most = by_place + len(named)
    keywords = {name: by_place + place for place, name in enumerate(named)}
    return Signature(most - len(arguments.defaults), most, keywords)


def merged(first, second):
    """Of two overloads."""
    return Signature(
        min(first.least, second.least),
        max(first.most, second.most),
        {**first.keywords, **second.keywords},
    )


def members(body, place):
    """`((place, name), node)` of each name that a stub defines and that is not its own."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            if node.name in CLASSES:
                yield from members(node.body, CLASSES[node.name])
            if node.name.startswith("_"):
                continue
            name = node.name
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            name = node.name
        elif isinstance(node, ast.AnnAssign):
            name = node.target.id
        elif isinstance(node, ast.Assign):
            name = node.targets[0].id
        else:
            continue
        if not name.startswith("_") or name.startswith("__"):
            yield (place, name), node


def definitions(path=SOCKET_STUB):
    """A dictionary of (place, name) → its nodes, several for overloads."""
    found = {}
    for key, node in members(ast.parse(path.read_text()).body, api.MODULE):
        found.setdefault(key, []).append(node)
    return found


def signatures(path=SOCKET_STUB):
    """A dictionary of (place, name) → Signature. A class takes what its `__init__` takes."""
    found = {}
    for (place, name), nodes in definitions(path).items():
        for node in nodes:
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            key = (api.MODULE, "socket") if name == "__init__" else (place, name)
            signature = signature_of(node, place != api.MODULE)
            found[key] = merged(found.get(key, signature), signature)
    return found


def rendered_one(name, definition, is_method):
    arguments = definition.args
    by_place = arguments.posonlyargs[is_method and bool(arguments.posonlyargs) :]
    named = arguments.args if by_place or not is_method else arguments.args[1:]
    if by_place:
        optional = by_place[len(by_place) - len(arguments.defaults) :]
        required = by_place[: len(by_place) - len(optional)]
        text = ", ".join(argument.arg for argument in required)
        for place, argument in enumerate(optional):
            text += "[, " if place or required else "["
            text += argument.arg
        return f"{name}({text}{']' * len(optional)})"
    defaults = [ast.unparse(value).replace("...", "…") for value in arguments.defaults]
    first = len(named) - len(defaults)
    texts = [argument.arg for argument in named[:first]]
    texts += [
        f"{argument.arg}={default}"
        for argument, default in zip(named[first:], defaults, strict=True)
    ]
    return f"{name}({', '.join(texts)})"


def rendered(path=SOCKET_STUB):
    """A dictionary of (place, name) → its signatures as MicroPython's documentation has them."""
    found = {}
    for (place, name), nodes in definitions(path).items():
        for node in nodes:
            if not isinstance(node, ast.FunctionDef) or is_alias(node):
                continue
            key = (api.MODULE, "socket") if name == "__init__" else (place, name)
            text = rendered_one(key[1], node, place != api.MODULE)
            found.setdefault(key, []).append(text)
    # The representation of an object is no method of the type's.
    return {**found, (api.SOCKET, "__repr__"): ["__repr__()"]}


def is_alias(definition):
    """An overload with the older name of an argument."""
    return "af" in [argument.arg for argument in definition.args.args]


def value_types(path=SOCKET_STUB):
    """A dictionary of (place, name) → the type of a constant or attribute."""
    return {
        key: nodes[0].annotation.id
        for key, nodes in definitions(path).items()
        if isinstance(nodes[0], ast.AnnAssign)
    }


def constants_of_source(path):
    """The public names in capitals that a module of ours assigns or imports."""
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets}
    return {name for name in names if name[0].isupper() and name not in dir(errno)}


def keyword_candidates():
    """Each name that an argument has in the stub, in C, or in functions of CPython."""
    in_c = re.findall(r"\bKEYWORD\((\w+),", C_TABLE.read_text())
    in_stub = [name for found in signatures().values() for name in found.keywords]
    in_stub += [
        argument.arg
        for nodes in definitions().values()
        for node in nodes
        if isinstance(node, ast.FunctionDef)
        for argument in node.args.posonlyargs
    ]
    return sorted(
        {*in_c, *in_stub, "all_errors", "dualstack_ipv6", "fileno"} - {"self", "name_"}
    )


def probe_source():
    return f"{PROBE.read_text()}\n\nreport({keyword_candidates()!r})\n"


def parse_probe(lines):
    """What the module said: signatures and types, as above."""
    taken, types = {}, {}
    for line in lines:
        kind, *words = line.split()
        if kind == "takes":
            place, name, least, most, *keywords = words
            places = (text.split("=") for text in keywords)
            taken[place, name] = Signature(
                int(least), int(most), {name: int(at) for name, at in places}
            )
        elif kind == "is":
            types[words[0], words[1]] = words[2]
    return taken, types


def is_of_the_api(key):
    known = set(api.names()) | {
        (QUERY, name) for name in ("close", "result", "__del__")
    }
    return key in known or not HELD_BY_EVERY_OBJECT.fullmatch(key[1])


def differences(column, lines):
    """How the stub differs from what the module of a column said."""
    taken, types = parse_probe(lines)
    for said, stub in ((taken, signatures()), (types, value_types())):
        for key in sorted({*filter(is_of_the_api, said), *stub}):
            if key == (api.SOCKET, "__repr__"):
                continue  # shown by repr(), no method of the type's
            absent = api.reason_of_absence(key[1], column)
            if said.get(key) != stub.get(key) and not (absent and key not in said):
                yield f"{column}, {key[0]} {key[1]}: the stub has {stub.get(key)}, it is {said.get(key)}"
