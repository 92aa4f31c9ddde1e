"""The document offers everything the contract has, and says what the gateway does."""

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx2
import pytest
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)
from jsonschema import Draft202012Validator

from voipbin.core.contract.operations import operations
from voipbin.gateway.openapi.document import document

CONTRACT: dict[str, Any] = json.loads(Path(__file__).with_name("contract_slice.json").read_text())
DOCUMENT = document()

# Ids of actions are free text here: flows may jump to "menu".
SYMBOLIC_IDS = {
    "FlowManagerAction.id",
    "FlowManagerAction.next_id",
    "FlowManagerActiveflow.forward_action_id",
}
# The contract says nothing of a body; it is the deleted key, as for every other resource.
ANSWERS_MORE = {"DeleteAccesskey"}


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document."""
    found: Any = DOCUMENT
    if "$ref" not in part:
        return part
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def check(expected: dict[str, Any], ours: dict[str, Any], where: str) -> None:
    """Assert that our schema accepts and promises what the contract's does."""
    if "ref" in expected:
        name = expected["ref"]
        if ours.get("$ref") is not None:
            assert ours["$ref"] == f"#/components/schemas/{name}", where
        expected, where = CONTRACT["schemas"][name], name
        if where in CHECKED:
            return
        CHECKED.add(where)
    ours = resolved(ours)
    if "type" in expected:
        types = ours["type"] if isinstance(ours["type"], list) else [ours["type"]]
        assert expected["type"] in types, where
    if "format" in expected and where not in SYMBOLIC_IDS:
        assert ours.get("format") == expected["format"], where
    # Numbers are bits that add up; listing their sums would refuse others.
    if "enum" in expected and expected["type"] == "string":
        missing = set(expected["enum"]) - set(ours["enum"])
        assert not missing, f"{where} lacks {missing}"
    if "items" in expected:
        check(expected["items"], ours["items"], f"{where}[]")
    for name, field in expected.get("properties", {}).items():
        assert name in ours["properties"], f"{where}.{name}"
        check(field, ours["properties"][name], f"{where}.{name}")


CHECKED: set[str] = set()


@pytest.mark.parametrize(
    "expected", CONTRACT["operations"], ids=lambda o: f"{o['method']} {o['path']}"
)
def test_operation_of_the_contract(expected: dict[str, Any]) -> None:
    CHECKED.clear()
    ours = DOCUMENT["paths"][expected["path"]][expected["method"]]
    parameters = {(p["in"], p["name"]): p for p in map(resolved, ours.get("parameters", ()))}
    for parameter in expected["parameters"]:
        found = parameters[parameter["in"], parameter["name"]]
        assert found["schema"]["type"] == parameter["type"]
    if "body" in expected:
        content = ours["requestBody"]["content"]["application/json"]
        check(expected["body"], content["schema"], "body")
    for status, schema in expected["responses"].items():
        answer = ours["responses"][status]
        if schema is None:
            assert "content" not in answer or ours["operationId"] in ANSWERS_MORE
        else:
            check(schema, answer["content"]["application/json"]["schema"], status)


def test_the_slice_is_not_empty() -> None:
    assert len(CONTRACT["operations"]) == 48
    assert "CallManagerCall" in CONTRACT["schemas"]


def test_every_rest_operation_is_described() -> None:
    for spec in operations().values():
        if spec.http_path:
            operation = DOCUMENT["paths"][spec.http_path][str(spec.http_verb).lower()]
            assert operation["operationId"] == spec.name
            assert operation["summary"], f"{spec.method} has no comment"


def test_every_schema_is_one() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema, f"{name} is empty"


def test_every_reference_leads_somewhere() -> None:
    def walk(part: Any) -> None:
        if isinstance(part, dict):
            resolved(part)
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(DOCUMENT)


def test_every_field_is_explained() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            assert shape.get("description") or name == "Error", f"{name}.{field}"


def test_comments_belong_to_the_generated_code() -> None:
    stored = FileDescriptorSet.FromString(
        files("voipbin.v1").joinpath("contract.binpb").read_bytes()
    )
    assert stored.file
    for file in stored.file:
        file.ClearField("source_code_info")
        module = import_module(file.name.removesuffix(".proto").replace("/", ".") + "_pb2")
        generated = FileDescriptorProto.FromString(module.DESCRIPTOR.serialized_pb)
        for field in [*_fields(file), *_fields(generated)]:
            field.ClearField("json_name")
        assert file == generated, f"{file.name}: contract.binpb was made from another version"


def _fields(parent: FileDescriptorProto | DescriptorProto) -> Iterator[FieldDescriptorProto]:
    yield from parent.extension
    if isinstance(parent, DescriptorProto):
        yield from parent.field
        children = parent.nested_type
    else:
        children = parent.message_type
    for message in children:
        yield from _fields(message)


def test_output_only_field() -> None:
    flow = DOCUMENT["components"]["schemas"]["FlowManagerFlow"]
    assert flow["description"] == "A list of actions with a name."
    assert flow["properties"]["id"]["readOnly"]
    assert flow["properties"]["id"]["description"] == "Id."


def test_limits_are_shown() -> None:
    body = DOCUMENT["paths"]["/accesskeys"]["post"]["requestBody"]
    expire = body["content"]["application/json"]["schema"]["properties"]["expire"]
    assert expire["minimum"] == 86400
    assert expire["examples"] == [31536000]
    assert body["required"]


def test_example_of_an_enum_is_one_of_its_words() -> None:
    address = resolved({"$ref": "#/components/schemas/CommonAddress"})["properties"]
    assert address["type"]["examples"] == ["extension"]
    assert "extension" in resolved({"$ref": address["type"]["$ref"]})["enum"]
    assert address["target"]["examples"] == ["1000"]


def test_options_of_actions() -> None:
    action = DOCUMENT["components"]["schemas"]["FlowManagerAction"]
    reference = action["x-option-schemas"]["talk"]
    assert "text" in resolved(reference)["properties"]


def test_who_may_call() -> None:
    login = DOCUMENT["paths"]["/auth/login"]
    assert login["post"]["security"] == []
    assert {"url": "/"} in login["servers"]
    assert {"accesskeyQuery": []} not in DOCUMENT["paths"]["/me"]["get"]["security"]


async def test_served(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(DOCUMENT))
