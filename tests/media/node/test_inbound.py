"""Phones call the node and register at it."""

import asyncio
from dataclasses import replace

import pytest

from tests.media.node.calls import tone
from tests.media.node.conftest import DOMAIN, MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.node import MediaNode
from voipbin.media.sip import SessionError
from voipbin.media.v1 import node_pb2


async def test_stranger_calls_a_number(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone("+821012345678", name="A Stranger")
    phone.dial("sip:+821100000001@sip.voipbin.net")
    event = await core.event("incoming")
    incoming = event.incoming
    assert event.call_id == ""
    assert incoming.request_uri.startswith("sip:+821100000001@sip.voipbin.net")
    assert (incoming.from_user, incoming.from_host) == ("+821012345678", DOMAIN)
    assert (incoming.to_user, incoming.to_host) == ("+821100000001", "sip.voipbin.net")
    assert incoming.from_name == "A Stranger"
    assert (incoming.extension_id, incoming.customer_id) == ("", "")
    assert incoming.source_address.startswith("udp:127.0.0.1:")
    assert incoming.sip_call_id

    channel_id = event.channel_id
    await core.do(channel_id, ring=node_pb2.Ring())
    await phone.event("ringing", lambda event: event["status"] == 180)
    await core.do(channel_id, answer=node_pb2.Answered())
    await core.event("connected", channel_id)
    await phone.event("answered")
    await core.do(channel_id, play=tone(440, 600))
    await phone.hears_tone(440)
    phone.call.hang_up()
    hung_up = (await core.event("hung_up", channel_id)).hung_up
    assert (hung_up.by, hung_up.cause) == ("remote", 16)


async def test_extension_proves_its_password(core: FakeCore, make_phone: MakePhone) -> None:
    core.give_account(DOMAIN, "1000", "secret")
    phone = await make_phone("1000", password="secret")
    phone.dial("2000")
    incoming = (await core.event("incoming")).incoming
    assert (incoming.extension_id, incoming.customer_id) == ("ext-1000", "customer")
    assert (incoming.to_user, incoming.to_host) == ("2000", DOMAIN)


async def test_extension_is_itself_whatever_from_says(
    core: FakeCore, make_phone: MakePhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.give_account(DOMAIN, "1000", "secret")
    phone = await make_phone("1000", password="secret")
    proof = phone._credentials()
    monkeypatch.setattr(phone, "_credentials", lambda: proof)
    phone._settings = replace(phone._settings, user="2000")
    core.give_account(DOMAIN, "2000", "other")
    phone.dial("3000")
    incoming = (await core.event("incoming")).incoming
    assert (incoming.extension_id, incoming.from_user) == ("ext-1000", "1000")


async def test_extension_with_the_wrong_password(core: FakeCore, make_phone: MakePhone) -> None:
    core.give_account(DOMAIN, "1000", "secret")
    phone = await make_phone("1000")
    phone._settings = replace(phone._settings, password="wrong")
    phone.dial("2000")
    ended = await phone.event("ended")
    assert ended["answered"] is False
    assert ended["status"] in (401, 403, 407)
    assert core.events == []


async def test_extension_without_password_is_challenged(
    core: FakeCore, make_phone: MakePhone
) -> None:
    core.give_account(DOMAIN, "1000", "secret")
    phone = await make_phone("1000")
    phone.dial("+821100000001")
    assert (await phone.event("ended"))["status"] in (401, 407)
    assert core.events == []


async def test_early_media_before_the_answer(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    phone.dial("sip:+1@sip.voipbin.net")
    channel_id = (await core.event("incoming")).channel_id
    assert (await core.command(channel_id, play=tone(440, 600))).error == "WRONG_STATE"
    await core.do(channel_id, early_media=node_pb2.EarlyMedia())
    await phone.event("ringing", lambda event: event["status"] == 183)
    await core.do(channel_id, play=tone(440, 500))
    await phone.hears_tone(440)
    assert (await core.command(channel_id, early_media=node_pb2.EarlyMedia())).error
    await core.do(channel_id, answer=node_pb2.Answered())
    await phone.event("answered")
    assert (await core.command(channel_id, answer=node_pb2.Answered())).error == "WRONG_STATE"


@pytest.mark.parametrize(
    ("hang_up", "status"),
    [
        (node_pb2.HangUp(cause=17), 486),
        (node_pb2.HangUp(cause=19), 480),
        (node_pb2.HangUp(cause=18), 408),
        (node_pb2.HangUp(cause=1, sip_status=404), 404),
        (node_pb2.HangUp(cause=38, sip_status=500), 500),
    ],
    ids=str,
)
async def test_refused(
    core: FakeCore, make_phone: MakePhone, hang_up: node_pb2.HangUp, status: int
) -> None:
    phone = await make_phone()
    phone.dial("sip:+1@sip.voipbin.net")
    channel_id = (await core.event("incoming")).channel_id
    await core.do(channel_id, hang_up=hang_up)
    assert (await phone.event("ended"))["status"] == status
    hung_up = (await core.event("hung_up", channel_id)).hung_up
    assert (hung_up.by, hung_up.sip_status) == ("local", status)


async def test_caller_gives_up(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    call = phone.dial("sip:+1@sip.voipbin.net")
    channel_id = (await core.event("incoming")).channel_id
    await core.do(channel_id, ring=node_pb2.Ring())
    await phone.event("ringing")
    call.hang_up()
    hung_up = (await core.event("hung_up", channel_id)).hung_up
    assert (hung_up.by, hung_up.cause, hung_up.sip_status) == ("remote", 16, 487)


async def test_answer_limits_the_duration(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    phone.dial("sip:+1@sip.voipbin.net")
    channel_id = (await core.event("incoming")).channel_id
    await core.do(channel_id, answer=node_pb2.Answered(max_duration_ms=300))
    assert (await core.event("hung_up", channel_id)).hung_up.by == "duration"


async def test_without_a_core(node: MediaNode, make_phone: MakePhone) -> None:
    phone = await make_phone()
    phone.dial("sip:+1@sip.voipbin.net")
    assert (await phone.event("ended"))["status"] == 503
    with pytest.raises(SessionError) as refusal:
        await make_phone("1000", password="secret")
    assert refusal.value.status == 503


async def test_core_does_not_answer(core: FakeCore, node: MediaNode, make_phone: MakePhone) -> None:
    core.mute = True
    node._link._timeout_s = 0.2
    phone = await make_phone()
    phone.dial("sip:+1@sip.voipbin.net")
    assert (await phone.event("ended"))["status"] == 503


class TestRegister:
    """REGISTER ends in the core."""

    @pytest.mark.parametrize("transport", ["udp", "tcp"])
    async def test_contact_reaches_the_core(
        self, node: MediaNode, core: FakeCore, make_phone: MakePhone, transport: str
    ) -> None:
        core.give_account(DOMAIN, "1000", "secret")
        proxy = next(item for item in node.sip_addresses if item.startswith(transport))
        await make_phone("1000", password="secret", proxy=proxy)
        (contact,) = core.contacts["ext-1000"]
        assert contact.uri.startswith("sip:1000@127.0.0.1:")
        assert contact.received_from.startswith(f"{transport}:127.0.0.1:")
        assert 3000 < contact.expires_s <= 3600
        assert contact.user_agent == "voipbin softphone"
        query = next(item.register for item in core.queries if item.register.contacts)
        assert query.sip_call_id
        assert query.cseq

    @pytest.mark.parametrize("transport", ["udp", "tcp"])
    async def test_registered_phone_is_called(
        self, node: MediaNode, core: FakeCore, make_phone: MakePhone, transport: str
    ) -> None:
        core.give_account(DOMAIN, "1000", "secret")
        proxy = next(item for item in node.sip_addresses if item.startswith(transport))
        phone = await make_phone("1000", password="secret", proxy=proxy)
        (contact,) = core.contacts["ext-1000"]
        originate = node_pb2.Originate(
            call_id="x", request_uri=contact.uri, next_hop=contact.received_from, from_user="+1"
        )
        await core.do("c1", originate=originate)
        await core.event("connected", "c1")
        await core.do("c1", play=tone(440, 600))
        await phone.hears_tone(440)

    async def test_wrong_password(self, core: FakeCore, make_phone: MakePhone) -> None:
        core.give_account(DOMAIN, "1000", "secret")
        with pytest.raises(SessionError):
            await make_phone("1000", password="wrong")
        assert core.contacts == {}

    async def test_unknown_user(self, core: FakeCore, make_phone: MakePhone) -> None:
        with pytest.raises(SessionError):
            await make_phone("9999", password="secret")
        assert core.contacts == {}

    async def test_core_says_no(self, core: FakeCore, make_phone: MakePhone) -> None:
        core.give_account(DOMAIN, "1000", "secret")
        core.refuse_registers = True
        with pytest.raises(SessionError) as refusal:
            await make_phone("1000", password="secret")
        assert refusal.value.status >= 500

    async def test_leaves_again(self, core: FakeCore, make_phone: MakePhone) -> None:
        core.give_account(DOMAIN, "1000", "secret")
        phone = await make_phone("1000", password="secret")
        assert core.contacts["ext-1000"]
        await phone.close()
        assert core.contacts["ext-1000"] == []

    async def test_two_phones_of_one_extension(self, core: FakeCore, make_phone: MakePhone) -> None:
        core.give_account(DOMAIN, "1000", "secret")
        await asyncio.gather(
            make_phone("1000", password="secret"), make_phone("1000", password="secret")
        )
        assert len(core.contacts["ext-1000"]) == 2

    async def test_credentials_are_remembered_for_seconds(
        self, core: FakeCore, make_phone: MakePhone
    ) -> None:
        core.give_account(DOMAIN, "1000", "secret")
        await make_phone("1000", password="secret")
        await make_phone("1000", password="secret")
        asked = [item for item in core.queries if item.WhichOneof("query") == "credential"]
        assert len(asked) == 1
