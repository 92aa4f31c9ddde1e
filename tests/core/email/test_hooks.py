"""What providers tell: who is believed, and in which order it happened."""

from typing import Any

import orjson
import pytest
import pytest_asyncio

from tests.core.email.world import World
from tests.fixtures import fake_mailgun
from tests.fixtures.fake_mailgun import told
from voipbin.core.email.hooks import EmailHooks, HookAnswer
from voipbin.core.email.jobs import EmailJobs, Outcome
from voipbin.core.email.model import EMAIL, EmailStatus
from voipbin.core.email.progress import EmailProgress
from voipbin.core.repository import Repository

WORDS = [
    "processed",
    "delivered",
    "open",
    "click",
    "bounce",
    "dropped",
    "deferred",
    "unsubscribe",
    "spamreport",
]


class Provider:
    """SendGrid, and what it tells of one email that it took."""

    def __init__(self, world: World, id: str) -> None:
        self._world = world
        self.id = id
        self.now_s = world.clock.now_us() // 1_000_000

    async def tells(self, *events: tuple[str, int], **more: Any) -> HookAnswer:
        """(event, seconds from now) of each, in the order of the list."""
        entries = [
            {
                "email": "ann@example.com",
                "event": word,
                "timestamp": self.now_s + seconds,
                "voipbin_message_id": self.id,
                "sg_event_id": "e",
            }
            | more
            for word, seconds in events
        ]
        return await self._world.hooks.sendgrid(orjson.dumps(entries), {})

    async def status(self) -> str:
        return await self._world.status(self.id)

    async def statuses(self) -> list[str]:
        """Of email_updated, after that of the handing over."""
        return [status for kind, status in await self._world.told() if kind == "email_updated"][1:]


@pytest_asyncio.fixture
async def provider(world: World) -> Provider:
    return Provider(world, await world.sent())


async def test_every_status(provider: Provider) -> None:
    for seconds, word in enumerate(WORDS):
        assert (await provider.tells((word, seconds))).status == 200
        assert await provider.status() == word
    # It was processed before: that is no change.
    assert await provider.statuses() == WORDS[1:]


async def test_late_event_does_not_go_back(provider: Provider) -> None:
    await provider.tells(("open", 20))
    await provider.tells(("delivered", 10))
    await provider.tells(("processed", 5))
    assert await provider.statuses() == ["open"]
    await provider.tells(("click", 21))
    assert await provider.statuses() == ["open", "click"]


async def test_list_in_any_order(provider: Provider) -> None:
    await provider.tells(("click", 30), ("processed", 1), ("open", 20), ("delivered", 10))
    assert await provider.statuses() == ["delivered", "open", "click"]


async def test_within_one_second(provider: Provider) -> None:
    await provider.tells(("delivered", 5), ("processed", 5))
    await provider.tells(("processed", 5))
    await provider.tells(("deferred", 5))
    assert await provider.statuses() == ["delivered"]


async def test_within_one_second_one_after_the_other(provider: Provider) -> None:
    for word in ("processed", "delivered", "open"):
        await provider.tells((word, 5))
        assert await provider.status() == word
    assert await provider.statuses() == ["delivered", "open"]


async def test_repeated(provider: Provider) -> None:
    for _ in range(3):
        await provider.tells(("delivered", 5))
    assert await provider.statuses() == ["delivered"]


@pytest.mark.parametrize(
    "entry",
    [
        {"event": "group_unsubscribe"},
        {"event": "initiated"},
        {"event": None},
        {"event": ["open"]},
        {"timestamp": "soon"},
        {"timestamp": True},
        {"timestamp": -1},
        {"timestamp": 2**40},
        {"timestamp": 1.5},
        {"voipbin_message_id": ""},
        {"voipbin_message_id": "x' OR 1=1"},
        {"voipbin_message_id": 7},
        {"voipbin_message_id": "00000000-0000-4000-8000-000000000000"},
    ],
)
async def test_passed_over(provider: Provider, entry: dict[str, Any]) -> None:
    assert (await provider.tells(("delivered", 5), **entry)).status == 200
    assert await provider.statuses() == []


async def test_moment_that_has_not_come(provider: Provider) -> None:
    await provider.tells(("spamreport", 86_400))
    await provider.tells(("delivered", 5))
    assert await provider.statuses() == ["delivered"]


async def test_deleted_email(world: World, provider: Provider) -> None:
    async with world.store.writing() as work:
        row = await Repository(EMAIL, work, "").get(provider.id)
        row.tm_delete = world.clock.now_us()
        await Repository(EMAIL, work, row.customer_id).save(row)
    await provider.tells(("delivered", 5))
    assert await provider.statuses() == []


async def test_quicker_than_our_own_note(world: World) -> None:
    """SendGrid may tell of an email before its answer is stored here."""
    email = await world.create()
    jobs = EmailJobs(world.store, "us")
    await jobs.claim(1)
    await Provider(world, email["id"]).tells(("delivered", 1))
    await jobs.settle(email["id"], Outcome(EmailStatus.PROCESSED))
    assert await world.status(email["id"]) == "delivered"
    assert await world.jobs() == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "not JSON"),
        (b"[", "not JSON"),
        (b"\xff", "not JSON"),
        (b"{}", "must be a JSON list, got dict"),
    ],
)
async def test_unreadable(world: World, body: bytes, message: str) -> None:
    answer = await world.hooks.sendgrid(body, {})
    assert (answer.status, answer.reason) == (400, "INVALID_ARGUMENT")
    assert message in answer.message


