"""Messages on their way out: by gateways, to numbers of our own, and not at all."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.core.message.world import OURS, OUTSIDE, THEIRS, World
from tests.fixtures.callers import CUSTOMER, STRANGER
from tests.fixtures.event_log import event_types
from tests.fixtures.fake_telnyx import refuses
from tests.fixtures.payers import books, set_status
from tests.fixtures.receiver import answers
from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE
from voipbin.core.errors import InsufficientBalance, InvalidArgument, PermissionDenied
from voipbin.core.ids import new_id
from voipbin.core.message.copies import LEASE_US, Copies
from voipbin.core.message.fate import settle_target
from voipbin.core.message.gateway import Text
from voipbin.core.message.model import COPIES, MESSAGE
from voipbin.core.message.sender import MessageSender

UK, FRANCE = "+447700900123", "+33199001234"


class TestStored:
    async def test_all_in_one(self, world: World) -> None:
        id = await world.send(THEIRS, OUTSIDE)
        assert await world.statuses(id) == ["queued", "queued"]
        (row,) = await world.all(MESSAGE)
        assert [target["parts"] for target in row.targets] == [0, 0]
        here, there = await world.conversations()
        assert {here.self["target"], there.self["target"]} == {OURS}
        assert {here.peer["target"], there.peer["target"]} == {THEIRS, OUTSIDE}
        assert (here.type, here.name) == ("message", f"conversation with {THEIRS}")
        said = await world.all(CONVERSATION_MESSAGE)
        assert [(one.direction, one.status) for one in said] == [("outgoing", "sending")] * 2
        assert {one.reference_type for one in said} == {"none"}
        assert len({one.id for one in said}) == 2
        paid = await books(world.store, world.accounts[CUSTOMER])
        assert (len(paid.usage), paid.micros) == (2, 980_000)

    async def test_one_conversation_for_each_pair(self, world: World) -> None:
        for _ in range(2):
            await world.send(OUTSIDE, OUTSIDE)
        (conversation,) = await world.conversations()
        said = await world.all(CONVERSATION_MESSAGE)
        assert [one.conversation_id for one in said] == [conversation.id] * 4

    @pytest.mark.parametrize(
        ("numbers", "source", "error", "reason"),
        [
            ([OUTSIDE], THEIRS, InvalidArgument, "SOURCE_NOT_OWNED"),
            ([UK, FRANCE], OURS, PermissionDenied, "DESTINATION_NOT_ALLOWED"),
            ([UK] * 101, OURS, InsufficientBalance, "INSUFFICIENT_BALANCE"),
        ],
    )
    async def test_refused_as_a_whole(
        self, world: World, numbers: list[str], source: str, error: Any, reason: str
    ) -> None:
        with pytest.raises(error) as refusal:
            await world.send(*numbers, source=source)
        assert refusal.value.reason == reason
        assert await world.all(MESSAGE) == await world.conversations() == []
        assert (await books(world.store, world.accounts[CUSTOMER])).usage == []

    async def test_the_last_dollar_is_spent_once(self, world: World) -> None:
        """By requests that come at once, and could not both be paid."""
        many = [f"+1415555{number:04}" for number in range(60)]
        results = await asyncio.gather(
            *(world.send(*many, text=str(n)) for n in range(4)), return_exceptions=True
        )
        refused = [result for result in results if isinstance(result, InsufficientBalance)]
        assert len(refused) == 3
        assert (await books(world.store, world.accounts[CUSTOMER])).micros == 400_000

    async def test_our_own_numbers_need_no_permission(self, world: World) -> None:
        await world.add_number(FRANCE, STRANGER)
        id = await world.send(FRANCE)
        await world.run()
        assert await world.statuses(id) == ["delivered"]


class TestHere:
    async def test_delivered_to_a_number_of_ours(self, world: World) -> None:
        id = await world.send(THEIRS, text="hello")
        await world.run()
        assert await world.statuses(id) == ["delivered"]
        assert await world.said() == [("outgoing", "sent")]
        (came,) = await world.all(MESSAGE, STRANGER)
        assert (came.direction, came.text) == ("inbound", "hello")
        assert came.source["target"] == OURS
        (target,) = came.targets
        assert (target["destination"]["target"], target["status"]) == (THEIRS, "received")
        assert target["parts"] == 1
        assert await world.said(STRANGER) == [("incoming", "received")]
        (conversation,) = await world.conversations(STRANGER)
        assert (conversation.self["target"], conversation.peer["target"]) == (THEIRS, OURS)
        assert (await books(world.store, world.accounts[STRANGER])).micros == 990_000

    async def test_what_is_told(self, world: World) -> None:
        await world.send(THEIRS)
        await world.run()
        told = await event_types(world.store)
        assert [name for name in told if "billing" not in name] == [
            "message_created",
            "conversation_created",
            "conversation_message_created",
            "message_created",
            "conversation_created",
            "conversation_message_created",
            "message_updated",
            "conversation_message_updated",
        ]

    async def test_frozen_receiver(self, world: World) -> None:
        await set_status(world.store, "frozen", STRANGER)
        id = await world.send(THEIRS)
        await world.run()
        assert await world.statuses(id) == ["failed"]
        assert await world.all(MESSAGE, STRANGER) == []

    async def test_elsewhere_says_which_setting_is_missing(self, world: World) -> None:
        id = await world.send(OUTSIDE)
        with capture_logs() as logs:
            await world.run()
        assert await world.statuses(id) == ["failed"]
        assert await world.said() == [("outgoing", "failed")]
        assert "VOIPBIN_TELNYX_API_KEY" in str(logs)

    async def test_virtual_numbers_are_here_whatever_gateway_there_is(
        self, connected: World
    ) -> None:
        await connected.add_number("+899123456789", STRANGER, type="virtual")
        id = await connected.send("+899123456789", THEIRS)
        await connected.run()
        assert await connected.statuses(id) == ["delivered", "sent"]
        assert [one["to"] for one in connected.telnyx.sent] == [THEIRS]


class TestGateways:
    async def test_the_first_one_takes_it(self, connected: World) -> None:
        id = await connected.send(OUTSIDE, text="x" * 161)
        await connected.run()
        assert connected.telnyx.sent == [
            {"from": OURS, "to": OUTSIDE, "text": "x" * 161, "type": "SMS"}
        ]
        assert connected.messagebird.sent == []
        (row,) = await connected.all(MESSAGE)
        (target,) = row.targets
        assert (target["status"], target["parts"]) == ("sent", 2)
        assert target["tm_update"].endswith("Z")
        assert await connected.said() == [("outgoing", "sent")]
        await connected.run(3600)
        assert len(connected.telnyx.sent) == 1
        assert await connected.statuses(id) == ["sent"]

    @pytest.mark.parametrize("refusal", [refuses(422, "40300"), answers(503), answers(429)])
    async def test_the_next_one_takes_it(self, connected: World, refusal: Any) -> None:
        connected.telnyx.failures.append(refusal)
        id = await connected.send(OUTSIDE)
        await connected.run()
        assert await connected.statuses(id) == ["sent"]
        (one,) = connected.messagebird.sent
        assert (one["originator"], one["recipients"]) == (OURS, [OUTSIDE.removeprefix("+")])

    async def test_all_refuse(self, connected: World) -> None:
        connected.telnyx.failures.append(refuses(400, "40300"))
        connected.messagebird.failures.append(answers(422))
        id = await connected.send(OUTSIDE)
        await connected.run()
        assert await connected.statuses(id) == ["failed"]
        assert await connected.said() == [("outgoing", "failed")]

    async def test_tried_again_while_one_may_take_it_later(self, connected: World) -> None:
        connected.telnyx.failures += [answers(503), answers(502)]
        connected.messagebird.failures += [answers(422), answers(422)]
        id = await connected.send(OUTSIDE)
        await connected.run()
        assert await connected.statuses(id) == ["queued"]
        await connected.run(3)
        assert len(connected.telnyx.failures) == 1
        await connected.run(4)
        assert (await connected.statuses(id), connected.telnyx.failures) == (["queued"], [])
        await connected.run(20)
        assert await connected.statuses(id) == ["sent"]

    async def test_nobody_takes_it_in_time(self, connected: World) -> None:
        connected.telnyx.failures += [answers(503)] * 50
        connected.messagebird.failures += [answers(503)] * 50
        id = await connected.send(OUTSIDE)
        for _ in range(20):
            await connected.run(600)
        assert await connected.statuses(id) == ["gw_timeout"]
        assert await connected.said() == [("outgoing", "failed")]
        assert connected.telnyx.sent == []

    async def test_our_own_failure_is_no_end(self, connected: World) -> None:
        good = connected.messages.sender._gateways
        connected.messages.sender._gateways = (Broken(), *good)
        id = await connected.send(OUTSIDE)
        with capture_logs() as logs:
            await connected.run()
        assert "sending a message failed" in [entry["event"] for entry in logs]
        assert await connected.statuses(id) == ["queued"]
        connected.messages.sender._gateways = good
        await connected.run(7)
        assert await connected.statuses(id) == ["sent"]

    @pytest.mark.parametrize("status", [401, 402, 403])
    async def test_what_the_operator_has_to_mend(self, connected: World, status: int) -> None:
        connected.telnyx.failures.append(refuses(status, "10009"))
        connected.messagebird.failures.append(answers(status))
        id = await connected.send(OUTSIDE)
        with capture_logs() as logs:
            await connected.run()
        assert await connected.statuses(id) == ["queued"]
        assert f"telnyx answered {status} 10009" in [entry.get("reason") for entry in logs]
        await connected.run(7)
        assert await connected.statuses(id) == ["sent"]

    async def test_what_left_is_not_sent_again(
        self, connected: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever keeps us from noting that it did."""
        faults = [RuntimeError("busy"), RuntimeError("busy")]

        async def settle(*told: Any) -> bool:
            if faults:
                raise faults.pop()
            return await settle_target(*told)

        monkeypatch.setattr("voipbin.core.message.sender.settle_target", settle)
        id = await connected.send(OUTSIDE)
        await connected.run()
        assert await connected.statuses(id) == ["sent"]
        assert len(connected.telnyx.sent) == 1

    @pytest.mark.parametrize("refusal", [[], [answers(422)]])
    async def test_what_cannot_be_told_is_done_all_the_same(
        self, connected: World, monkeypatch: pytest.MonkeyPatch, refusal: list[Any]
    ) -> None:
        """A fault in the details of a target must not have a text sent for ever."""

        async def fail(*_: Any) -> bool:
            raise RuntimeError("target")

        monkeypatch.setattr("voipbin.core.message.sender.settle_target", fail)
        connected.telnyx.failures += refusal
        connected.messagebird.failures += refusal
        id = await connected.send(OUTSIDE)
        await connected.run()
        # The conversation tells: whoever waits for it goes on.
        assert await connected.said() == [("outgoing", "failed" if refusal else "sent")]
        async with connected.store.reading() as connection:
            (copy,) = await connection.execute(COPIES.select())
        assert (copy.tm_due, copy.gateway) == (None, "" if refusal else "telnyx")
        for _ in range(3):
            await connected.run(3600)
        assert len(connected.telnyx.sent) == (0 if refusal else 1)
        assert await connected.statuses(id) == ["queued"]

    async def test_what_left_is_not_sent_again_when_the_database_is_back(
        self, connected: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        finish = Copies.finish

        async def fail(*_: Any) -> bool:
            raise RuntimeError("gone")

        monkeypatch.setattr(Copies, "finish", fail)
        monkeypatch.setattr(Copies, "keep", fail)
        id = await connected.send(OUTSIDE)
        await connected.run()
        assert await connected.statuses(id) == ["queued"]
        monkeypatch.setattr(Copies, "finish", finish)
        await connected.run(LEASE_US / 1e6 + 1)
        assert (await connected.statuses(id), len(connected.telnyx.sent)) == (["sent"], 1)
        assert connected.messages.sender._unnoted == {}

    async def test_another_process_knows_what_left(
        self, connected: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Should the one that handed it over die before it has noted all."""
        finish = Copies.finish

        async def fail(*_: Any) -> bool:
            raise RuntimeError("busy")

        monkeypatch.setattr(Copies, "finish", fail)
        id = await connected.send(OUTSIDE)
        await connected.run()
        monkeypatch.setattr(Copies, "finish", finish)
        other = connected.another(*connected.messages.sender._gateways)
        connected.clock.move(LEASE_US / 1e6 + 1)
        await other.sender.send_due()
        assert (await connected.statuses(id), len(connected.telnyx.sent)) == (["sent"], 1)

    async def test_one_telephone_hears_in_order(self, connected: World) -> None:
        for number in range(5):
            await connected.send(OUTSIDE, text=str(number))
        await connected.run()
        assert [one["text"] for one in connected.telnyx.sent] == list("01234")

    async def test_deleted_before_it_left(self, connected: World) -> None:
        await connected.send(OUTSIDE)
        async with connected.store.writing() as work:
            table = MESSAGE.table
            await work.execute(table.update().values(tm_delete=1))
        await connected.run()
        assert connected.telnyx.sent == []
        assert await connected.said() == [("outgoing", "failed")]

    async def test_what_is_in_hand_is_not_taken_again(self, connected: World) -> None:
        slow = Slow()
        sender = sends_by(connected, slow)
        for number in range(3):
            await connected.send(OUTSIDE, text=str(number))
        assert await sender._round()
        await slow.until(1)
        connected.clock.move(LEASE_US / 1e6 + 1)
        assert not await sender._round()
        slow.go_on.set()
        await sender._rounds._background.settled()
        await connected.run()
        assert slow.texts == list("012")


class TestTurns:
    async def test_many_texts_to_one_telephone_hold_up_nobody(self, connected: World) -> None:
        slow = Slow()
        sender = sends_by(connected, slow)
        for number in range(60):
            await connected.send(OUTSIDE, text=str(number))
        await sender._round()
        await connected.send(UK, source=THEIRS, customer_id=STRANGER, text="mine")
        await connected.send(UK, text="other")
        await sender._round()
        await slow.until(3)
        assert sorted(slow.texts) == ["0", "mine", "other"]

    async def test_one_customer_takes_no_place_another_waits_for(self, connected: World) -> None:
        slow = Slow()
        sender = sends_by(connected, slow)
        for number in range(60):
            await connected.send(f"+1555010{number + 1000}", text="many")
        await connected.send(UK, source=THEIRS, customer_id=STRANGER, text="first")
        await sender._round()
        await slow.until(50)
        assert slow.texts.count("first") == 1
        # Who has least under way is next, however long the others wait.
        await connected.send(OUTSIDE, source=THEIRS, customer_id=STRANGER, text="next")
        sender._rounds._signal.clear()
        slow.answer_one()
        await sender._rounds._signal.wait()
        await sender._round()
        await slow.until(51)
        assert slow.texts[-1] == "next"

    async def test_customers_have_the_same_share(self, connected: World) -> None:
        slow = Slow()
        sender = sends_by(connected, slow)
        for number in range(60):
            await connected.send(f"+1555010{number + 1000}", text="many")
        for number in range(40):
            target = f"+1555010{number + 1000}"
            await connected.send(target, source=THEIRS, customer_id=STRANGER, text="few")
        await sender._round()
        await slow.until(50)
        assert slow.texts.count("few") == 25

    async def test_another_process_keeps_the_order(self, connected: World) -> None:
        slow = Slow()
        sender = sends_by(connected, slow)
        other = connected.another(slow).sender
        await connected.send(OUTSIDE, text="first")
        await sender._round()
        await connected.send(OUTSIDE, text="second")
        assert not await other._round()
        slow.go_on.set()
        await sender._rounds._background.settled()
        await other.send_due()
        assert slow.texts == ["first", "second"]

    async def test_what_was_put_off_is_overtaken(self, connected: World) -> None:
        connected.telnyx.failures.append(answers(503))
        connected.messagebird.failures.append(answers(503))
        for text in ("first", "second"):
            await connected.send(OUTSIDE, text=text)
            await connected.run()
        assert [one["text"] for one in connected.telnyx.sent] == ["second"]
        await connected.run(7)
        assert [one["text"] for one in connected.telnyx.sent] == ["second", "first"]


class Slow:
    """A gateway that answers when it is told to."""

    name = "slow"

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.go_on = asyncio.Event()
        self._asked = asyncio.Condition()
        self._answers = asyncio.Semaphore(0)

    async def send(self, text: Text) -> str:
        """Takes it, after a while."""
        async with self._asked:
            self.texts.append(text.text)
            self._asked.notify_all()
        one = asyncio.create_task(self._answers.acquire())
        everything = asyncio.create_task(self.go_on.wait())
        try:
            await asyncio.wait({one, everything}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            one.cancel()
            everything.cancel()
        return text.id

    async def until(self, count: int) -> None:
        """Waits until so many texts were handed over."""
        async with asyncio.timeout(20), self._asked:
            await self._asked.wait_for(lambda: len(self.texts) >= count)

    def answer_one(self) -> None:
        """Answers whoever asked first."""
        self._answers.release()


def sends_by(world: World, gateway: Slow) -> MessageSender:
    """What sends, by this gateway only."""
    world.messages.sender._gateways = (gateway,)
    return world.messages.sender


class Broken:
    """A gateway with a bug."""

    name = "broken"

    async def send(self, text: Text) -> str:
        """Fails as nobody expects."""
        raise RuntimeError(text.id)


class TestProcesses:
    async def test_what_a_dead_one_had_is_sent_when_its_lease_is_over(
        self, connected: World
    ) -> None:
        id = await connected.send(OUTSIDE)
        (taken,) = await Copies(connected.store, new_id()).due(10)
        assert taken.message_id == id
        await connected.run(LEASE_US / 1e6 - 1)
        assert (await connected.statuses(id), connected.telnyx.sent) == (["queued"], [])
        await connected.run(2)
        assert (await connected.statuses(id), len(connected.telnyx.sent)) == (["sent"], 1)

    async def test_who_lost_the_lease_notes_nothing(self, connected: World) -> None:
        await connected.send(OUTSIDE)
        slow = Copies(connected.store, new_id())
        (copy,) = await slow.due(10)
        await connected.run(LEASE_US / 1e6 + 1)
        assert not await slow.renew(copy.id)
        async with connected.store.writing() as work:
            assert not await slow.finish(work, copy.id)

    async def test_each_is_sent_once(self, connected: World) -> None:
        ids = [await connected.send(OUTSIDE, THEIRS) for _ in range(10)]
        other = connected.another(*connected.messages.sender._gateways)
        await asyncio.gather(connected.messages.sender.send_due(), other.sender.send_due())
        await other.sender.close()
        assert len(connected.telnyx.sent) == 20
        assert [await connected.statuses(id) for id in ids] == [["sent", "sent"]] * 10

    async def test_it_is_sent_without_being_asked(self, connected: World) -> None:
        await connected.messages.sender.start()
        done = asyncio.Event()
        connected.store.events.when_published(
            lambda event: done.set() if event.type == "message_updated" else None
        )
        id = await connected.send(OUTSIDE)
        async with asyncio.timeout(20):
            await done.wait()
        assert await connected.statuses(id) == ["sent"]
