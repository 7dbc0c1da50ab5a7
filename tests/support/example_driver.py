"""Runs examples of the documentation, on any target, and prints what a prompt would.

documents.py puts a call of `run_all` behind this.
"""

import gc


def run_statement(source, names):
    try:
        exec(compile(source, "example", "single"), names)  # noqa: S102 - that is what it is for
    except Exception as error:  # noqa: BLE001 - it is shown
        print("Traceback (most recent call last):")
        print(f"{type(error).__name__}: {error}")


def close_all(names):
    for value in list(names.values()):
        if hasattr(value, "close") and not isinstance(value, type(gc)):
            value.close()
    names.clear()
    gc.collect()


def run_all(examples):
    for name, statements in examples:
        names = {}
        for number, source in enumerate(statements):
            print("==", name, number)
            run_statement(source, names)
        close_all(names)
    print("== end 0")
