"""Providers with headers of their own, which the route of the tenant uses."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {"provider.tech_headers": lambda _: {"X-Account": "4711"}}
REFUSED = {"DeleteProvider": "PROVIDER_IN_USE"}
