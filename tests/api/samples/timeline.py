"""The timeline of the tenant's flow, and what passed for its call."""

from typing import TYPE_CHECKING, Any

from tests.api.samples import Sample

if TYPE_CHECKING:
    from tests.api.tenants import Tenant

FIELDS: dict[str, Sample] = {
    "ListTimelineEventsRequest.resource_type": lambda _: "flows",
    "ListTimelineEventsRequest.resource_id": lambda tenant: tenant.ids["flow"],
}


def _packet(tenant: "Tenant") -> dict[str, Any]:
    return {
        "call_id": tenant.ids["call"],
        "customer_id": tenant.id,
        "tm_create": 1_700_000_000_000_000,
        "transport": "udp",
        "source_ip": "192.0.2.1",
        "source_port": 5060,
        "destination_ip": "192.0.2.2",
        "destination_port": 5060,
        "is_rtcp": False,
        "data": b"INVITE sip:a@example.com SIP/2.0\r\n\r\n",
    }


TABLES: dict[str, Sample] = {"call_packet": _packet}
