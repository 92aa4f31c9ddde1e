"""Numbers that are free, and one that the tenant has."""

import secrets

from tests.api.samples import Sample


def _own(tenant: object) -> str:
    return f"+1555{int(str(getattr(tenant, 'id', ''))[-10:], 16) % 10**10:010d}"


FIELDS: dict[str, Sample] = {
    "CreateNumberRequest.type": lambda _: "virtual",
    "CreateNumberRequest.number": lambda _: f"+899{secrets.randbelow(899_999_999) + 100_000_000}",
    "ListAvailableNumbersRequest.country_code": lambda _: "US",
    "CreateMessageRequest.source": lambda tenant: {"type": "tel", "target": _own(tenant)},
}
ROWS: dict[str, Sample] = {"number.number": _own}
