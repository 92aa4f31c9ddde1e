"""Providers and routes that their rules allow, and a provider that no route uses."""

from tests.api.samples import Sample

ROWS: dict[str, Sample] = {
    "provider.hostname": lambda _: "sip.carrier.example",
    "provider.tech_headers": lambda _: {"X-Account": "77"},
    "route.target": lambda _: "all",
}
# The route of every tenant uses its provider.
REFUSED = {"DeleteProvider": "PROVIDER_IN_USE"}
