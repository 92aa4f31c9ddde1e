"""Comments of the proto files by full name; generated code does not keep them."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

_Path = tuple[int, ...]
# Numbers of the fields in descriptor.proto that lead to each kind of declaration.
_FILE_PARTS = (("message_type", 4), ("enum_type", 5), ("service", 6))
_INNER_PARTS = (("field", 2), ("nested_type", 3), ("enum_type", 4), ("value", 2), ("method", 2))


@cache
def comments() -> Mapping[str, str]:
    """Return the comment above each declaration: "voipbin.v1.Call.status" to its text."""
    described = FileDescriptorSet.FromString(
        files("voipbin.v1").joinpath("contract.binpb").read_bytes()
    )
    return {name: text for file in described.file for name, text in _comments(file)}


def summary(text: str) -> str:
    """Return the first sentence of a comment, without its full stop."""
    return text.partition(". ")[0].removesuffix(".")


def _comments(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    names = dict(_declarations(file, file.package, (), _FILE_PARTS))
    for location in file.source_code_info.location:
        name = names.get(tuple(location.path))
        if name is not None and location.leading_comments:
            yield name, " ".join(location.leading_comments.split())


def _declarations(
    parent: Any, prefix: str, path: _Path, parts: tuple[tuple[str, int], ...]
) -> Iterator[tuple[_Path, str]]:
    for part, number in parts:
        for index, child in enumerate(getattr(parent, part, ())):
            name = f"{prefix}.{child.name}"
            yield (*path, number, index), name
            yield from _declarations(child, name, (*path, number, index), _INNER_PARTS)
