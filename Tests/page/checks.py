"""What checks the page's scripts without running them: types by deno, rules by oxlint, both from
the tests' virtual environment, and one rule of our own."""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WEB = ROOT / "web"
PROGRAMS = Path(sys.executable).parent

# What the whole page is about must have its type wherever it is handed on.
UNTYPED = re.compile(
    r"\{any(?:\[\])?\} (?:\*/ )?(client|now|m|moment|state|items?|cards?|inputs?|sets?|members?)\b"
    r"|@type \{any(?:\[\])?\} \*/\n\s*#?(client|now|m|moment|state|items?|cards?)\b")


def scripts(web):
    """All scripts below a folder."""
    return sorted(web.rglob("*.js"))


def type_faults(web, cache):
    """What the type checker says of all scripts below a folder; empty if nothing."""
    # Nothing is fetched: the page has no dependencies.
    command = [PROGRAMS / "deno", "check", "--quiet", "--no-remote", "--no-npm",
               "--config", HERE / "deno.json", *scripts(web)]
    environment = {**os.environ, "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1",
                   "DENO_DIR": str(cache)}
    return said(command, environment)


def rule_faults(*folders):
    """What the linter says of all scripts below some folders; empty if nothing."""
    return said([PROGRAMS / "oxlint", "--config", HERE / "oxlint.json", "--format", "unix",
                 *folders], os.environ)


def said(command, environment):
    """What a program printed if it failed."""
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                          check=False)
    assert done.returncode == 0 or done.stdout, f"{command[0]} ended with {done.returncode}"
    return done.stdout if done.returncode else ""


def untyped(web):
    """The places that hand on the client, the moment or an item as `any`."""
    return [f"{path.relative_to(web)}: {found.group(0)}" for path in scripts(web)
            for found in UNTYPED.finditer(path.read_text(encoding="utf-8"))]


def unchecked(web):
    """The scripts that ask for no check of their types."""
    return [str(path.relative_to(web)) for path in scripts(web)
            if "@ts-nocheck" in (text := path.read_text(encoding="utf-8"))
            or "@ts-ignore" in text or not text.startswith("// @ts-check")]
