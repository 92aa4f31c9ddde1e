"""Conferences that are open, under the name of the tenant's own row."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {
    "conference.status": lambda _: "progressing",
    "conference.tm_due": lambda _: None,
}
