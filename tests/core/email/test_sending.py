"""Emails on their way: to providers, past failures, over crashes, never by two processes."""

import asyncio
import itertools

import pytest

from tests.core.email.conftest import CREDIT
from tests.core.email.world import ANN, BOB, World
from tests.fixtures.callers import CUSTOMER, customer_context
from tests.fixtures.fake_sendgrid import refusal
from tests.fixtures.payers import adjust, books
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.contract import codec
from voipbin.core.email.jobs import LEASE_US, EmailJobs, Outcome
from voipbin.core.email.model import EmailStatus
from voipbin.core.email.outgoing import OutgoingEmail
from voipbin.core.errors import InsufficientBalance
from voipbin.core.repository import Repository
from voipbin.v1 import email_pb2

DAY_S = 86_400
LEASE_S = LEASE_US / 1e6


async def test_answered_before_it_is_sent(world: World) -> None:
    shown = await world.create(destinations=[ANN, BOB])
    assert shown["status"] == "initiated"
    assert (shown["source"]["type"], shown["source"]["target"], shown["source"]["target_name"]) == (
        "email",
        "service@voip.example",
        "voipbin service",
    )
    assert world.sendgrid.requests == 0
    assert await world.told() == [("email_created", "initiated")]
    await world.deliver()
    assert await world.status(shown["id"]) == "processed"
    assert await world.told() == [("email_created", "initiated"), ("email_updated", "processed")]
    assert await world.jobs() == []


async def test_by_sendgrid(world: World) -> None:
    id = await world.sent(destinations=[ANN, BOB, ANN], subject="Grüße", content="Zeile\nzwei")
    (body,) = world.sendgrid.taken
    assert body["personalizations"] == [
        {
            "to": [{"email": "ann@example.com", "name": "Ann"}, {"email": "bob@example.com"}],
            "custom_args": {"voipbin_message_id": id},
        }
    ]
    assert body["from"] == {"email": "service@voip.example", "name": "voipbin service"}
    assert body["subject"] == "Grüße"
    assert body["content"] == [{"type": "text/plain", "value": "Zeile\nzwei"}]
    assert body["headers"] == {"Message-ID": f"<{id}@voip.example>"}
    assert world.mailgun.requests == 0


async def test_by_mailgun(world: World) -> None:
    world.use(world.by_mailgun)
    tricky = {"type": "email", "target": "bob@example.com", "target_name": 'B. "Bob" <x@y>'}
    id = await world.sent(destinations=[ANN, tricky], subject="Grüße", content="Zeile\nzwei")
    (form,) = world.mailgun.taken
    assert form == {
        "from": ["voipbin service <service@voip.example>"],
        "to": ["Ann <ann@example.com>", '"B. \\"Bob\\" <x@y>" <bob@example.com>'],
        "subject": ["Grüße"],
        "text": ["Zeile\nzwei"],
        "h:Message-Id": [f"<{id}@voip.example>"],
        "v:voipbin_message_id": [id],
    }


@pytest.mark.parametrize("way", ["by_sendgrid", "by_mailgun"])
async def test_without_words(world: World, way: str) -> None:
    """Providers refuse empty texts, the contract does not."""
    world.use(getattr(world, way))
    id = await world.sent(subject="", content="")
    assert await world.status(id) == "processed"


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 500, 503])
async def test_next_provider(world: World, status: int) -> None:
    world.sendgrid.refuses = refusal(status, "no")
    id = await world.sent()
    assert await world.status(id) == "processed"
    assert (world.sendgrid.requests, len(world.mailgun.taken)) == (1, 1)


async def test_every_provider_refuses(world: World) -> None:
    world.sendgrid.refuses = refusal(400, "bad ann@example.com")
    world.mailgun.failures = [refusal(404, "no")]
    id = await world.sent()
    assert await world.status(id) == "dropped"
    assert await world.told() == [("email_created", "initiated"), ("email_updated", "dropped")]
    await world.deliver(DAY_S)
    assert (world.sendgrid.requests, world.mailgun.requests) == (1, 1)


@pytest.mark.parametrize("status", [401, 402, 403])
async def test_what_the_operator_has_to_mend(world: World, status: int) -> None:
    """A wrong key says nothing of the email: it goes out once there is the right one."""
    world.use(world.by_sendgrid)
    world.sendgrid.failures = [refusal(status, "no")]
    id = await world.sent()
    assert await world.status(id) == "initiated"
    await world.deliver(10)
    assert await world.status(id) == "processed"