@pytest.mark.parametrize("body", [b"[]", b"[1, null, [], {}]"])
async def test_nothing_in_it(world: World, body: bytes) -> None:
    assert (await world.hooks.sendgrid(body, {})).status == 200


class TestSignature:
    """With a verification key only SendGrid is heard."""

    @pytest.fixture
    def hooks(self, world: World) -> EmailHooks:
        key = world.sendgrid.verification_key
        return EmailHooks(EmailProgress(world.store), sendgrid_key=key)

    @pytest.fixture
    def body(self, provider: Provider) -> bytes:
        event = {"event": "delivered", "timestamp": provider.now_s}
        return orjson.dumps([event | {"voipbin_message_id": provider.id}])

    async def test_good(
        self, world: World, provider: Provider, hooks: EmailHooks, body: bytes
    ) -> None:
        assert (await hooks.sendgrid(body, world.sendgrid.signed(body))).status == 200
        assert await provider.status() == "delivered"

    async def test_key_of_one_provider_opens_no_other_door(
        self, provider: Provider, hooks: EmailHooks
    ) -> None:
        forged = orjson.dumps(told("complained", provider.id, provider.now_s))
        answer = await hooks.mailgun(forged, {})
        assert (answer.status, answer.reason) == (403, "HOOK_NOT_SET_UP")
        assert "--mailgun-signing-key" in answer.message
        assert await provider.status() == "processed"

    async def test_without_a_key_nobody_is_heard(
        self, world: World, provider: Provider, body: bytes
    ) -> None:
        answer = await EmailHooks(EmailProgress(world.store)).sendgrid(body, {})
        assert (answer.status, answer.reason) == (403, "HOOK_NOT_SET_UP")
        assert await provider.status() == "processed"

    async def test_none(self, provider: Provider, hooks: EmailHooks, body: bytes) -> None:
        answer = await hooks.sendgrid(body, {})
        assert (answer.status, answer.reason) == (403, "SIGNATURE_INVALID")
        assert await provider.status() == "processed"

    @pytest.mark.parametrize("change", ["body", "timestamp", "signature", "no base64"])
    async def test_forged(
        self, world: World, provider: Provider, hooks: EmailHooks, body: bytes, change: str
    ) -> None:
        headers = world.sendgrid.signed(body)
        prefix = "x-twilio-email-event-webhook-"
        if change == "body":
            body += b" "
        elif change == "timestamp":
            headers[f"{prefix}timestamp"] += "0"
        elif change == "signature":
            other = type(world.sendgrid)().signed(body)
            headers[f"{prefix}signature"] = other[f"{prefix}signature"]
        else:
            headers[f"{prefix}signature"] = "ü"
        assert (await hooks.sendgrid(body, headers)).status == 403
        assert await provider.status() == "processed"


class TestMailgun:
    """One event a call."""

    @pytest.mark.parametrize(
        ("event", "more", "status"),
        [
            ("accepted", {}, "processed"),
            ("delivered", {}, "delivered"),
            ("opened", {}, "open"),
            ("clicked", {}, "click"),
            ("failed", {"severity": "temporary"}, "deferred"),
            ("failed", {"severity": "permanent", "reason": "bounce"}, "bounce"),
            ("failed", {"severity": "permanent", "reason": "suppress-bounce"}, "dropped"),
            ("rejected", {}, "dropped"),
            ("unsubscribed", {}, "unsubscribe"),
            ("complained", {}, "spamreport"),
            ("stored", {}, "processed"),
            ("failed", {"severity": 7}, "processed"),
        ],
    )
    async def test_words(
        self, world: World, provider: Provider, event: str, more: dict[str, Any], status: str
    ) -> None:
        document = told(event, provider.id, provider.now_s + 0.25, **more)
        assert (await world.hooks.mailgun(orjson.dumps(document), {})).status == 200
        assert await provider.status() == status

    async def test_signature(self, world: World, provider: Provider) -> None:
        hooks = EmailHooks(EmailProgress(world.store), mailgun_key=fake_mailgun.SIGNING_KEY)
        forged = told("delivered", provider.id, provider.now_s, key="guessed")
        unsigned: list[Any] = [forged | {"signature": None}, {"event-data": {}}]
        for document in (forged, *unsigned):
            assert (await hooks.mailgun(orjson.dumps(document), {})).status == 403
        assert await provider.status() == "processed"
        good = told("delivered", provider.id, provider.now_s)
        assert (await hooks.mailgun(orjson.dumps(good), {})).status == 200
        assert await provider.status() == "delivered"

    @pytest.mark.parametrize("body", [b"", b"[]", b"7"])
    async def test_unreadable(self, world: World, body: bytes) -> None:
        assert (await world.hooks.mailgun(body, {})).status == 400

    @pytest.mark.parametrize(
        "data", [None, {}, {"user-variables": []}, {"user-variables": {"voipbin_message_id": 1}}]
    )
    async def test_passed_over(self, world: World, provider: Provider, data: Any) -> None:
        body = orjson.dumps({"event-data": data})
        assert (await world.hooks.mailgun(body, {})).status == 200
        assert await provider.statuses() == []
