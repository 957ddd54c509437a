"""Checks the schemas, the vectors and the method files, and what the other tests really sent.

usage: validate.py [--complete] TRAFFIC

TRAFFIC is a folder of .jsonl files with lines {"dir": "client" or "server", "json": message},
or {"dir", "schema": "create.json", "json": body} for HTTP. With --complete a kind of message
that is in a schema and in no line is a failure.
Ends with «N passed, N failed».
"""

import argparse
import json
import sys
from pathlib import Path

from contract import DIRECTIONS, Contract, words_in

PROTOCOL = Path(__file__).resolve().parents[2] / "protocol"
MOST_SHOWN = 5


class Tally:
    """Counts checks and prints those that fail."""

    def __init__(self):
        self.passed = self.failed = 0

    def note(self, what, *problems):
        """Counts one check, which failed if there is a problem."""
        if problems:
            self.failed += 1
            for problem in problems[:MOST_SHOWN]:
                print(f"FAILED {what}: {problem}")
            if more := problems[MOST_SHOWN:]:
                print(f"  and {len(more)} more")
        else:
            self.passed += 1


def some(problem):
    """A list of the problem, empty if there is none."""
    return [problem] if problem else []


def check_schemas(contract, tally):
    for name in (*(f"{direction}.json" for direction in DIRECTIONS), "method.json", "frame.json"):
        if name not in contract.schemas:
            tally.note(f"schema {name}", "there is no such file")
    for name in contract.schemas:
        tally.note(f"schema {name}", *some(contract.flaw(name)))


def check_vectors(contract, folder, tally):
    """Checks each vector, and that each part of a schema has one valid and two invalid ones."""
    counts = {
        (f"{name}/{part}", valid): 0
        for name in ("client", "server", "event")
        for part in contract.schemas.get(f"{name}.json", {}).get("$defs", {})
        for valid in (True, False)
    }
    for path in sorted(folder.glob("messages*.json")):
        for vector in json.loads(path.read_text(encoding="utf-8"))["messages"]:
            about = vector["def"], vector["valid"]
            counts[about] = counts.get(about, 0) + 1
            problem = contract.problem(vector["direction"], vector["json"])
            what = f"{path.name}: {vector['name']}"
            if vector["valid"]:
                tally.note(what, *some(problem))
            elif vector.get("level") != "json":  # that level is beyond a schema
                tally.note(what, *some(not problem and "accepted"))
    for (part, valid), count in counts.items():
        least = 1 if valid else 2
        kind = "valid" if valid else "invalid"
        tally.note(f"{kind} vectors of {part}", *some(count < least and f"there are {count}"))


def check_methods(contract, folder, tally):
    for path in sorted(folder.glob("*.json")):
        schema = "frame.json" if path.name == "frame.json" else "method.json"
        value = json.loads(path.read_text(encoding="utf-8"))
        tally.note(f"methods/{path.name}", *some(contract.mismatch(schema, value)))


def check_traffic(contract, folder, tally):
    """Checks every line and returns the kinds of message that were seen."""
    seen = set()
    known = {}  # the same line comes often: answers, pings, what everybody receives
    cut = 0
    for path in sorted(folder.glob("**/*.jsonl")):
        problems = []
        # Only a newline ends a line: a text may contain what Python counts as others.
        *lines, rest = path.read_text(encoding="utf-8", errors="replace").split("\n")
        cut += rest != ""  # its program was killed while it wrote
        for number, text in enumerate(lines, start=1):
            if text not in known:
                known[text] = check_line(contract, text, seen)
            if known[text]:
                problems.append(f"line {number}: {known[text]}")
        tally.note(f"traffic {path.relative_to(folder)}", *problems)
    print(f"{len(known)} different messages of {len(seen)} kinds in the traffic, "
          f"{cut} files cut off by a kill")
    return seen


def check_line(contract, text, seen):
    """What is wrong with a line of traffic; None if nothing."""
    try:
        line = json.loads(text)
    except ValueError as error:
        return f"no JSON: {error} in {text[:200]}"
    if line.get("dir") not in DIRECTIONS or "json" not in line:
        return f"no recorded message: {text[:200]}"
    way, message = line["dir"], line["json"]
    if "schema" in line:  # a body of the HTTP interface
        problem = contract.mismatch(line["schema"], message)
        return problem and f"{line['schema']} {problem} in {text[:200]}"
    if problem := contract.problem(way, json.dumps(message)):
        return f"{way} {problem} in {text[:200]}"
    seen |= words_in(way, message)
    return None


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("--complete", action="store_true")
    options.add_argument("traffic", type=Path)
    given = options.parse_args()
    tally = Tally()
    contract = Contract(PROTOCOL / "schema")
    check_schemas(contract, tally)
    check_methods(contract, PROTOCOL / "methods", tally)
    if all(f"{direction}.json" in contract.schemas for direction in DIRECTIONS):
        check_vectors(contract, PROTOCOL / "vectors", tally)
        seen = check_traffic(contract, given.traffic, tally)
        unseen = sorted(contract.words() - seen)
        if given.complete:
            for word in sorted(contract.words()):
                tally.note(word, *some(word in unseen and "no test ever sent this"))
        else:
            print("what was never sent is known only after all suites")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
