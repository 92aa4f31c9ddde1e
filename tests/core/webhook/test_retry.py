"""A day of attempts, in no time."""

import pytest

from tests.core.webhook.world import World, reasons, some_ids
from tests.fixtures.callers import STRANGER
from tests.fixtures.event_log import event_types
from tests.fixtures.receiver import answers, hangs, receiving
from voipbin.core import egress_connection
from voipbin.core.webhook.circuit import OPENS_AFTER, Circuit
from voipbin.core.webhook.retry import DAY_US, next_attempt_us, retry_after_s

DAY_S = 86_400
SECOND_US = 1_000_000


def test_schedule() -> None:
    delays = [next_attempt_us(count, 0, DAY_US, 0.0) or 0 for count in range(1, 12)]
    bases = [5, 15, 45, 135, 405, 1215, 3645, 7200, 7200, 7200, 7200]
    for delay, base in zip(delays, bases, strict=True):
        assert 0.8 * base <= delay / SECOND_US <= 1.2 * base
    assert len({next_attempt_us(5, 0, DAY_US, 0.0) for _ in range(20)}) > 10, "no two alike"


def test_end_of_the_day() -> None:
    assert next_attempt_us(20, DAY_US - 600 * SECOND_US, DAY_US, 0.0) == DAY_US
    assert next_attempt_us(20, DAY_US - 30 * SECOND_US, DAY_US, 0.0) is None
    assert next_attempt_us(1, DAY_US + 1, DAY_US, 0.0) is None
    assert next_attempt_us(10_000, 0, DAY_US, 0.0) is not None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("", 0), ("7", 7), (" 7 ", 7), ("-7", 0), ("1e9", 0), ("9" * 400, 3600), ("\u0664", 0)],
)
def test_retry_after(value: str, seconds: float) -> None:
    assert retry_after_s(value, 0) == seconds


async def test_a_day(world: World) -> None:
    world.receiver.behaviour = answers(500)
    await world.happen("call_created")
    began_us = world.clock.now_us()
    for _ in range(40):
        await world.deliver()
        row = (await world.deliveries(event_type="call_created"))[0]
        if row.status == "dead":
            break
        due_us = max(row.tm_next_attempt, (await world.endpoint()).tm_hold or 0)
        world.clock.set(due_us)
    assert (row.status, row.reason) == ("dead", "EXPIRED")
    took_s = (world.clock.now_us() - began_us) / SECOND_US
    assert DAY_S - 120 <= took_s <= DAY_S + 700
    assert 12 <= row.attempt_count <= 30
    assert reasons(row) == ["HTTP_SERVER_ERROR"] * row.attempt_count
    world.receiver.behaviour = answers(200)
    assert (await world.ask("RedeliverWebhookDelivery", id=row.id))["status"] == "pending"
    await world.ask("EnableWebhookEndpoint")
    await world.deliver()
    row = (await world.deliveries(event_type="call_created"))[0]
    assert (row.status, row.reason) == ("delivered", "")


def test_circuit_opens_and_closes() -> None:
    circuit = Circuit()
    assert [circuit.failed("X", 0, 0.0) for _ in range(OPENS_AFTER)] == [False] * 4 + [True]
    assert (circuit.status, circuit.reason) == ("failing", "X")
    assert not circuit.may_send(0, (circuit.tm_hold or 0) - 1)
    at_us = circuit.tm_hold or 0
    assert circuit.may_send(0, at_us)
    assert not circuit.may_send(1, at_us), "a probe is alone"
    assert circuit.succeeded(at_us)
    assert (circuit.status, circuit.failures, circuit.tm_hold) == ("active", 0, None)


def test_probes_become_rare() -> None:
    circuit, now_us, gaps = Circuit(), 0, []
    for _ in range(OPENS_AFTER + 12):
        circuit.failed("X", now_us, 0.0)
        if circuit.status == "failing":
            gaps.append(((circuit.tm_hold or 0) - now_us) / SECOND_US)
            now_us = circuit.tm_hold or 0
    assert 8 <= gaps[0] <= 12
    assert 480 <= gaps[-1] <= 720


def test_stranger_is_tried_carefully() -> None:
    circuit = Circuit()
    assert circuit.may_send(1, 0)
    assert not circuit.may_send(2, 0)
    for _ in range(20):
        circuit.succeeded(0)
    assert circuit.may_send(9, 0)
    assert not circuit.may_send(10, 0)
    circuit.failed("X", 0, 0.0)
    assert not circuit.may_send(1, 0)


async def test_dead_endpoint_is_probed(world: World) -> None:
    world.receiver.behaviour = answers(500)
    for id in some_ids(30):
        await world.happen(id=id)
    await world.deliver()
    assert len(world.receiver.received) <= OPENS_AFTER + 2
    shown = await world.ask("GetWebhookEndpoint")
    assert (shown["status"], shown["reason"]) == ("failing", "HTTP_SERVER_ERROR")
    assert shown["tm_hold"] is not None
    before = len(world.receiver.received)
    await world.deliver(15)
    assert len(world.receiver.received) == before + 1, "one probe"
    await world.happen(id=some_ids(1)[0])
    await world.deliver()
    assert len(world.receiver.received) == before + 1, "what is new does not hurry it"
    world.receiver.behaviour = answers(200)
    await world.deliver(700)
    assert {row.status for row in await world.deliveries(resource="call")} == {"delivered"}
    assert (await world.ask("GetWebhookEndpoint"))["status"] == "active"
    told = await event_types(world.store, "webhook_endpoint")
    assert told == ["webhook_endpoint_failing", "webhook_endpoint_recovered"]


async def test_dead_endpoint_slows_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress_connection, "HEAD_S", 0.2)
    async with receiving() as dead:
        dead.behaviour = hangs()
        await world.add_customer(dead.url, STRANGER)
        for id in some_ids(30):
            await world.happen(id=id, customer_id=STRANGER)
        for id in some_ids(30):
            await world.happen(id=id)
        await world.dispatcher.start()
        await world.receiver.until(lambda received: len(received) == 30, wait_s=2)
        assert len(dead.received) <= 4
        await world.dispatcher.close(0)


async def test_what_waited_for_a_day_is_given_up(world: World) -> None:
    world.receiver.behaviour = answers(500)
    for id in some_ids(20):
        await world.happen(id=id)
    await world.deliver()
    await world.deliver(DAY_S + 60)
    await world.deliver(700)
    rows = await world.deliveries(resource="call")
    assert {row.status for row in rows} == {"dead"}
    assert {row.reason for row in rows} == {"EXPIRED"}
