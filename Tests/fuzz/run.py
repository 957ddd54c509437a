"""Fuzzes what reads bytes of others, two readers at a time, and counts what holds.

Builds the readers with libFuzzer and AddressSanitizer by swiftc alone, into .build-fuzz. Each
begins with what recorded sessions, vectors and method files hold; what it finds beyond that is
kept in .build-fuzz/corpus for the next run. The last line is «N passed, N failed»; a finding is
left in .build-fuzz/findings, and its first 1024 bytes are printed in base64.
"""

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build-fuzz"
FLAGS = [
    "-O", "-g", "-swift-version", "6", "-parse-as-library", "-sanitize=fuzzer,address",
    "-package-name", "kring",
    "-enable-upcoming-feature", "ExistentialAny",
    "-enable-upcoming-feature", "MemberImportVisibility",
]
# In the order in which they need each other; neither list needs the other one.
MODULES = (["KringJSON", "KringCore", "KringMethods", "KringProtocol"],
           ["Locking", "TransportLoop", "Transport", "TransportClient"])
SYSTEM = ["CLibWebSockets", "COpenSSL", "CZlib"]
C = ["CReceiving"]
TARGETS = [
    "client-message", "server-message", "journal", "json", "method", "http", "requests", "frames"]
# The longest that each may be given: what the server takes, or what is worth trying.
LENGTHS = {
    "client-message": 16_384, "server-message": 32_768, "journal": 32_768, "json": 16_384,
    "method": 65_536, "http": 8_192, "requests": 20_000, "frames": 4_096,
}
ANSWERS = [
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-A:  b\r\n\r\nabc",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n0\r\nT: x\r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\nto the end", "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nabc",
    "https://kring.example:8443/path?x#secret", "ws://[::1]:80/ws", "http://localhost",
    "192.0.2.1, 2001:db8::1", "::ffff:192.0.2.1", "http://a\u0600",
]
HOST = "Host: kring.example\r\n"
UPGRADE = ("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: kring.1\r\n")
REQUESTS = [
    f"GET / HTTP/1.1\r\n{HOST}\r\n" * 2, f"GET /ws HTTP/1.1\r\n{HOST}{UPGRADE}\r\n",
    f"POST /api/sessions HTTP/1.1\r\n{HOST}Content-Length: 2\r\n\r\n{{}}GET / HTTP/1.0\r\n\r\n",
    f"POST / HTTP/1.1\r\n{HOST}Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    f"GET http://[::1]:80/%61?q HTTP/1.1\r\n{HOST}If: 1\r\n 2\r\nX-Forwarded-For: ::1\r\n\r\n",
    f"OPTIONS * HTTP/1.1\r\n{HOST}Content-Length: 4\r\n\r\n\r\n\r\nHEAD / HTTP/1.1\r\n{HOST}\r\n",
]


def frame(opcode, count, final=True):
    """A frame of a client, masked with zeros, with a length written as short as it goes."""
    first, mask = bytes([opcode | (0x80 if final else 0)]), bytes(4)
    length = (bytes([0x80 | count]) if count < 126 else b"\xfe" + count.to_bytes(2, "big")
              if count < 65_536 else b"\xff" + count.to_bytes(8, "big"))
    return first + length + mask + b"a" * count


FRAMES = [
    frame(1, 5) + frame(9, 4) + frame(1, 300), frame(1, 2, False) + frame(10, 0) + frame(0, 2),
    frame(8, 0) + frame(1, 1), b"\x88\x87" + bytes(4) + b"\x03\xe8hello", frame(2, 0, False),
    frame(1, 70_000)[:64], frame(9, 125) + frame(9, 0), b"\x81\x01a", b"\xc1\x80" + bytes(4),
]


def build():
    """Compiles each module and the targets, all with the instruments of the fuzzer."""
    BUILD.mkdir(exist_ok=True)
    (BUILD / ".gitignore").write_text("*\n", encoding="utf-8")
    paths = ["-I", str(BUILD)]
    for name in SYSTEM:
        paths += ["-I", str(ROOT / "Sources" / name)]
    objects = []
    for name in C:
        include = ROOT / "Sources" / name / "include"
        header, = include.glob("*.h")
        (BUILD / name).mkdir(exist_ok=True)
        (BUILD / name / "module.modulemap").write_text(
            f'module {name} {{ header "{header}" export * }}\n', encoding="utf-8")
        paths += ["-I", str(BUILD / name)]
        source, = (ROOT / "Sources" / name).glob("*.c")
        objects.append(str(BUILD / f"{name}.o"))
        subprocess.run(
            ["clang", "-O", "-g", "-fsanitize=fuzzer-no-link,address", "-I", include, "-c", source,
             "-o", objects[-1]], check=True, timeout=60)

    def compiled(names):
        for name in names:
            sources = sorted(map(str, (ROOT / "Sources" / name).rglob("*.swift")))
            swiftc(["-wmo", "-enable-testing", "-emit-module", "-emit-module-path",
                    str(BUILD / f"{name}.swiftmodule"), "-module-name", name,
                    "-emit-object", "-o", str(BUILD / f"{name}.o"), *paths, *sources])

    with ThreadPoolExecutor(2) as two:
        list(two.map(compiled, MODULES))
    objects += [str(BUILD / f"{name}.o") for names in MODULES for name in names]
    # The default linker warns of each symbol of the sanitizer, a page of them.
    swiftc(["-use-ld=lld", "-o", str(BUILD / "fuzz"), *paths, *objects, str(ROOT / "Tests/fuzz/Fuzz.swift")])


