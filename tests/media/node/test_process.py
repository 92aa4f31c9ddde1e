"""The media process: how it starts, ends and dies."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.media.node.calls import call_up, tone
from tests.media.node.conftest import DOMAIN
from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import Phone
from tests.media.node.process import NodeProcess, answers
from voipbin.media.audio.tones import tone_share
from voipbin.media.audio.wav import read_wav
from voipbin.media.node.main import main
from voipbin.media.softphone import Behaviour, PhoneSettings
from voipbin.media.v1 import node_pb2


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[NodeProcess]:
    """A running media process."""
    process = NodeProcess(tmp_path)
    await process.start()
    yield process
    await process.close()


@pytest.fixture
async def core(process: NodeProcess) -> AsyncIterator[FakeCore]:
    """A core attached to it."""
    core = FakeCore(process.control_address)
    await core.attach()
    yield core
    await core.close()


@pytest.fixture
async def phone(core: FakeCore) -> AsyncIterator[Phone]:
    """A phone in a call on channel c1."""
    phone = Phone(
        PhoneSettings(
            user="1000",
            domain=DOMAIN,
            proxy=core.welcome.sip_addresses[0],
            register=False,
            behaviour=Behaviour(answer_after_ms=0),
        )
    )
    await phone.start()
    await call_up(core, phone)
    yield phone
    await phone.close()


async def test_terminated(process: NodeProcess, core: FakeCore, phone: Phone) -> None:
    process.signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert (await phone.event("ended"))["by"] == "remote"
    await core.event("hung_up", "c1")
    for line in process.log.splitlines():
        assert json.loads(line)["event"]


async def test_killed_while_recording(
    process: NodeProcess, core: FakeCore, phone: Phone, tmp_path: Path
) -> None:
    record = node_pb2.StartRecord(
        recording_id="r", path_in=f"{tmp_path}/in.wav", path_out=f"{tmp_path}/out.wav"
    )
    await core.do("c1", start_record=record)
    await core.do("c1", play=tone(600, 10_000))
    await phone.speak_tone(1300, 2000)
    process.signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL
    for name, frequency_hz in (("in.wav", 1300), ("out.wav", 600)):
        pcm, rate = read_wav(tmp_path / name)
        assert pcm.size >= rate  # of two seconds at most half a one is lost
        assert tone_share(pcm[rate // 2 : rate], frequency_hz, rate) > 0.8


async def test_parent_dies(tmp_path: Path) -> None:
    node = NodeProcess(tmp_path, "--parent", "PPID")
    script = (
        "import os, subprocess, sys, time\n"
        "command = [str(os.getpid()) if word == 'PPID' else word for word in sys.argv[1:]]\n"
        "print(subprocess.Popen(command, stderr=subprocess.DEVNULL).pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, *node.command()), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    await answers(node.control_address)
    core = FakeCore(node.control_address)
    await core.attach()
    phone = Phone(
        PhoneSettings(user="1", domain=DOMAIN, proxy=core.welcome.sip_addresses[0], register=False)
    )
    await phone.start()
    await call_up(core, phone)
    parent.kill()
    await parent.wait()
    assert (await phone.event("ended"))["by"] == "remote"
    await _gone(pid)
    await phone.close()
    await core.close()


async def _gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                os.kill(pid, 0)
                state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            except (ProcessLookupError, FileNotFoundError):
                return
            if state == "Z":
                return
            await asyncio.sleep(0.05)


async def test_address_in_use(process: NodeProcess, core: FakeCore, tmp_path: Path) -> None:
    sip = core.welcome.sip_addresses[0].removeprefix("udp:")
    options = ("--control", f"unix:{tmp_path}/other.sock", "--sip", sip)
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voipbin.media.node", *options), stderr=asyncio.subprocess.PIPE
    )
    _, errors = await asyncio.wait_for(second.communicate(), 20)
    assert second.returncode == 1
    assert "cannot start" in errors.decode()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--sip", "nowhere"), "--sip"),
        (("--audio", "127.0.0.1:99999"), "--audio"),
        (("--rtp-ports", "x"), "--rtp-ports"),
    ],
)
def test_bad_option(
    options: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--control", "unix:/tmp/never.sock", *options])
    assert end.value.code == 2
    assert named in capsys.readouterr().err
