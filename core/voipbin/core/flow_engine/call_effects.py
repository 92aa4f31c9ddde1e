"""What a run asks for of its call: audio, keys, recordings."""

from dataclasses import dataclass
from typing import Any

from voipbin.core.flow_engine.effects import Effect


@dataclass(frozen=True, slots=True)
class AnswerCall(Effect):
    """Answer the incoming call; CallAnswered, ActionDone or ActionFailed follows."""

    token: int
    """Comes back in the answer."""


@dataclass(frozen=True, slots=True)
class PlayTalk(Effect):
    """Speak to the party; ActionDone or ActionFailed follows."""

    token: int
    """Comes back in the answer."""
    text: str
    """Plain text or SSML."""
    language: str
    """BCP 47."""
    provider: str
    """As asked for; "" is the configured one."""
    voice_id: str
    """Voice of the provider; "" is its default."""
    gender: str
    """female, male, neutral or ""."""
    is_async: bool
    """Nobody waits for the end."""


@dataclass(frozen=True, slots=True)
class PlayUrls(Effect):
    """Play audio files in order; ActionDone or ActionFailed follows."""

    token: int
    """Comes back in the answer."""
    urls: tuple[str, ...]
    """http, https or file:<id>."""


@dataclass(frozen=True, slots=True)
class Beep(Effect):
    """Play one beep; ActionDone or ActionFailed follows."""

    token: int
    """Comes back in the answer."""


@dataclass(frozen=True, slots=True)
class StopPlayback(Effect):
    """End the playback of that token."""

    token: int
    """Of the playback."""


@dataclass(frozen=True, slots=True)
class SendDigits(Effect):
    """Send keys to the party; ActionDone or ActionFailed follows."""

    token: int
    """Comes back in the answer."""
    digits: str
    """0-9 A-D * #."""
    duration_ms: int
    """Milliseconds each."""
    interval_ms: int
    """Milliseconds between."""

    @property
    def total_ms(self) -> int:
        """Milliseconds it takes."""
        return self.duration_ms * len(self.digits) + self.interval_ms * (len(self.digits) - 1)


@dataclass(frozen=True, slots=True)
class StartEcho(Effect):
    """Send the party its own audio until StopEcho."""

    token: int
    """Comes back in a failure."""
    with_digits: bool
    """Keys come back too."""


@dataclass(frozen=True, slots=True)
class StopEcho(Effect):
    """End the echo."""

    token: int
    """Of the echo."""


@dataclass(frozen=True, slots=True)
class MuteCall(Effect):
    """Mute the call."""

    token: int
    """Unique."""
    direction: str
    """both, in or out."""


@dataclass(frozen=True, slots=True)
class DetectMachine(Effect):
    """Listen whether a human or a machine answered; ActionDone or ActionFailed follows.

    With `hangs_up` a machine ends the call with reason amd instead, wherever the flow is then.
    """

    token: int
    """Comes back in the answer."""
    hangs_up: bool
    """On a machine."""
    is_async: bool
    """Nobody waits for the answer."""


@dataclass(frozen=True, slots=True)
class StartRecording(Effect):
    """Record the call; ActionDone when it has started, or ActionFailed."""

    token: int
    """Comes back in the answer."""
    format: str
    """wav."""
    end_of_silence_ms: int
    """Silence that ends it; 0 is never."""
    end_of_key: str
    """none, any, * or #."""
    duration_ms: int
    """Longest recording; 0 is no limit."""
    beep_start: bool
    """Beep first."""
    on_end_flow_id: str
    """Flow started when it ends; "" is none."""


@dataclass(frozen=True, slots=True)
class StopRecording(Effect):
    """End the recording of the call, if there is one."""

    token: int
    """Unique."""


@dataclass(frozen=True, slots=True)
class StartTranscribe(Effect):
    """Transcribe the call; ActionDone when it has started, or ActionFailed."""

    token: int
    """Comes back in the answer."""
    language: str
    """BCP 47."""
    provider: str
    """As asked for; "" is the configured one."""
    direction: str
    """in, out or both."""
    on_end_flow_id: str
    """Flow started when it ends; "" is none."""


@dataclass(frozen=True, slots=True)
class StopTranscribe(Effect):
    """End the live transcribes of the call, if there are any."""

    token: int
    """Unique."""


@dataclass(frozen=True, slots=True)
class StartExternalMedia(Effect):
    """Connect the call to another host; ActionDone when it is connected, or ActionFailed."""

    token: int
    """Comes back in the answer."""
    option: dict[str, Any]
    """Of external_media_start, every field present."""


@dataclass(frozen=True, slots=True)
class StopExternalMedia(Effect):
    """End every external media of the call."""

    token: int
    """Unique."""


@dataclass(frozen=True, slots=True)
class StartAi(Effect):
    """Let an ai talk on the call; ActionDone when it begins, AiEnded later, or ActionFailed."""

    token: int
    """Comes back in the answers."""
    assistance_type: str
    """ai or team."""
    assistance_id: str
    """That ai or team."""
    gender: str
    """Of its voice; "" for whatever the voice is."""
    language: str
    """BCP 47; "" leaves it to the engines."""


@dataclass(frozen=True, slots=True)
class StopAi(Effect):
    """End the ai that talks on the call, if it is that of the token."""

    token: int
    """With which it was started."""
