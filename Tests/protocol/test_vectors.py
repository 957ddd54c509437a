"""The schemas and the vectors of the protocol, held against each other."""

import json
import re
from decimal import Decimal

import pytest

from contract import Contract, Refused, read_strictly
from validate import PROTOCOL

CONTRACT = Contract(PROTOCOL / "schema")


def vectors(name):
    return json.loads((PROTOCOL / "vectors" / name).read_text(encoding="utf-8"))["messages"]


MESSAGES = vectors("messages.json")
REQUESTS = vectors("requests.json")


def by_name(vector):
    return vector["name"]


@pytest.mark.parametrize("file", ["client", "server", "event"])
def test_each_definition_is_a_choice_of_its_file(file):
    schema = CONTRACT.schemas[f"{file}.json"]
    choices = [choice["$ref"].removeprefix("#/$defs/") for choice in schema["oneOf"]]
    assert choices == list(schema["$defs"])


@pytest.mark.parametrize("vector", [v for v in MESSAGES if v["valid"]], ids=by_name)
def test_a_valid_vector_is_of_its_definition_and_no_other(vector):
    file, _, about = vector["def"].partition("/")
    value = json.loads(vector["json"])
    if file == "event":
        value = value["events"][0]
    parts = f"{file}.json#/$defs/"
    names = CONTRACT.schemas[f"{file}.json"]["$defs"]
    matching = [name for name in names if not CONTRACT.mismatch(parts + name, value)]
    assert matching == [about]


@pytest.mark.parametrize(
    "vector", [v for v in MESSAGES + REQUESTS if v.get("level") == "schema"], ids=by_name
)
def test_what_only_the_schema_refuses_is_in_order_as_json(vector):
    assert isinstance(read_strictly(vector["json"]), dict)


@pytest.mark.parametrize(
    "vector", [v for v in MESSAGES + REQUESTS if v.get("level") == "json"], ids=by_name
)
def test_what_only_strict_reading_refuses_is_no_json_or_in_order_for_the_schema(vector):
    try:
        problem = mismatch_in_whole(vector)
    except json.JSONDecodeError:
        return
    assert problem is None


@pytest.mark.parametrize(
    "vector", [v for v in MESSAGES + REQUESTS if not v["valid"] and "level" not in v], ids=by_name
)
def test_what_is_of_no_level_the_schema_refuses_too(vector):
    try:
        problem = mismatch_in_whole(vector)
    except RecursionError:
        return  # thousands deep, which the parser of this test does not read
    assert problem


def mismatch_in_whole(vector):
    """Where the schema of its body or its direction refuses a vector, however loosely it is read."""
    _, _, answer = vector["def"].partition("/")
    if vector in MESSAGES:
        schema = f"{vector['direction']}.json"
    else:
        schema = f"create.json#/$defs/{answer}" if answer else "create.json"
    return CONTRACT.mismatch(schema, read_loosely(vector["json"]))


def read_loosely(text):
    """What a usual parser makes of it: the last of equal keys counts, and 7.0 is a whole number."""

    def number(digits):
        value = Decimal(digits)
        return int(value) if value == value.to_integral_value() else float(value)

    def constant(name):
        raise json.JSONDecodeError(f"{name} is no JSON", text, text.index(name))

    return json.loads(text, parse_float=number, parse_constant=constant)


@pytest.mark.parametrize("vector", REQUESTS, ids=by_name)
def test_bodies_of_requests_are_what_they_say(vector):
    _, _, answer = vector["def"].partition("/")
    reference = f"create.json#/$defs/{answer}" if answer else "create.json"
    try:
        problem = CONTRACT.mismatch(reference, read_strictly(vector["json"]))
    except Refused as error:
        problem = str(error)
    if vector["valid"]:
        assert problem is None
    elif vector.get("level") != "json":
        assert problem


def test_every_object_of_the_server_is_closed():
    """A key that nobody wrote down fails the check of the traffic, wherever it is."""
    pages = 0
    for name in ("server.json", "event.json", "view.json", "plan.json", "common.json"):
        for key, _ in open_objects(CONTRACT.schemas[name]):
            assert key == "page", f"{name}: {key} may hold anything"
            pages += 1
    assert pages == 3


def open_objects(schema, key=""):
    """All objects in a schema that allow unknown keys, with the key they are found under."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
            yield key, schema
        for inner, value in schema.items():
            yield from open_objects(value, inner)
    elif isinstance(schema, list):
        for value in schema:
            yield from open_objects(value, key)


PLANS = [
    pytest.param(row["plan"], id=f"{path.stem}: {row['name']}")
    for path in sorted((PROTOCOL / "vectors" / "plans").glob("*.json"))
    for row in json.loads(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("plan", PLANS)
def test_every_compiled_plan_matches_the_schema_of_plans(plan):
    assert CONTRACT.mismatch("plan.json", plan) is None


@pytest.mark.parametrize("name", ["asyncapi.yaml", "openapi.yaml"])
def test_the_thin_documents_point_to_schemas_that_are_there(name):
    text = (PROTOCOL / name).read_text(encoding="utf-8")
    pointers = re.findall(r'"schema/(\w+\.json)(?:#/\$defs/(\w+))?"', text)
    assert len(pointers) >= 2
    for file, part in pointers:
        schema = CONTRACT.schemas[file]
        assert not part or part in schema["$defs"]


SESSIONS = [
    pytest.param(json.loads(path.read_text(encoding="utf-8")), id=path.stem)
    for path in sorted((PROTOCOL / "vectors" / "sessions").glob("*.json"))
]


def lengthened(value):
    """Gives the envelopes of a recorded session the length that they have on the wire."""
    if isinstance(value, dict):
        return {key: lengthened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [lengthened(inner) for inner in value]
    if isinstance(value, str) and value.startswith("AQAA"):
        return value.ljust(723, "A")
    return value


@pytest.mark.parametrize("session", SESSIONS)
def test_a_recorded_session_is_what_a_server_sends(session):
    session = lengthened(session)
    log = {event["seq"]: event for event in session["log"]}
    assert list(log) == sorted(log) and len(log) == len(session["log"])
    assert list(session["events"]) == list(session["views"])
    used = set()
    for member, entries in session["events"].items():
        used |= {entry for entry in entries if isinstance(entry, int)}
        frame = {"events": [log[one] if isinstance(one, int) else one for one in entries]}
        assert CONTRACT.mismatch("server.json#/$defs/events", frame) is None
        view = session["views"][member]
        # Who sees the same as another points there.
        view = session["views"][view] if isinstance(view, str) else view
        assert CONTRACT.mismatch("view.json", view) is None
    assert used == set(log)


def test_there_are_recorded_sessions():
    assert len(SESSIONS) >= 4


METHODS = json.loads((PROTOCOL / "vectors" / "methods.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", [one for one in METHODS if "schema_valid" in one], ids=by_name)
def test_the_schema_takes_and_refuses_method_files_as_their_vectors_say(vector):
    schema = "frame.json" if vector.get("frame") else "method.json"
    mismatch = CONTRACT.mismatch(schema, json.loads(vector["json"]))
    assert (mismatch is None) == vector["schema_valid"], mismatch
