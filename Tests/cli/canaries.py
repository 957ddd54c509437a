"""What a whole meeting leaves on the server's side: nothing of what was said."""

import base64
import json
import os
import re

from program import Person
from server import Server

WORD = "kanariewoord"
NAMES = ["Kanarienaam Een", "Kanarienaam Twee", "Kanarienaam Drie", "Kanarienaam Vier"]
STEPS = {
    "keuze": ["zaak"], "stelling": ["casus", "vraag"], "beeld": ["vragen"],
    "oordeel1": ["inzicht"], "schrijf": ["advies"], "besluit": ["besluit", "acties"],
    "oogst": ["oogst"],
}


def script(path):
    """A play in which everything that is said holds a word to search for."""
    texts = [
        {"member": name, "step": step, "input": field, "text": f"{WORD} {step} {field} {number}"}
        for number, name in enumerate(NAMES)
        for step, fields in STEPS.items() for field in fields
    ]
    path.write_text(
        json.dumps({"method": "bovv6", "cases": 1, "minutes": 60, "members": NAMES,
                    "texts": texts}), encoding="utf-8")
    return path


def found(word, files):
    """In which files a word stands, plain or in base64 at any of its three places."""
    raw = word if isinstance(word, bytes) else word.encode()
    shapes = [raw, raw.hex().encode()]
    for shift in range(3):
        text = base64.urlsafe_b64encode(b"\0" * shift + raw)
        # The characters at both ends also hold bits of their neighbours.
        shapes.append(text.rstrip(b"=")[shift and shift + 1:-1])
    return [path for path in files if any(shape in path.read_bytes() for shape in shapes)]


def test_canaries(server, folder):
    """texts, names and the secret of a meeting are found 0 times in data, log and frames."""
    own = Server(folder / "canaries").start()
    traffic = folder / "traffic"
    traffic.mkdir()
    before = os.environ.get("KRING_TRAFFIC")
    os.environ["KRING_TRAFFIC"] = str(traffic)
    try:
        group = Person(
            "play", script(folder / "canaries.json"), "--server", own.address, "--keep",
            "--pause-ms", "20")
        for line in group.lines("stderr"):
            if re.match(r"play: 1\.schrijf", line):
                # What is closed lies on disk now; a killed server leaves all its files behind.
                own.restart()
        outcome = list(group.lines("stdout"))
        assert group.ends() == 0, outcome
        own.kill()
    finally:
        if before is None:
            del os.environ["KRING_TRAFFIC"]
        else:
            os.environ["KRING_TRAFFIC"] = before
    log = folder / "canaries.log"
    log.write_text("".join(own.output), encoding="utf-8")
    frames = list(traffic.glob("*.jsonl"))
    files = [*own.data.glob("*"), log, *frames]
    secret = outcome[0].split("#")[1]
    # The search finds what must be there: a step in data and frames, the address in the log.
    assert found("1.schrijf", own.data.glob("*")) and found("1.schrijf", frames)
    assert found("localhost", [log])
    for word in (WORD, *NAMES, "Kanarienaam", secret):
        assert not found(word, files), (word, found(word, files))
    key = base64.urlsafe_b64decode(secret + "=")
    assert not found(key, files)
