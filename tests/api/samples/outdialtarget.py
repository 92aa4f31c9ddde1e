"""Targets need addresses that can be dialled."""

from collections.abc import Mapping

from tests.api.samples import Sample

FIELDS: Mapping[str, Sample] = {
    f"CreateOutdialtargetRequest.destination_{place}": lambda _: {
        "type": "tel",
        "target": "+15550100",
    }
    for place in range(5)
}
