"""Whose a call that comes in is, what it runs, and what it is refused with."""

from typing import Any

import pytest

from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.call.reception import CallRefused, Reception
from voipbin.core.conference.model import CONFERENCE, ConferenceRow
from voipbin.core.extension.model import ExtensionRow
from voipbin.core.extension.registrar import Registrar
from voipbin.core.extension.room import extension_resource
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.number.model import NumberRow, add_number
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

OURS, THEIRS = (f"c0000000-0000-4000-8000-00000000000{digit}" for digit in "12")
PHONE, AGENT_ID, ROOM, CLOSED = (f"e0000000-0000-4000-8000-00000000000{digit}" for digit in "1234")
OUR_NUMBER, THEIR_NUMBER, BARE, VIRTUAL = (
    "+15550000001",
    "+15550000002",
    "+15550000003",
    "+899123456789",
)
DOMAIN = f"{OURS}.registrar.voipbin.net"


@pytest.fixture
async def reception(store: Store) -> Reception:
    box = SecretsBox(b"k" * 32)
    phones = extension_resource(box)
    async with store.writing() as work:
        for owner in (OURS, THEIRS):
            flow = FlowRow(id=f"flow-{owner[-1]}", customer_id=owner, name="x", tm_create=0)
            await Repository(FLOW, work, owner).add(flow)
        for number, owner, type in (
            (OUR_NUMBER, OURS, "normal"),
            (THEIR_NUMBER, THEIRS, "normal"),
            (BARE, OURS, "normal"),
            (VIRTUAL, THEIRS, "virtual"),
        ):
            flow_id = "" if number == BARE else f"flow-{owner[-1]}"
            row = NumberRow(
                id=number,
                customer_id=owner,
                number=number,
                type=type,
                call_flow_id=flow_id,
                tm_create=0,
            )
            await add_number(work, row)
        phone = ExtensionRow(
            id=PHONE,
            customer_id=OURS,
            extension="2000",
            sealed_password="",
            direct_hash="0123456789ab",
            tm_create=0,
        )
        await Repository(phones, work, OURS).add(phone)
        agent = AgentRow(
            id=AGENT_ID,
            customer_id=OURS,
            username="a@x",
            password_hash="",
            permission=1,
            tm_create=0,
        )
        await Repository(AGENT, work, OURS).add(agent)
        for id, status in ((ROOM, "progressing"), (CLOSED, "terminated")):
            room = ConferenceRow(id=id, customer_id=OURS, status=status, tm_create=0)
            await Repository(CONFERENCE, work, OURS).add(room)
    return Reception(store, Registrar(store, box, phones, "voipbin.net"), "voipbin.net")


def call(user: str, host: str, **fields: Any) -> node_pb2.Incoming:
    known = {"from_user": "+4930123", "from_host": "x.test", "to_user": user}
    return node_pb2.Incoming(request_uri=f"sip:{user}@{host}:5060", **(known | fields))


def phone(user: str, host: str = DOMAIN) -> node_pb2.Incoming:
    return call(
        user, host, extension_id=PHONE, customer_id=OURS, from_user="2000", from_host=DOMAIN
    )


def switch(user: str, caller: str = OUR_NUMBER) -> node_pb2.Incoming:
    return call(user, "pbx.trunk.voipbin.net", trunk_id="t", customer_id=OURS, from_user=caller)


def carrier(user: str, host: str = "pstn.voipbin.net", **fields: Any) -> node_pb2.Incoming:
    return call(user, host, is_carrier=True, **fields)