async def test_tried_again_later_and_later(world: World) -> None:
    world.use(world.by_sendgrid)
    world.sendgrid.failures = [refusal(503, "no")] * 4
    id = await world.sent()
    pauses, before_us = [], world.clock.now_us()
    for attempts in range(1, 5):
        (job,) = await world.jobs()
        assert (job.attempt_count, job.lease_owner) == (attempts, "")
        pauses.append((job.tm_due - before_us) / 1e6)
        await world.deliver(pauses[-1] - 1)
        assert world.sendgrid.requests == attempts, "not before its time"
        assert await world.status(id) == "initiated"
        await world.deliver(1)
        before_us = world.clock.now_us()
    assert world.sendgrid.requests == 5
    assert await world.status(id) == "processed"
    assert all(later > 2 * sooner for sooner, later in itertools.pairwise(pauses))
    assert 4 <= pauses[0] <= 6


async def test_as_long_as_the_provider_asks(world: World) -> None:
    world.use(world.by_sendgrid)
    world.sendgrid.failures = [refusal(429, "slow down", retry_after="600")]
    await world.sent()
    await world.deliver(590)
    assert world.sendgrid.requests == 1
    await world.deliver(11)
    assert len(world.sendgrid.taken) == 1


async def test_refusal_is_remembered(world: World) -> None:
    world.sendgrid.refuses = refusal(400, "no")
    world.mailgun.failures = [refusal(500, "no")]
    id = await world.sent()
    await world.deliver(10)
    assert (world.sendgrid.requests, world.mailgun.requests) == (1, 2)
    assert await world.status(id) == "processed"


async def test_given_up_after_a_day(world: World) -> None:
    world.sendgrid.refuses = refusal(503, "no")
    world.use(world.by_sendgrid)
    id = await world.sent()
    hours = 0
    while await world.jobs() and hours < 30:
        hours += 1
        await world.deliver(3600)
    assert 23 <= hours <= 25
    assert world.sendgrid.requests > 10
    assert await world.status(id) == "dropped"
    assert await world.told() == [("email_created", "initiated"), ("email_updated", "dropped")]


async def test_nobody_there(world: World) -> None:
    """A connection that is refused is no refusal of the email."""
    world.use(world.by_sendgrid)
    url, world.by_sendgrid._url = world.by_sendgrid._url, "http://127.0.0.1:9/v3/mail/send"
    id = await world.sent()
    assert await world.status(id) == "initiated"
    world.by_sendgrid._url = url
    await world.deliver(10)
    assert await world.status(id) == "processed"


async def test_each_destination_is_paid_once(world: World) -> None:
    async with world.store.reading() as connection:
        account = (await Repository(BILLING_ACCOUNT, connection, CUSTOMER).page(1, ""))[0][0]
    await world.sent(destinations=[ANN, BOB])
    after = await books(world.store, account.id)
    assert after.micros == CREDIT - 20_000
    assert [entry.reference_type for entry in after.usage] == ["email", "email"]


async def test_who_cannot_pay(world: World) -> None:
    async with world.store.writing() as work:
        accounts = Repository(BILLING_ACCOUNT, work, CUSTOMER)
        account = await accounts.get((await accounts.page(1, ""))[0][0].id)
        await adjust(work, account, 19_999 - CREDIT)
    with pytest.raises(InsufficientBalance):
        await world.create(destinations=[ANN, BOB])
    assert await world.told() == []
    assert await world.jobs() == []
    await world.create(destinations=[ANN])


async def test_deleted_before_it_is_sent(world: World) -> None:
    email = await world.create()
    request = codec.from_json(email_pb2.DeleteEmailRequest, {"id": email["id"]})
    await world.room.delete(request, customer_context(world.store))
    await world.deliver()
    assert world.sendgrid.requests == 0
    assert await world.jobs() == []
    assert [kind for kind, _ in await world.told()] == ["email_created", "email_deleted"]


class Stuck:
    """A way out that never answers, as when a process dies while it waits."""

    name = "stuck"

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()

    async def send(self, email: OutgoingEmail) -> None:
        self.is_asked.set()
        await asyncio.Event().wait()


