"""What the contract and our own description say of answers, as validators."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.contract import departures
from tests.contract.derive import CONTRACT
from voipbin.gateway.openapi.document import document

Part = dict[str, Any]

FACTS: Part = json.loads(CONTRACT.read_text())
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Ids of flow actions are free text here: a flow may jump to "menu".
_SYMBOLIC = frozenset({"forward_action_id", "next_id", "target_id", "default_target_id"})


def path_key(path: str) -> str:
    """A path whatever its parameters are called."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@cache
def contract_operations() -> dict[tuple[str, str], Part]:
    """The operations of the contract by method and path."""
    return {(o["method"], path_key(o["path"])): o for o in FACTS["operations"]}


@cache
def our_document() -> Part:
    """Our description of the API."""
    return document()


@cache
def contract_answer(method: str, path: str, status: str) -> Draft202012Validator | None:
    """Checks an answer as a client of the contract understands it; None for one without a body.

    Raises:
        KeyError: the contract knows no such operation or status.
    """
    told = contract_operations()[method, path_key(path)]["responses"][status]
    if told is None or told["media_type"] != "application/json":
        return None
    named = {name: _as_answered(schema, name) for name, schema in FACTS["schemas"].items()}
    return _validator({**_as_answered(told["schema"]), "schemas": named})


@cache
def our_answer(method: str, path: str, status: str) -> Draft202012Validator | None:
    """The same, as our own description promises it."""
    answer = our_document()["paths"][path][method]["responses"][status]
    content = answer.get("content", {}).get("application/json")
    if content is None:
        return None
    return _validator({**content["schema"], "components": our_document()["components"]})


def faults(validator: Draft202012Validator, answer: Any) -> list[str]:
    """What is wrong with an answer, in words."""
    return [
        f"{'.'.join(map(str, error.absolute_path)) or 'the answer'}: {error.message}"
        for error in validator.iter_errors(answer)
    ]


def _as_answered(schema: Part, name: str = "") -> Part:
    """A schema of the contract, with what answers add to it.

    Unset times are null, unset words "", unset objects null; permissions add up.
    """
    if "ref" in schema:
        return {"$ref": f"#/schemas/{departures.meant(schema['ref'])}"}
    found: Part = {}
    if "type" in schema:
        is_nullable = schema["type"] == "object" or schema.get("format") == "date-time"
        found["type"] = [schema["type"], "null"] if is_nullable else schema["type"]
    if "format" in schema and not (name in _SYMBOLIC or name == "id"):
        found["format"] = schema["format"]
    if "enum" in schema and schema.get("type") == "string" and name not in departures.OPEN_SETS:
        found["enum"] = [*schema["enum"], "", *departures.MORE_WORDS.get(name, ())]
    if "items" in schema:
        found["items"] = _as_answered(schema["items"])
    if "additionalProperties" in schema:
        found["additionalProperties"] = _as_answered(schema["additionalProperties"])
    if "properties" in schema:
        found["properties"] = {n: _as_answered(s, n) for n, s in schema["properties"].items()}
    if "required" in schema:
        # An object that is not set is shown as {}.
        found["anyOf"] = [{"required": schema["required"]}, {"maxProperties": 0}]
    return found


def _validator(schema: Part) -> Draft202012Validator:
    checker = FormatChecker(formats=())
    checker.checks("date-time")(_matches(_MOMENT))
    checker.checks("uuid")(_matches(_UUID))
    return Draft202012Validator(schema, format_checker=checker)


def _matches(pattern: re.Pattern[str]) -> Any:
    return lambda value: not isinstance(value, str) or pattern.fullmatch(value) is not None
