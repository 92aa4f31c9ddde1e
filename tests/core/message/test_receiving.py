"""What Telnyx tells: texts that came, and what became of those we sent."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.core.flow_engine.player import act
from tests.core.message.world import OURS, OUTSIDE, World
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import event_types
from tests.fixtures.fake_telnyx import finalized, received
from tests.fixtures.payers import books, set_status
from voipbin.core.errors import InvalidArgument, Unauthenticated
from voipbin.core.flow.model import FLOW
from voipbin.core.flow_engine import EngineState
from voipbin.core.message.hook_source import ProviderHooks
from voipbin.core.message.hooks import TelnyxHook
from voipbin.core.message.incoming import MOST_FLOWS_A_MINUTE
from voipbin.core.message.model import MESSAGE


async def hears(world: World, event_type: str, payload: dict[str, Any], key: str = "") -> None:
    await TelnyxHook(world.messages, key).hear({}, world.telnyx.told(event_type, payload))


class TestTexts:
    async def test_stored_with_all_that_follows(self, world: World) -> None:
        await hears(world, "message.received", received("r1", OUTSIDE, OURS, "hello"))
        (row,) = await world.all(MESSAGE)
        assert (row.direction, row.text, row.source["target"]) == ("inbound", "hello", OUTSIDE)
        (target,) = row.targets
        assert (target["destination"]["target"], target["status"], target["parts"]) == (
            OURS,
            "received",
            1,
        )
        (conversation,) = await world.conversations()
        assert (conversation.self["target"], conversation.peer["target"]) == (OURS, OUTSIDE)
        assert await world.said() == [("incoming", "received")]
        assert (await books(world.store, world.accounts[CUSTOMER])).micros == 990_000
        assert await world.ran() == []

    async def test_an_answer_goes_to_the_same_conversation(self, world: World) -> None:
        await hears(world, "message.received", received("r1", OUTSIDE, OURS, "hello"))
        await world.send(OUTSIDE)
        assert len(await world.conversations()) == 1
        assert await world.said() == [("incoming", "received"), ("outgoing", "sending")]

    async def test_told_again(self, world: World) -> None:
        await world.set_flow(OURS, act("stop"))
        payload = received("r1", OUTSIDE, OURS, "hello")
        await asyncio.gather(*(hears(world, "message.received", payload) for _ in range(3)))
        await hears(world, "message.received", payload)
        assert len(await world.all(MESSAGE)) == len(await world.ran()) == 1
        assert len((await books(world.store, world.accounts[CUSTOMER])).usage) == 1

    async def test_flow_of_the_number(self, world: World) -> None:
        flow_id = await world.set_flow(
            OURS, act("variable_set", key="said", value="${voipbin.conversation_message.text}!")
        )
        await hears(world, "message.received", received("r1", OUTSIDE, OURS, "hello"))
        (row,) = await world.ran()
        (conversation,), (message,) = await world.conversations(), await world.all(MESSAGE)
        assert (row.flow_id, row.reference_type) == (flow_id, "conversation")
        assert row.reference_id == conversation.id
        variables = EngineState.from_json(row.state).variables
        assert variables["said"] == "hello!"
        about = "voipbin.conversation"
        wanted = {
            f"{about}.id": conversation.id,
            f"{about}.owner_id": "",
            f"{about}.self.target": OURS,
            f"{about}.self.type": "tel",
            f"{about}.peer.target": OUTSIDE,
            f"{about}_message.id": message.id,
            f"{about}_message.text": "hello",
            f"{about}_message.direction": "incoming",
        }
        assert wanted.items() <= variables.items()

    async def test_a_flow_that_is_gone_loses_no_message(self, world: World) -> None:
        flow_id = await world.set_flow(OURS, act("stop"))
        async with world.store.writing() as work:
            table = FLOW.table
            await work.execute(table.update().where(table.c.id == flow_id).values(tm_delete=1))
        await hears(world, "message.received", received("r1", OUTSIDE, OURS, "hello"))
        assert (len(await world.all(MESSAGE)), await world.ran()) == (1, [])

    async def test_for_nobody(self, world: World) -> None:
        await hears(world, "message.received", received("r1", OURS, OUTSIDE, "hello"))
        await set_status(world.store, "frozen")
        await hears(world, "message.received", received("r2", OUTSIDE, OURS, "hello"))
        assert await world.all(MESSAGE) == []

    async def test_flows_that_answer_each_other_come_to_an_end(self, world: World) -> None:
        await world.set_flow(OURS, act("stop"))
        with capture_logs() as logs:
            for number in range(MOST_FLOWS_A_MINUTE + 3):
                await hears(world, "message.received", received(f"r{number}", OUTSIDE, OURS, "hi"))
        assert len(await world.ran()) == MOST_FLOWS_A_MINUTE
        assert sum("begins no flow" in entry["event"] for entry in logs) == 3
        world.clock.move(60)
        await hears(world, "message.received", received("later", OUTSIDE, OURS, "hi"))
        assert len(await world.ran()) == MOST_FLOWS_A_MINUTE + 1
        assert len(await world.all(MESSAGE)) == MOST_FLOWS_A_MINUTE + 4

    async def test_nothing_of_other_events(self, world: World) -> None:
        for event_type in ("message.sent", "call.initiated"):
            await hears(world, event_type, {})
        assert await event_types(world.store, "message") == []

    @pytest.mark.parametrize(
        "change",
        [
            {"id": ""},
            {"id": None},
            {"from": {}},
            {"from": None},
            {"to": []},
            {"to": [{"phone_number": "+1"}]},
            {"to": [{"phone_number": {"a": 1}}]},
            {"text": 5},
            {"parts": "many"},
        ],
    )
    async def test_unreadable(self, world: World, change: dict[str, Any]) -> None:
        payload = received("r1", OUTSIDE, OURS, "hello") | change
        with pytest.raises(InvalidArgument, match="body must be an event of Telnyx"):
            await hears(world, "message.received", payload)
        assert await world.all(MESSAGE) == []

    async def test_characters_no_database_takes(self, world: World) -> None:
        await hears(world, "message.received", received("r1", OUTSIDE, OURS, "hel\0lo"))
        (row,) = await world.all(MESSAGE)
        assert row.text == "hello"

    async def test_our_own_fault_is_not_the_senders(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Told that it cannot be read, Telnyx would not tell it again."""

        async def fail(*_: Any) -> None:
            raise KeyError("a fault of ours")

        monkeypatch.setattr(world.messages.inbox, "take", fail)
        with pytest.raises(KeyError):
            await hears(world, "message.received", received("r1", OUTSIDE, OURS, "hello"))

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"data":[]}', b"\xff"])
    async def test_no_event(self, world: World, body: bytes) -> None:
        with pytest.raises(InvalidArgument):
            await TelnyxHook(world.messages, "").hear({}, body)


