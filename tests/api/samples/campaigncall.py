"""Attempts that are over."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {
    "campaigncall.status": lambda _: "done",
    "campaigncall.reference_type": lambda _: "call",
    "campaigncall.reference_id": lambda tenant: tenant.ids["call"],
}
