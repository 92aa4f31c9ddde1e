"""Trunks that their rules allow."""

import secrets

from tests.api.samples import Sample

FIELDS: dict[str, Sample] = {
    "CreateTrunkRequest.domain_name": lambda _: f"office-{secrets.token_hex(8)}",
}
ROWS: dict[str, Sample] = {
    "trunk.domain_name": lambda _: f"office-{secrets.token_hex(8)}",
    "trunk.auth_types": lambda _: ["basic"],
    "trunk.allowed_ips": lambda _: ["203.0.113.0/24"],
}
