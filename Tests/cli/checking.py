"""Runs checks in two processes, prints a line for each, and counts what holds."""

import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from server import page

FAILURES = (AssertionError, OSError, RuntimeError, ValueError, KeyError,
            subprocess.SubprocessError)


def run(groups, words, given, failures=()):
    """Runs the checks whose names have all the words; the exit code, 1 if something failed.

    Each group of modules is run in order, beside another one: those that take longest belong in
    front. `given` makes of an empty folder a context whose value gives what a check is called with,
    by its number in the group; `failures` are kinds of failure beside the usual ones.
    """
    page()  # made once, for the processes inherit it
    with (tempfile.TemporaryDirectory(prefix="kring-") as folder,
          ProcessPoolExecutor(2, get_context("fork")) as two):
        running = []
        for number, modules in enumerate(groups):
            own = Path(folder) / str(number)
            own.mkdir()
            names = [module.__name__ for module in modules]
            running.append(two.submit(_run, names, words, given, own, (*FAILURES, *failures)))
        counts = [each.result() for each in running]
    passed, failed = map(sum, zip(*counts))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def _run(names, words, given, folder, failures):
    """Runs the checks of one group; how many passed and failed."""
    checks = [
        (number, check, name) for number, (check, name) in enumerate(_checks(names))
        if all(word in name for word in words)]
    if not checks:
        return 0, 0
    passed = failed = 0
    with given(folder) as arguments:
        for number, check, name in checks:
            began = time.monotonic()
            try:
                check(*arguments(number))
                passed += 1
                print(f"ok {time.monotonic() - began:5.1f} s  {name}", flush=True)
            except failures as error:
                failed += 1
                print(f"FAILED      {name}: {error}", flush=True)
                traceback.print_exc()
    return passed, failed


def _checks(names):
    """All checks of some modules with what they say of themselves, in the order of writing."""
    for module in names:
        for name, check in list(vars(sys.modules[module]).items()):
            if name.startswith("test_"):
                yield check, check.__doc__.splitlines()[0].rstrip(".")


@contextmanager
def folders(folder):
    """Gives each check an empty folder of its own."""

    def own(number):
        made = folder / str(number)
        made.mkdir()
        return (made,)

    yield own
