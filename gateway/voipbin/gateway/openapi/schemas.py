"""JSON schemas of messages and enums, as OpenAPI 3.1 wants them."""

from collections.abc import Iterable
from typing import Any

import orjson
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.comments import comments
from voipbin.core.contract.options import action_of, rule_of
from voipbin.core.contract.spelling import word, words
from voipbin.gateway.openapi.names import has_name, schema_name, value_name

Schema = dict[str, Any]

_ACTION_TYPE = "voipbin.v1.FlowActionType"
_FLOW_ACTION = "voipbin.v1.FlowAction"
_PAGINATION = "CommonPagination"

_SCALARS: dict[int, Schema] = {
    FieldDescriptor.TYPE_STRING: {"type": "string"},
    FieldDescriptor.TYPE_BYTES: {"type": "string", "contentEncoding": "base64"},
    FieldDescriptor.TYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.TYPE_DOUBLE: {"type": "number", "format": "double"},
    FieldDescriptor.TYPE_FLOAT: {"type": "number", "format": "float"},
    FieldDescriptor.TYPE_INT32: {"type": "integer", "format": "int32"},
    FieldDescriptor.TYPE_INT64: {"type": "integer", "format": "int64"},
    FieldDescriptor.TYPE_UINT32: {"type": "integer", "minimum": 0},
    FieldDescriptor.TYPE_UINT64: {"type": "integer", "minimum": 0},
}


class Schemas:
    """Collects the schemas a document refers to."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}

    def reference(self, descriptor: Descriptor | EnumDescriptor) -> Schema:
        """Return a reference to a message or enum, describing it once."""
        name = schema_name(descriptor)
        if name not in self.components:
            # Taken before it is filled: a message may refer to itself.
            self.components[name] = {}
            self.components[name] = (
                self.enum(descriptor)
                if isinstance(descriptor, EnumDescriptor)
                else self.message(descriptor)
            )
        return {"$ref": f"#/components/schemas/{name}"}

    def message(self, descriptor: Descriptor, *, without: Iterable[str] = ()) -> Schema:
        """Describe a message in place, with the fields that must be sent.

        Args:
            without: fields that travel elsewhere, in the path.
        """
        fields = [field for field in descriptor.fields if field.name not in without]
        schema: Schema = {
            "type": "object",
            "properties": {field.name: self.field(field) for field in fields},
        }
        if text := comments().get(descriptor.full_name):
            schema["description"] = text
        if required := [field.name for field in fields if rule_of(field).required]:
            schema["required"] = required
        if descriptor.full_name == _FLOW_ACTION:
            schema["x-option-schemas"] = self._action_options(descriptor)
        return schema

    def answer(self, descriptor: Descriptor) -> Schema:
        """Describe an answer as the contract does: pages in place, all else by name."""
        if is_page(descriptor):
            rows = {"result": self.field(descriptor.fields_by_name["result"])}
            pagination = self._pagination(descriptor)
            return {"allOf": [pagination, {"type": "object", "properties": rows}]}
        if descriptor.name.endswith("Response") and not has_name(descriptor):
            return self.message(descriptor)
        return self.reference(descriptor)

    def request(self, descriptor: Descriptor, *, without: Iterable[str] = ()) -> Schema:
        """Describe the body of a request."""
        if has_name(descriptor):
            return self.reference(descriptor)
        return self.message(descriptor, without=without)

    def enum(self, descriptor: EnumDescriptor) -> Schema:
        """Describe an enum by its words and what each of them means."""
        meanings = {
            word(descriptor, value.number): comments().get(_full_name(descriptor, value.name), "")
            for value in descriptor.values
        }
        return {
            "type": "string",
            "enum": list(words(descriptor)),
            "description": comments().get(descriptor.full_name, ""),
            "x-enum-descriptions": meanings,
        }

    def field(self, field: FieldDescriptor) -> Schema:
        """Describe a field: type, limits, meaning."""
        schema = self._shape(field)
        text = comments().get(field.full_name, "")
        if text.startswith("Output only. "):
            schema["readOnly"] = True
            text = text.removeprefix("Output only. ")
        if text:
            schema["description"] = text
        if example := rule_of(field).example:
            is_number = schema.get("type") in ("integer", "number")
            schema["examples"] = [orjson.loads(example) if is_number else example]
        return schema

    def _shape(self, field: FieldDescriptor) -> Schema:
        if kinds.is_map(field):
            value = kinds.map_entry(field)[1]
            return {"type": "object", "additionalProperties": self._single(value)}
        if not field.is_repeated:
            return self._single(field)
        schema: Schema = {"type": "array", "items": self._single(field)}
        if longest := rule_of(field).max_length:
            schema["maxItems"] = longest
        return schema

    def _pagination(self, page: Descriptor) -> Schema:
        token = {"next_page_token": self.field(page.fields_by_name["next_page_token"])}
        self.components[_PAGINATION] = {
            "type": "object",
            "description": "What every page of a list has.",
            "properties": token,
        }
        return {"$ref": f"#/components/schemas/{_PAGINATION}"}

    def _single(self, field: FieldDescriptor) -> Schema:
        if name := value_name(field):
            text = comments().get(field.full_name, "").removeprefix("Output only. ")
            self.components.setdefault(name, {**_SCALARS[field.type], "description": text})
            return {"$ref": f"#/components/schemas/{name}"}
        if field.enum_type is not None:
            return self.reference(field.enum_type)
        if kinds.is_message(field):
            shape = self._submessage(kinds.message_of(field))
            # What proto calls optional may be null; other messages are always there.
            return {"anyOf": [shape, {"type": "null"}]} if _is_optional(field) else shape
        schema = dict(_SCALARS[field.type])
        rule = rule_of(field)
        if rule.uuid:
            schema["format"] = "uuid"
        if rule.format and rule.required:
            schema["format"] = rule.format
        elif rule.format:
            # What is not set is "", which is no address.
            schema["anyOf"] = [{"format": rule.format}, {"maxLength": 0}]
        if rule.pattern:
            # What is not required may be left empty.
            schema["pattern"] = f"^(?:{rule.pattern})${'' if rule.required else '|^$'}"
        if rule.max_length and not field.is_repeated:
            schema["maxLength"] = rule.max_length
        if rule.HasField("minimum"):
            schema["minimum"] = rule.minimum
        if rule.HasField("maximum"):
            schema["maximum"] = rule.maximum
        return schema

    def _submessage(self, descriptor: Descriptor) -> Schema:
        if descriptor.full_name == kinds.TIMESTAMP:
            return {"type": ["string", "null"], "format": "date-time"}
        if descriptor.full_name == kinds.STRUCT:
            return {"type": "object", "additionalProperties": True}
        return self.reference(descriptor)

    def _action_options(self, action: Descriptor) -> dict[str, Schema]:
        """Say which schema the option of each action type has."""
        types = action.file.enum_types_by_name["FlowActionType"]
        messages = action.file.message_types_by_name
        return {
            word(types, value.number): self.reference(messages[option])
            for value in types.values
            if (option := action_of(value).option)
        }


def _is_optional(field: FieldDescriptor) -> bool:
    """Whether proto has the word `optional` before it: protoc makes a oneof of its own of that."""
    oneof = field.containing_oneof
    return oneof is not None and oneof.name == f"_{field.name}"


def is_page(message: Descriptor) -> bool:
    """Tell whether an answer is a page of a list."""
    return {field.name for field in message.fields} == {"result", "next_page_token"}


def _full_name(enum: EnumDescriptor, value: str) -> str:
    return f"{enum.full_name}.{value}"
