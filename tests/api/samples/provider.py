"""Providers and routes that their rules allow."""

from tests.api.samples import Sample

FIELDS: dict[str, Sample] = {
    # Nobody is there to register at.
    "CreateProviderRequest.register_expires": lambda _: 0,
    "UpdateProviderRequest.register_expires": lambda _: 0,
}
ROWS: dict[str, Sample] = {
    "provider.hostname": lambda _: "sip.carrier.example",
    "provider.register_expires": lambda _: 0,
    "route.target": lambda _: "all",
}
