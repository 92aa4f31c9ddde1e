"""Trunks whose domains nobody else has."""

import secrets
from collections.abc import Mapping

from tests.api.samples import Sample

FIELDS: Mapping[str, Sample] = {
    "CreateTrunkRequest.domain_name": lambda _: f"office-{secrets.token_hex(6)}",
}