OUT = "connect early relay"
TAKEN: list[tuple[node_pb2.Incoming, str, str, str, str]] = [
    # call, customer, source, destination, what runs
    (carrier(OUR_NUMBER), OURS, "tel:+4930123", f"tel:{OUR_NUMBER}", "flow-1"),
    (carrier("%2B15550000001"), OURS, "tel:+4930123", f"tel:{OUR_NUMBER}", "flow-1"),
    (carrier(f"{OUR_NUMBER};npdi"), OURS, "tel:+4930123", f"tel:{OUR_NUMBER}", "flow-1"),
    (
        carrier("account77", "192.0.2.1", to_user=OUR_NUMBER),
        OURS,
        "tel:+4930123",
        f"tel:{OUR_NUMBER}",
        "flow-1",
    ),
    (
        carrier(OUR_NUMBER, from_user="anonymous"),
        OURS,
        "tel:anonymous",
        f"tel:{OUR_NUMBER}",
        "flow-1",
    ),
    (call(VIRTUAL, "sip.voipbin.net"), THEIRS, "tel:+4930123", f"tel:{VIRTUAL}", "flow-2"),
    (
        call("direct.0123456789ab", "sip.voipbin.net", from_user="bob"),
        OURS,
        "tel:bob",
        f"extension:{PHONE}",
        "connect",
    ),
    (
        call("direct.0123456789ab", "192.0.2.1", from_user="bob"),
        OURS,
        "sip:bob@x.test",
        f"extension:{PHONE}",
        "connect",
    ),
    (
        call(ROOM, "conference.voipbin.net"),
        OURS,
        "sip:+4930123@x.test",
        f"conference:{ROOM}",
        f"conference_join {ROOM}",
    ),
    (phone("2000"), OURS, f"extension:{PHONE}", f"extension:{PHONE}", "connect"),
    (phone(PHONE), OURS, f"extension:{PHONE}", f"extension:{PHONE}", "connect"),
    (phone("extension%3A2000"), OURS, f"extension:{PHONE}", f"extension:{PHONE}", "connect"),
    (phone(f"agent:{AGENT_ID}"), OURS, f"extension:{PHONE}", f"agent:{AGENT_ID}", "connect"),
    (
        phone(f"conference:{ROOM}"),
        OURS,
        f"extension:{PHONE}",
        f"conference:{ROOM}",
        f"conference_join {ROOM}",
    ),
    (phone("+4930999999"), OURS, f"extension:{PHONE}", "tel:+4930999999", OUT),
    (phone("tel:+4930999999"), OURS, f"extension:{PHONE}", "tel:+4930999999", OUT),
    (phone(OUR_NUMBER), OURS, f"extension:{PHONE}", f"tel:{OUR_NUMBER}", "flow-1"),
    (phone(THEIR_NUMBER), OURS, f"extension:{PHONE}", f"tel:{THEIR_NUMBER}", OUT),
    (phone(VIRTUAL), THEIRS, f"sip:2000@{DOMAIN}", f"tel:{VIRTUAL}", "flow-2"),
    (switch("+4930999999"), OURS, f"tel:{OUR_NUMBER}", "tel:+4930999999", OUT),
    (
        switch("+4930999999", THEIR_NUMBER),
        OURS,
        f"sip:{THEIR_NUMBER}@x.test",
        "tel:+4930999999",
        OUT,
    ),
    (switch("+4930999999", "201"), OURS, "sip:201@x.test", "tel:+4930999999", OUT),
    (switch(OUR_NUMBER), OURS, f"tel:{OUR_NUMBER}", f"tel:{OUR_NUMBER}", "flow-1"),
]
REFUSED: list[tuple[node_pb2.Incoming, int]] = [
    (carrier("+15559999999"), 404),
    (carrier("account77", "192.0.2.1", to_user="+15559999999"), 404),
    (carrier(VIRTUAL), 404),
    (carrier(BARE), 500),
    (call(BARE, "sip.voipbin.net"), 404),
    (call("nobody", "sip.voipbin.net"), 404),
    (call("direct.", "sip.voipbin.net"), 404),
    (call("direct.ffffffffffff", "sip.voipbin.net"), 404),
    (call("lobby", "conference.voipbin.net"), 404),
    (call(PHONE, "conference.voipbin.net"), 404),
    (call(CLOSED, "conference.voipbin.net"), 404),
    (phone("9999"), 404),
    (phone("sip:bob@x.test"), 404),
    (phone("line:U123"), 404),
    (phone("tel:4930"), 404),
    (phone(f"agent:{PHONE}"), 404),
    (phone(f"conference:{CLOSED}"), 404),
    (phone("+12"), 404),
    (switch("2000"), 404),
    (switch("4930999999"), 404),
]


async def test_taken(reception: Reception) -> None:
    for incoming, customer_id, source, destination, runs in TAKEN:
        row, plan = await reception.receive(incoming)
        shown = [f"{party['type']}:{party['target']}" for party in (row.source, row.destination)]
        assert (row.customer_id, *shown) == (customer_id, source, destination), incoming
        assert (row.direction, row.status) == ("incoming", "ringing")
        assert (row.flow_id or _said(plan.actions)) == runs, incoming


def _said(actions: list[dict[str, Any]]) -> str:
    """The one action of a plan, in words."""
    (action,) = actions
    option = action["option"]
    words = [action["type"], option.get("conference_id", "")]
    words += [
        "early" * option.get("early_media", False),
        "relay" * option.get("relay_reason", False),
    ]
    return " ".join(filter(None, words))


async def test_refused(reception: Reception) -> None:
    for incoming, status in REFUSED:
        with pytest.raises(CallRefused) as refusal:
            await reception.receive(incoming)
        assert refusal.value.sip_status == status, incoming


@pytest.mark.parametrize(
    ("uri", "target"),
    [
        ("tel:+15557654321", "+15557654321"),
        ("TEL:+1-555-765.4321;phone-context=example.test", "+15557654321"),
        ("sip:+15557654321@elsewhere.test;user=phone", "+15557654321"),
        ("tel:7042;phone-context=example.test", ""),
        ("mailto:somebody@example.test", ""),
    ],
)
async def test_whom_a_refer_means(reception: Reception, uri: str, target: str) -> None:
    found = await reception.meant(OURS, uri)
    assert (found or {}).get("target", "") == target
