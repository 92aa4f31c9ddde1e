"""Idempotency keys over the wire."""

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.api.eventually import eventually
from tests.api.grpc_face import GrpcFace
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant, rows_of
from voipbin.core.contract.operations import operations
from voipbin.core.edge.idempotency import IdempotencyRow
from voipbin.core.ids import new_id

OPERATION = {spec.title: spec for spec in operations().values()}
CREATE = OPERATION["CreateFlow"]
_KEPT: Any = IdempotencyRow.__table__  # type: ignore[attr-defined]


def key() -> dict[str, str]:
    return {"idempotency-key": new_id()}


@pytest.fixture(params=["rest", "grpc_face"])
def face(request: pytest.FixtureRequest) -> Any:
    """Keys are a matter of REST and gRPC."""
    return request.getfixturevalue(request.param)


def test_same_key_same_body(face: Any, running: RunningPlatform, tenant: Tenant) -> None:
    who = tenant.admin | key()
    first = face.call(CREATE, {"name": "once"}, who)
    again = face.call(CREATE, {"name": "once"}, who)
    assert first.ok
    assert again.body == first.body
    flows = running.do(rows_of(running, tenant.id))["flow"]
    assert sum("once" in row for row in flows) == 1


def test_both_faces_share_keys(rest: RestFace, grpc_face: GrpcFace, tenant: Tenant) -> None:
    who = tenant.admin | key()
    first = rest.call(CREATE, {"name": "once"}, who)
    assert grpc_face.call(CREATE, {"name": "once"}, who).body == first.body


def test_other_body(face: Any, tenant: Tenant) -> None:
    who = tenant.admin | key()
    assert face.call(CREATE, {"name": "once"}, who).ok
    for spec, fields in ((CREATE, {"name": "twice"}), (OPERATION["CreateActiveflow"], {})):
        outcome = face.call(spec, fields | {"actions": [{"type": "stop"}]}, who)
        assert (outcome.code, outcome.reason) == ("ALREADY_EXISTS", "IDEMPOTENCY_KEY_REUSED")


def test_failure_frees_the_key(face: Any, tenant: Tenant) -> None:
    who = tenant.admin | key()
    bad = face.call(CREATE, {"name": "x", "actions": [{"type": "goto"}]}, who)
    assert bad.code == "INVALID_ARGUMENT"
    assert face.call(CREATE, {"name": "x", "actions": [{"type": "stop"}]}, who).ok


def test_keys_belong_to_a_caller(face: Any, tenant: Tenant, stranger: Tenant) -> None:
    shared = key()
    callers = (tenant.admin, tenant.manager, tenant.accesskey, stranger.admin)
    made = [face.call(CREATE, {"name": "own"}, who | shared) for who in callers]
    assert all(outcome.ok for outcome in made)
    assert len({outcome.body["id"] for outcome in made}) == len(callers)


def test_at_once(rest: RestFace, running: RunningPlatform, tenant: Tenant) -> None:
    who = tenant.admin | key()

    def call(_: int) -> Any:
        own = RestFace(rest._base)
        outcome = own.call(CREATE, {"name": "race"}, who)
        own.close()
        return outcome

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(call, range(8)))
    assert {outcome.code for outcome in outcomes} <= {"OK", "ABORTED"}
    assert len({outcome.body["id"] for outcome in outcomes if outcome.ok}) == 1
    flows = running.do(rows_of(running, tenant.id))["flow"]
    assert sum("race" in row for row in flows) == 1


def test_key_too_long(face: Any, tenant: Tenant) -> None:
    outcome = face.call(CREATE, {"name": "x"}, tenant.admin | {"idempotency-key": "k" * 256})
    assert outcome.code == "INVALID_ARGUMENT"
    assert "idempotency-key" in outcome.message.lower()


def test_token_is_not_kept_in_clear(
    rest: RestFace, running: RunningPlatform, tenant: Tenant
) -> None:
    who = tenant.admin | key()
    made = rest.call(OPERATION["CreateAccesskey"], {"expire": 86400}, who)
    again = rest.call(OPERATION["CreateAccesskey"], {"expire": 86400}, who)
    assert again.body["token"] == made.body["token"]
    assert made.body["token"].encode() not in running.do(_kept_answers(running))


def test_client_that_hangs_up(rest: RestFace, running: RunningPlatform, tenant: Tenant) -> None:
    """The request goes on; who asks again gets its answer."""
    who = key()
    parts = urlsplit(rest._base)
    body = b'{"name": "gone"}'
    head = (
        f"POST {parts.path}/flows?accesskey={tenant.accesskey['accesskey']} HTTP/1.1\r\n"
        f"host: x\r\nidempotency-key: {who['idempotency-key']}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        connection.sendall(head.encode() + body)
    eventually(
        lambda: [row for row in running.do(rows_of(running, tenant.id))["flow"] if "gone" in row],
        lambda rows: len(rows) == 1,
    )
    outcome = eventually(
        lambda: rest.call(CREATE, {"name": "gone"}, tenant.accesskey | who),
        lambda seen: seen.code != "ABORTED",
    )
    assert outcome.ok
    flows = running.do(rows_of(running, tenant.id))["flow"]
    assert next(row for row in flows if "gone" in row)[0] == outcome.body["id"]


async def _kept_answers(running: RunningPlatform) -> bytes:
    async with running.store.reading() as connection:
        found = await connection.execute(select(_KEPT.c.answer))
        return b"".join(row.answer or b"" for row in found)
