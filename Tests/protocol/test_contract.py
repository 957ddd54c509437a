"""The checker itself: what it must notice, it notices."""

import json

import pytest

from contract import Contract, Refused, read_strictly, words_in
from validate import Tally, check_line, check_schemas, check_traffic, check_vectors

CLIENT = {
    "$id": "client.json",
    "oneOf": [{"$ref": "#/$defs/ping"}, {"$ref": "#/$defs/hand"}],
    "$defs": {
        "ping": {
            "type": "object",
            "properties": {"do": {"const": "ping"}},
            "required": ["do"],
            "additionalProperties": False,
        },
        "hand": {
            "type": "object",
            "properties": {"do": {"const": "hand"}, "up": {"type": "boolean"}},
            "required": ["do", "up"],
            "additionalProperties": False,
        },
    },
}
SERVER = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "server.json",
    "oneOf": [
        {"type": "object", "properties": {"pong": {"type": "integer"}}, "required": ["pong"]},
        {
            "type": "object",
            "properties": {"events": {"type": "array", "items": {"$ref": "event.json"}}},
            "required": ["events"],
        },
    ],
}
EVENT = {
    "$id": "event.json",
    "type": "object",
    "required": ["seq"],
    "properties": {"seq": {"type": "integer"}, "event": {"enum": ["created", "halt.raised"]}},
}


@pytest.fixture
def write(tmp_path):
    """A function that writes JSON files or lines and returns their folder."""

    def write(folder, **contents):
        folder = tmp_path / folder
        folder.mkdir(exist_ok=True)
        for name, content in contents.items():
            if name == "lines":
                text = "".join(json.dumps(line) + "\n" for line in content)
                (folder / "a.jsonl").write_text(text)
            else:
                (folder / f"{name}.json").write_text(json.dumps(content))
        return folder

    return write


@pytest.fixture
def contract(write):
    return Contract(write("schema", client=CLIENT, server=SERVER, event=EVENT))


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":2}', '{"a":9007199254740992}', '{"a":NaN}', "[1]", '{"a":1', '"a"', "[" * 9999],
)
def test_strict_reading_refuses(text):
    with pytest.raises(Refused):
        read_strictly(text)


def test_messages_are_checked_by_the_schema_of_their_direction(contract):
    assert contract.problem("client", '{"do":"hand","up":true}') is None
    assert "$" in contract.problem("client", '{"do":"hand","up":1}')
    assert contract.problem("client", '{"do":"hand","up":true,"more":1}')
    assert contract.problem("client", '{"pong":1}')
    assert contract.problem("server", '{"events":[{"seq":1,"event":"created"}]}') is None
    assert contract.problem("server", '{"events":[{"seq":1,"event":"unheard"}]}')
    assert contract.problem("server", '{"pong":1}') is None
    assert contract.problem("server", '{"pong":1.0}')
    deep = '{"a":' * 9 + "1" + "}" * 9
    assert contract.problem("client", deep) == "nested deeper than 8"


def test_words_are_found_in_schemas_and_messages(contract):
    assert contract.words() == {
        "do ping", "do hand", "event created", "event halt.raised", "frame pong", "frame events",
    }
    assert words_in("client", {"do": "ping"}) == {"do ping"}
    message = {"events": [{"seq": 1, "event": "created"}, {"seq": 2}]}
    assert words_in("server", message) == {"frame events", "event created"}
    assert words_in("server", {"ref": 1, "ok": 2}) == {"frame ok"}


def test_a_reference_that_leads_nowhere_is_a_flaw(write):
    broken = {"$id": "client.json", "$ref": "gone.json#/$defs/a"}
    contract = Contract(write("schema", client=broken, server={"type": "objekt"}))
    assert "gone.json" in contract.flaw("client.json")
    assert "objekt" in contract.flaw("server.json")
    tally = Tally()
    check_schemas(contract, tally)
    assert (tally.passed, tally.failed) == (0, 4)


def test_vectors_must_be_what_they_say(contract, write):
    def vector(name, valid, text, **more):
        about = {"def": "client/ping", "direction": "client"}
        return {"name": name, "valid": valid, "json": text, **about, **more}

    vectors = [
        vector("right", True, '{"do":"ping"}'),
        vector("wrongly valid", True, '{"do":"pong"}'),
        vector("wrongly invalid", False, '{"do":"ping"}'),
        vector("rightly invalid", False, '{"do":"ping"'),
        vector("beyond a schema", False, '{"do":"ping"}', level="json"),
    ]
    tally = Tally()
    check_vectors(contract, write("vectors", messages={"messages": vectors}), tally)
    # Two are wrong, two right, and of client/ping there are enough, of client/hand none.
    assert (tally.passed, tally.failed) == (4, 4)


def test_traffic_is_checked_line_by_line(contract, write):
    good = [{"dir": "client", "json": {"do": "ping"}}, {"dir": "server", "json": {"pong": 1}}]
    tally = Tally()
    seen = check_traffic(contract, write("good", lines=good), tally)
    assert seen == {"do ping", "frame pong"}
    assert (tally.passed, tally.failed) == (1, 0)
    body = '{"dir":"client","schema":"event.json","json":{"seq":1}}'
    assert check_line(contract, body, seen) is None
    assert "seq" in check_line(contract, body.replace('"seq"', '"sek"'), seen)
    bad = [*good, {"dir": "server", "json": {"do": "ping"}}, {"dir": "server", "text": "x"}]
    check_traffic(contract, write("bad", lines=bad), tally)
    assert (tally.passed, tally.failed) == (1, 1)


def test_only_the_last_line_of_traffic_may_be_cut_off(contract, tmp_path, capsys):
    whole, cut = '{"dir":"client","json":{"do":"ping"}}\n', '{"dir":"client","json":{"do'
    for text, failed in ((whole + cut, 0), (cut + "\n" + whole, 1)):
        (tmp_path / "a.jsonl").write_text(text)
        tally = Tally()
        check_traffic(contract, tmp_path, tally)
        assert (tally.passed, tally.failed) == (1 - failed, failed)
    assert "1 files cut off" in capsys.readouterr().out
