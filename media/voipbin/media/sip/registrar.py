"""What a REGISTER does to the contacts of a user (RFC 3261 10.3): pure decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from .address import NameAddr
from .flow import Flow
from .grammar import parse_number
from .handler import Binding
from .message import Request
from .uri import Uri, same_contact

MAX_CONTACTS = 3
"""One more evicts the oldest."""
MAX_CONTACT_HEADERS = 10
MAX_PATH = 1024
"""Characters."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on how long a contact may be bound, in seconds."""

    min_expires_s: int = 60
    max_expires_s: int = 3600


@dataclass(frozen=True, slots=True)
class Outcome:
    """Status to answer with and, for 200, the contacts from now on."""

    status: int
    bindings: tuple[Binding, ...] = ()
    changed: bool = False
    """Whether `bindings` has to be stored."""


def apply_register(
    request: Request, flow: Flow, stored: Sequence[Binding], now_s: float, limits: Limits
) -> Outcome:
    """Decide a REGISTER.

    Args:
        request: well-formed; its sender is authenticated.
        flow: where it came from; new contacts are bound to it.
        stored: contacts known so far.
        now_s: Unix time.
        limits: shortest and longest binding.
    """
    live = [item for item in stored if item.expires_at_s > now_s]
    if request.contact_is_star:
        return _remove_all(request, live)
    contacts = request.contacts
    if not contacts:
        return Outcome(200, tuple(live))
    if len(contacts) > MAX_CONTACT_HEADERS or not all(item.uri.is_sip for item in contacts):
        return Outcome(400)
    try:
        path = read_path(request)
    except ValueError:
        return Outcome(400)
    header_s = _expires(request.headers.get("Expires"), limits.max_expires_s)
    for contact in contacts:
        wanted_s = min(_expires(contact.param("expires"), header_s), limits.max_expires_s)
        if 0 < wanted_s < limits.min_expires_s:
            return Outcome(423)
        known = [item for item in live if _same(item, contact)]
        if any(_out_of_order(request, item) for item in known):
            return Outcome(500)
        live = [item for item in live if item not in known]
        if wanted_s > 0:
            live.append(_bind(request, contact, flow, now_s + wanted_s, path))
    return Outcome(200, tuple(live[-MAX_CONTACTS:]), changed=True)


def _remove_all(request: Request, live: list[Binding]) -> Outcome:
    if request.headers.get("Expires") != "0":
        return Outcome(400)
    if any(_out_of_order(request, item) for item in live):
        return Outcome(500)
    return Outcome(200, (), changed=True)


def read_path(request: Request) -> str:
    """The way through proxies back to the phone (RFC 3327 5.3), as it goes into a Route header.

    Raises:
        ValueError: a value is no sip: URI, or the whole is too long.
    """
    hops = [NameAddr.parse(value, "Path") for value in request.headers.values("Path")]
    path = ", ".join(map(str, hops))
    if len(path) > MAX_PATH or not all(hop.uri.is_sip for hop in hops):
        raise ValueError(f"Path: {len(hops)} values cannot be kept")
    return path


def _bind(
    request: Request, contact: NameAddr, flow: Flow, expires_at_s: float, path: str
) -> Binding:
    return Binding(
        str(contact.uri.without_headers()),
        str(flow),
        expires_at_s,
        request.call_id,
        request.cseq.number,
        _q(contact.param("q")),
        request.headers.get("User-Agent") or "",
        contact.param("+sip.instance") or "",
        path,
    )


def _out_of_order(request: Request, binding: Binding) -> bool:
    return binding.call_id == request.call_id and request.cseq.number <= binding.cseq


def _same(binding: Binding, contact: NameAddr) -> bool:
    instance = contact.param("+sip.instance")
    if instance and instance == binding.instance:
        return True
    return same_contact(Uri.parse(binding.contact), contact.uri)


def is_one_phone(old: Binding, new: Binding) -> bool:
    """Whether one phone made both bindings: it names itself (RFC 5626 4.1), or it is called the
    same. A private address is that of phones at many sites: then it is one phone only behind the
    same router. Names of browsers are drawn by chance (RFC 7118 5)."""
    if old.instance or new.instance:
        return old.instance == new.instance
    if not same_contact(Uri.parse(old.contact), Uri.parse(new.contact)):
        return False
    was, now = Flow.parse(old.flow), Flow.parse(new.flow)
    return now.transport in ("ws", "wss") or was.remote.host == now.remote.host


def _expires(text: str | None, default: int) -> int:
    """An expires value; a malformed one counts as the default (10.2.1.1)."""
    if text is None:
        return default
    try:
        return parse_number(text.strip(), "expires", 2**64)
    except ValueError:
        return default


def _q(text: str | None) -> float:
    try:
        return min(max(float(text or "1"), 0.0), 1.0)
    except ValueError:
        return 1.0
