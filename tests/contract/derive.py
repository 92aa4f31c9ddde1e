"""Writes contract.json: the facts of an OpenAPI document that clients rely on, without its prose.

Run it when the contract moves on: `python -m tests.contract.derive OPENAPI.json`.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Part = dict[str, Any]

CONTRACT = Path(__file__).with_name("contract.json")
_KEPT = ("type", "format", "enum", "nullable", "required", "example", "minItems", "writeOnly")


class Deriver:
    """Reads one document."""

    def __init__(self, document: Part) -> None:
        self._document = document

    def operations(self) -> Iterator[Part]:
        """Every operation, in the order of the document."""
        for path, item in self._document["paths"].items():
            for method, operation in item.items():
                found: Part = {"method": method, "path": path}
                found["parameters"] = [
                    self._parameter(one) for one in operation.get("parameters", ())
                ]
                if "requestBody" in operation:
                    found["body"] = self._content(operation["requestBody"])
                found["responses"] = {
                    status: self._content(response)
                    for status, response in operation["responses"].items()
                }
                yield found

    def schemas(self) -> Iterator[tuple[str, Part]]:
        """Every named schema."""
        for name, schema in self._document["components"]["schemas"].items():
            yield name, self.schema(schema)

    def schema(self, schema: Part) -> Part:
        """What a schema says of types, words and fields."""
        if "$ref" in schema:
            return {"ref": schema["$ref"].rpartition("/")[2]}
        found = {key: schema[key] for key in _KEPT if key in schema}
        if "items" in schema:
            found["items"] = self.schema(schema["items"])
        if isinstance(more := schema.get("additionalProperties"), dict):
            found["additionalProperties"] = self.schema(more)
        properties = {n: self.schema(s) for n, s in schema.get("properties", {}).items()}
        for part in schema.get("allOf", ()):
            merged = self.schema(self._followed(part))
            properties |= merged.pop("properties", {})
            found |= merged
        if properties:
            found["properties"] = properties
        return found

    def _parameter(self, parameter: Part) -> Part:
        parameter = self._followed(parameter)
        found: Part = {"in": parameter["in"], "name": parameter["name"]}
        if parameter.get("required"):
            found["required"] = True
        return {**found, "schema": self.schema(parameter["schema"])}

    def _content(self, part: Part) -> Part | None:
        for media_type, content in part.get("content", {}).items():
            return {"media_type": media_type, "schema": self.schema(content["schema"])}
        return None

    def _followed(self, part: Part) -> Part:
        found: Any = self._document
        if "$ref" not in part:
            return part
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return dict(found)


def main() -> None:
    """Reads the document named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("openapi", type=Path)
    deriver = Deriver(json.loads(parser.parse_args().openapi.read_text()))
    # A line each: what changed is then seen at a glance.
    operations = ",\n  ".join(map(json.dumps, deriver.operations()))
    schemas = ",\n  ".join(f"{json.dumps(n)}: {json.dumps(s)}" for n, s in deriver.schemas())
    CONTRACT.write_text(
        f'{{"operations": [\n  {operations}\n],\n"schemas": {{\n  {schemas}\n}}}}\n'
    )


if __name__ == "__main__":
    main()
