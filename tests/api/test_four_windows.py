"""One event log, several windows: what happens is seen the same through each of them."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from tests.api.requests import UNARY, caller_of, valid_fields
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from tests.fixtures import event_types
from tests.fixtures.receiver import receiving
from tests.fixtures.windows import (
    Logged,
    Seen,
    by_graphql,
    by_grpc,
    by_webhook,
    by_websocket,
    logged,
    newest_id,
)
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.ids import new_id

_OPERATION = {spec.title: spec for spec in operations().values()}
_NOT_HERE = (
    # They end the tenant or its credentials.
    *("Auth", "Accesskey", "Agent", "Customer", "ServiceAgentMe", "Me"),
    # They want a party, which tests of the whole platform have.
    *("Call", "Groupcall", "Speaking", "Transcribe", "Transfer"),
)


def writes() -> list[OperationSpec]:
    """Everything that changes something, deletions last."""
    names = tuple(f"voipbin.v1.{name}Service" for name in _NOT_HERE)
    found = [
        spec
        for spec in UNARY
        if spec.http_path and spec.http_verb != "GET" and spec.service not in names
    ]
    return sorted(found, key=lambda spec: (spec.http_verb == "DELETE", spec.method))


async def test_each_window_shows_the_log(
    running: RunningPlatform, rest: RestFace, tenant: Tenant
) -> None:
    async with receiving() as receiver:
        hook = {"webhook_uri": receiver.url, "webhook_method": "POST"}
        await asyncio.to_thread(rest.call, _OPERATION["UpdateOwnCustomer"], hook, tenant.admin)
        start = await asyncio.to_thread(running.do, newest_id(running.store))
        key, at = tenant.accesskey["accesskey"], running.platform.addresses
        async with (
            by_grpc(at.grpc, tenant.admin, start) as grpc,
            by_websocket(running.rest, key, tenant.id, start) as websocket,
            by_graphql(at.graphql, key, start) as graphql,
        ):
            for spec in writes():
                await asyncio.to_thread(
                    rest.call, spec, valid_fields(spec, tenant), caller_of(spec, tenant)
                )
            tag = await asyncio.to_thread(
                rest.call, _OPERATION["CreateTag"], {"name": new_id()}, tenant.admin
            )
            log = await asyncio.to_thread(running.do, logged(running.store, tenant.id, start))
            (last,) = [event.id for event in log if event.resource_id == tag.body["id"]]
            log = [event for event in log if event.id <= last]
            seen = [await until(last) for until in (grpc, graphql, websocket)]
        wanted = {event.id for event in log if event.is_delivered}
        hooked = await asyncio.to_thread(
            running.do, by_webhook(receiver, running.store, wanted), 90
        )
    assert_the_same(log, seen, hooked)
    event_types.assert_produced(
        {event.type for event in log if event.is_delivered}, event_types.BY_REQUEST
    )


def assert_the_same(
    log: Sequence[Logged], seen: Sequence[Sequence[Seen]], hooked: Sequence[Seen]
) -> None:
    """By gRPC and GraphQL all of the log, by the others what is delivered."""
    told = [event.seen for event in log]
    delivered = [event.seen.without_sequence for event in log if event.is_delivered]
    grpc, graphql, websocket = seen
    assert grpc == told
    assert graphql == told
    assert websocket == delivered
    assert sorted((one for one in hooked if one.id <= log[-1].id), key=lambda one: one.id) == (
        delivered
    ), "each once, unless the platform dies"
    lanes: dict[str, list[int]] = defaultdict(list)
    resources = {event.id: event.resource_id for event in log}
    for one in hooked:
        lanes[resources.get(one.id, "")].append(one.id)
    for resource_id, ids in lanes.items():
        assert not resource_id or ids == sorted(ids), "in order, per resource"
    for event in log:
        sequence = [other.sequence for other in log if other.resource_id == event.resource_id]
        assert sequence == sorted(sequence, key=lambda number: number or 0)
