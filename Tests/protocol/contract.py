"""The JSON Schemas of the protocol: strict reading, checking, and the words they name."""

import json

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DIRECTIONS = ("client", "server")
MOST_DEPTH = 8
MOST_INTEGER = 2**53 - 1

class Refused(ValueError):
    """What a strict reader of the protocol does not accept as JSON."""


def read_strictly(text):
    """Reads one JSON object, refusing what the protocol refuses in any message."""

    def members(pairs):
        names = [name for name, _ in pairs]
        if twice := {name for name in names if names.count(name) > 1}:
            raise Refused(f"duplicate key {sorted(twice)[0]}")
        return dict(pairs)

    def integer(digits):
        if abs(number := int(digits)) > MOST_INTEGER:
            raise Refused(f"integer out of range {digits}")
        return number

    def constant(name):
        raise Refused(f"{name} is no JSON")

    try:
        value = json.loads(
            text, object_pairs_hook=members, parse_int=integer, parse_constant=constant
        )
    except (json.JSONDecodeError, RecursionError) as error:
        raise Refused(f"no JSON: {error}") from error
    if not isinstance(value, dict):
        raise Refused("no object")
    return value


def depth(value):
    """How deep arrays and objects are nested."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def possible(choice, value):
    """Whether a value has the keys and the fixed words that a choice asks for."""
    if not isinstance(value, dict):
        return True
    return all(key in value for key in choice.get("required", [])) and all(
        value[key] == part["const"]
        for key, part in choice.get("properties", {}).items()
        if key in value and isinstance(part, dict) and "const" in part
    )


class Contract:
    """All schemas of a folder, which may refer to each other by file name."""

    def __init__(self, folder):
        self.schemas = {
            path.name: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*.json"))
        }
        # By this key the library would choose its own validator again, for each part.
        for schema in self.schemas.values():
            schema.pop("$schema", None)
        self._registry = Registry().with_resources(
            (schema.get("$id", name), DRAFT202012.create_resource(schema))
            for name, schema in self.schemas.items()
        )
        # What the choices of each `oneOf` ask for, found by the identity of their list.
        self._choices = {
            id(part["oneOf"]): [local(schema, choice) for choice in part["oneOf"]]
            for schema in self.schemas.values()
            for part in parts(schema)
            if isinstance(part.get("oneOf"), list)
        }
        self._validator = extend(
            Draft202012Validator,
            validators={"oneOf": self._one_of},
            # An integer is written without a point or an exponent.
            type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
                "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
            ),
        )

    def _one_of(self, validator, choices, value, schema):
        """Leaves out what cannot be meant, which is quick and gives errors of what is meant."""
        contents = self._choices.get(id(choices), choices)
        meant = [choice for choice, content in zip(choices, contents) if possible(content, value)]
        if len(meant) == 1:
            yield from validator.descend(value, meant[0])
        else:
            usual = Draft202012Validator.VALIDATORS["oneOf"]
            yield from usual(validator, meant or choices, value, schema)

    def flaw(self, name):
        """What is wrong with a schema itself, a broken reference included; None if nothing."""
        schema = self.schemas[name]
        if error := best_match(
            Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)
        ):
            return f"{error.json_path}: {error.message}"
        resolver = self._registry.resolver(schema.get("$id", name))
        for reference in references(schema):
            try:
                resolver.lookup(reference)
            except Exception as error:  # the library has many, all meaning the same here
                return f"{reference} leads nowhere: {error}"
        return None

    def problem(self, direction, text):
        """What is wrong with a message, as a place and a reason; None if nothing."""
        try:
            value = read_strictly(text)
        except Refused as error:
            return str(error)
        if direction == "client" and depth(value) > MOST_DEPTH:
            return f"nested deeper than {MOST_DEPTH}"
        return self.mismatch(f"{direction}.json", value)

    def mismatch(self, reference, value):
        """Where and why a value does not match a schema or a part of it; None if it does."""
        validator = self._validator({"$ref": reference}, registry=self._registry)
        if validator.is_valid(value):
            return None
        error = best_match(validator.iter_errors(value))
        return f"{error.json_path}: {error.message[:300]}"

    def words(self):
        """All kinds of message that the schemas name, in the words of `words_in`."""
        found = set()
        for part in parts(list(self.schemas.values())):
            for key in ("do", "event"):
                word = part.get("properties", {}).get(key)
                if isinstance(word, dict):
                    values = [word["const"]] if "const" in word else word.get("enum", [])
                    found |= {f"{key} {value}" for value in values}
        schema = self.schemas["server.json"]
        resolver = self._registry.resolver(schema.get("$id", "server.json"))
        for choice in schema.get("oneOf", schema.get("anyOf", [schema])):
            if "$ref" in choice:
                choice = resolver.lookup(choice["$ref"]).contents
            found |= {f"frame {key}" for key in choice.get("required", []) if key != "ref"}
        return found


def words_in(direction, message):
    """The kinds of message in a frame: `do X` of a client; `frame X`, `event X` of a server."""
    if direction == "client":
        return {f"do {message.get('do')}"}
    events = message.get("events", [])
    kinds = {f"event {event['event']}" for event in events if "event" in event}
    return kinds | {f"frame {key}" for key in message if key != "ref"}


def parts(schema):
    """A schema and all objects within it."""
    if isinstance(schema, dict):
        yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from parts(part)


def local(schema, choice):
    """What a choice refers to in its own schema; the choice itself if it refers elsewhere."""
    if choice.get("$ref", "").startswith("#/$defs/"):
        return schema["$defs"].get(choice["$ref"].removeprefix("#/$defs/"), choice)
    return choice


def references(schema):
    """Every reference in a schema."""
    return {part["$ref"] for part in parts(schema) if isinstance(part.get("$ref"), str)}
