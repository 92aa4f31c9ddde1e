"""The example programs do what they say, as programs."""

import asyncio
import sys
import wave
from pathlib import Path

import numpy as np

from tests.media.node.calls import call_up, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.audio import tones
from voipbin.media.audio.wav import wav_bytes
from voipbin.media.node import MediaNode
from voipbin.media.v1 import node_pb2

EXAMPLES = Path(__file__).parents[3] / "media" / "examples"


async def run(name: str, *arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of an example."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(EXAMPLES / name), *map(str, arguments)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return process.returncode, out.decode(), errors.decode()


async def test_record_call(
    node: MediaNode, core: FakeCore, make_phone: MakePhone, tmp_path: Path
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    core.tokens, core.calls = {"key"}, {"call-1": "c1"}
    path = tmp_path / "call.wav"
    recording = asyncio.create_task(
        run("record_call.py", node.audio_address, "call-1", path, "--accesskey", "key")
    )
    channel = node.exchange.channel("c1")
    async with asyncio.timeout(20):
        while not channel.sound.taps:
            await asyncio.sleep(0.01)
    await core.do("c1", play=tone(1200, 800))
    await phone.speak_tone(700, 800)
    await core.do("c1", hang_up=node_pb2.HangUp())
    code, out, errors = await recording
    assert (code, errors) == (0, "")
    assert "call ended: normal" in out
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 16000)
        both = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)
    assert abs(tones.dominant_frequency_hz(both[:, 0], 16000) - 700) < 5
    assert abs(tones.dominant_frequency_hz(both[:, 1], 16000) - 1200) < 5


async def test_play_into_call(
    node: MediaNode, core: FakeCore, make_phone: MakePhone, tmp_path: Path
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    core.tokens, core.calls = {"token"}, {"call-1": "c1"}
    path = tmp_path / "hello.wav"
    path.write_bytes(wav_bytes(tones.tone((900.0,), 1000, 16000), 16000))
    playing = asyncio.create_task(
        run("play_into_call.py", node.audio_address, "call-1", path, "--token", "token")
    )
    await phone.hears_tone(900, for_ms=400)
    assert await playing == (0, "heard 1.00 s\n", "")


async def test_refused(node: MediaNode, core: FakeCore, tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    code, _, errors = await run("record_call.py", node.audio_address, "call-1", path)
    assert code == 1
    assert errors.startswith("UNAUTHENTICATED")


async def test_files_that_are_no_good(tmp_path: Path) -> None:
    text = tmp_path / "text.wav"
    text.write_text("no sound")
    code, _, errors = await run("play_into_call.py", "127.0.0.1:1", "call-1", text)
    assert (code, errors) == (1, f"{text}: no WAV file: file does not start with RIFF id\n")
    nowhere = tmp_path / "nowhere" / "call.wav"
    code, _, errors = await run("record_call.py", "127.0.0.1:1", "call-1", nowhere)
    assert code == 1
    assert errors.startswith("[Errno 2] No such file or directory")
    assert "Traceback" not in errors
