"""As much of CPython's unittest as upstream's tests use, for MicroPython.

Written from CPython's documentation. Its summary is the one that run-tests.py looks for.
"""

import sys


class SkipTest(Exception):
    pass


def skip(reason):
    def decorate(method):
        def skipped(self):
            raise SkipTest(reason)

        return skipped

    return decorate


def skipIf(condition, reason):
    return skip(reason) if condition else lambda method: method


def skipUnless(condition, reason):
    return skipIf(not condition, reason)


class Raises:
    def __init__(self, kind):
        self.kind = kind
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, kind, exception, traceback):
        if kind is None:
            raise AssertionError(f"{self.kind.__name__} was not raised")
        self.exception = exception
        return issubclass(kind, self.kind)


class SubTest:
    def __enter__(self):
        pass

    def __exit__(self, kind, exception, traceback):
        pass


class TestCase:
    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def setUp(self):
        pass

    def tearDown(self):
        pass

    def subTest(self, message=None, **parameters):
        return SubTest()

    def skipTest(self, reason):
        raise SkipTest(reason)

    def fail(self, message=None):
        raise AssertionError(message or "failed")

    def _require(self, condition, message, usual):
        if not condition:
            raise AssertionError(message or usual)

    def assertTrue(self, value, msg=None):
        self._require(value, msg, f"{value!r} is not true")

    def assertFalse(self, value, msg=None):
        self._require(not value, msg, f"{value!r} is not false")

    def assertEqual(self, first, second, msg=None):
        self._require(first == second, msg, f"{first!r} != {second!r}")

    def assertNotEqual(self, first, second, msg=None):
        self._require(first != second, msg, f"{first!r} == {second!r}")

    def assertLess(self, first, second, msg=None):
        self._require(first < second, msg, f"{first!r} is not less than {second!r}")

    def assertLessEqual(self, first, second, msg=None):
        self._require(first <= second, msg, f"{first!r} is greater than {second!r}")

    def assertGreater(self, first, second, msg=None):
        self._require(first > second, msg, f"{first!r} is not greater than {second!r}")

    def assertGreaterEqual(self, first, second, msg=None):
        self._require(first >= second, msg, f"{first!r} is less than {second!r}")

    def assertAlmostEqual(self, first, second, places=7, msg=None, delta=None):
        limit = delta if delta is not None else 0.5 * 10**-places
        self._require(
            abs(first - second) <= limit, msg, f"{first!r} is too far from {second!r}"
        )

    def assertIs(self, first, second, msg=None):
        self._require(first is second, msg, f"{first!r} is not {second!r}")

    def assertIsNone(self, value, msg=None):
        self._require(value is None, msg, f"{value!r} is not None")

    def assertIsNotNone(self, value, msg=None):
        self._require(value is not None, msg, "it is None")

    def assertIn(self, member, container, msg=None):
        self._require(member in container, msg, f"{member!r} is not in {container!r}")

    def assertIsInstance(self, value, kind, msg=None):
        self._require(isinstance(value, kind), msg, f"{value!r} is no {kind!r}")

    def assertRaises(self, kind, function=None, *arguments, **keywords):
        context = Raises(kind)
        if function is None:
            return context
        with context:
            function(*arguments, **keywords)


class Counts:
    def __init__(self):
        self.ran = self.failures = self.errors = self.skipped = 0

    def run(self, case, name):
        """One test; a failure is counted and told, the next one runs all the same."""
        self.ran += 1
        verdict = "ok"
        try:
            case.setUp()
            try:
                getattr(case, name)()
            finally:
                case.tearDown()
        except SkipTest as reason:
            self.skipped += 1
            verdict = f"skipped: {reason}"
        except AssertionError as failure:
            self.failures += 1
            verdict = "FAIL"
            sys.print_exception(failure)
        except Exception as error:  # noqa: BLE001 - any one is the test's
            self.errors += 1
            verdict = "ERROR"
            sys.print_exception(error)
        print(f"{name} ({type(case).__name__}) ... {verdict}")

    def report(self):
        print("-" * 70)
        print(f"Ran {self.ran} tests\n")
        if self.failures or self.errors:
            print(f"FAILED (failures={self.failures}, errors={self.errors})")
        else:
            print(f"OK (skipped={self.skipped})" if self.skipped else "OK")


def main(module="__main__"):
    counts = Counts()
    for kind in vars_of(__import__(module)):
        if (
            isinstance(kind, type)
            and issubclass(kind, TestCase)
            and kind is not TestCase
        ):
            kind.setUpClass()
            for name in sorted(dir(kind)):
                if name.startswith("test"):
                    counts.run(kind(), name)
            kind.tearDownClass()
    counts.report()


def vars_of(module):
    return [getattr(module, name) for name in dir(module)]
