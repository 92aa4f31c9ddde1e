"""Targets need an address that can be dialled."""

from collections.abc import Mapping

from tests.api.samples import Sample

FIELDS: Mapping[str, Sample] = {
    "CreateOutdialtargetRequest.destination_0": lambda _: {"type": "tel", "target": "+15550100"},
}
