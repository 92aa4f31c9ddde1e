"""The OpenAPI 3.1 document of every operation that has a REST path."""

import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import orjson
from google.protobuf.descriptor import FieldDescriptor

from voipbin.core.contract.comments import comments, summary
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.contract.options import rule_of
from voipbin.gateway.openapi.responses import ERROR_SCHEMA, error_components, responses_of
from voipbin.gateway.openapi.schemas import Schemas
from voipbin.gateway.operations import PREFIX
from voipbin.gateway.query_values import QueryReader
from voipbin.v1 import annotations_pb2 as options

Part = dict[str, Any]

_PARAMETER = re.compile(r"\{(\w+)\}")
_SHARED_PARAMETERS = {"page_size": "PageSize", "page_token": "PageToken"}

_WHO_MAY: dict[int, str] = {
    options.ACCESS_PUBLIC: "Anyone may call this, without credentials.",
    options.ACCESS_ANY: "Any authenticated caller of the customer may call this.",
    options.ACCESS_AGENT: "Agents may call this, with a token; access keys may not.",
    options.ACCESS_MEMBER: "Agents, managers and admins of the customer may call this.",
    options.ACCESS_MANAGER: "Customer admins and managers may call this.",
    options.ACCESS_ADMIN: "Customer admins may call this.",
    options.ACCESS_SUPER_ADMIN: "Project super admins may call this.",
}

_TOKENS: list[Part] = [{"bearer": []}, {"tokenCookie": []}, {"tokenQuery": []}]
_ALL_CREDENTIALS = [
    *_TOKENS,
    {"accesskeyQuery": []},
    {"accesskeyCookie": []},
    {"accesskeyHeader": []},
]

_DESCRIPTION = """Programmable calls, flows, recordings and transcripts of one customer.

Times are UTC with six digits of a second; ids are UUIDs, and the nil UUID stands for a reference \
that is not set. Lists are newest first: pass `next_page_token` as `page_token` until it is empty. \
`PUT` replaces every field of its body. A `POST` with an `Idempotency-Key` can be repeated safely \
for 24 hours. Every answer carries `X-Request-Id`."""


def document_bytes() -> bytes:
    """Return the document as JSON."""
    return orjson.dumps(document())


def document() -> Part:
    """Return the document."""
    schemas = Schemas()
    schemas.components["Error"] = ERROR_SCHEMA
    served = [spec for spec in operations().values() if spec.http_verb and spec.http_path]
    paths: dict[str, Part] = {}
    for spec in served:
        for verb, path in ((str(spec.http_verb), str(spec.http_path)), *spec.more_paths):
            item = paths.setdefault(path, {})
            item[verb.lower()] = _operation(spec, schemas, path)
            if spec.rest.at_root:
                item["servers"] = [{"url": "/"}, {"url": PREFIX}]
    return {
        "openapi": "3.1.0",
        "info": {"title": "VoipBin API", "version": _version(), "description": _DESCRIPTION},
        "servers": [{"url": PREFIX}],
        "tags": _tags(served),
        "security": _ALL_CREDENTIALS,
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "parameters": _shared_parameters(),
            "responses": error_components(),
            "securitySchemes": _security_schemes(),
        },
    }


def _operation(spec: OperationSpec, schemas: Schemas, path: str) -> Part:
    text = comments().get(spec.descriptor.full_name, "")
    operation: Part = {
        "operationId": spec.title if path == spec.http_path else f"{spec.title}At{_word(path)}",
        "summary": summary(text),
        "description": f"{text}\n\n{_WHO_MAY[spec.access]}",
        "tags": [_tag(spec)],
        "x-grpc-method": spec.method,
    }
    if spec.engine:
        operation["description"] += (
            f"\n\nIts {spec.engine} engine is not part of this version: what is valid is answered"
            " with ENGINE_NOT_AVAILABLE."
        )
    if spec.access == options.ACCESS_PUBLIC:
        operation["security"] = []
    elif spec.access == options.ACCESS_AGENT:
        operation["security"] = _TOKENS
    path_names = tuple(_PARAMETER.findall(str(spec.http_path)))
    if parameters := _parameters(spec, path_names, schemas):
        operation["parameters"] = parameters
    if (body := _body(spec, path_names, schemas)) is not None:
        operation["requestBody"] = body
    operation["responses"] = responses_of(spec, schemas)
    return operation


