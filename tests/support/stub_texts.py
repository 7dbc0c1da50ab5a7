"""The texts of the reference in the stub, where editors show them: one source for both."""

import ast
import subprocess
import sys
import textwrap

import api
import documents
from api_stubs import SOCKET_STUB, definitions

WIDTH = 88


def text_nodes(tree):
    """`(node, its text's node or None)` of each definition that can have one."""
    for parent in ast.walk(tree):
        body = getattr(parent, "body", None)
        if not isinstance(body, list):
            continue
        for node, following in zip(body, [*body[1:], None], strict=True):
            if has_text_inside(node):
                yield node, node.body[0] if ast.get_docstring(node) else None
            elif isinstance(node, ast.AnnAssign):
                yield node, following if is_text(following) else None


def has_text_inside(node):
    """Functions, and the exceptions, which are classes with nothing else in them."""
    return isinstance(node, ast.FunctionDef) or (
        isinstance(node, ast.ClassDef) and len(node.body) == 1
    )


def is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def texts():
    """A dictionary of (place, name) → the text in the stub, in one line."""
    nodes = dict(text_nodes(ast.parse(SOCKET_STUB.read_text())))
    by_line = {node.lineno: text for node, text in nodes.items()}
    found = {}
    for key, defined in definitions().items():
        text = by_line.get(defined[0].lineno)
        if text:
            found[key] = " ".join(text.value.value.split())
    return found


def wanted():
    """A socket's text is that of its making; an alias has none here."""
    told = documents.texts()
    told[api.SOCKET, "__init__"] = told.pop((api.MODULE, "socket"))
    nodes = definitions()
    return {
        key: text
        for key, text in told.items()
        if key in nodes and not isinstance(nodes[key][0], ast.Assign)
    }


def docstring(text, indent):
    lines = textwrap.wrap(text, WIDTH - len(indent) - 3, break_long_words=False)
    end = '"""' if len(lines) == 1 else f'\n{indent}"""'
    quote = '"""' if "\\" not in text else 'r"""'
    return indent + quote + f"\n{indent}".join(lines) + end


def write():
    """Texts of functions are their bodies, those of constants the lines behind."""
    source = SOCKET_STUB.read_text().splitlines()
    keys = {nodes[0].lineno: key for key, nodes in definitions().items()}
    told = wanted()
    # From the end, so that line numbers stay right.
    found = sorted(
        text_nodes(ast.parse("\n".join(source))), key=lambda pair: -pair[0].lineno
    )
    for node, text in found:
        if text:
            del source[text.lineno - 1 : text.end_lineno]
        key = keys.get(node.lineno)
        is_inside = has_text_inside(node)
        indent = " " * (node.col_offset + 4 * is_inside)
        last = (
            (text.lineno - 1 if text else node.end_lineno)
            if is_inside
            else node.end_lineno
        )
        if key in told:
            source[last - 1] = source[last - 1].removesuffix(" ...")
            source.insert(last, docstring(told[key], indent))
        elif is_inside and text:
            source[last - 1] += " ..."
    SOCKET_STUB.write_text("\n".join(source) + "\n")
    ruff = [sys.executable, "-m", "ruff", "format", "--quiet", "--no-cache"]
    subprocess.run([*ruff, SOCKET_STUB], check=True)
