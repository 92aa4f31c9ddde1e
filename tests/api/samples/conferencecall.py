"""Stays of the call of the tenant."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {"conferencecall.reference_id": lambda tenant: tenant.ids["call"]}
