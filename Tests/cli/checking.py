"""Runs checks one after the other, prints a line for each, and counts what holds."""

import subprocess
import time
import traceback

FAILURES = (AssertionError, OSError, RuntimeError, ValueError, KeyError,
            subprocess.SubprocessError)


def _checks(modules):
    """All checks, in the order in which they are written."""
    for module in modules:
        for name, check in list(vars(module).items()):
            if name.startswith("test_"):
                yield check


def run(modules, words, arguments, failures=()):
    """Runs the checks whose names have all the words; the exit code, 1 if something failed.

    `arguments` gives what a check is called with, by its number; `failures` are kinds of failure
    beside the usual ones.
    """
    passed = failed = 0
    for number, check in enumerate(_checks(modules)):
        name = check.__doc__.splitlines()[0].rstrip(".")
        if not all(word in name for word in words):
            continue
        began = time.monotonic()
        try:
            check(*arguments(number))
            passed += 1
            print(f"ok {time.monotonic() - began:5.1f} s  {name}", flush=True)
        except (*FAILURES, *failures) as error:
            failed += 1
            print(f"FAILED      {name}: {error}", flush=True)
            traceback.print_exc()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def folders(folder):
    """Gives each check an empty folder of its own."""

    def own(number):
        made = folder / str(number)
        made.mkdir()
        return (made,)

    return own
