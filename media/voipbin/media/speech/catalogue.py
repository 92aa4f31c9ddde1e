"""Speech models that can be fetched, read from a catalogue an operator can replace."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUILT_IN = Path(__file__).with_name("catalogue.json")

_TEXT_FIELDS = ("name", "engine", "path", "licence", "quality", "note")


@dataclass(frozen=True, slots=True)
class Model:
    """One model in the catalogue."""

    name: str
    engine: str
    """The recogniser that reads it: sherpa-onnx or faster-whisper."""
    path: str
    """Address, relative to the catalogue's base URL."""
    sha256: str
    """Of the download, hex; empty when its publisher names none."""
    size_bytes: int
    """Of the download, about; 0 when unknown."""
    licence: str
    quality: str
    languages: tuple[str, ...]
    note: str
    base_url: str

    @property
    def url(self) -> str:
        if "://" in self.path:
            return self.path
        return f"{self.base_url.rstrip('/')}/{self.path.lstrip('/')}"


def load_catalogue(source: Path = BUILT_IN, base_url: str = "") -> dict[str, Model]:
    """Read a catalogue file: `{"base_url": ..., "models": [{...}]}`.

    Args:
        source: the JSON file.
        base_url: replaces the base URL of the file, for a mirror.

    Raises:
        ValueError: not JSON, or a model with a missing or malformed field, named.
    """
    try:
        document = json.loads(source.read_text(encoding="utf-8"))
        entries, base = document["models"], base_url or document["base_url"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"catalogue {source}: {error}") from error
    models = [_model(entry, str(base)) for entry in entries]
    return {model.name: model for model in models}


def _model(entry: Mapping[str, Any], base_url: str) -> Model:
    name = entry.get("name")
    for key in _TEXT_FIELDS:
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise ValueError(f"catalogue: model {name!r}: {key} must be a text")
    if any(character in entry["name"] for character in "/\\") or entry["name"].startswith("."):
        raise ValueError(f"catalogue: model {name!r}: name must be a plain folder name")
    sha256 = str(entry.get("sha256", "")).lower()
    if sha256 and (len(sha256) != 64 or set(sha256) - set("0123456789abcdef")):
        raise ValueError(f"catalogue: model {name!r}: sha256 must be 64 hex digits")
    return Model(
        sha256=sha256,
        size_bytes=int(entry.get("size_bytes", 0)),
        languages=tuple(entry.get("languages", ())),
        base_url=base_url,
        **{key: entry[key] for key in _TEXT_FIELDS},
    )
