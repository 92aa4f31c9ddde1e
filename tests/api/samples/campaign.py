"""Campaigns that have stopped, and own the outdial they name."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {"campaign.status": lambda _: "stop"}
