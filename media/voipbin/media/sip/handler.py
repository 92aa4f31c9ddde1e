"""What the owner of an endpoint decides: whom to admit, where contacts live, what calls do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from .address import NameAddr
from .digest import Ha1
from .flow import Flow
from .uri import Uri

if TYPE_CHECKING:
    from .incoming import IncomingCall


class Aor(NamedTuple):
    """Address of record: the digest realm a user belongs to, and the user."""

    realm: str
    user: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A REGISTER or INVITE outside any dialog, before anyone is believed."""

    method: str
    uri: Uri
    """Request-URI: `uri.host` is the domain it is meant for."""
    from_: NameAddr
    to: NameAddr
    flow: Flow
    """`flow.remote` is the address it really came from."""
    headers: Mapping[str, str]
    """First line of each header, canonical names."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What to do with an attempt; make one with `public`, `digest` or `refuse`."""

    realm: str | None = None
    """Digest realm to authenticate in; None: no authentication."""
    status: int = 0
    """Final status that refuses the attempt; 0: not refused."""
    proxy: bool = True
    """Challenge with 407 Proxy-Authenticate rather than 401 WWW-Authenticate."""
    note: object = None
    """For whoever gets the call: comes back as `IncomingCall.admitted`."""
    is_known: bool = False
    """Let in for the address it comes from, not because everybody may come in."""

    @classmethod
    def public(cls, note: object = None, *, is_known: bool = False) -> "Admission":
        """Let it in as it is. A REGISTER is then bound under realm = Request-URI host."""
        return cls(note=note, is_known=is_known)

    @classmethod
    def digest(cls, realm: str, *, proxy: bool = True) -> "Admission":
        """Let in who proves to know the password of a user of `realm`."""
        return cls(realm, 0, proxy)

    @classmethod
    def refuse(cls, status: int) -> "Admission":
        """Answer with this status and forget it."""
        return cls(status=status)


@dataclass(frozen=True, slots=True)
class Binding:
    """One registered contact."""

    contact: str
    """Contact URI as the phone wrote it; Request-URI of calls to it."""
    flow: str
    """`str(Flow)` the REGISTER came on; calls go back on it (NAT, TCP reuse)."""
    expires_at_s: float
    """Unix time at which it lapses."""
    call_id: str
    cseq: int
    q: float = 1.0
    user_agent: str = ""
    instance: str = ""
    """`+sip.instance`, when the phone says it."""
    path: str = ""
    """Proxies on the way to it, as a Route header names them (RFC 3327); "" for none."""


class SipHandler(Protocol):
    """Callbacks of an endpoint. All run on its loop; the async ones may take their time."""

    async def admit(self, attempt: Attempt) -> Admission:
        """Decide on a REGISTER or an INVITE (domain unknown: `Admission.refuse(404)`)."""

    async def ha1(self, aor: Aor) -> Ha1 | None:
        """Digest secrets of a user; None when there is no such user."""

    async def bindings(self, aor: Aor) -> Sequence[Binding]:
        """Contacts stored for a user; lapsed ones may be included."""

    async def store_bindings(self, aor: Aor, bindings: Sequence[Binding]) -> None:
        """Replace the contacts of a user."""

    async def incoming_call(self, call: "IncomingCall") -> None:
        """Take an admitted call: set `call.observer`, then ring, progress, answer or reject.

        100 Trying has been sent. When this returns with the call unanswered it stays pending;
        when it raises, the caller gets 500.
        """
