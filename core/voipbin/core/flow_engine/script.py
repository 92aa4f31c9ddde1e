"""What a simulated caller does, and what the world around the flow answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voipbin.core.flow_engine.state import Action


@dataclass(frozen=True, slots=True)
class Leg:
    """What one destination of a connect does."""

    answers_after_ms: int | None = 2000
    """Milliseconds of ringing; None for a leg that fails."""
    talks_ms: int = 10_000
    """Milliseconds from its answer until it hangs up."""
    fails_after_ms: int = 500
    """Milliseconds until it fails, if it does."""
    reason: str = "normal"
    """Hangup reason."""


@dataclass(frozen=True, slots=True)
class Script:
    """Everything the outside does; times count from the start of the simulation."""

    reference_type: str = "call"
    """call, or anything else for a run without media."""
    direction: str = "incoming"
    """incoming or outgoing."""
    answers_after_ms: int = 0
    """Incoming: from AnswerCall to the answer. Outgoing: until the party picks up."""
    digits: tuple[tuple[int, str], ...] = ()
    """(milliseconds, keys): keys come 100 ms after each other."""
    hangs_up_at_ms: int | None = None
    """When the party hangs up; None for never."""
    longest_ms: int = 3_600_000
    """When a call is ended by the platform."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Variables at the start."""
    speech_ms_per_character: int = 60
    """Pace of talk."""
    answered_by: str = "human"
    """Who amd finds: human, machine, beep or notsure."""
    amd_ms: int = 2000
    """Time it takes to find out."""
    ai_talks_ms: int = 20_000
    """Time until an ai ends its talk."""
    audio_ms: Mapping[str, int] = field(default_factory=dict)
    """Length of audio files by URL; 3000 for others."""
    http: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """(status, body) by URL; others do not answer."""
    http_ms: int = 200
    """Time a web server takes."""
    flows: Mapping[str, list[Action]] = field(default_factory=dict)
    """Actions of other flows by id; others do not exist."""
    legs: Mapping[str, Leg] = field(default_factory=dict)
    """Destinations by target; others answer after two seconds and talk for ten."""
    queues: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """(id of the wait flow, milliseconds until an agent is free) by queue; the agent does as the
    leg with the id of the queue."""
    reference_data: str = ""
    """${voipbin.flow.reference_data}."""
    now_us: int = 0
    """Microseconds since 1970 at the start."""
    extra: tuple[tuple[int, Any], ...] = ()
    """(milliseconds, Input): anything else that happens."""
