"""Providers and routes that their rules allow."""

from tests.api.samples import Sample

ROWS: dict[str, Sample] = {
    "provider.hostname": lambda _: "sip.carrier.example",
    "route.target": lambda _: "all",
}