class TestReports:
    @pytest.mark.parametrize(
        ("status", "becomes"),
        [
            ("delivered", "delivered"),
            ("delivery_failed", "failed"),
            ("sending_failed", "failed"),
            ("delivery_unconfirmed", "dlr_timeout"),
            ("webhook_delivered", "sent"),
        ],
    )
    async def test_fate(self, connected: World, status: str, becomes: str) -> None:
        id = await connected.send(OUTSIDE, OURS)
        await connected.run()
        first = connected.telnyx.sent[0]["to"]
        await hears(connected, "message.finalized", finalized(connected.telnyx.ids[0], status))
        found = await connected.statuses(id)
        assert found == ([becomes, "sent"] if first == OUTSIDE else ["sent", becomes])
        assert await connected.said() == [("outgoing", "sent")] * 2

    async def test_what_is_final_stays(self, connected: World) -> None:
        id = await connected.send(OUTSIDE)
        await connected.run()
        (reference,) = connected.telnyx.ids
        for status in ("delivery_unconfirmed", "delivered", "delivery_failed", "delivered"):
            await hears(connected, "message.finalized", finalized(reference, status))
        assert await connected.statuses(id) == ["delivered"]
        assert len(await event_types(connected.store, "message_updated")) == 3

    async def test_of_nothing_of_ours(self, connected: World) -> None:
        await hears(connected, "message.finalized", finalized("unknown", "delivered"))
        assert await event_types(connected.store, "message_updated") == []

    async def test_quicker_than_our_own_note(self, connected: World) -> None:
        """Telnyx tells it again, and then it is known."""
        now = datetime.fromtimestamp(connected.clock.now_us() / 1e6, UTC).isoformat()
        body = connected.telnyx.told("message.finalized", finalized("r1", "delivered"), now)
        hooks = ProviderHooks({"/t": TelnyxHook(connected.messages, "").hear})
        assert (await hooks.hear("/t", {}, body))[0] == 503
        connected.clock.move(61)
        assert await hooks.hear("/t", {}, body) == (200, "")


class TestSignature:
    async def test_signed(self, world: World) -> None:
        fake = world.telnyx
        body = fake.told("message.received", received("r1", OUTSIDE, OURS, "hello"))
        now_s = world.clock.now_us() // 1_000_000
        hook = TelnyxHook(world.messages, fake.public_key)
        for headers in (
            {},
            fake.signed(body + b" ", now_s),
            fake.signed(body, now_s - 301),
            fake.signed(body, now_s + 302),
            fake.signed(body, now_s) | {"telnyx-timestamp": str(now_s + 1)},
            fake.signed(body, now_s) | {"telnyx-signature-ed25519": "no base64"},
        ):
            with pytest.raises(Unauthenticated):
                await hook.hear(headers, body)
        assert await world.all(MESSAGE) == []
        await hook.hear(fake.signed(body, now_s), body)
        assert len(await world.all(MESSAGE)) == 1

    async def test_what_the_gateway_is_told(self, world: World) -> None:
        body = world.telnyx.told("message.received", received("r1", OUTSIDE, OURS, "hello"))
        path = "/messages/telnyx"
        open_, closed = (
            ProviderHooks({path: TelnyxHook(world.messages, key).hear})
            for key in ("", world.telnyx.public_key)
        )
        assert open_.knows(path)
        assert not open_.knows("/messages")
        assert (await closed.hear(path, {}, body))[0] == 401
        assert (await open_.hear(path, {}, b"{"))[0] == 400
        assert await open_.hear(path, {}, body) == (200, "")
