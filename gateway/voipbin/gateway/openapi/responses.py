"""Answers as the document lists them: successes of each kind, and the errors all share."""

from typing import Any

from google.api.httpbody_pb2 import HttpBody

from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.gateway.openapi.schemas import Schemas
from voipbin.v1 import annotations_pb2 as options

Part = dict[str, Any]

ERROR_SCHEMA: Part = {
    "type": "object",
    "description": "Body of every answer that is not a success.",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "status": {
                    "type": "string",
                    "description": "Name of the google.rpc code.",
                    "examples": ["NOT_FOUND"],
                },
                "reason": {
                    "type": "string",
                    "description": "Stable word for programs.",
                    "examples": ["CALL_NOT_FOUND"],
                },
                "message": {"type": "string", "description": "What is wrong, for people."},
                "request_id": {"type": "string", "description": "As in X-Request-Id."},
                "details": {
                    "type": "array",
                    "description": "Fields at fault.",
                    "items": {
                        "type": "object",
                        "properties": {
                            "field": {"type": "string", "examples": ["actions[2].option.text"]},
                            "description": {"type": "string"},
                        },
                    },
                },
            },
        },
        "message": {"type": "string", "description": "The same text again."},
    },
}

_ERRORS = {
    "400": ("BadRequest", "A field or the body is malformed."),
    "401": ("Unauthenticated", "No credentials, or they are no good (any more)."),
    "403": ("PermissionDenied", "The caller may not do this."),
    "404": ("NotFound", "No such resource, or another customer's."),
    "409": ("Conflict", "Not in this state, or a name is taken."),
    "413": ("BodyTooLarge", "The body is longer than 1 MiB, a file than 30 MiB or the room left."),
    "426": ("UpgradeRequired", "This is a WebSocket: connect with ws:// or wss://."),
    "429": ("TooManyRequests", "Too fast; Retry-After says when to go on."),
    "500": ("InternalError", "Our fault; the request id finds it in the log."),
    "501": ("EngineNotAvailable", "What would do it is not part of this version."),
    "default": ("Failure", "Any other failure, in the same form."),
}


def error_components() -> dict[str, Part]:
    """Return the answers operations refer to."""
    schema = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {name: {"description": text, "content": schema} for name, text in _ERRORS.values()}


def responses_of(spec: OperationSpec, schemas: Schemas) -> dict[str, Part]:
    """Return every answer of an operation by status."""
    answers = dict([_success(spec, schemas)])
    for status in _possible_errors(spec):
        answers[status] = {"$ref": f"#/components/responses/{_ERRORS[status][0]}"}
    return answers


def _success(spec: OperationSpec, schemas: Schemas) -> tuple[str, Part]:
    rest = spec.rest
    if rest.redirect_field:
        return "307", _redirect()
    if rest.websocket:
        return "101", {"description": "The connection is a WebSocket from here on."}
    status = str(rest.status or 200)
    if spec.output is HttpBody:
        binary = {"type": "string", "format": "binary"}
        content = {"application/octet-stream": {"schema": binary}}
        return status, {"description": "The file.", "content": content}
    if rest.empty:
        return status, {"description": "Done; the answer has no body."}
    output: Any = spec.output.DESCRIPTOR
    if spec.response_body:
        schema = schemas.field(output.fields_by_name[spec.response_body])
        return status, {"description": "Done.", "content": {"application/json": {"schema": schema}}}
    schema = schemas.answer(output)
    return status, {"description": "Done.", "content": {"application/json": {"schema": schema}}}


def _redirect() -> Part:
    location = {"schema": {"type": "string", "format": "uri"}, "description": "The file."}
    return {
        "description": "The file is there.",
        "headers": {"Location": location},
        "content": {"application/json": {"schema": {"type": "string"}}},
    }


def _possible_errors(spec: OperationSpec) -> list[str]:
    possible = ["400", "500"]
    # What is public is called with a password or a code, which may be wrong.
    possible += ["401", "429"] if spec.access == options.ACCESS_PUBLIC else ["401", "403"]
    fields: Any = spec.input.DESCRIPTOR.fields
    names_rows = any(rule_of(field).uuid for field in fields)
    if names_rows or spec.name.startswith(("Get", "Lookup")):
        possible.append("404")
    if spec.http_verb != "GET":
        possible.append("409")
    if spec.rest.websocket:
        possible.append("426")
        if spec.resource in ("call", "conference"):
            # One that is over, or that has too many streams.
            possible += ["409", "429"]
    if spec.http_body or spec.rest.upload_field:
        possible.append("413")
    if spec.engine:
        possible.append("501")
    return [*sorted(possible), "default"]
