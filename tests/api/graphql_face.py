"""Calling operations as a GraphQL client does, the document made from the descriptors."""

import itertools
from collections.abc import Mapping
from typing import Any

import httpx2
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from tests.api.outcome import Outcome
from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.graphql.names import camel, is_page, root_name

_VALUES = (kinds.TIMESTAMP, kinds.STRUCT)


class GraphqlFace:
    """A client of one platform, whose processes it asks in turn.

    Answers are put back into REST form.
    """

    def __init__(self, *urls: str) -> None:
        self._url = urls[0]
        self._turns = itertools.cycle(urls)
        self.http = httpx2.Client(timeout=60, trust_env=False)

    def call(
        self, spec: OperationSpec, fields: Mapping[str, Any], who: Mapping[str, str]
    ) -> Outcome:
        """Runs an operation."""
        name = root_name(spec.descriptor)
        headers = {key: value for key, value in who.items() if key != "accesskey"}
        params = {"accesskey": who["accesskey"]} if "accesskey" in who else {}
        response = self.http.post(
            next(self._turns),
            json={"query": _document(spec, fields)},
            headers={**headers, "x-requested-with": "tests"},
            params=params,
        )
        told = response.json()
        if told.get("errors"):
            extensions = told["errors"][0].get("extensions", {})
            return Outcome(
                extensions.get("code", "?"),
                {},
                extensions.get("reason", ""),
                told["errors"][0]["message"],
            )
        return Outcome("OK", _rest_form(descriptor_of(spec.output), told["data"][name]))

    def close(self) -> None:
        """Closes kept connections."""
        self.http.close()


def _document(spec: OperationSpec, fields: Mapping[str, Any]) -> str:
    kind = "query" if spec.descriptor.name.startswith(("Get", "List")) else "mutation"
    given: dict[str, Any] = dict(fields)
    if kind == "mutation":
        target = {"id": given.pop("id")} if "id" in given else {}
        given = {**target, **({"input": given} if given else {})}
    arguments = ", ".join(f"{camel(name)}: {_literal(value)}" for name, value in given.items())
    called = root_name(spec.descriptor) + (f"({arguments})" if arguments else "")
    return f"{kind} {{ {called} {_selection(descriptor_of(spec.output))} }}"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{camel(k)}: {_below_key(k, v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def _below_key(key: str, value: Any) -> str:
    # What is in an option is no part of the schema: its names stay as they are.
    if key == "option":
        return "{" + ", ".join(f"{k}: {_literal(v)}" for k, v in value.items()) + "}"
    return _literal(value)


def _selection(message: Descriptor) -> str:
    chosen = [_name(message, field) + _below(field) for field in message.fields]
    return "{ " + " ".join(chosen) + " }" if chosen else ""


def _name(message: Descriptor, field: FieldDescriptor) -> str:
    return "nodes" if is_page(message) and field.name == "result" else camel(field.name)


def _below(field: FieldDescriptor) -> str:
    if not kinds.is_message(field) or kinds.is_map(field):
        return ""
    kind = kinds.message_of(field)
    return "" if kind.full_name in _VALUES else " " + _selection(kind)


def _rest_form(message: Descriptor, told: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in message.fields:
        value = told[_name(message, field)]
        if rule_of(field).omit_empty and not value:
            continue
        found[field.name] = _value(field, value)
    return found


def _value(field: FieldDescriptor, value: Any) -> Any:
    if _below(field):
        kind = kinds.message_of(field)
        if field.is_repeated:
            return [_rest_form(kind, entry) for entry in value]
        empty: Any = {} if kind.name in ("Address", "FlowAction") else None
        return empty if value is None else _rest_form(kind, value)
    if value is None and field.message_type is None:
        return kinds.NIL_UUID if rule_of(field).uuid else ""
    return value