def _body(spec: OperationSpec, path_names: tuple[str, ...], schemas: Schemas) -> Part | None:
    if spec.rest.upload_field:
        return _upload(spec.rest.upload_field)
    descriptor = _input(spec)
    sent = [field for field in descriptor.fields if field.name not in path_names]
    if spec.rest.filters_in_body:
        sent = [field for field in sent if field.name not in _SHARED_PARAMETERS]
    elif spec.http_body is None:
        return None
    if not sent:
        return None
    left_out = {field.name for field in descriptor.fields} - {field.name for field in sent}
    return {
        "required": any(rule_of(field).required for field in sent),
        "content": {"application/json": {"schema": schemas.request(descriptor, without=left_out)}},
    }


def _upload(field: str) -> Part:
    file = {"type": "string", "format": "binary", "description": "The file, at most 30 MiB."}
    schema = {"type": "object", "properties": {field: file}, "required": [field]}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _parameters(spec: OperationSpec, path_names: tuple[str, ...], schemas: Schemas) -> list[Part]:
    descriptor = _input(spec)
    fields = descriptor.fields_by_name
    listed = [_parameter(fields[name], "path", schemas) for name in path_names]
    if spec.http_body is None and not (spec.rest.upload_field or spec.is_socket):
        names = QueryReader(descriptor, path_names).names
        listed += [_query_parameter(fields[name], schemas) for name in names]
    if spec.http_verb == "POST":
        listed.append({"$ref": "#/components/parameters/IdempotencyKey"})
    return listed


def _query_parameter(field: FieldDescriptor, schemas: Schemas) -> Part:
    shared = _SHARED_PARAMETERS.get(field.name)
    if shared is not None:
        return {"$ref": f"#/components/parameters/{shared}"}
    return _parameter(field, "query", schemas)


def _parameter(field: FieldDescriptor, place: str, schemas: Schemas) -> Part:
    schema = schemas.field(field)
    parameter: Part = {
        "name": field.name,
        "in": place,
        "required": place == "path" or rule_of(field).required,
        "description": schema.pop("description", ""),
        "schema": schema,
    }
    if field.is_repeated:
        parameter |= {"style": "form", "explode": False}
    return parameter


def _shared_parameters() -> dict[str, Part]:
    return {
        "PageSize": {
            "name": "page_size",
            "in": "query",
            "required": False,
            "description": "Rows a page: 1 to 100; 100 when it is left out or outside of that.",
            # Without limits: what is outside of them is not refused.
            "schema": {"type": "integer", "format": "int32", "examples": [25]},
        },
        "PageToken": {
            "name": "page_token",
            "in": "query",
            "required": False,
            "description": "next_page_token of the page before, or a timestamp.",
            "schema": {"type": "string"},
        },
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The same key and body within 24 hours give the first answer again.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        },
    }


def _security_schemes() -> dict[str, Part]:
    return {
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "tokenCookie": {"type": "apiKey", "in": "cookie", "name": "token"},
        "tokenQuery": {"type": "apiKey", "in": "query", "name": "token"},
        "accesskeyQuery": {"type": "apiKey", "in": "query", "name": "accesskey"},
        "accesskeyCookie": {"type": "apiKey", "in": "cookie", "name": "accesskey"},
        "accesskeyHeader": {"type": "apiKey", "in": "header", "name": "accesskey"},
    }


def _tags(served: list[OperationSpec]) -> list[Part]:
    texts = {_tag(spec): comments().get(spec.service, "") for spec in served}
    return [{"name": name, "description": text} for name, text in sorted(texts.items())]


def _tag(spec: OperationSpec) -> str:
    name = spec.service.rpartition(".")[2].removesuffix("Service")
    return "ServiceAgent" if name.startswith("ServiceAgent") else name


def _word(path: str) -> str:
    first = path.split("/")[1]
    return "".join(part.capitalize() for part in first.split("_"))


def _input(spec: OperationSpec) -> Any:
    return spec.input.DESCRIPTOR


def _version() -> str:
    try:
        return version("voipbin")
    except PackageNotFoundError:
        return "0"
