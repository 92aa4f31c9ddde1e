"""Recordings that go along: whose they may be, how they arrive, and when nothing is sent."""

import base64
import io
import zipfile
from pathlib import Path

import pytest

from tests.core.email.world import World, attached
from tests.fixtures.callers import STRANGER, super_admin_context
from voipbin.core.contract import codec
from voipbin.core.email import attachments
from voipbin.core.errors import InvalidArgument
from voipbin.v1 import email_pb2


def unpacked(content: bytes) -> dict[str, bytes]:
    """Files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_all_files_of_each_recording(world: World) -> None:
    two, one = await world.recording(b"in", b"out"), await world.recording(b"mix")
    id = await world.sent(attachments=attached(two, one))
    assert await world.status(id) == "processed"
    (body,) = world.sendgrid.taken
    assert [one["filename"] for one in body["attachments"]] == [f"{two}.zip", f"{one}.zip"]
    assert {one["type"] for one in body["attachments"]} == {"application/zip"}
    found = [unpacked(base64.b64decode(one["content"])) for one in body["attachments"]]
    assert found == [
        {f"{two}_in.wav": b"in", f"{two}_out.wav": b"out"},
        {f"{one}_in.wav": b"mix"},
    ]


async def test_by_mailgun(world: World) -> None:
    world.use(world.by_mailgun)
    content = bytes(range(256)) * 999 + b"\r\n--"
    recording = await world.recording(content)
    await world.sent(attachments=attached(recording))
    ((name, packed),) = world.mailgun.taken[0]["attachment"]
    assert name == f"{recording}.zip"
    assert unpacked(packed) == {f"{recording}_in.wav": content}


@pytest.mark.parametrize("customer_id", [STRANGER, ""])
async def test_of_somebody_else_or_of_nobody(world: World, customer_id: str) -> None:
    mine = await world.recording(b"mine")
    other = "00000000-0000-4000-8000-000000000000"
    if customer_id:
        other = await world.recording(b"secret", customer_id=customer_id)
    with pytest.raises(InvalidArgument) as refused:
        await world.create(attachments=attached(mine, other))
    fault = ("attachments[1].reference_id", f"no such recording: {other}")
    assert refused.value.violations == (fault,)
    assert await world.told() == []
    assert await world.jobs() == []


async def test_super_admin_sends_only_what_is_its_own(world: World) -> None:
    """It may name every recording, but this would leave its owner."""
    given = {
        "destinations": [{"type": "email", "target": "a@b.test"}],
        "attachments": attached(await world.recording(b"of a customer")),
    }
    request = codec.from_json(email_pb2.CreateEmailRequest, given)
    with pytest.raises(InvalidArgument, match=r"attachments\[0\].reference_id"):
        await world.room.create_email(request, super_admin_context(world.store))


async def test_waits_until_the_recording_is_complete(world: World) -> None:
    recording = await world.recording(b"half", status="recording")
    id = await world.sent(attachments=attached(recording))
    assert (await world.status(id), world.sendgrid.requests) == ("initiated", 0)
    await world.change_recording(recording, status="ended")
    await world.deliver(10)
    assert (await world.status(id), len(world.sendgrid.taken)) == ("processed", 1)


async def test_deleted_meanwhile(world: World) -> None:
    recording = await world.recording(b"audio")
    email = await world.create(attachments=attached(recording))
    await world.change_recording(recording, tm_delete=world.clock.now_us())
    await world.deliver()
    assert (await world.status(email["id"]), world.sendgrid.requests) == ("dropped", 0)


async def test_without_files(world: World) -> None:
    id = await world.sent(attachments=attached(await world.recording()))
    assert (await world.status(id), world.sendgrid.requests) == ("dropped", 0)


async def test_too_long_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 5000)
    each = [await world.recording(bytes(2400)) for _ in range(2)]
    assert await world.status(await world.sent(attachments=attached(each[0]))) == "processed"
    assert await world.status(await world.sent(attachments=attached(*each))) == "dropped"
    assert world.sendgrid.requests == 1


async def test_store_that_is_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = await world.recording(b"audio")

    async def fails(key: str) -> None:
        raise ConnectionError("no bucket")

    with monkeypatch.context() as patch:
        patch.setattr(world.files, "open", fails)
        id = await world.sent(attachments=attached(recording))
        assert (await world.status(id), world.sendgrid.requests) == ("initiated", 0)
    await world.deliver(10)
    assert await world.status(id) == "processed"


def test_limit_is_that_of_the_contract() -> None:
    assert attachments.MOST_BYTES == 50 * 1024 * 1024
    proto = Path(__file__).parents[3] / "proto/voipbin/v1/email.proto"
    assert str(attachments.MOST_BYTES) in proto.read_text()
