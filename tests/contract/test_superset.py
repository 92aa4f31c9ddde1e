"""The API we describe is that of the contract: every operation, every field of every schema."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract import departures
from tests.contract.schemas import FACTS, our_document, path_key

Part = dict[str, Any]

OURS = our_document()
OPERATIONS: list[Part] = FACTS["operations"]
SCHEMAS: dict[str, Part] = FACTS["schemas"]
OUR_PATHS = {path_key(path): (path, item) for path, item in OURS["paths"].items()}
# What says more of a type than the contract does.
_REFINEMENTS = frozenset({"uuid", "int32", "int64", "double", "date-time"})
# None of our numbers is above 2**63.
_SAME_FORMATS = {"int": ("int32", "int64"), "uint64": ("int64",), "float": ("double",)}
# Described there, used by no operation: bodies of events and leftovers.
UNUSED = frozenset(
    {
        "CallManagerExternalMedia",
        "CampaignManagerCampaignExecute",
        "MessageManagerMessageProviderName",
        "NumberManagerNumberProviderName",
        "TranscribeManagerSpeechWebhookMessage",
    }
)


def resolved(part: Part) -> Part:
    """A part of our document with its reference followed."""
    found: Any = OURS
    if "$ref" not in part:
        return part
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _without_null(schema: Part) -> Part:
    """What something is when it is not null."""
    match schema.get("anyOf"):
        case [shape, {"type": "null"}]:
            return {**schema, **shape}
    return schema


def merged(schema: Part) -> Part:
    """A schema of our document in one piece."""
    schema = resolved(_without_null(resolved(schema)))
    parts = [merged(part) for part in schema.get("allOf", ())]
    properties: Part = {}
    for part in (*parts, schema):
        properties |= part.get("properties", {})
    whole = {key: value for part in (*parts, schema) for key, value in part.items()}
    return {**whole, "properties": properties}


def schema_differences(theirs: Part, ours: Part, where: str) -> Iterator[str]:
    """How our schema is not theirs; named schemas are compared by name alone, each once."""
    if "ref" in theirs:
        name = departures.meant(theirs["ref"])
        our_name = ours.get("$ref", "").rpartition("/")[2]
        if departures.may_be_text(where) and ours.get("type") == "string":
            return
        if departures.may_be_text(where) and our_name.startswith("FlowManagerActionOption"):
            yield from schema_differences(SCHEMAS[name], resolved(ours), f"{our_name}.{name}")
        elif name != our_name:
            yield f"{where}: is a {our_name or ours.get('type')}, not a {name}"
        return
    ours = merged(ours)
    yield from _type_differences(theirs, ours, where)
    yield from _word_differences(theirs, ours, where)
    for part in ("items", "additionalProperties"):
        if isinstance(theirs.get(part), dict):
            if isinstance(ours.get(part), dict):
                yield from schema_differences(theirs[part], ours[part], f"{where}[]")
            else:
                yield f"{where}: {part} are not described"
    for name, field in theirs.get("properties", {}).items():
        if name in ours.get("properties", {}):
            yield from schema_differences(field, ours["properties"][name], f"{where}.{name}")
        else:
            yield f"{where}.{name}: is missing"


def _type_differences(theirs: Part, ours: Part, where: str) -> Iterator[str]:
    types = ours.get("type", [])
    types = types if isinstance(types, list) else [types]
    if "type" in theirs and theirs["type"] not in types:
        yield f"{where}: type {types}, not {theirs['type']}"
    if where in departures.SYMBOLIC_IDS or departures.may_be_text(where):
        return
    # Of what may be left empty, the format is one of two ways.
    (one, *_) = ours.get("anyOf", [ours])
    theirs_format, our_format = theirs.get("format"), one.get("format")
    if our_format in _SAME_FORMATS.get(str(theirs_format), ()):
        return
    if theirs_format != our_format and (theirs_format or our_format not in _REFINEMENTS):
        yield f"{where}: format {our_format}, not {theirs_format}"


def _word_differences(theirs: Part, ours: Part, where: str) -> Iterator[str]:
    # Numbers are bits that add up; listing their sums would refuse others.
    if theirs.get("type") == "integer" or ("enum" not in theirs and "enum" not in ours):
        return
    if where in departures.OPEN_SETS or ("enum" not in ours and departures.may_be_text(where)):
        return
    more = {"", *departures.MORE_WORDS.get(where, ()), *departures.TEXTS_WITH_WORDS.get(where, ())}
    if lacking := set(theirs.get("enum", ())) - set(ours.get("enum", ())):
        yield f"{where}: words {sorted(lacking)} are missing"
    if added := set(ours.get("enum", ())) - set(theirs.get("enum", ())) - more:
        yield f"{where}: words {sorted(added)} are not the contract's"


def operation_differences(theirs: Part) -> Iterator[str]:
    """How our operation is not theirs."""
    if path_key(theirs["path"]) not in OUR_PATHS:
        yield "the path is missing"
        return
    _, item = OUR_PATHS[path_key(theirs["path"])]
    ours = item.get(theirs["method"])
    if ours is None:
        yield "the method is missing"
        return
    name = f"{theirs['method']} {theirs['path']}"
    yield from _parameter_differences(theirs, ours, name)
    yield from _body_differences(theirs.get("body"), ours.get("requestBody"), name)
    for their_status, answer in theirs["responses"].items():
        key = (f"{theirs['method']} {theirs['path']}", their_status)
        status = departures.STATUSES.get(key, their_status)
        if status in ours["responses"]:
            told = resolved(ours["responses"][status])
            more = ours["operationId"] in departures.MORE_ANSWERS or status >= "300"
            yield from _content_differences(answer, told, status, may_say_more=more)
        elif status not in departures.NO_STATUS:
            yield f"{status}: is missing"


def _parameter_differences(theirs: Part, ours: Part, operation: str) -> Iterator[str]:
    required = departures.REQUIRED.get(operation, frozenset())
    have = {(p["in"], p["name"]): p for p in map(resolved, ours.get("parameters", ()))}
    known = set()
    for parameter in theirs["parameters"]:
        place, name = parameter["in"], parameter["name"]
        key = (place, departures.PARAMETERS.get(name, name))
        known.add(key)
        # Credentials are described once, as security schemes.
        if key not in have and key != ("query", "accesskey"):
            yield f"{place} parameter {name}: is missing"
        elif key in have:
            where = f"{operation} {place} parameter {name}"
            yield from schema_differences(parameter["schema"], have[key]["schema"], where)
            if have[key]["required"] and not parameter.get("required") and name not in required:
                yield f"{where}: must not be required"
    for key in have.keys() - known:
        if have[key]["required"]:
            yield f"{key[0]} parameter {key[1]}: is required and the contract has none"


def _body_differences(theirs: Part | None, ours: Part | None, operation: str) -> Iterator[str]:
    required = departures.REQUIRED.get(operation, frozenset())
    if theirs is None:
        if ours is not None and ours.get("required"):
            yield "body: is required and the contract has none"
        return
    if ours is None:
        yield "body: is missing"
        return
    yield from _content_differences(theirs, ours, f"{operation} body")
    content = ours["content"].get(theirs["media_type"], {})
    described = merged(content.get("schema", {}))
    wanted = theirs["schema"]
    if "ref" in wanted:
        wanted = SCHEMAS[wanted["ref"]]
    if more := set(described.get("required", ())) - set(wanted.get("required", ())) - required:
        yield f"body: requires {sorted(more)} as well"


def _content_differences(
    theirs: Part | None, ours: Part, where: str, *, may_say_more: bool = False
) -> Iterator[str]:
    content = ours.get("content", {})
    if theirs is None:
        if content and not may_say_more:
            yield f"{where}: has a body and the contract's has none"
    elif where.isdigit() and where >= "400":
        # Errors all have the one form that says more than the contract's.
        pass
    elif theirs["media_type"] not in content:
        yield f"{where}: is {list(content)}, not {theirs['media_type']}"
    else:
        described = content[theirs["media_type"]].get("schema", {})
        yield from schema_differences(theirs["schema"], described, where)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o['method']} {o['path']}")
def test_operation(operation: Part) -> None:
    differences = list(operation_differences(operation))
    assert not differences, differences


@pytest.mark.parametrize("name", sorted(SCHEMAS.keys() - UNUSED))
def test_schema(name: str) -> None:
    assert name in OURS["components"]["schemas"], f"{name} is missing"
    ours = OURS["components"]["schemas"][name]
    differences = list(schema_differences(SCHEMAS[name], ours, name))
    assert not differences, differences


def test_every_operation_of_the_contract_is_compared() -> None:
    assert len(OPERATIONS) == 302
    assert len(SCHEMAS) == 195


def test_every_departure_is_one() -> None:
    """What is no longer different leaves the table."""
    text = str(FACTS)
    assert all(name in text for name in departures.PARAMETERS)
    for field in departures.SYMBOLIC_IDS:
        owner, _, name = field.partition(".")
        assert SCHEMAS[owner]["properties"][name]["format"] == "uuid"
        assert "format" not in OURS["components"]["schemas"][owner]["properties"][name]
    for name in departures.OPEN_SETS:
        assert "enum" in SCHEMAS[name]
        assert "enum" not in OURS["components"]["schemas"][name]
    for name, words in departures.MORE_WORDS.items():
        assert not words & set(SCHEMAS[name]["enum"])
        assert words <= set(OURS["components"]["schemas"][name]["enum"])
    described = str(OURS)
    for place, words in departures.TEXTS_WITH_WORDS.items():
        assert place.split()[0] in ("get", "post", "put") or place.split(".")[0] in SCHEMAS
        assert all(repr(word) in described for word in words)
    statuses = {status for operation in OPERATIONS for status in operation["responses"]}
    assert statuses >= departures.NO_STATUS


def test_what_is_unused_is_used_by_nothing() -> None:
    used: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            name = part.get("ref")
            if isinstance(name, str) and name not in used:
                used.add(name)
                walk(SCHEMAS[name])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(OPERATIONS)
    assert not used & UNUSED
