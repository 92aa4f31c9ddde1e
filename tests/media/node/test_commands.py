"""Commands that are wrong, early, late or repeated."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.media.node.calls import call_up, to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.node.command_log import CommandLog
from voipbin.media.softphone import Behaviour
from voipbin.media.v1 import node_pb2

COMMANDS: list[dict[str, Any]] = [
    {"ring": node_pb2.Ring()},
    {"early_media": node_pb2.EarlyMedia()},
    {"answer": node_pb2.Answered()},
    {"hang_up": node_pb2.HangUp()},
    {"play": tone(440, 100)},
    {"stop_play": node_pb2.StopPlay()},
    {"send_digits": node_pb2.SendDigits(digits="1")},
    {"start_record": node_pb2.StartRecord()},
    {"stop_record": node_pb2.StopRecord()},
    {"bridge": node_pb2.Bridge(bridge_id="b", peer_channel_id="c2")},
    {"unbridge": node_pb2.Unbridge()},
    {"echo": node_pb2.Echo(on=True)},
    {"mute": node_pb2.Mute()},
    {"hold": node_pb2.SetHold(on=True)},
    {"moh": node_pb2.SetMoh(on=True)},
    {"silence": node_pb2.SetSilence(on=True)},
    {"detect_machine": node_pb2.DetectMachine(detection_id="d")},
    {"refer_progress": node_pb2.ReferProgress(refer_id="1", sip_status=100)},
]

OF_NO_CHANNEL = ("originate", "set_registrations", "set_bans", "join", "close_bridge")
"Tested where what they concern is tested."
ONLY_UP = ("play", "send_digits", "start_record", "hold", "moh", "detect_machine")
ONLY_INCOMING = ("ring", "early_media", "answer")


def name(command: dict[str, Any]) -> str:
    return next(iter(command))


def test_every_command_is_listed() -> None:
    fields = {field.name for field in node_pb2.Command.DESCRIPTOR.oneofs[0].fields}
    assert fields == {*OF_NO_CHANNEL, *map(name, COMMANDS)}


@pytest.mark.parametrize("command", COMMANDS, ids=name)
async def test_unknown_channel(core: FakeCore, command: dict[str, Any]) -> None:
    result = await core.command("nobody", **command)
    assert result.error == "CHANNEL_NOT_FOUND"
    assert "nobody" in result.message


async def test_wrong_state_while_dialing(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone(behaviour=Behaviour(never_answer=True))
    await core.do("c1", originate=to(phone))
    await core.event("progress", "c1")
    for command in COMMANDS:
        if name(command) in ONLY_UP + ONLY_INCOMING:
            result = await core.command("c1", **command)
            assert result.error == "WRONG_STATE", name(command)
    assert core.kinds("c1") == ["progress"]


async def test_wrong_state_after_answer(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    for kind in ONLY_INCOMING:
        command = next(item for item in COMMANDS if name(item) == kind)
        assert (await core.command("c1", **command)).error == "WRONG_STATE"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ({"play": node_pb2.Play()}, "play.sources"),
        ({"play": node_pb2.Play(sources=[node_pb2.AudioSource()])}, "play.sources[0]"),
        ({"play": tone(9000, 100)}, "frequency_hz"),
        ({"send_digits": node_pb2.SendDigits()}, "send_digits.digits"),
        ({"send_digits": node_pb2.SendDigits(digits="12x")}, "'x'"),
        ({"send_digits": node_pb2.SendDigits(digits="1", duration_ms=9)}, "duration_ms"),
        ({"start_record": node_pb2.StartRecord()}, "recording_id"),
        (
            {"start_record": node_pb2.StartRecord(recording_id="r", path_in="a", path_out="/b")},
            "path_in",
        ),
        ({"bridge": node_pb2.Bridge(peer_channel_id="c1", bridge_id="b")}, "peer_channel_id"),
        ({"hang_up": node_pb2.HangUp(sip_status=200)}, "sip_status"),
        ({"hang_up": node_pb2.HangUp(cause=1000)}, "cause"),
        ({"refer_progress": node_pb2.ReferProgress(refer_id="9", sip_status=100)}, "'9'"),
        ({"refer_progress": node_pb2.ReferProgress(refer_id="9")}, "sip_status"),
        ({}, "command"),
    ],
    ids=str,
)
async def test_bad_field_is_named(
    core: FakeCore, make_phone: MakePhone, command: dict[str, Any], field: str
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    result = await core.command("c1", **command)
    assert result.error == "BAD_COMMAND"
    assert field in result.message


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"request_uri": "tel:+1"}, "request_uri"),
        ({"request_uri": "nonsense"}, "request_uri"),
        ({"next_hop": "127.0.0.1"}, "next_hop"),
        ({"route": "<sip:"}, "route"),
        ({"next_hop": "tls:127.0.0.1:5061"}, "next_hop"),
        ({"codecs": ["G729"]}, "codecs"),
        ({"from_name": "a\r\nX-Evil: 1"}, "from_name"),
        ({"from_host": "a b"}, "from_host"),
        ({"to_name": "a\nb"}, "to_name"),
        ({"headers": {"X-A": "1\r\nX-B: 2"}}, "X-A"),
        ({"headers": {"Call-ID": "1"}}, "Call-ID"),
        ({"headers": {"Bad Name": "1"}}, "Bad Name"),
    ],
    ids=str,
)
async def test_bad_originate(
    core: FakeCore, make_phone: MakePhone, fields: dict[str, Any], named: str
) -> None:
    phone = await make_phone()
    result = await core.command("c1", originate=to(phone, **fields))
    assert result.error == "BAD_COMMAND"
    assert named in result.message
    assert (await core.command("c1", hang_up=node_pb2.HangUp())).error == "CHANNEL_NOT_FOUND"


async def test_channel_id_in_use(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    assert (await core.command("c1", originate=to(phone))).error == "BAD_COMMAND"


async def test_same_command_id_is_done_once(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    for _ in range(3):
        result = await core.command("c1", command_id="one", originate=to(phone))
        assert not result.error
    await core.event("connected", "c1")
    play = tone(440, 100)
    for _ in range(3):
        assert not (await core.command("c1", command_id="two", play=play)).error
    await core.event("playback_finished", "c1")
    await core.do("c1", hang_up=node_pb2.HangUp())
    await core.event("hung_up", "c1")
    assert core.kinds("c1").count("connected") == 1
    assert core.kinds("c1").count("playback_finished") == 1


async def test_first_error_is_repeated(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    first = await core.command("c1", command_id="x", play=tone(440, 100))
    assert first.error == "CHANNEL_NOT_FOUND"
    await call_up(core, phone)
    assert await core.command("c1", command_id="x", play=tone(440, 100)) == first


async def test_recording_into_a_missing_folder(
    core: FakeCore, make_phone: MakePhone, tmp_path: Path
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    record = node_pb2.StartRecord(
        recording_id="r", path_in=f"{tmp_path}/no/in.wav", path_out=f"{tmp_path}/no/out.wav"
    )
    result = await core.command("c1", start_record=record)
    assert result.error == "FAILED"
    assert "no/in.wav" in result.message


class TestCommandLog:
    """Results are remembered, a bounded number of them."""

    def test_repeated_while_running(self) -> None:
        log, replies = CommandLog(), list[str]()
        assert log.begin("a", lambda result: replies.append("first " + result.error))
        assert not log.begin("a", lambda result: replies.append("second " + result.error))
        assert replies == []
        log.finish(node_pb2.CommandResult(command_id="a", error="FAILED"))
        assert replies == ["first FAILED", "second FAILED"]

    def test_oldest_is_forgotten(self) -> None:
        log = CommandLog(size=2)
        for command_id in "abc":
            assert log.begin(command_id, lambda _: None)
            log.finish(node_pb2.CommandResult(command_id=command_id))
        assert not log.begin("b", lambda _: None)
        assert not log.begin("c", lambda _: None)
        assert log.begin("a", lambda _: None)


async def test_commands_to_one_channel_at_once(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    results = await asyncio.gather(
        *(core.command("c1", play=tone(440, 5000, f"p{index}")) for index in range(50))
    )
    assert all(not result.error for result in results)
    await core.do("c1", stop_play=node_pb2.StopPlay())
    reasons = [
        (await core.event("playback_finished", "c1")).playback_finished.reason for _ in range(50)
    ]
    assert reasons == ["replaced"] * 49 + ["stopped"]
