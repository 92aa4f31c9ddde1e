"""A demo that went well, for tests that spoil one thing."""

from pathlib import Path

from voipbin.core.commands.demo.evidence import Evidence
from voipbin.core.commands.demo.scenario import CONFIRMATION, DIGITS, PROMPT, WORDS
from voipbin.core.commands.demo.sound import Heard
from voipbin.core.commands.demo.witness import Witness
from voipbin.media.audio.tones import tone
from voipbin.media.audio.wav import wav_bytes
from voipbin.media.audio.waveform import draw_recording

CALL_S = 18.0


def good_evidence(folder: Path) -> Evidence:
    """Everything as it should be."""
    evidence = Evidence(_witness(), folder / "platform.log", folder / "phone.log")
    evidence.call = {
        "status": "hangup",
        "hangup_reason": "normal",
        "hangup_by": "local",
        "tm_progressing": "2026-01-01T00:00:00.000000Z",
        "tm_hangup": "2026-01-01T00:00:18.000000Z",
    }
    evidence.activeflow = {
        "executed_actions": [
            {"type": "talk", "option": {"text": PROMPT}},
            {"type": "beep", "option": {}},
            {"type": "talk", "option": {"text": CONFIRMATION.format(digits=DIGITS)}},
        ]
    }
    evidence.recording = {"status": "ended"}
    evidence.recorded = [
        Heard("phone.wav", CALL_S - 0.2, -25.0, False),
        Heard("platform.wav", CALL_S - 0.2, -20.0, True),
    ]
    evidence.phone_heard = Heard("in.wav", CALL_S, -20.0, True)
    said = [{"transcripts": [{"direction": "in", "message": WORDS.lower()}]}]
    evidence.graphql = {
        "status": "hangup",
        "recordings": [{"transcribes": said}],
        "transcribes": said,
    }
    wav = folder / "a.wav"
    wav.write_bytes(wav_bytes(tone((440.0,), 100, 8000), 8000))
    evidence.picture = draw_recording([wav], folder / "waveform.png")
    return evidence


def _witness() -> Witness:
    witness = Witness()
    witness.report("platform", "call_ringing", {})
    witness.report("platform", "call_progressing", {})
    witness.report("phone", "ringing", {})
    witness.report("phone", "answered", {"codec": "G722", "sample_rate_hz": 16_000})
    witness.report("phone", "said", {"duration_ms": 5000})
    witness.report("phone", "digits", {"digits": DIGITS})
    ended = {"by": "remote", "packets_received": 900, "packets_lost": 0}
    witness.report("phone", "ended", ended)
    return witness
