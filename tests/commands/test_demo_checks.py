"""The verdict of the demo: good evidence passes, each spoiled piece fails its own step."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.evidence import CALL_S, good_evidence
from voipbin.core.commands.demo.checks import checks, dictation_alone_failed, word_share
from voipbin.core.commands.demo.evidence import Evidence
from voipbin.core.commands.demo.narrator import call_duration_s


def _forget(source: str, kind: str) -> Callable[[Evidence], None]:
    def spoil(e: Evidence) -> None:
        e.witness.seen = [s for s in e.witness.seen if (s.source, s.kind) != (source, kind)]

    return spoil


def _change(source: str, kind: str, **fields: object) -> Callable[[Evidence], None]:
    def spoil(e: Evidence) -> None:
        found = e.witness.first(source, kind)
        assert found is not None
        found.update(fields)

    return spoil


def _row(name: str, **fields: object) -> Callable[[Evidence], None]:
    return lambda e: getattr(e, name).update(fields)


def _short(e: Evidence) -> None:
    e.recorded[0] = replace(e.recorded[0], duration_s=3.0)


def _silent(e: Evidence) -> None:
    e.recorded[1] = replace(e.recorded[1], speech_dbfs=-90.0)


def _one_file(e: Evidence) -> None:
    del e.recorded[1]


def _deaf(e: Evidence) -> None:
    assert e.phone_heard is not None
    e.phone_heard = replace(e.phone_heard, speech_dbfs=-80.0, has_beep=False)


def _misheard(e: Evidence) -> None:
    said = [{"transcripts": [{"direction": "in", "message": "a knee sum kelp"}]}]
    e.graphql["transcribes"] = said


def _only_platform(e: Evidence) -> None:
    for recording in e.graphql["recordings"]:
        for transcribe in recording["transcribes"]:
            transcribe["transcripts"][0]["direction"] = "out"


def _wrong_digits(e: Evidence) -> None:
    e.activeflow["executed_actions"][-1]["option"]["text"] = "Thank you. You pressed . Good bye."


def _no_picture(e: Evidence) -> None:
    assert e.picture is not None
    e.picture.write_bytes(b"GIF89a")


SPOILED = [
    ("ringing", _forget("platform", "call_ringing"), "event missing, phone rang"),
    ("ringing", _forget("phone", "ringing"), "phone did not ring"),
    ("answered", _change("phone", "answered", codec="PCMU", sample_rate_hz=8000), "PCMU at 8000"),
    ("answered", _forget("platform", "call_progressing"), "call_progressing by gRPC"),
    ("prompt heard", _deaf, "spoken, -80 dBFS"),
    ("tone heard", _deaf, "no tone"),
    ("words said", _forget("phone", "said"), "nothing"),
    ("digits", _change("phone", "digits", digits="4"), "4 pressed"),
    ("digits", _wrong_digits, "“Thank you. You pressed . Good bye.”"),
    ("recording", _short, "phone.wav 3.0 s"),
    ("recording", _row("recording", status="recording"), "two wav files"),
    ("both sides recorded", _silent, "platform.wav -90 dBFS"),
    ("both sides recorded", _one_file, "speech above"),
    ("live transcript", _misheard, "“a knee sum kelp”"),
    ("recording transcript", _only_platform, "0% of the words"),
    ("hangup", _row("call", hangup_reason="failed"), "hangup, failed, local"),
    ("hangup", _row("call", status="progressing"), "progressing, normal, local"),
    ("phone hung up", _change("phone", "ended", by="local"), "ended by local"),
    ("phone hung up", _change("phone", "ended", packets_lost=30), "30 lost"),
    ("phone hung up", _change("phone", "ended", packets_received=100), "100 packets"),
    ("GraphQL", _row("graphql", recordings=[]), "0 recordings"),
    ("waveform", _no_picture, "no picture"),
]


def test_all_is_well(tmp_path: Path) -> None:
    verdict = checks(good_evidence(tmp_path))
    assert [str(check) for check in verdict if not check.ok] == []
    assert len(verdict) == len({check.step for check in verdict}) == 14


@pytest.mark.parametrize(("step", "spoil", "came"), SPOILED, ids=[case[2] for case in SPOILED])
def test_spoiled(step: str, spoil: Callable[[Evidence], None], came: str, tmp_path: Path) -> None:
    evidence = good_evidence(tmp_path)
    spoil(evidence)
    failed = {check.step: check for check in checks(evidence) if not check.ok}
    assert step in failed
    text = str(failed[step])
    assert came in text
    assert "expected" in text
    assert failed[step].log.name in text


def test_dictation_alone(tmp_path: Path) -> None:
    evidence = good_evidence(tmp_path)
    assert not dictation_alone_failed(checks(evidence))
    _misheard(evidence)
    assert dictation_alone_failed(checks(evidence))
    _silent(evidence)
    assert not dictation_alone_failed(checks(evidence))


def test_nothing_happened(tmp_path: Path) -> None:
    good = good_evidence(tmp_path)
    empty = Evidence(type(good.witness)(), good.platform_log, good.phone_log)
    assert [check.step for check in checks(empty) if check.ok] == []


def test_word_share_counts_words_once() -> None:
    assert word_share("one two two", "two two two") == pytest.approx(2 / 3)
    assert word_share("Call me, please!", "please call me") == 1.0
    assert word_share("something", "") == 0.0


def test_call_duration(tmp_path: Path) -> None:
    call = good_evidence(tmp_path).call
    assert call_duration_s(call) == CALL_S
    assert call_duration_s({**call, "tm_progressing": None}) == 0.0
