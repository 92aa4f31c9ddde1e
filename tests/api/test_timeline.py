"""What happened to a resource, also after its end."""

import pytest
from sqlalchemy import delete, insert

from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.timeline.packet import PACKETS

PHONE, PROXY, US, CARRIER = "192.168.1.20", "10.0.0.5", "172.31.255.1", "203.0.113.7"
BYE = b"BYE sip:1000@x SIP/2.0\r\nX-RTP-Stat: MOS=3.8;Jitter=7;PacketLossPct=0;RTT=260682\r\n\r\n"
OK = b"SIP/2.0 200 OK\r\n\r\n"
Passed = tuple[str, str, bytes]


def test_history_of_a_flow(rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
    flow = rest.send("POST", "/flows", tenant.admin, json={"name": "first"}).body
    rest.send("PUT", f"/flows/{flow['id']}", tenant.admin, json={"name": "second"})
    rest.send("DELETE", f"/flows/{flow['id']}", tenant.admin)
    path = f"/timelines/flows/{flow['id']}/events"
    events = rest.send("GET", path, tenant.manager).body["result"]
    assert [event["event_type"] for event in events] == [
        "flow_deleted",
        "flow_updated",
        "flow_created",
    ]
    assert [event["data"]["name"] for event in events] == ["second", "second", "first"]
    assert rest.send("GET", path, stranger.admin).reason == "FLOW_NOT_FOUND"
    assert rest.send("GET", path, stranger.super_admin).ok


def test_pages(rest: RestFace, tenant: Tenant) -> None:
    flow = rest.send("POST", "/flows", tenant.admin, json={"name": "0"}).body
    for name in "123":
        rest.send("PUT", f"/flows/{flow['id']}", tenant.admin, json={"name": name})
    path = f"/timelines/flows/{flow['id']}/events"
    names, token = [], ""
    for _ in range(3):
        query = {"page_size": 2, "page_token": token}
        page = rest.send("GET", path, tenant.admin, params=query).body
        names += [event["data"]["name"] for event in page["result"]]
        token = page["next_page_token"]
        if not token:
            break
    assert names == ["3", "2", "1", "0"]
    last = page["result"][-1]["timestamp"]
    before = rest.send("GET", path, tenant.admin, params={"page_token": last}).body
    assert before["result"] == []


def test_nothing_happened_yet(rest: RestFace, tenant: Tenant) -> None:
    """A row that was stored without an event has an empty timeline."""
    path = f"/timelines/conferences/{tenant.ids['conference']}/events"
    assert rest.send("GET", path, tenant.admin).body == {"result": [], "next_page_token": ""}


def test_kinds_without_a_timeline(rest: RestFace, tenant: Tenant) -> None:
    path = f"/timelines/extensions/{tenant.ids['extension']}/events"
    outcome = rest.send("GET", path, tenant.admin)
    assert outcome.code == "INVALID_ARGUMENT"
    assert "conferences" in outcome.message


def passed(running: RunningPlatform, tenant: Tenant, *messages: Passed) -> str:
    """The call of the tenant, for which these passed and nothing else."""
    id = tenant.ids["call"]
    rows = [
        {
            "call_id": id,
            "customer_id": tenant.id,
            "tm_create": moment,
            "transport": "udp",
            "source_ip": source,
            "source_port": 5060,
            "destination_ip": destination,
            "destination_port": 5060,
            "is_rtcp": False,
            "data": data,
        }
        for moment, (source, destination, data) in enumerate(messages, 1)
    ]

    async def store() -> None:
        async with running.store.writing() as work:
            await work.execute(delete(PACKETS).where(PACKETS.c.call_id == id))
            await work.execute(insert(PACKETS), rows)

    running.do(store())
    return id


def test_messages_within_a_private_network(
    running: RunningPlatform, rest: RestFace, tenant: Tenant
) -> None:
    """Those left out are read for the figures of the audio all the same."""
    id = passed(
        running,
        tenant,
        (CARRIER, US, b"INVITE sip:1000@x SIP/2.0\r\n\r\n"),
        (US, PROXY, b"INVITE sip:1000@x SIP/2.0\r\n\r\n"),
        (PROXY, PHONE, b"INVITE sip:1000@x SIP/2.0\r\n\r\n"),
        (US, CARRIER, OK),
        (PHONE, US, BYE),
    )
    path = f"/timelines/calls/{id}"
    answer = rest.send("GET", f"{path}/sip-analysis", tenant.admin).body
    ends = [(one["src_ip"], one["dst_ip"], one["method"]) for one in answer["sip_messages"]]
    assert ends == [(CARRIER, US, "INVITE"), (US, CARRIER, "200")]
    assert (answer["rtcp_stats"]["mos"], answer["rtcp_stats"]["rtt"]) == (3.8, 260682)


@pytest.mark.parametrize(
    "ends", [(PHONE, US), ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("172.32.0.1", "192.169.0.1")]
)
def test_call_that_passed_nowhere_else(
    running: RunningPlatform, rest: RestFace, tenant: Tenant, ends: tuple[str, str]
) -> None:
    id = passed(running, tenant, *[(*ends, OK)] * 51)
    answer = rest.send("GET", f"/timelines/calls/{id}/sip-analysis", tenant.admin).body
    assert [one["src_ip"] for one in answer["sip_messages"]] == [ends[0]] * 50


@pytest.mark.parametrize("what", ["sip-analysis", "pcap"])
def test_sip_of_a_deleted_call(
    running: RunningPlatform, rest: RestFace, tenant: Tenant, stranger: Tenant, what: str
) -> None:
    id = passed(running, tenant, (CARRIER, US, OK))
    assert rest.send("DELETE", f"/calls/{id}", tenant.admin).ok
    path = f"/timelines/calls/{id}/{what}"
    assert rest.send("GET", path, tenant.admin).ok
    assert rest.send("GET", path, stranger.super_admin).ok
    assert rest.send("GET", path, stranger.admin).reason == "CALL_NOT_FOUND"
