"""The document says what the gateway does."""

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from typing import Any

import httpx2
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)
from jsonschema import Draft202012Validator

from voipbin.core.contract.comments import comments
from voipbin.core.contract.operations import operations
from voipbin.gateway.openapi.document import document

DOCUMENT = document()


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document."""
    found: Any = DOCUMENT
    if "$ref" not in part:
        return part
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def test_every_rest_operation_is_described() -> None:
    for spec in operations().values():
        if spec.http_path:
            operation = DOCUMENT["paths"][spec.http_path][str(spec.http_verb).lower()]
            assert operation["operationId"] == spec.title
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


def test_every_declaration_has_a_real_comment() -> None:
    unwritten = sorted(name for name, text in comments().items() if "FIXME" in text)
    assert not unwritten, unwritten


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


def test_page_of_a_list() -> None:
    answer = DOCUMENT["paths"]["/flows"]["get"]["responses"]["200"]
    pagination, rows = answer["content"]["application/json"]["schema"]["allOf"]
    assert set(resolved(pagination)["properties"]) == {"next_page_token"}
    assert rows["properties"]["result"]["items"]["$ref"].endswith("/FlowManagerFlow")


def test_file_in_place_of_json() -> None:
    pcap = DOCUMENT["paths"]["/timelines/calls/{call_id}/pcap"]["get"]
    assert list(pcap["responses"]["200"]["content"]) == ["application/octet-stream"]


def test_websocket() -> None:
    assert "content" not in DOCUMENT["paths"]["/ws"]["get"]["responses"]["101"]


def test_filters_in_the_body_of_a_get() -> None:
    listing = DOCUMENT["paths"]["/conversations"]["get"]
    assert not listing["requestBody"]["required"]
    schema = listing["requestBody"]["content"]["application/json"]["schema"]
    assert "page_size" not in schema["properties"]


def test_who_may_call() -> None:
    login = DOCUMENT["paths"]["/auth/login"]
    assert login["post"]["security"] == []
    assert {"url": "/"} in login["servers"]
    assert {"accesskeyQuery": []} not in DOCUMENT["paths"]["/me"]["get"]["security"]


async def test_served(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(DOCUMENT))
