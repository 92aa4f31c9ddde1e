"""What a recording is asked to do, and of what."""

from dataclasses import dataclass

from voipbin.core.errors import InvalidArgument

END_OF_KEYS = ("", "none", "any", "*", "#")
MAX_DURATION_S = 86_400


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """What a recording must know of what it records."""

    id: str
    customer_id: str
    activeflow_id: str
    channel_id: str
    owner_type: str = ""
    owner_id: str = ""
    reference_type: str = "call"
    "confbridge for a conference: `id` is of its bridge, and there is one file, of all it hears."


@dataclass(frozen=True, slots=True)
class RecordingOptions:
    """When it ends by itself, and what follows."""

    end_of_silence_s: int = 0
    "Silence of the party that ends it; 0 for never."
    end_of_key: str = ""
    '"" or "none", "any", "*", "#".'
    duration_s: int = 0
    "Seconds after which it ends; 0 for never."
    beep_start: bool = False
    on_end_flow_id: str = ""

    def check(self) -> None:
        """
        Raises:
            InvalidArgument: naming each bad field.
        """
        faults = []
        for field, value in (
            ("end_of_silence", self.end_of_silence_s),
            ("duration", self.duration_s),
        ):
            if not 0 <= value <= MAX_DURATION_S:
                faults.append((field, f"must be 0 to {MAX_DURATION_S} seconds, got {value}"))
        if self.end_of_key not in END_OF_KEYS:
            allowed = ", ".join(repr(key) for key in END_OF_KEYS)
            faults.append(("end_of_key", f"must be one of {allowed}, got {self.end_of_key!r}"))
        if faults:
            raise InvalidArgument.of(faults)
