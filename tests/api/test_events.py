"""WatchEvents over the wire."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest

from tests.api.grpc_face import GrpcFace
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.contract.operations import operations
from voipbin.core.event.stored import StoredEvent
from voipbin.v1 import event_pb2

OPERATION = {spec.title: spec for spec in operations().values()}
WATCH = OPERATION["WatchEvents"]
_WRITERS = 8


class Watcher:
    """Reads a stream; the first event it sees proves that it is there."""

    def __init__(self, face: GrpcFace, who: dict[str, str], **fields: Any) -> None:
        self.stream = face.stream(WATCH, fields, who)

    def take(self, count: int) -> list[event_pb2.Event]:
        """The next events; the deadline of the stream bounds the wait."""
        return [next(self.stream) for _ in range(count)]

    def close(self) -> None:
        """Ends the stream."""
        self.stream.cancel()


@pytest.fixture
def watch(grpc_face: GrpcFace) -> Iterator[Any]:
    """Makes watchers and ends them."""
    made: list[Watcher] = []

    def make(who: dict[str, str], **fields: Any) -> Watcher:
        made.append(Watcher(grpc_face, who, **fields))
        return made[-1]

    yield make
    for watcher in made:
        watcher.close()


def make_flow(rest: RestFace, tenant: Tenant, name: str) -> str:
    outcome = rest.call(OPERATION["CreateFlow"], {"name": name}, tenant.admin)
    assert outcome.ok, outcome
    return str(outcome.body["id"])


def test_replay_then_live(rest: RestFace, tenant: Tenant, watch: Any) -> None:
    first = make_flow(rest, tenant, "before")
    watcher = watch(tenant.admin, after_id="0")
    (replayed,) = watcher.take(1)
    assert (replayed.type, replayed.resource, replayed.resource_id) == (
        "flow_created",
        "flow",
        first,
    )
    assert (replayed.sequence, replayed.customer_id) == (1, tenant.id)
    assert replayed.data["name"] == "before"
    second = make_flow(rest, tenant, "after")
    rest.call(OPERATION["DeleteFlow"], {"id": first}, tenant.admin)
    live = watcher.take(2)
    assert [(e.type, e.resource_id, e.sequence) for e in live] == [
        ("flow_created", second, 1),
        ("flow_deleted", first, 2),
    ]
    # What is remembered can be asked for again.
    again = watch(tenant.admin, after_id=replayed.id).take(2)
    assert [event.id for event in again] == [event.id for event in live]


def test_topics_are_those_of_the_socket(
    rest: RestFace, tenant: Tenant, stranger: Tenant, watch: Any
) -> None:
    mine = make_flow(rest, tenant, "mine")
    tag = rest.call(OPERATION["CreateTag"], {"name": "t"}, tenant.admin).body["id"]
    rest.call(OPERATION["DeleteFlow"], {"id": mine}, tenant.admin)
    topics = [f"customer_id:{tenant.id}:tag:*", f"customer_id:{tenant.id}:webhook:flow_deleted"]
    found = watch(tenant.admin, after_id="0", topics=topics).take(2)
    assert [(e.type, e.resource_id) for e in found] == [
        ("tag_created", tag),
        ("flow_deleted", mine),
    ]
    for topic, code in (
        (f"customer_id:{stranger.id}", grpc.StatusCode.PERMISSION_DENIED),
        ("calls", grpc.StatusCode.INVALID_ARGUMENT),
    ):
        with pytest.raises(grpc.RpcError) as refused:
            watch(tenant.admin, topics=[topic]).take(1)
        assert refused.value.code() == code


def test_body_is_the_resource(rest: RestFace, tenant: Tenant, watch: Any) -> None:
    id = make_flow(rest, tenant, "as REST shows it")
    (event,) = watch(tenant.admin, after_id="0").take(1)
    shown = rest.call(OPERATION["GetFlow"], {"id": id}, tenant.admin).body
    from voipbin.core.contract.codec import struct_to_json

    assert struct_to_json(event.data) == shown


def test_secrets_stay(rest: RestFace, tenant: Tenant, watch: Any) -> None:
    key = rest.call(OPERATION["CreateAccesskey"], {"expire": 86400}, tenant.admin)
    rest.call(
        OPERATION["CreateExtension"], {"extension": "4711", "password": "Open-Sesame"}, tenant.admin
    )
    created = watch(tenant.admin, after_id="0").take(2)
    assert [event.type for event in created] == ["accesskey_created", "extension_created"]
    text = str(created)
    assert key.body["token"] not in text
    assert "Open-Sesame" not in text


def test_filters(rest: RestFace, tenant: Tenant, watch: Any) -> None:
    first, second = make_flow(rest, tenant, "a"), make_flow(rest, tenant, "b")
    rest.call(OPERATION["DeleteFlow"], {"id": first}, tenant.admin)
    by_type = watch(tenant.admin, after_id="0", types=["flow_deleted"]).take(1)
    assert [event.resource_id for event in by_type] == [first]
    by_resource = watch(tenant.admin, after_id="0", types=["flow"]).take(3)
    assert len(by_resource) == 3
    by_id = watch(tenant.admin, after_id="0", resource_ids=[second]).take(1)
    assert [event.resource_id for event in by_id] == [second]


def test_other_customer(rest: RestFace, tenant: Tenant, stranger: Tenant, watch: Any) -> None:
    seen = make_flow(rest, tenant, "mine")
    for who in (stranger.admin, stranger.super_admin):
        own = make_flow(rest, stranger, "theirs")
        heard = watch(who, after_id="0", resource_ids=[seen, own]).take(1)
        assert [event.resource_id for event in heard] == [own]


def test_bad_after_id(grpc_face: GrpcFace, tenant: Tenant) -> None:
    for wrong in ("-1", "latest", "9" * 19, "9" * 5000, "１"):
        outcome = grpc_face.call(WATCH, {"after_id": wrong}, tenant.admin)
        assert outcome.code == "INVALID_ARGUMENT", f"{wrong[:30]}: {outcome}"
        assert outcome.violations[0][0] == "after_id"


def test_slow_reader(running: RunningPlatform, rest: RestFace, tenant: Tenant, watch: Any) -> None:
    make_flow(rest, tenant, "first")
    watcher = watch(tenant.admin, after_id="0")
    watcher.take(1)

    async def flood() -> None:
        for number in range(11_000):
            running.store.events.publish([_event(tenant, 10**12 + number)])

    running.do(flood())
    with pytest.raises(grpc.RpcError) as refused:
        watcher.take(11_000)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "after_id" in (refused.value.details() or "")


def test_concurrent_writers(rest: RestFace, tenant: Tenant, watch: Any) -> None:
    """Ids follow commits: whoever asks for what came after an id misses nothing."""
    make_flow(rest, tenant, "first")
    watcher = watch(tenant.admin, after_id="0")
    watcher.take(1)

    def write(writer: int) -> None:
        own = RestFace(rest._base)
        for number in range(5):
            make_flow(own, tenant, f"{writer}-{number}")
        own.close()

    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(write, range(_WRITERS)))
    live = watcher.take(_WRITERS * 5)
    ids = [int(event.id) for event in live]
    assert ids == sorted(set(ids))
    assert {event.sequence for event in live} == {1}
    replayed = watch(tenant.admin, after_id=str(ids[0])).take(len(ids) - 1)
    assert [int(event.id) for event in replayed] == ids[1:]


def _event(tenant: Tenant, id: int) -> StoredEvent:
    return StoredEvent(id, tenant.id, "flow_updated", "flow", tenant.ids["flow"], 1, "{}", 0)
