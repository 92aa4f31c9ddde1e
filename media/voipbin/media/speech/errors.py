"""What can go wrong between us and a speech engine.

    SpeechError
    ├── SpeechUnavailable   engine not installed, worker died, vendor down: another engine may do
    │   └── SpeechTimeout   no answer in time
    ├── SpeechDenied        the vendor refused the key
    └── SpeechQuota         the vendor asks us to wait; carries `retry_after_s`

Bad input (empty text, broken markup, unknown provider) is a plain ValueError naming the field.
"""


class SpeechError(Exception):
    """Base of every failure of a speech engine."""

    reason = "SPEECH_FAILED"


class SpeechUnavailable(SpeechError):
    """The engine is not there: not installed, crashed, or not answering."""

    reason = "SPEECH_UNAVAILABLE"


class SpeechTimeout(SpeechUnavailable):
    """The engine did not answer within its time."""

    reason = "SPEECH_TIMEOUT"


class SpeechDenied(SpeechError):
    """The vendor refused our key or our account."""

    reason = "SPEECH_DENIED"


class SpeechQuota(SpeechError):
    """The vendor's quota is used up for now."""

    reason = "SPEECH_QUOTA"

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
