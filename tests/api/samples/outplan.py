"""Whom campaigns call, and as whom."""

from tests.api.samples import Sample

_TEL = {"type": "tel", "target": "+15550100000"}

FIELDS: dict[str, Sample] = {
    "CreateOutplanRequest.source": lambda _: _TEL,
    "UpdateOutplanDialInfoRequest.source": lambda _: _TEL,
} | {f"CreateOutdialtargetRequest.destination_{place}": lambda _: _TEL for place in range(5)}
