"""The delivery log, tests, redelivery, what flows send, and forgetting."""

import pytest

from tests.core.webhook.world import CALL, World, some_ids
from tests.fixtures.callers import CUSTOMER, STRANGER
from tests.fixtures.receiver import answers, receiving
from voipbin.core.errors import FailedPrecondition, NotFound

DAY_S = 86_400


async def test_filters(world: World) -> None:
    other = some_ids(1)[0]
    world.receiver.next_ones.append(answers(500))
    await world.happen("call_created")
    await world.deliver()
    await world.happen("call_hangup", other)
    await world.deliver()

    async def listed(**filters: str) -> list[str]:
        found = await world.ask("ListWebhookDeliveries", **filters)
        return [row["event_type"] for row in found["result"]]

    assert await listed() == ["call_hangup", "call_created"]
    assert await listed(status="pending") == ["call_created"]
    assert await listed(status="delivered") == ["call_hangup"]
    assert await listed(event_type="call_hangup") == ["call_hangup"]
    assert await listed(resource_id=CALL) == ["call_created"]
    assert await listed(resource_id=CALL, status="dead") == []


async def test_get(world: World) -> None:
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    shown = await world.ask("GetWebhookDelivery", id=row.id)
    (attempt,) = shown["attempts"]
    assert (attempt["status_code"], attempt["reason"]) == (200, "")
    assert attempt["latency_ms"] >= 0
    assert attempt["tm_create"].endswith("Z")
    assert shown["event_id"] == str(row.event)
    for operation in ("GetWebhookDelivery", "RedeliverWebhookDelivery"):
        with pytest.raises(NotFound):
            await world.ask(operation, STRANGER, id=row.id)


async def test_redeliver_what_was_delivered(world: World) -> None:
    await world.happen()
    await world.deliver()
    row = await world.delivery()
    await world.ask("RedeliverWebhookDelivery", id=row.id)
    await world.deliver()
    first, second = world.receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert (await world.delivery()).attempt_count == 2


async def test_test(world: World) -> None:
    shown = await world.ask("TestWebhookEndpoint")
    assert (shown["status"], shown["event_type"]) == ("pending", "webhook_test")
    await world.deliver()
    (one,) = world.receiver.received
    assert one.json == {"type": "webhook_test", "data": {"id": shown["id"]}}
    assert one.headers["webhook-id"] == shown["id"]
    assert "webhook-signature" in one.headers
    assert (await world.delivery()).status == "delivered"


@pytest.mark.parametrize("operation", ["TestWebhookEndpoint", "EnableWebhookEndpoint"])
async def test_without_uri(world: World, operation: str) -> None:
    await world.change_customer(webhook_uri="")
    with pytest.raises(FailedPrecondition) as refused:
        await world.ask(operation)
    assert refused.value.reason == "WEBHOOK_OFF"
    assert (await world.ask("GetWebhookEndpoint"))["status"] == "off"


async def test_test_of_who_is_gone(world: World) -> None:
    world.receiver.behaviour = answers(410)
    await world.happen()
    await world.deliver()
    with pytest.raises(FailedPrecondition) as refused:
        await world.ask("TestWebhookEndpoint")
    assert refused.value.reason == "WEBHOOK_DISABLED"


async def send(world: World, url: str, token: int, body: str) -> None:
    await world.webhooks.outbox.add_flow_send(
        CUSTOMER, CALL, token, url=url, method="PUT", content_type="text/plain", body=body
    )


async def test_flow_sends_in_order(world: World) -> None:
    async with receiving() as elsewhere:
        elsewhere.next_ones.append(answers(500))
        for token in (1, 2, 2):
            await send(world, elsewhere.url, token, f"step {token}")
        await world.deliver()
        await world.deliver(10)
        bodies = [one.body for one in elsewhere.received]
        assert bodies == [b"step 1", b"step 1", b"step 2"], "a step is sent once"
        one = elsewhere.received[-1]
        assert (one.method, one.headers["content-type"]) == ("PUT", "text/plain")
        assert "webhook-id" in one.headers
        assert "webhook-signature" not in one.headers, "its author is not the platform"
    rows = await world.deliveries(event_type="webhook_send")
    assert {(row.status, row.url) for row in rows} == {("delivered", elsewhere.url)}
    assert world.receiver.received == []


async def test_flow_send_to_who_is_gone(world: World) -> None:
    """It says nothing about the webhook of the customer."""
    async with receiving() as elsewhere:
        elsewhere.next_ones.append(answers(410))
        await send(world, elsewhere.url, 1, "a")
        await send(world, elsewhere.url, 2, "b")
        await world.deliver()
        assert [one.body for one in elsewhere.received] == [b"a", b"b"]
    first, second = await world.deliveries(event_type="webhook_send")
    assert (first.status, first.reason, second.status) == ("dead", "ENDPOINT_GONE", "delivered")
    await world.happen()
    await world.deliver()
    assert world.receiver.types == ["call_updated"]


async def test_flow_send_that_is_refused_is_not_sent_again(world: World) -> None:
    """Nor does it say that nobody is there: others of the same origin are sent at once."""
    async with receiving() as elsewhere:
        elsewhere.next_ones += [answers(404)] * 6
        for token in range(7):
            await send(world, elsewhere.url, token, f"step {token}")
        await world.deliver()
        assert [one.body for one in elsewhere.received] == [b"step %d" % n for n in range(7)]
    rows = await world.deliveries(event_type="webhook_send")
    assert [row.status for row in rows] == ["dead"] * 6 + ["delivered"]
    assert {row.reason for row in rows} == {"HTTP_CLIENT_ERROR", ""}


async def test_flow_send_is_tried_three_times(world: World) -> None:
    async with receiving() as elsewhere:
        elsewhere.next_ones += [answers(500)] * 3
        await send(world, elsewhere.url, 1, "a")
        await send(world, elsewhere.url, 2, "b")
        for _ in range(3):
            await world.deliver(1)
        assert [one.body for one in elsewhere.received] == [b"a", b"a", b"a", b"b"]
    first, second = await world.deliveries(event_type="webhook_send")
    assert (first.status, first.reason, second.status) == ("dead", "HTTP_SERVER_ERROR", "delivered")


async def test_flow_send_to_nowhere(world: World) -> None:
    await send(world, "http://[::1", 1, "a")
    await send(world, "http://10.0.0.1/", 2, "a")
    await world.deliver()
    rows = await world.deliveries(event_type="webhook_send")
    assert [row.reason for row in rows] == ["URL_INVALID", "ADDRESS_REFUSED"]


async def test_retention(world: World) -> None:
    await send(world, world.receiver.url, 1, "a")
    await world.happen("call_created")
    await world.deliver()
    world.clock.move(31 * DAY_S)
    await world.happen("call_hangup")
    await world.deliver()
    assert await world.webhooks.retention.sweep() == 2
    assert [row.event_type for row in await world.deliveries()] == ["call_hangup"]
    await world.happen("call_hangup")
    await world.deliver()
    assert world.receiver.received[-1].json["type"] == "call_hangup"
