"""A telephone number of each tenant; none is for sale."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.api.samples import Sample

if TYPE_CHECKING:
    from tests.api.tenants import Tenant


def own_number(tenant: "Tenant") -> str:
    """The number of a tenant: no other has it."""
    return f"+1{int(tenant.id.replace('-', '')[-12:], 16) % 10**12:012d}"


ROWS: Mapping[str, Sample] = {"number.number": own_number}
FIELDS: Mapping[str, Sample] = {
    "CreateMessageRequest.source": lambda tenant: {"type": "tel", "target": own_number(tenant)},
}
REFUSED = {"CreateNumber": "NUMBER_NOT_AVAILABLE"}
