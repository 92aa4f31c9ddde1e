"""The timeline of the tenant's flow; a transfer of its call."""

from tests.api.samples import Sample

FIELDS: dict[str, Sample] = {
    "ListTimelineEventsRequest.resource_type": lambda _: "flows",
    "ListTimelineEventsRequest.resource_id": lambda tenant: tenant.ids["flow"],
}
