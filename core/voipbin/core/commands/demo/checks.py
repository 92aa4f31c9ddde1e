"""The verdict: every step of the demo, what was expected of it and what came."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voipbin.core.commands.demo.evidence import Evidence
from voipbin.core.commands.demo.narrator import call_duration_s
from voipbin.core.commands.demo.scenario import CONFIRMATION, DIGITS, PROMPT, WORDS

ENOUGH_WORDS = 0.5
"Share of the words a rough recogniser must get right."
_LIVE = "live transcript"
_RECORDED = "recording transcript"
_SPEECH_DBFS = -45.0
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Check:
    """One step."""

    step: str
    ok: bool
    expected: str
    came: str
    log: Path

    def __str__(self) -> str:
        if self.ok:
            return f"{self.step}: {self.came}"
        return f"{self.step}: expected {self.expected}, got {self.came}; see {self.log}"


_Verdict = tuple[bool, str, str]


def checks(evidence: Evidence) -> list[Check]:
    """Judges all steps."""
    made = []
    for step, judge, by_phone in _STEPS:
        ok, expected, came = judge(evidence)
        log = evidence.phone_log if by_phone else evidence.platform_log
        made.append(Check(step, ok, expected, came, log))
    return made


def dictation_alone_failed(verdict: list[Check]) -> bool:
    """Whether all went well but the understanding of words."""
    failed = {check.step for check in verdict if not check.ok}
    return bool(failed) and failed <= {_LIVE, _RECORDED}


def word_share(said: str, understood: str) -> float:
    """Share of the words said that are among those understood, 0-1."""
    wanted, got = _words(said), _words(understood)
    return (wanted & got).total() / max(wanted.total(), 1)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[a-z']+", text.lower()))


def _ringing(e: Evidence) -> _Verdict:
    told = e.witness.first("platform", "call_ringing") is not None
    rang = e.witness.first("phone", "ringing") is not None
    came = f"event {'seen' if told else 'missing'}, phone {'rang' if rang else 'did not ring'}"
    return told and rang, "call_ringing by gRPC and a phone that rings", came


def _answered(e: Evidence) -> _Verdict:
    answer = e.witness.first("phone", "answered") or {}
    told = e.witness.first("platform", "call_progressing") is not None
    came = f"{answer.get('codec', 'no codec')} at {answer.get('sample_rate_hz', 0)} Hz"
    ok = told and (answer.get("codec"), answer.get("sample_rate_hz")) == ("G722", 16_000)
    return ok, "call_progressing by gRPC and G722 at 16000 Hz", came


def _prompt(e: Evidence) -> _Verdict:
    spoken = [option.get("text") for option in e.executed("talk")]
    expected = f"the prompt spoken and heard louder than {_SPEECH_DBFS:.0f} dBFS"
    if e.phone_heard is None:
        return False, expected, "no recording of the phone"
    level = e.phone_heard.speech_dbfs
    ok = PROMPT in spoken and level > _SPEECH_DBFS
    return ok, expected, f"{'spoken' if PROMPT in spoken else 'not spoken'}, {level:.0f} dBFS"


def _tone(e: Evidence) -> _Verdict:
    ok = e.phone_heard is not None and e.phone_heard.has_beep
    return ok, "the 1000 Hz tone in the phone's ear", "1000 Hz" if ok else "no tone"


def _said(e: Evidence) -> _Verdict:
    said = e.witness.first("phone", "said")
    came = f"{said['duration_ms'] / 1000:.1f} s" if said else "nothing"
    return said is not None, f"the phone says “{WORDS}”", came


def _digits(e: Evidence) -> _Verdict:
    pressed = "".join(str(event["digits"]) for event in e.witness.all("phone", "digits"))
    spoken = [str(option.get("text")) for option in e.executed("talk")]
    confirmed = CONFIRMATION.format(digits=DIGITS) in spoken
    came = f"{pressed or 'nothing'} pressed, last words “{spoken[-1] if spoken else ''}”"
    return pressed == DIGITS and confirmed, f"{DIGITS} pressed, understood and confirmed", came


def _recording(e: Evidence) -> _Verdict:
    length_s = call_duration_s(e.call)
    lengths = ", ".join(f"{h.name} {h.duration_s:.1f} s" for h in e.recorded) or "no file"
    # It starts right after the answer and ends with the call.
    fits = all(length_s - 2.0 <= h.duration_s <= length_s + 0.5 for h in e.recorded)
    ok = e.recording.get("status") == "ended" and len(e.recorded) == 2 and fits
    return ok, f"two wav files of about {length_s:.1f} s", lengths


def _both_sides(e: Evidence) -> _Verdict:
    levels = ", ".join(f"{h.name} {h.speech_dbfs:.0f} dBFS" for h in e.recorded) or "no file"
    ok = len(e.recorded) == 2 and all(h.speech_dbfs > _SPEECH_DBFS for h in e.recorded)
    return ok, f"speech above {_SPEECH_DBFS:.0f} dBFS in both", levels


def _live(e: Evidence) -> _Verdict:
    return _understood(e.live_text())


def _afterwards(e: Evidence) -> _Verdict:
    return _understood(e.recording_text())


def _understood(text: str) -> _Verdict:
    share = word_share(WORDS, text)
    expected = f"at least {ENOUGH_WORDS:.0%} of the words of “{WORDS}”"
    return share >= ENOUGH_WORDS, expected, f"{share:.0%} of the words: “{text}”"


def _hangup(e: Evidence) -> _Verdict:
    state = tuple(e.call.get(name) for name in ("status", "hangup_reason", "hangup_by"))
    came = ", ".join(str(part) for part in state)
    return state == ("hangup", "normal", "local"), "hangup, normal, local", came


def _farewell(e: Evidence) -> _Verdict:
    ended = e.witness.first("phone", "ended") or {}
    received, lost = ended.get("packets_received", 0), ended.get("packets_lost", 0)
    # 50 packets a second each way; a machine that is busy elsewhere may skip some.
    enough = received >= 40 * call_duration_s(e.call) > 0
    came = f"ended by {ended.get('by', 'nobody')}, {received} packets, {lost} lost"
    ok = ended.get("by") == "remote" and enough and lost * 100 <= received
    return ok, "a BYE of the platform, about 50 packets a second, at most 1 % lost", came


def _graphql(e: Evidence) -> _Verdict:
    recordings = e.graphql.get("recordings") or []
    status = str(e.graphql.get("status", "nothing")).lower()
    ok = status == "hangup" and len(recordings) == 1 and bool(recordings[0].get("transcribes"))
    came = f"call {status}, {len(recordings)} recordings"
    return ok, "the call with one recording and its transcribe", came


def _picture(e: Evidence) -> _Verdict:
    ok = e.picture is not None and e.picture.read_bytes().startswith(_PNG)
    return ok, "a PNG file", str(e.picture) if ok else "no picture"


_STEPS: tuple[tuple[str, Callable[[Evidence], _Verdict], bool], ...] = (
    ("ringing", _ringing, True),
    ("answered", _answered, True),
    ("prompt heard", _prompt, True),
    ("tone heard", _tone, True),
    ("words said", _said, True),
    ("digits", _digits, False),
    ("recording", _recording, False),
    ("both sides recorded", _both_sides, False),
    (_LIVE, _live, False),
    (_RECORDED, _afterwards, False),
    ("hangup", _hangup, False),
    ("phone hung up", _farewell, True),
    ("GraphQL", _graphql, False),
    ("waveform", _picture, False),
)
