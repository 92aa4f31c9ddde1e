"""Every operation on a call over HTTP, as a client of the REST API sees it, against a telephone."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from tests.media.node.phones import Phone
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action
from tests.platform.test_operations import NIL, heard_by_platform, up
from voipbin.media.audio.wav import read_wav

pytestmark = pytest.mark.asyncio(loop_scope="module")

ECHO = [action("echo", duration=60_000)]


class Rest:
    """One call, operated over HTTP."""

    def __init__(self, client: httpx2.AsyncClient, call: Json) -> None:
        self._client = client
        self.id = call["id"]

    async def ask(self, method: str, what: str = "", body: Any = None) -> httpx2.Response:
        path = f"/calls/{self.id}{what}"
        return await self._client.request(method, path, json=body)

    async def do(self, method: str, what: str, body: Any = None) -> None:
        """Carry out something that has nothing to answer."""
        answer = await self.ask(method, what, body)
        assert (answer.status_code, answer.text) == (200, "")

    async def shown(self) -> Json:
        body: Json = (await self.ask("GET")).json()
        return body


@pytest_asyncio.fixture(loop_scope="module")
async def client(stage: LocalStage) -> AsyncIterator[httpx2.AsyncClient]:
    demo = stage.platform.demo
    assert demo is not None
    base = stage.platform.addresses.rest
    async with httpx2.AsyncClient(base_url=base, params={"accesskey": demo.accesskey}) as client:
        yield client


async def live(stage: LocalStage, client: httpx2.AsyncClient, *actions: Json) -> tuple[Phone, Rest]:
    phone, call = await up(stage, actions or ECHO)
    return phone, Rest(client, call)


async def test_phone_does_not_want_to_be_held(
    stage: LocalStage, client: httpx2.AsyncClient
) -> None:
    phone, call = await live(stage, client)
    phone.refuses_reinvites(488)
    answer = await call.ask("POST", "/hold")
    error = answer.json()["error"]
    assert (answer.status_code, error["reason"]) == (409, "CALL_PARTY_REFUSED")
    assert error["message"] == "the party does not want to: re-INVITE: 488 Not Acceptable Here"
    assert (await call.shown())["status"] == "progressing"


async def test_hold(stage: LocalStage, client: httpx2.AsyncClient) -> None:
    phone, call = await live(stage, client)
    await call.do("POST", "/hold")
    await phone.event("media_changed", lambda event: event["held"])
    await call.do("DELETE", "/hold")
    await phone.event("media_changed", lambda event: not event["held"])
    assert await heard_by_platform(phone)


async def test_music_and_silence(stage: LocalStage, client: httpx2.AsyncClient) -> None:
    phone, call = await live(stage, client)
    await call.do("POST", "/moh")
    await phone.hears_something()
    await call.do("POST", "/silence")
    await phone.hears_silence(for_ms=400)
    await call.do("DELETE", "/silence")
    await phone.hears_something()
    await call.do("DELETE", "/moh")
    await phone.hears_silence(for_ms=400)


async def test_mute(stage: LocalStage, client: httpx2.AsyncClient) -> None:
    phone, call = await live(stage, client)
    steps = [
        ("POST", "out", "out"),
        ("POST", "", "both"),
        ("DELETE", "in", "out"),
        ("POST", "in", "both"),
        ("DELETE", "out", "in"),
        ("DELETE", "both", ""),
    ]
    for method, direction, after in steps:
        await call.do(method, "/mute", {"direction": direction})
        assert (await call.shown())["mute_direction"] == after
        if after in ("in", ""):
            assert await heard_by_platform(phone) == (not after)
    updates = [
        event["data"]["mute_direction"]
        for event in stage.timeline.of(call.id)
        if event["type"] == "call_updated"
    ]
    assert updates[-6:] == [after for _, _, after in steps]
    assert (await call.ask("POST", "/mute", {"direction": "up"})).status_code == 400


async def test_talk(stage: LocalStage, client: httpx2.AsyncClient) -> None:
    require_peer("speech")
    phone, call = await live(stage, client, action("sleep", duration=60_000))
    await call.do("POST", "/talk", {"text": "Good morning", "language": "en-US"})
    await phone.hears_something()
    assert (await call.shown())["action"]["type"] == "sleep"


async def test_recording(stage: LocalStage, client: httpx2.AsyncClient) -> None:
    """One file of what the party says, one of what it hears."""
    phone, call = await live(stage, client)
    started = await call.ask("POST", "/recording_start", {"format": "wav"})
    recording_id = started.json()["recording_id"]
    assert started.status_code == 200 and recording_id != NIL
    assert (await call.ask("POST", "/recording_start", {"format": "wav"})).status_code == 409
    assert await heard_by_platform(phone)
    stopped = await call.ask("POST", "/recording_stop")
    assert (stopped.status_code, stopped.json()["recording_id"]) == (200, NIL)
    assert stopped.json()["recording_ids"] == [recording_id]
    assert (await call.ask("POST", "/recording_stop")).status_code == 409
    await stage.timeline.wait("recording_finished", lambda body: body["id"] == recording_id)
    run = stage.platform.engines.activeflows.get((await call.shown())["activeflow_id"])
    assert run is not None
    assert run.state.variables["voipbin.recording.id"] == recording_id, "its flow may use it"
    folder = stage.platform.settings.data_dir / "files/recordings"
    for direction in ("in", "out"):
        (path,) = folder.glob(f"call_{call.id}_*_{direction}.wav")
        pcm, _rate = read_wav(path)
        assert abs(pcm).max() > 500


@pytest.mark.parametrize(
    ("limit", "body"),
    [
        ("key", {"end_of_key": "any"}),
        ("duration", {"duration": 1}),
        ("silence", {"end_of_silence": 1}),
    ],
)
async def test_recording_ends_by_itself(
    stage: LocalStage, client: httpx2.AsyncClient, limit: str, body: Json
) -> None:
    phone, call = await live(stage, client, action("sleep", duration=60_000))
    started = await call.ask("POST", "/recording_start", {"format": "wav", **body})
    recording_id = started.json()["recording_id"]
    if limit == "key":
        await phone.call.press("4")
    await stage.timeline.wait("recording_finished", lambda told: told["id"] == recording_id)
    assert (await call.shown())["recording_id"] == NIL
    assert (await call.shown())["status"] == "progressing"


async def test_hangup_and_what_is_refused_after(
    stage: LocalStage, client: httpx2.AsyncClient
) -> None:
    phone, call = await live(stage, client)
    ended = await call.ask("POST", "/hangup")
    assert (ended.status_code, ended.json()["status"]) == (200, "terminating")
    await phone.event("ended")
    await stage.timeline.call(call.id, "hangup")
    again = await call.ask("POST", "/hangup")
    assert (again.status_code, again.json()["status"]) == (200, "hangup")
    for what in ("/hold", "/moh", "/silence", "/recording_start", "/recording_stop"):
        assert (await call.ask("POST", what, {})).status_code == 409, what
    assert (await call.ask("DELETE")).status_code == 200
    assert (await call.ask("GET")).status_code == 404
