"""Parts of the demo: waiting for reports, telling them, listening to a wav."""

import asyncio
import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from voipbin.core.commands.demo.child import clean_environment
from voipbin.core.commands.demo.failure import StepFailed, last_line
from voipbin.core.commands.demo.narrator import Narrator
from voipbin.core.commands.demo.screen import Screen
from voipbin.core.commands.demo.sound import listen_to
from voipbin.core.commands.demo.witness import Seen, Witness
from voipbin.media.audio.tones import beep, tone
from voipbin.media.audio.wav import wav_bytes

LOG = Path("phone.log")


async def _rung(witness: Witness, within_s: float = 5.0) -> dict[str, object]:
    return await witness.until(
        "ringing",
        "a phone that rings",
        lambda seen: seen.first("phone", "ringing"),
        within_s=within_s,
        log=LOG,
    )


class TestWitness:
    async def test_seen_before(self) -> None:
        witness = Witness()
        witness.report("phone", "ringing", {"caller": "1"})
        assert await _rung(witness) == {"caller": "1"}

    async def test_seen_later(self) -> None:
        witness = Witness()
        waiting = asyncio.create_task(_rung(witness))
        await asyncio.sleep(0)
        witness.report("platform", "ringing", {})
        await asyncio.sleep(0)
        assert not waiting.done()
        witness.report("phone", "ringing", {"caller": "2"})
        assert await waiting == {"caller": "2"}

    async def test_never_seen(self) -> None:
        witness = Witness()
        witness.report("phone", "registered", {})
        with pytest.raises(StepFailed) as caught:
            await _rung(witness, 0.01)
        assert str(caught.value) == (
            "ringing: expected a phone that rings within 0 s, "
            "got only phone registered last; see phone.log"
        )

    async def test_given_up(self) -> None:
        witness = Witness()
        waiting = asyncio.create_task(_rung(witness))
        await asyncio.sleep(0)
        witness.give_up(StepFailed("phone", "a phone", "it ended with code 1"))
        with pytest.raises(StepFailed, match="phone: expected a phone, got it ended with code 1"):
            await waiting


def _told(*reports: Seen) -> list[str]:
    text = io.StringIO()
    narrator = Narrator(Screen(Console(file=text, width=60)))
    for report in reports:
        narrator.tell(report)
    return [line[10:] for line in text.getvalue().splitlines()]


def _action(type: str, moment: str, **option: str) -> Seen:
    action = {"id": "a", "type": type, "tm_execute": moment, "option": option}
    return Seen("platform", "activeflow_updated", {"current_action": action})


class TestNarrator:
    def test_tells_an_action_once(self) -> None:
        talk = _action("talk", "1", text="Hello " * 20)
        again = _action("talk", "2", text="Bye")
        assert _told(talk, talk, again) == [
            f"platform   says “{'Hello ' * 20}”",
            "platform   says “Bye”",
        ]

    def test_tells_of_the_first_voice_alone(self) -> None:
        heard = Seen("phone", "heard", {"speaking": True, "level_dbfs": -20.0})
        assert _told(heard, heard) == ["phone      hears a voice"]

    def test_interim_text_needs_a_terminal(self) -> None:
        assert _told(Seen("platform", "transcribe_speech_interim", {"message": "i need"})) == []

    def test_hangup(self) -> None:
        call = {
            "hangup_by": "local",
            "hangup_reason": "normal",
            "tm_progressing": "2026-01-01T00:00:00.000000Z",
            "tm_hangup": "2026-01-01T00:00:16.240000Z",
        }
        lines = _told(Seen("platform", "call_hangup", call))
        assert lines == ["call       hangup, normal, by the platform, after 16.2 s"]


class TestSound:
    def test_beep_among_silence(self, tmp_path: Path) -> None:
        quiet = np.zeros(16_000, np.int16)
        path = tmp_path / "beep.wav"
        path.write_bytes(wav_bytes(np.concatenate([quiet, beep(16_000), quiet]), 16_000))
        heard = listen_to(path)
        assert heard.has_beep
        assert heard.duration_s == pytest.approx(2.3)

    def test_another_tone(self, tmp_path: Path) -> None:
        path = tmp_path / "tone.wav"
        path.write_bytes(wav_bytes(tone((440.0,), 1000, 8000), 8000))
        heard = listen_to(path)
        assert not heard.has_beep
        assert heard.speech_dbfs == pytest.approx(-18, abs=1)

    def test_empty(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.wav"
        path.write_bytes(wav_bytes(np.zeros(0, np.int16), 8000))
        assert listen_to(path).speech_dbfs == -120.0


def test_children_see_no_settings_of_the_operator() -> None:
    given = {"VOIPBIN_DATABASE_URL": "postgresql://production", "PATH": "/bin"}
    assert clean_environment(given) == {"PATH": "/bin", "PYTHONUNBUFFERED": "1"}


def test_last_line(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_line(log) == ""
    log.write_text("one\ntwo\n\n")
    assert last_line(log) == "two"
