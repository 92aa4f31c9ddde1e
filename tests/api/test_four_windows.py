"""One event log, several windows: what happens is seen the same through each of them."""

import asyncio

from tests.api.requests import UNARY, caller_of, valid_fields
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from tests.fixtures import event_types
from tests.fixtures.receiver import receiving
from tests.fixtures.windows import (
    assert_the_same,
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
    return sorted(found, key=_order)


def _order(spec: OperationSpec) -> tuple[bool, bool, int, str]:
    """What is below something is deleted before it; a participant who is added is another row."""
    is_deletion = spec.http_verb == "DELETE"
    depth = -(spec.http_path or "").count("/") if is_deletion else 0
    return spec.name != "RemoveTalkParticipant", is_deletion, depth, spec.method


async def test_each_window_shows_the_log(
    running: RunningPlatform, rest: RestFace, tenant: Tenant
) -> None:
    async with receiving() as receiver:
        hook = {"webhook_uri": receiver.url, "webhook_method": "POST"}
        await asyncio.to_thread(rest.call, _OPERATION["UpdateOwnCustomer"], hook, tenant.admin)
        start = await asyncio.to_thread(running.do, newest_id(running.store))
        key, at = tenant.accesskey["accesskey"], running.addresses
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
