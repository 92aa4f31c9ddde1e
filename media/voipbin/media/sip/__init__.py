"""SIP for the media node: calls, registrar and transports; import from here."""

from .address import NameAddr
from .cause import Reason, cause_of_status, status_of_cause
from .config import EndpointConfig, Listen, TlsConfig
from .digest import Credentials, Ha1
from .dtls import DtlsLocal, DtlsPeer
from .endpoint import SipEndpoint
from .errors import SessionError
from .events import (
    Answered,
    Ended,
    InfoReceived,
    MediaChanged,
    Observer,
    Provisional,
    ReferNotified,
    SessionEvent,
)
from .flow import Flow, HostPort
from .handler import Admission, Aor, Attempt, Binding, SipHandler
from .incoming import IncomingCall
from .invite import OutgoingInvite
from .media import (
    CODECS,
    G722,
    OPUS,
    PCMA,
    PCMU,
    Codec,
    LocalMedia,
    MediaPlan,
    NotAcceptable,
    Security,
)
from .outgoing import OutgoingCall
from .refer import Referral
from .registration import RegisterRequest, Registration, RegistrationState
from .replaces import Replaces
from .sdes import Crypto, SdesKeys
from .sdp import Direction
from .session import Session
from .session_state import SessionState
from .timers import TimerConfig
from .trace import Trace, TraceRecord
from .uri import Uri

__all__ = [
    "CODECS",
    "G722",
    "OPUS",
    "PCMA",
    "PCMU",
    "Admission",
    "Answered",
    "Aor",
    "Attempt",
    "Binding",
    "Codec",
    "Credentials",
    "Crypto",
    "Direction",
    "DtlsLocal",
    "DtlsPeer",
    "Ended",
    "EndpointConfig",
    "Flow",
    "Ha1",
    "HostPort",
    "IncomingCall",
    "InfoReceived",
    "Listen",
    "LocalMedia",
    "MediaChanged",
    "MediaPlan",
    "NameAddr",
    "NotAcceptable",
    "Observer",
    "OutgoingCall",
    "OutgoingInvite",
    "Provisional",
    "Reason",
    "ReferNotified",
    "Referral",
    "RegisterRequest",
    "Registration",
    "RegistrationState",
    "Replaces",
    "SdesKeys",
    "Security",
    "Session",
    "SessionError",
    "SessionEvent",
    "SessionState",
    "SipEndpoint",
    "SipHandler",
    "TimerConfig",
    "TlsConfig",
    "Trace",
    "TraceRecord",
    "Uri",
    "cause_of_status",
    "status_of_cause",
]
