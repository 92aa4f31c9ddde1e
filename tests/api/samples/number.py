"""Numbers that can be had without a pool, and the one that the tenant has."""

import secrets
from typing import TYPE_CHECKING

from tests.api.samples import Sample

if TYPE_CHECKING:
    from tests.api.tenants import Tenant


def own_number(tenant: "Tenant") -> str:
    """Another number for every tenant."""
    return f"+1555{int(tenant.id[-10:], 16) % 10**10:010d}"


FIELDS: dict[str, Sample] = {
    "CreateNumberRequest.number": lambda _: f"+899{secrets.randbelow(900_000_000) + 10**8}",
    "CreateNumberRequest.type": lambda _: "virtual",
    # Before anybody's numbers: the rows of other tests stay as they are.
    "RenewNumbersRequest.tm_renew": lambda _: "1970-01-02T00:00:00.000000Z",
    "CreateMessageRequest.source": lambda tenant: {"type": "tel", "target": own_number(tenant)},
}
ROWS: dict[str, Sample] = {
    "number.number": own_number,
    "number.type": lambda _: "normal",
    "number.status": lambda _: "active",
}
