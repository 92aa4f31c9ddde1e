"""Which way a 3xx may send a call (RFC 3261 8.1.3.4).

Whoever answers a call chooses what a redirection says, and we pay for what is called then. What
was checked before the call, its host and its number, therefore has to stay as it was.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from .address import NameAddr
from .grammar import parse_number
from .message import Response
from .uri import Uri

MAX_REDIRECTIONS = 5
"""Targets called in place of the first one."""
_FOLLOWED = frozenset((300, 301, 302))
"""Not 305 and 380: they ask for a proxy, and for another service."""
_NUMBER = re.compile(r"\+?[0-9*#().-]+")


class Redirects(StrEnum):
    """What is followed."""

    NONE = "none"
    """Nothing: the 3xx is a refusal."""
    NUMBER = "number"
    """The same number at the same host: another of a carrier's gateways."""
    HOST = "host"
    """Anybody at the same host."""


class Targets:
    """Whom a call is for: first as it was made, then where redirections led."""

    def __init__(self, first: Uri, kind: Redirects) -> None:
        self.now = first
        """Request-URI of the INVITE."""
        self._kind = kind
        self._others: list[Uri] = []
        self._known = {first}
        self._left = MAX_REDIRECTIONS

    def learn(self, response: Response, sent_to: str) -> None:
        """Note what a refusal of `now` names; arguments as of `redirected`."""
        found = redirected(response, self.now, sent_to, self._kind)
        self._others += [uri for uri in found if uri not in self._known]
        self._known.update(found)

    def advance(self) -> bool:
        """Go on to the next; False when there is none, or there were enough."""
        if not self._others or not self._left:
            return False
        self._left -= 1
        self.now = self._others.pop(0)
        return True


def redirected(response: Response, target: Uri, sent_to: str, kind: Redirects) -> Sequence[Uri]:
    """The Contacts of a response that may be called, best first; none for what is no 3xx.

    Args:
        target: of the INVITE that was answered.
        sent_to: the numeric address it was sent to.
    """
    if kind is Redirects.NONE or response.status not in _FOLLOWED:
        return ()
    try:
        contacts = sorted(response.contacts, key=_preference, reverse=True)
    except ValueError:
        return ()
    uris = dict.fromkeys(contact.uri.without_headers() for contact in contacts)
    return [uri for uri in uris if _may_follow(uri, target, sent_to, kind)]


def same_host(one: Uri, other: Uri) -> bool:
    """Whether two URIs name one host, whatever its port."""
    return _host(one) == _host(other)


def _may_follow(uri: Uri, target: Uri, sent_to: str, kind: Redirects) -> bool:
    if not uri.is_sip or uri.transport in ("ws", "wss") or uri.param("maddr") is not None:
        return False
    if _host(uri) not in (_host(target), sent_to):
        return False
    if _is_secure(target) and not _is_secure(uri):  # 26.4.4: nobody may take the protection off
        return False
    return kind is Redirects.HOST or _number(uri) == _number(target)


def _is_secure(uri: Uri) -> bool:
    return uri.scheme == "sips" or uri.transport in ("tls", "wss")


def _host(uri: Uri) -> str:
    return uri.host.strip("[]").lower().rstrip(".")


def _number(uri: Uri) -> str:
    """The number of a user part; its parameters only say how it is reached (RFC 4694)."""
    number = (uri.user or "").partition(";")[0]
    return re.sub(r"[().-]", "", number) if _NUMBER.fullmatch(number) else number


def _preference(contact: NameAddr) -> float:
    """Its q (20.10), 1 when it has none."""
    text = contact.param("q")
    if text is None:
        return 1.0
    whole, _, thousandths = text.partition(".")
    try:
        return parse_number(whole or "0", "q", 1) + int(thousandths.ljust(3, "0")[:3]) / 1000
    except ValueError:
        return 0.0
