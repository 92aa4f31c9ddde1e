"""The softphone as a program: JSON lines out, one call between two of them."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.audio.wav import read_wav, wav_bytes
from voipbin.media.sip import EndpointConfig, Listen, SipEndpoint
from voipbin.media.softphone.main import main


class Program:
    """A softphone process whose events can be waited for."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.events: list[dict[str, Any]] = []

    @classmethod
    async def start(cls, *options: str) -> "Program":
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "voipbin.media.softphone", *options),
                stdout=asyncio.subprocess.PIPE,
            )
        )

    async def event(self, name: str) -> dict[str, Any]:
        """The next event of that name."""
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            while line := await self.process.stdout.readline():
                self.events.append(json.loads(line))
                if self.events[-1]["event"] == name:
                    return self.events[-1]
        raise AssertionError(f"no {name}, only {[item['event'] for item in self.events]}")

    async def wait(self) -> int:
        return await asyncio.wait_for(self.process.wait(), 20)

    async def close(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@pytest.fixture
async def programs() -> AsyncIterator[list[Program]]:
    """Programs to end after the test."""
    programs: list[Program] = []
    yield programs
    for program in programs:
        await program.close()


async def test_one_phone_calls_another(programs: list[Program], tmp_path: Path) -> None:
    hello = tmp_path / "hello.wav"
    hello.write_bytes(wav_bytes(tone((700.0,), 800, 16000), 16000))
    # Phones take free ports; the callee says where it is by its `ready` event.
    common = ("--domain", "test.invalid", "--no-register", "--proxy")
    callee = await Program.start(
        *("--user", "2000", *common, "udp:127.0.0.1:9", "--answer-after", "100"),
        *("--script", "listen:300 press:5# hangup", "--record", str(tmp_path), "--calls", "1"),
    )
    programs.append(callee)
    address = (await callee.event("ready"))["address"]
    port = address.split(":")[-1].split(";")[0]
    caller = await Program.start(
        *("--user", "1000", "--name", "First Phone", *common, f"udp:127.0.0.1:{port}"),
        *("--dial", "2000", "--script", f"wait:200 say:{hello}"),
    )
    programs.append(caller)
    ringing = await callee.event("ringing")
    assert (ringing["caller"], ringing["caller_name"]) == ("1000", "First Phone")
    assert (await callee.event("answered"))["codec"] == "G722"
    assert (await callee.event("heard"))["speaking"] is True
    assert (await caller.event("said"))["duration_ms"] == 800
    assert (await callee.event("digits"))["digits"] == "5#"
    ended = await callee.event("ended")
    assert (await caller.event("ended"))["by"] == "remote"
    assert [item["digit"] for item in caller.events if item["event"] == "digit"] == ["5", "#"]
    assert await caller.wait() == 0
    assert await callee.wait() == 0
    pcm, rate = read_wav(Path(ended["recordings"][0]))
    loud = pcm[abs(pcm) > 500]
    assert loud.size > rate // 2
    begin = int((abs(pcm) > 500).argmax())
    assert tone_share(pcm[begin : begin + rate // 2], 700, rate) > 0.8


@pytest.mark.parametrize(
    ("behaviour", "status"), [(("--busy",), 486), (("--refuse", "603"), 603)], ids=str
)
async def test_refusing_phone(
    programs: list[Program], behaviour: tuple[str, ...], status: int
) -> None:
    common = ("--domain", "test.invalid", "--no-register", "--proxy")
    callee = await Program.start(
        *("--user", "2000", *common, "udp:127.0.0.1:9", "--calls", "1", *behaviour)
    )
    programs.append(callee)
    port = (await callee.event("ready"))["address"].split(":")[-1].split(";")[0]
    caller = await Program.start(
        *("--user", "1000", *common, f"udp:127.0.0.1:{port}", "--dial", "2000")
    )
    programs.append(caller)
    assert (await caller.event("ended"))["status"] == status
    assert await caller.wait() == 1
    assert await callee.wait() == 0


async def test_phone_without_a_limit_takes_every_call(programs: list[Program]) -> None:
    common = ("--domain", "test.invalid", "--no-register", "--proxy")
    callee = await Program.start("--user", "2000", *common, "udp:127.0.0.1:9", "--busy")
    programs.append(callee)
    port = (await callee.event("ready"))["address"].split(":")[-1].split(";")[0]
    for _ in range(2):
        caller = await Program.start(
            *("--user", "1000", *common, f"udp:127.0.0.1:{port}", "--dial", "2000")
        )
        programs.append(caller)
        assert (await caller.event("ended"))["status"] == 486
        assert await caller.wait() == 1
    assert callee.process.returncode is None


async def test_nobody_to_register_at(programs: list[Program]) -> None:
    endpoint = SipEndpoint(EndpointConfig(listen=(Listen("udp"),)))
    await endpoint.start()
    port = endpoint.addresses[0].port
    phone = await Program.start(
        *("--user", "1", "--domain", "test.invalid", "--proxy", f"udp:127.0.0.1:{port}")
    )
    programs.append(phone)
    assert (await phone.event("registration_failed"))["status"] == 404
    assert await phone.wait() == 1
    await endpoint.close()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--proxy", "nowhere"), "proxy"),
        (("--script", "jump"), "jump"),
        (("--codecs", "G729"), "G729"),
    ],
    ids=str,
)
def test_bad_option(
    options: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    required = ("--user", "1", "--domain", "d", "--proxy", "udp:127.0.0.1:9")
    with pytest.raises(SystemExit) as end:
        main([*required, *options])
    assert end.value.code == 2
    assert named in capsys.readouterr().err
