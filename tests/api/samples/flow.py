"""Flows that customers made, not those behind another resource."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {"flow.type": lambda _: "flow"}
