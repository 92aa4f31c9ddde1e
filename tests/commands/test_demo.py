"""The whole demo, run as `make demo` runs it; and how it fails."""

import asyncio
import json
import signal
import wave
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.commands.running import environment, processes_of, run, start
from voipbin.core.commands.demo.checks import word_share
from voipbin.core.commands.demo.scenario import WORDS

needs_speech = pytest.mark.skipif(
    find_spec("espeakng_loader") is None or find_spec("pocketsphinx") is None,
    reason="the speech extra is not installed: pip install 'voipbin[speech]'",
)
STEPS = (
    "call       ringing",
    "phone      answers; audio is G722 at 16 kHz",
    "platform   says “Hello.",
    "platform   gives the tone",
    f"phone      says “{WORDS}”",
    "phone      presses 4 2 #",
    "platform   says “Thank you. You pressed 42#.",
    "recording  written",
    "transcript the phone said: ",
    "call       hangup, normal, by the platform, after ",
)


@needs_speech
@pytest.mark.timeout(150)
async def test_demo(tmp_path: Path) -> None:
    output = tmp_path / "shown"
    ran = await run("demo", "--output", str(output), cwd=tmp_path)
    assert ran.code == 0, ran.out + ran.err
    for step in STEPS:
        assert step in ran.out, f"{step!r} is missing in:\n{ran.out}"
    assert "All 14 steps happened" in ran.out
    assert "dictation is rough" in ran.out
    assert "✗" not in ran.out
    _check_artefacts(output)
    assert processes_of(tmp_path) == []


def _check_artefacts(output: Path) -> None:
    names = {path.name for path in output.iterdir()}
    wanted = {"phone.wav", "platform.wav", "waveform.png", "graphql.json"}
    assert names == wanted | {"platform.log", "phone.log"}
    for name in ("phone.wav", "platform.wav"):
        with wave.open(str(output / name)) as audio:
            assert audio.getframerate() == 16_000
            assert 10 < audio.getnframes() / 16_000 < 40
    assert (output / "waveform.png").read_bytes().startswith(b"\x89PNG")
    call = json.loads((output / "graphql.json").read_text())["call"]
    spoken = call["recordings"][0]["transcribes"][0]["transcripts"]
    assert word_share(WORDS, " ".join(t["message"] for t in spoken)) > 0.6


@needs_speech
async def test_phone_with_a_wrong_password(tmp_path: Path) -> None:
    arguments = ("demo", "--output", str(tmp_path), "--phone-password", "wrong")
    ran = await run(*arguments, cwd=tmp_path)
    assert ran.code == 1
    assert "✗ phone: expected a phone that takes a call, got it ended with code 1" in ran.out
    assert "registration failed" in ran.out
    assert str(tmp_path / "phone.log") in ran.out
    assert processes_of(tmp_path) == []


@needs_speech
async def test_watchdog(tmp_path: Path) -> None:
    arguments = ("demo", "--output", str(tmp_path), "--watchdog-s", "0.3")
    ran = await run(*arguments, cwd=tmp_path)
    assert ran.code == 1
    assert "✗ the demo hung: not over after 0.3 s, last seen: nothing" in ran.out
    assert processes_of(tmp_path) == []


@needs_speech
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_interrupted_while_talking(number: signal.Signals, tmp_path: Path) -> None:
    process = await start("demo", "--output", str(tmp_path), cwd=tmp_path)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        async for line in process.stdout:
            if b"says" in line:
                break
    assert len(processes_of(tmp_path)) > 1
    process.send_signal(number)
    out, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 130
    assert b"interrupted; everything is stopped" in out
    assert processes_of(tmp_path) == []
    assert {path.name for path in tmp_path.iterdir()} <= {"platform.log", "phone.log"}


@needs_speech
async def test_killed(tmp_path: Path) -> None:
    process = await start("demo", "--output", str(tmp_path), cwd=tmp_path)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        async for line in process.stdout:
            if b"registered" in line:
                break
    children = processes_of(tmp_path)
    process.kill()
    await process.wait()
    assert len(children) > 2
    async with asyncio.timeout(15):
        while processes_of(tmp_path):
            await asyncio.sleep(0.1)


async def test_without_a_voice(tmp_path: Path) -> None:
    broken = tmp_path / "hidden"
    broken.mkdir()
    # A machine without the speech extra: its modules cannot be found.
    for name in ("espeakng_loader", "pocketsphinx"):
        (broken / f"{name}.py").write_text(f"raise ImportError('no {name} here')\n")
    env = environment(PYTHONPATH=str(broken), PATH="/nowhere")
    ran = await run("demo", "--output", str(tmp_path / "out"), cwd=tmp_path, env=env)
    assert ran.code == 1
    assert "✗ voice of the phone: expected a spoken sentence, got " in ran.out
    assert processes_of(tmp_path) == []
