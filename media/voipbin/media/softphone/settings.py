"""What a softphone is and how it behaves when it rings."""

from dataclasses import dataclass
from pathlib import Path

from voipbin.media.softphone.script import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What to do with incoming calls, and what to do in every call once it is up."""

    answer_after_ms: int = 500
    """Milliseconds of ringing before answering."""
    refuse_status: int = 0
    """SIP status to refuse with instead (486 is busy); 0 to answer."""
    never_answer: bool = False
    """Ring until the caller gives up."""
    steps: tuple[Step, ...] = ()
    """Done one after the other from the answer on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneSettings:
    """One phone."""

    user: str
    domain: str
    """Of the address of record: `<customer_id>.registrar.voipbin.net`."""
    proxy: str
    """Where every request is sent, `udp:127.0.0.1:5060` or `tcp:...`."""
    password: str = ""
    name: str = ""
    """Display name."""
    host: str = "127.0.0.1"
    """Local address of SIP and RTP; ports are free ones."""
    codecs: tuple[str, ...] = ("G722", "PCMU", "PCMA")
    """Offered and preferred in this order."""
    register: bool = True
    expires_s: int = 3600
    record_dir: Path | None = None
    """Where `<call>_in.wav` (heard) and `<call>_out.wav` (said) go; None records nothing."""
    behaviour: Behaviour = Behaviour()
