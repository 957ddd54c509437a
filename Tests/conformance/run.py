"""Plays the cases of Autobahn with an echo over Kring's transport, and compares each outcome.

A line for each outcome that is not plainly right, with its reason; then how many of 271 are right.
Arguments are the beginnings of the numbers to play, such as 6.4; --list names every case. The last
line is «N passed, N failed»: passed is what comes out as it is known to.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import cases
from line import CLOSE, Ended, Line, fragments, frame, goodbye

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(os.environ.get("KRING_PROGRAMS", ROOT / ".build" / "debug"))
ALL = 271
RIGHT, LATE, INFORMATIVE, NOT_OFFERED, MEANT = (
    "right", "right, not strict", "informative", "not offered", "refused")
# What comes out otherwise than plainly right: the beginning of the number, what, and why.
KNOWN = (
    ("1.2.", MEANT, "meant: Kring speaks text only, and closes with 1003 for a binary message"),
    ("6.4.", LATE, "invalid UTF-8 is noticed at the end of the message, which RFC 6455 8.1 allows"),
    ("7.1.6", INFORMATIVE, "answers that wait when a goodbye comes are not sent any more: RFC 6455 leaves it open"),
    ("7.13.", INFORMATIVE, "codes that the RFC leaves undefined; here they are answered with 1002"),
    ("12.", NOT_OFFERED, "unimplemented: compression is not offered"),
    ("13.", NOT_OFFERED, "unimplemented: compression is not offered"),
)
MOMENT = 0.25  # seconds without an answer that count as none


def known(number):
    """What a case is known to come out as, and why."""
    for beginning, outcome, reason in KNOWN:
        if number.startswith(beginning):
            return outcome, reason
    return RIGHT, ""


@contextlib.contextmanager
def echo():
    """The port of an echo, which ends with this."""
    with subprocess.Popen([PROGRAMS / "kring-echo"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as program:
        word, port = program.stdout.readline().split()
        assert word == "port"
        yield int(port)
        program.stdin.close()
        assert program.wait(20) == 0


def expect(line, opcode, payload):
    """Receives a frame, which has to be this one."""
    got = line.receive()
    assert got == (opcode, payload), f"got {brief(*got)} in the place of {brief(opcode, payload)}"


def brief(opcode, payload):
    """A frame in few words."""
    return f"opcode {opcode}, {len(payload)} bytes {payload[:24]!r}"


def play(case, port):
    """Plays a case; returns what it came out as, or fails."""
    with Line(port, case.extensions) as line:
        if case.extensions:
            assert "extensions" not in line.head.lower(), line.head
        here, early = 0, False
        for place, piece in enumerate(case.pieces):
            while here < (case.awaited or {}).get(place, 0):
                expect(line, *case.answers[here])
                here += 1
            line.send(piece)
            if place in case.waiting and not line.quiet(MOMENT):
                assert place > 0, "an answer to what was right so far"
                early = True
                break
        try:
            for answer in case.answers[here:]:
                expect(line, *answer)
            end(case, line)
        except Ended:
            if not case.may_break_off:
                raise
        if case.waiting:
            return RIGHT if early else LATE
    if case.number.startswith("1.2."):
        return MEANT
    if case.extensions:
        return NOT_OFFERED
    return INFORMATIVE if case.number.startswith(("7.1.6", "7.13.")) else RIGHT


def end(case, line):
    """Sees the connection end as it should: with a goodbye of both, and of the socket."""
    if case.ending is None:
        line.send(frame(CLOSE, goodbye(1000)))
        expect(line, CLOSE, goodbye(1000))
    elif isinstance(case.ending, bytes):
        expect(line, CLOSE, case.ending)
    else:
        opcode, payload = line.receive()
        code = int.from_bytes(payload[:2], "big")
        assert opcode == CLOSE and code in case.ending, f"got {brief(opcode, payload)}"
        line.send(frame(CLOSE, goodbye(code)))
    try:
        left = line.receive()
    except Ended:
        return
    raise AssertionError(f"after the goodbye came {brief(*left)}")


def by_bytes(chosen):
    """The texts of group 6 again, each in fragments of one byte."""
    for case in chosen:
        if case.text:
            yield cases.Case(f"{case.number} in fragments", fragments(case.text, 1), case.answers,
                             case.ending)


def run(chosen, port):
    """Plays cases; returns how many there were of each outcome, and how many were not the known."""
    counts, failed = Counter(), 0
    for case in chosen:
        wanted, reason = known(case.number)
        try:
            outcome = play(case, port)
            said = reason
        except (AssertionError, Ended, OSError) as error:
            outcome, said = "WRONG", f"{error}" or "the connection ended"
        counts[outcome] += 1
        if outcome != wanted:
            failed += 1
            print(f"FAILED {case.number}: {outcome}, expected {wanted}: {said}", flush=True)
        elif outcome != RIGHT:
            print(f"{case.number:8} {outcome}: {said}", flush=True)
    return counts, failed


def main():
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="name the cases and play none")
    parser.add_argument("number", nargs="*", help="play only cases whose numbers begin so")
    asked = parser.parse_args()
    chosen = [case for case in cases.every()
              if not asked.number or case.number.startswith(tuple(asked.number))]
    if asked.list:
        for case in chosen:
            print(f"{case.number:8} {known(case.number)[0]}")
        return 0
    assert asked.number or len({case.number for case in chosen}) == ALL, len(chosen)
    began = time.monotonic()
    with echo() as port:
        counts, failed = run(chosen, port)
        more, also = run(by_bytes(chosen), port)
    strict = counts[RIGHT]
    print(f"{len(chosen)} cases in {time.monotonic() - began:.0f} s: {strict} right, "
          f"{counts[LATE]} right but not strict, {counts[INFORMATIVE]} informative, "
          f"{counts[NOT_OFFERED]} not offered (compression), {counts[MEANT]} refused as meant "
          f"(binary), {counts['WRONG']} wrong; {strict + counts[LATE]} of {len(chosen)} pass")
    total = len(chosen) + sum(more.values())
    failed += also
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