async def test_process_that_dies_leaves_it_to_the_next(world: World) -> None:
    stuck = Stuck()
    dying = world.another([stuck])
    email = await world.create()
    await dying.start()
    await asyncio.wait_for(stuck.is_asked.wait(), 20)
    await dying.close(0)
    (job,) = await world.jobs()
    assert job.lease_owner
    await world.deliver()
    assert world.sendgrid.requests == 0, "nobody knows yet that it died"
    await world.deliver(LEASE_S)
    assert await world.status(email["id"]) == "processed"
    assert len(world.sendgrid.taken) == 1


async def test_next_start_takes_up_what_the_last_left(world: World) -> None:
    stuck = Stuck()
    dying = world.another([stuck])
    email = await world.create()
    await dying.start()
    await asyncio.wait_for(stuck.is_asked.wait(), 20)
    await dying.close(0)
    async with world.store.writing() as work:
        # A file has one process at a time; a server may have others, which are not dead at once.
        pause_s = 0 if work.dialect_name == "sqlite" else LEASE_S
    world.clock.move(pause_s)
    started = world.another()
    await started.prepare()
    await started.deliver_due()
    assert await world.status(email["id"]) == "processed"
    assert len(world.sendgrid.taken) == 1


async def test_long_attempts_stay_with_their_process(world: World) -> None:
    """The lease is prolonged for as long as an attempt takes."""
    stuck = Stuck()
    slow = world.another([stuck], renew_s=0.01)
    await world.create()
    await slow.start()
    await asyncio.wait_for(stuck.is_asked.wait(), 20)
    for _ in range(3):
        (before,) = await world.jobs()
        world.clock.move(LEASE_S / 2)
        async with asyncio.timeout(20):
            while (await world.jobs())[0].tm_lease == before.tm_lease:
                await asyncio.sleep(0.01)
        await world.deliver()
    assert world.sendgrid.requests == 0


async def test_what_was_taken_is_noted_at_last(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a note of it, it would go out again."""
    settling, faults = EmailJobs.settle, [RuntimeError("busy"), RuntimeError("busy")]

    async def settle(jobs: EmailJobs, id: str, outcome: Outcome) -> None:
        if faults:
            raise faults.pop()
        await settling(jobs, id, outcome)

    monkeypatch.setattr(EmailJobs, "settle", settle)
    assert await world.status(await world.sent()) == "processed"
    await world.deliver(120)
    assert world.sendgrid.requests == 1


async def test_attempt_that_is_never_noted_keeps_no_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("busy")

    monkeypatch.setattr(EmailJobs, "settle", fail)
    await world.sent()
    await world.deliver()
    assert world.dispatcher._under_way == 0


async def test_two_processes_send_nothing_twice(world: World) -> None:
    ids = [(await world.create())["id"] for _ in range(40)]
    others = [world.another() for _ in range(3)]
    await asyncio.gather(*(dispatcher.deliver_due() for dispatcher in others))
    sent = [body["personalizations"][0]["custom_args"] for body in world.sendgrid.taken]
    assert sorted(args["voipbin_message_id"] for args in sent) == sorted(ids)
    assert {await world.status(id) for id in ids} == {"processed"}


async def test_whose_lease_is_over_settles_nothing(world: World) -> None:
    email = await world.create()
    late, quick = EmailJobs(world.store, "late"), EmailJobs(world.store, "quick")
    assert [job.id for job in await late.claim(5)] == [email["id"]]
    assert await quick.claim(5) == []
    world.clock.move(LEASE_S)
    assert [job.id for job in await quick.claim(5)] == [email["id"]]
    assert not await late.renew(email["id"])
    await late.settle(email["id"], Outcome(EmailStatus.DROPPED))
    assert await world.status(email["id"]) == "initiated"
    await quick.settle(email["id"], Outcome(EmailStatus.PROCESSED))
    assert await world.status(email["id"]) == "processed"


async def test_in_the_background(world: World) -> None:
    """What is stored wakes who sends; many more than fit at once."""
    await world.dispatcher.start()
    ids = [(await world.create())["id"] for _ in range(30)]
    async with asyncio.timeout(30):
        while await world.jobs():
            await asyncio.sleep(0.01)
    assert len(world.sendgrid.taken) == len(ids)