def swiftc(arguments):
    subprocess.run(["swiftc", *FLAGS, *arguments], check=True, timeout=600)


def seeds():
    """What each target begins with."""
    found = {name: set() for name in TARGETS}
    vectors = ROOT / "protocol" / "vectors"
    for file in ("messages.json", "requests.json"):
        for vector in json.loads((vectors / file).read_text(encoding="utf-8"))["messages"]:
            text = vector["json"]
            found["json"].add(text)
            if vector.get("direction") == "client":
                found["client-message"].add(text)
                found["method"].add(text)
            else:
                found["server-message"].add(text)
    for file in sorted((vectors / "sessions").glob("*.json")):
        session = json.loads(file.read_text(encoding="utf-8"))
        for event in session["log"]:
            found["journal"].add(compact(event))
            found["server-message"].add(compact({"events": [event]}))
        for view in session["views"].values():
            if isinstance(view, dict):
                found["server-message"].add(compact({"events": [{"seq": 1, "view": view}]}))
    for file in sorted((ROOT / "protocol" / "methods").glob("*.json")):
        found["method"].add(file.read_text(encoding="utf-8"))
    for vector in json.loads((vectors / "methods.json").read_text(encoding="utf-8")):
        found["method"].add(vector["json"])
        found["json"].add(vector["json"])
    # Traffic that other tests recorded, where they ran before: {"direction", "text"} a line.
    traffic = Path(os.environ.get("KRING_TRAFFIC", ROOT / ".build-traffic"))
    for file in sorted(traffic.glob("*")) if traffic.is_dir() else []:
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines()[:2000]:
            found["server-message"].add(line)
            found["client-message"].add(line)
    found["http"].update(ANSWERS)
    found["requests"].update(REQUESTS)
    found["frames"].update(FRAMES)
    return found


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def prepare():
    for name, texts in seeds().items():
        folder = BUILD / "seeds" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (BUILD / "corpus" / name).mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(sorted(texts)):
            raw = text if isinstance(text, bytes) else text.encode()
            (folder / f"{number:04}").write_bytes(raw)


def fuzz(name, seconds):
    """Runs one target; its line, and whether nothing was found."""
    findings = BUILD / "findings"
    findings.mkdir(exist_ok=True)
    began = time.monotonic()
    try:
        ended = subprocess.run(
            [str(BUILD / "fuzz"), str(BUILD / "corpus" / name), str(BUILD / "seeds" / name),
             f"-max_total_time={seconds}", f"-max_len={LENGTHS[name]}", "-timeout=10",
             "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={findings}/{name}-"],
            env={**os.environ, "KRING_FUZZ": name, "SWIFT_BACKTRACE": "enable=no",
                 "KRING_FRAME": str(ROOT / "protocol/methods/frame.json"),
                 "ASAN_OPTIONS": "detect_leaks=0"},
            capture_output=True, text=True, errors="replace", timeout=seconds + 120, check=False)
        code, log = ended.returncode, ended.stderr
    except subprocess.TimeoutExpired as error:
        code, log = 1, str(error)
    (BUILD / f"{name}.log").write_text(log, encoding="utf-8")
    counts = dict(re.findall(r"stat::(\w+):\s+(\d+)", log))
    executed = int(counts.get("number_of_executed_units", 0))
    cover = re.findall(r"cov: (\d+)", log)
    took = max(1, time.monotonic() - began)
    line = (f"{name:15} {executed:10} executions, {executed / took:7.0f}/s, "
            f"{cover[-1] if cover else '?':>6} edges")
    if code or not executed:
        cause = [each for each in log.splitlines()
                 if re.search(r"ERROR|Fatal|Test unit written", each)]
        told = cause[-5:] or log.splitlines()[-5:]
        told += [base64.b64encode(Path(path).read_bytes()[:1024]).decode()
                 for path in re.findall(r"Test unit written to (\S+)", log)]
        return f"FAILED {line}\n  " + "\n  ".join(told), False
    return f"ok     {line}", True


def main():
    parser = argparse.ArgumentParser(prog="kring fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60, metavar="N",
                        help="how long for each target (default: 60)")
    parser.add_argument("target", nargs="*", help=f"only these of: {', '.join(TARGETS)}")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.target if name not in TARGETS]
    if unknown:
        parser.error(f"there is no {unknown[0]}; there are: {', '.join(TARGETS)}")
    build()
    prepare()
    passed = failed = 0
    with ThreadPoolExecutor(2) as two:
        for line, held in two.map(lambda name: fuzz(name, chosen.seconds),
                                  chosen.target or TARGETS):
            print(line, flush=True)
            passed += held
            failed += not held
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
