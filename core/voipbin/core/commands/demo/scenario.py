"""What the demo says and does: the flow of the call and the part of the caller."""

from typing import Any

WORDS = "I need some help with my account. Please call me back on Monday."
"What the phone says."
DIGITS = "42#"
"What the phone presses."
EXTENSION = "1000"
LANGUAGE = "en-US"
PROMPT = "Hello. How can I help you? Speak after the tone, then press four, two, hash."
CONFIRMATION = "Thank you. You pressed {digits}. Good bye."
_SILENCE_AFTER_TONE_MS = 900
"Silence that tells the phone it is its turn."
_BREATH_MS = 400
"Before hanging up, so that the last word is heard out."
_RECEIVE_MS = 15_000


def flow() -> dict[str, Any]:
    """The flow, as POST /v1.0/flows takes it."""
    confirmation = CONFIRMATION.format(digits="${voipbin.call.digits}")
    return {
        "name": "Demo",
        "detail": "Asks, listens, writes down and confirms.",
        "actions": [
            {"type": "answer"},
            {"type": "recording_start", "option": {"format": "wav"}},
            {"type": "transcribe_start", "option": {"language": LANGUAGE, "direction": "in"}},
            {"type": "talk", "option": {"text": PROMPT, "language": LANGUAGE}},
            {"type": "beep"},
            {
                "type": "digits_receive",
                "option": {"duration": _RECEIVE_MS, "length": 10, "key": "#"},
            },
            {"type": "talk", "option": {"text": confirmation, "language": LANGUAGE}},
            {"type": "sleep", "option": {"duration": _BREATH_MS}},
            {"type": "hangup"},
        ],
    }


def call(flow_id: str, source: str) -> dict[str, Any]:
    """The call of the phone with that flow, as POST /v1.0/calls takes it."""
    return {
        "flow_id": flow_id,
        "source": {"type": "tel", "target": source},
        "destinations": [{"type": "extension", "target": EXTENSION}],
    }


def phone_script(words_wav: str) -> str:
    """What the phone does once it has answered."""
    return f"listen:{_SILENCE_AFTER_TONE_MS} say:{words_wav} press:{DIGITS}"


GRAPHQL = """
query Demo($id: ID!) {
  call(id: $id) {
    status
    hangupReason
    hangupBy
    tmProgressing
    tmHangup
    flow { name }
    recordings {
      status
      tmStart
      tmEnd
      transcribes { transcripts { direction message } }
    }
    transcribes { status transcripts { direction message } }
  }
}
""".strip()
