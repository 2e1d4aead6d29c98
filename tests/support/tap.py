# SPDX-License-Identifier: MIT
"""A small TAP runner.

`main(globals())` runs every function whose name begins with `test_`, in the order of the file, each
under its own alarm. With a fixture (a callable that returns a context manager) the functions that
take an argument get what it yields, and leaving it is a test point of its own. Names on the command
line run only the tests that contain one of them. The exit status is 1 when any point failed.
"""
import inspect
import os
import signal
import sys
import traceback

DEFAULT_TIMEOUT = 20.0
FACTOR = float(os.environ.get("OPENCLAW_TEST_FACTOR", "1"))


class TestTimeout(Exception):
    """A test ran longer than its alarm allows."""


def timeout(seconds):
    """Gives one test its own limit."""
    def mark(function):
        function.tap_timeout = seconds
        return function
    return mark


class _Alarm:
    def __init__(self, seconds):
        self._seconds = seconds * FACTOR

    def __enter__(self):
        def ring(_number, _frame):
            raise TestTimeout(f"no end after {self._seconds:g} s")
        self._outer = signal.signal(signal.SIGALRM, ring)
        self._left = signal.setitimer(signal.ITIMER_REAL, self._seconds)[0]
        return self

    def __exit__(self, *_error):
        signal.setitimer(signal.ITIMER_REAL, self._left)
        signal.signal(signal.SIGALRM, self._outer)
        return False


class _Report:
    def __init__(self, count):
        self._number = 0
        self.failed = 0
        self.last = ""
        print(f"1..{count}", flush=True)

    def point(self, sentence, action, seconds):
        self._number += 1
        try:
            with _Alarm(seconds):
                action()
        except KeyboardInterrupt:
            raise
        except BaseException:  # SystemExit too: a test must not end the runner
            self.failed += 1
            print(f"not ok {self._number} - {sentence}")
            self._quote(traceback.format_exc())
            return False
        print(f"ok {self._number} - {sentence}", flush=True)
        return True

    @staticmethod
    def _quote(text):
        for line in text.rstrip().splitlines():
            print("# " + line[:2000])
        sys.stdout.flush()


def _sentence(function):
    return function.__name__.removeprefix("test_").replace("_", " ")


def _selected(namespace, words):
    tests = [item for name, item in namespace.items()
             if name.startswith("test_") and inspect.isfunction(item)]
    if words:
        tests = [item for item in tests if any(word in item.__name__ for word in words)]
    return tests


def main(namespace, fixture=None):
    """Runs the tests of a module's namespace and exits."""
    tests = _selected(namespace, sys.argv[1:])
    report = _Report(len(tests) + (2 if fixture else 0))
    world = fixture() if fixture else None
    if world is not None and not report.point("the fixture starts", world.__enter__, 30):
        print("Bail out! the fixture did not start", flush=True)
        sys.exit(1)
    for test in tests:
        arguments = [world] if inspect.signature(test).parameters else []
        report.point(_sentence(test), lambda t=test, a=arguments: t(*a),
                     getattr(test, "tap_timeout", DEFAULT_TIMEOUT))
    if world is not None:
        if report.failed and hasattr(world, "dump"):
            world.dump()
        report.point("the fixture ends cleanly", lambda: world.__exit__(None, None, None), 30)
    sys.exit(1 if report.failed else 0)


def equal(found, expected, what="value"):
    """Fails with both values in the message."""
    if found != expected:
        raise AssertionError(f"{what}: found {found!r}, expected {expected!r}")


def raises(kind, action, *arguments, **named):
    """Returns the exception of that kind that the action ends in."""
    try:
        result = action(*arguments, **named)
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, got {result!r}")
