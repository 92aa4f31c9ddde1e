"""Two processes on one PostgreSQL: what happens in one is heard, done and ended in the other."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import grpc
import httpx2
import pytest
import pytest_asyncio

from tests.peers import require_peer
from tests.platform import queues
from tests.platform.api import Json, Timeline, reason_of
from tests.platform.cluster import (
    Cluster,
    NatsServer,
    migrated,
    nats_server,
    received,
    subscription,
    websocket,
)
from tests.platform.program import Program, gone
from tests.platform.stage import action

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = action("sleep", duration=60_000)
TAGS = 'subscription { events(afterId: "%s", types: ["tag"]) { id type } }'


class Pair(Cluster):
    """Processes A and B."""

    database_url = ""
    nats: NatsServer | None = None

    @property
    def a(self) -> Any:
        """Scenarios of A."""
        return self.stages["a"]

    @property
    def b(self) -> Any:
        """Scenarios of B."""
        return self.stages["b"]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["postgresql", "nats"])
async def pair(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    postgres_url: str,
) -> AsyncIterator[Pair]:
    """Two processes that tell each other of events in one way or the other."""
    folder = tmp_path_factory.mktemp("cluster")
    options = ["--database-url", await migrated(postgres_url)]
    async with AsyncExitStack() as stack:
        server = None
        if request.param == "nats":
            require_peer("nats-server")
            pytest.importorskip("nats")
            server = await stack.enter_async_context(nats_server(folder))
            options += ["--nats", server.url]
        pair = Pair(folder, *options)
        pair.database_url, pair.nats = options[1], server
        stack.push_async_callback(pair.close)
        await pair.start("a")
        await pair.start("b")
        yield pair


async def test_events_of_both_are_heard_in_order_in_both(pair: Pair) -> None:
    wanted = 40
    customer = pair.programs["a"].facts["demo"]["customer_id"]
    async with AsyncExitStack() as stack:
        sockets = []
        for name in ("a", "b"):
            facts = pair.programs[name].facts
            topic = f"customer_id:{customer}:tag"
            sockets.append(await stack.enter_async_context(websocket(facts, topic)))
            query = TAGS % pair.a.timeline.events[-1]["id"]
            sockets.append(await stack.enter_async_context(subscription(facts, query)))
        made = await asyncio.gather(
            *(
                (pair.a, pair.b)[number % 2].api("TagService.CreateTag", name=f"t{number}")
                for number in range(wanted)
            )
        )
        heard = [await received(socket, wanted) for socket in sockets]
    for index in (0, 2):
        heard[index + 1] = [message["payload"]["data"]["events"] for message in heard[index + 1]]
    ids = [[int(event["id"]) for event in events] for events in heard]
    assert ids[0] == sorted(set(ids[0]))
    assert ids[1:] == [ids[0]] * 3
    assert {event["data"]["id"] for event in heard[0]} == {tag["id"] for tag in made}
    for stage in (pair.a, pair.b):
        await stage.timeline.wait("tag_created", lambda body: body["id"] == made[-1]["id"])
        seen = [int(event["id"]) for event in stage.timeline.events]
        assert seen == sorted(set(seen))
        assert set(ids[0]) <= set(seen)


async def test_call_is_driven_through_the_other_process(pair: Pair) -> None:
    phone = await pair.a.phone()
    call = await pair.a.dial(phone, [WAITS])
    await pair.b.timeline.call(call["id"], "progressing")
    await pair.b.api("CallService.HoldCall", id=call["id"])
    await pair.b.api("CallService.MuteCall", id=call["id"], direction="in")
    assert (await pair.b.api.call(call["id"]))["mute_direction"] == "in"
    recorded = await pair.b.api("CallService.StartCallRecording", id=call["id"], format="wav")
    await pair.a.timeline.wait(
        "recording_started", lambda body: body["id"] == recorded["recording_id"]
    )
    # Refusals are those of the process that has the call.
    again = await pair.b.api.refused("CallService.StartCallRecording", id=call["id"], format="wav")
    assert again == "RECORDING_IN_PROGRESS"
    await pair.b.api("CallService.HangupCall", id=call["id"])
    ended = await pair.b.ended(call)
    assert ended["hangup_reason"] == "normal"
    assert pair.b.timeline.types(call["id"]).count("call_hangup") == 1


async def test_phone_is_reached_from_the_other_process(pair: Pair) -> None:
    """A UDP phone is dialled where it is, whichever process it registered with."""
    phone = await pair.a.phone()
    call = await pair.b.dial(phone, [action("hangup")])
    assert (await pair.b.ended(call))["tm_progressing"]


async def test_phone_on_a_connection_is_dialled_by_who_has_the_connection(pair: Pair) -> None:
    phone = await pair.a.phone(proxy=f"tcp:{pair.a.sip}")
    call = await pair.b.dial(phone, [action("hangup")])
    assert (await pair.b.ended(call))["tm_progressing"]


async def test_flow_is_stopped_through_the_other_process(pair: Pair) -> None:
    flow = await pair.a.api("ActiveflowService.CreateActiveflow", actions=[WAITS])
    stopped = await pair.b.api("ActiveflowService.StopActiveflow", id=flow["id"])
    assert stopped["status"] == "ended"


async def test_forwarding_needs_a_signature(pair: Pair) -> None:
    async with grpc.aio.insecure_channel(pair.programs["a"].facts["grpc"]) as channel:
        make: Any = channel.unary_unary
        call = make("/voipbin.v1.TagService/ListTags")
        for forged in ("00.00", "x"):
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await call(b"", metadata=(("x-voipbin-forwarded", forged),))
            assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_another_secret_key_is_refused(pair: Pair, tmp_path: Path) -> None:
    stranger = Program(tmp_path, "--database-url", pair.database_url)
    with pytest.raises(AssertionError, match="same --secret-key"):
        await stranger.start()


async def test_jobs_have_one_holder_each(pair: Pair) -> None:
    connection = await asyncpg.connect(pair.database_url)
    leases = await connection.fetch("SELECT name, holder FROM lease WHERE tm_until > 0")
    living = {row["id"] for row in await connection.fetch("SELECT id FROM process")}
    await connection.close()
    assert len(living) == 2
    assert "forget old events" in {row["name"] for row in leases}
    assert {row["holder"] for row in leases} <= living


async def test_events_go_on_after_nats_was_away(pair: Pair) -> None:
    if pair.nats is None:
        pytest.skip("told of events by PostgreSQL")
    await pair.nats.stop()
    missed = await pair.a.api("TagService.CreateTag", name="while NATS is away")
    await pair.nats.start()
    await pair.b.timeline.wait("tag_created", lambda body: body["id"] == missed["id"])
    made = await pair.b.api("TagService.CreateTag", name="after")
    await pair.a.timeline.wait("tag_created", lambda body: body["id"] == made["id"])


async def test_frozen_customer_is_hung_up_in_every_process(pair: Pair) -> None:
    calls: list[Json] = []
    for stage in (pair.a, pair.b):
        calls.append(await stage.dial(await stage.phone(), [WAITS]))
        await stage.timeline.call(calls[-1]["id"], "progressing")
    facts = pair.programs["b"].facts
    customer = facts["demo"]["customer_id"]
    await as_super_admin(facts, "FreezeCustomer", customer)
    connection = await asyncpg.connect(pair.database_url)
    async with asyncio.timeout(10):
        while await connection.fetchval("SELECT count(*) FROM call WHERE status <> 'hangup'"):
            await asyncio.sleep(0.05)
    await connection.close()
    await as_super_admin(facts, "RecoverCustomer", customer)
    for stage in (pair.a, pair.b):
        # The freeze ended what the customer watched.
        await stage.timeline.close()
        stage.timeline = Timeline(stage.api)
        stage.timeline.start()


async def test_queue_has_callers_of_both(pair: Pair) -> None:
    """The oldest comes first wherever it is; its agent may be anywhere, and so may who kicks it."""
    queue = await queues.opened(pair.a)
    first = await queues.enters(pair.a, queue)
    second = await queues.enters(pair.b, queue)
    kicked = await queues.enters(pair.a, queue)
    stay = await pair.b.api("QueuecallService.KickReferenceQueuecall", id=kicked[1]["id"])
    assert stay["status"] == "abandoned"
    await queues.goes_on(kicked[0])
    desk = await pair.b.phone()
    await queues.skilled(pair.b, queue, desk)
    await queues.happens(pair.b, first[1], "serviced")
    desk.call.hang_up()
    await queues.happens(pair.b, second[1], "serviced")
    await queues.leave(desk, second[0], first[0], kicked[0])


async def as_super_admin(facts: Json, operation: str, customer_id: str) -> None:
    """Run an operation on a customer over REST, as its operator would."""
    verb, path = {
        "FreezeCustomer": ("POST", "freeze"),
        "RecoverCustomer": ("POST", "recover"),
    }[operation]
    async with httpx2.AsyncClient(base_url=facts["rest"], trust_env=False) as client:
        login = await client.post("/auth/login", json=facts["super_admin"])
        headers = {"authorization": f"Bearer {login.json()['token']}"}
        answer = await client.request(verb, f"/customers/{customer_id}/{path}", headers=headers)
        assert answer.is_success, answer.text


async def test_calls_of_a_killed_process_end(pair: Pair) -> None:
    """Last of all: A is gone afterwards."""
    stage = pair.b
    phone = await pair.a.phone()
    calls = [await pair.a.dial(phone, [WAITS]) for _ in range(2)]
    for call in calls:
        await stage.timeline.call(call["id"], "progressing")
    flow = await pair.a.api("ActiveflowService.CreateActiveflow", actions=[WAITS])
    room = await stage.api("ConferenceService.CreateConference", name="room", type="conference")
    joins = action("conference_join", conference_id=room["id"])
    guest = await pair.a.dial(phone, [joins])
    stay = await stage.timeline.wait(
        "conferencecall_joined", lambda body: body["reference_id"] == guest["id"]
    )
    calls.append(guest)
    await pair.programs["a"].end(signal.SIGKILL)
    # Until it is known to be dead, nobody pretends to have hung up.
    refused = await stage.api.refused("CallService.HangupCall", id=calls[0]["id"])
    assert refused == "OWNER_UNAVAILABLE"
    for call in calls:
        ended = await stage.ended(call)
        assert ended["hangup_reason"] == "failed"
        assert stage.timeline.types(call["id"]).count("call_hangup") == 1
    stopped = await once_owned(stage, "ActiveflowService.StopActiveflow", flow)
    assert stopped["status"] == "ended", "its new owner has it"
    await stage.timeline.wait("conferencecall_leaved", lambda body: body["id"] == stay["id"])
    assert stage.timeline.types(stay["id"]).count("conferencecall_leaved") == 1
    seen = await stage.api("ConferenceService.GetConference", id=room["id"])
    assert seen["conferencecall_ids"] == []
    await holds_everything(pair)


async def once_owned(stage: Any, operation: str, row: Json) -> Json:
    """What an operation answers when somebody has taken over what it is about."""
    async with asyncio.timeout(10):
        while True:
            try:
                answer: Json = await stage.api(operation, id=row["id"])
                return answer
            except grpc.aio.AioRpcError as error:
                assert reason_of(error) == "OWNER_UNAVAILABLE"
            await asyncio.sleep(0.02)


async def holds_everything(pair: Pair) -> None:
    """Waits until one process is left, and checks that no other holds a lease."""
    connection = await asyncpg.connect(pair.database_url)
    async with asyncio.timeout(10):
        while len(living := await connection.fetch("SELECT id FROM process")) > 1:
            await asyncio.sleep(0.05)
    holders = await connection.fetch("SELECT DISTINCT holder FROM lease WHERE tm_until > 0")
    await connection.close()
    assert {row["holder"] for row in holders} <= {living[0]["id"]}


async def nobody_writes(database_url: str) -> None:
    """Waits until no transaction of the database is open."""
    connection = await asyncpg.connect(database_url)
    busy = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"""
    try:
        async with asyncio.timeout(15):
            while await connection.fetchval(busy):
                await asyncio.sleep(0.01)
    finally:
        await connection.close()


async def test_process_that_stood_still_ends_itself(pair: Pair) -> None:
    """Others have ended its calls by the time it goes on: it must not write over that."""
    if pair.nats is not None:
        pytest.skip("the same, however events are told")
    stage, program = await pair.start("c"), pair.programs["c"]
    call = await stage.dial(await stage.phone(), [action("sleep", duration=4_000)])
    await pair.b.timeline.wait(
        "activeflow_updated",
        lambda body: (
            body["id"] == call["activeflow_id"] and body["current_action"]["type"] == "sleep"
        ),
    )
    media = program.media_pid()
    # One that stands still within a transaction keeps its rows from everybody: another matter.
    await nobody_writes(pair.database_url)
    os.kill(program.pid, signal.SIGSTOP)
    ended = await pair.b.ended(call)
    assert ended["hangup_reason"] == "failed"
    assert await program.end(signal.SIGCONT) == 70
    await gone(media)
    assert pair.b.timeline.types(call["id"]).count("call_hangup") == 1
