"""Calling somebody: from an Originate command to an INVITE."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Final

from voipbin.media.family import is_ipv6
from voipbin.media.node.errors import BadCommand
from voipbin.media.node.settings import DEFAULT_DIAL_TIMEOUT_MS
from voipbin.media.sip import (
    Credentials,
    Flow,
    HostPort,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingInvite,
    Uri,
)
from voipbin.media.sip.constants import MAX_FORWARDS
from voipbin.media.sip.grammar import split_commas
from voipbin.media.sip.path import Permitted
from voipbin.media.sip.redirection import Redirects
from voipbin.media.v1 import node_pb2

ANONYMOUS: Final = "anonymous"
ANONYMOUS_HOST: Final = "anonymous.invalid"
"""RFC 3323 4.1.1.3."""

_REDIRECTS: Final[Mapping[int, Redirects]] = {
    node_pb2.REDIRECTS_NUMBER: Redirects.NUMBER,
    node_pb2.REDIRECTS_HOST: Redirects.HOST,
}
_NEXT_HOP = re.compile(r"(udp|tcp|tls|ws|wss):(\[[0-9A-Fa-f:.]+\]|[^:\[\]\s]+):(\d{1,5})\Z")
_HEADER_NAME = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+\Z")
_OURS = frozenset(
    {
        *("via", "from", "to", "call-id", "cseq", "contact", "max-forwards", "route"),
        *("content-length", "content-type", "record-route", "authorization"),
        *("proxy-authorization", "v", "f", "t", "i", "m", "l", "c"),
    }
)
"""Headers the stack writes; letting them in twice would make the message ambiguous."""


def build_invite(
    command: node_pb2.Originate,
    media: LocalMedia,
    own_host: str,
    listeners: tuple[Listen, ...],
    *,
    srtp_optional: bool = False,
    srtp_on_demand: bool = False,
    srtp_only_on_tls: bool = False,
) -> OutgoingInvite:
    """The INVITE of a command.

    Args:
        command: as the core gave it.
        media: our end of the audio.
        own_host: host of From when the command has none.
        listeners: where we listen, to send from the right one.
        srtp_optional: whether plain RTP will do where SRTP is refused.
        srtp_on_demand: whether SRTP is offered to a registered phone that refuses plain RTP;
            carriers that refuse are left for the next.
        srtp_only_on_tls: whether it is plain RTP anyway where the DNS leads to another transport.

    Raises:
        BadCommand: a field is malformed; the message names it.
    """
    target = _target(command.request_uri)
    timeout_ms = command.dial_timeout_ms or DEFAULT_DIAL_TIMEOUT_MS
    return OutgoingInvite(
        target=target,
        caller=_caller(command, own_host),
        callee=NameAddr(target.without_headers(), _name(command.to_name, "to_name")),
        media=media,
        headers=_headers(command),
        routes=_routes(command),
        credentials=_credentials(command),
        flow=next_hop_flow(command.next_hop, listeners) if command.next_hop else None,
        srtp_optional=srtp_optional,
        srtp_on_demand=srtp_on_demand and bool(command.next_hop),
        srtp_only_on_tls=srtp_only_on_tls,
        dial_timeout_s=timeout_ms / 1000,
        max_forwards=_hops(command),
        redirects=_REDIRECTS.get(command.redirects, Redirects.NONE),
        permitted=_permitted(command.denied_networks),
        has_alternative=command.has_alternative,
    )


def next_hop_flow(text: str, listeners: tuple[Listen, ...]) -> Flow:
    """The flow to an address like "udp:127.0.0.1:5080", from our listener of that transport.

    Raises:
        BadCommand: malformed, or we do not listen on that transport.
    """
    match = _NEXT_HOP.match(text)
    if match is None or int(match[3]) > 65535:
        raise BadCommand(f"originate.next_hop: {text!r} is not transport:host:port")
    remote = HostPort(match[2].strip("[]"), int(match[3]))
    for listener in listeners:
        is_same_family = is_ipv6(listener.host) == is_ipv6(remote.host)
        if listener.transport == match[1] and is_same_family:
            return Flow(match[1], HostPort(listener.host, listener.port), remote)
    raise BadCommand(f"originate.next_hop: no {match[1]} listener for {text!r}")


def _hops(command: node_pb2.Originate) -> int:
    return min(command.max_forwards, 255) if command.HasField("max_forwards") else MAX_FORWARDS


def _permitted(denied: Sequence[str]) -> Permitted | None:
    """Whether a numeric address lies outside all of these networks."""
    if not denied:
        return None
    try:
        networks = [ip_network(network, strict=False) for network in denied]
    except ValueError as error:
        raise BadCommand(f"originate.denied_networks: {error}") from None

    def permitted(host: str) -> bool:
        address = ip_address(host)
        mapped = getattr(address, "ipv4_mapped", None)
        return not any((mapped or address) in network for network in networks)

    return permitted


def _target(text: str) -> Uri:
    try:
        target = Uri.parse(text)
    except ValueError as error:
        raise BadCommand(f"originate.request_uri: {error}") from None
    if not target.is_sip:
        raise BadCommand(f"originate.request_uri: {text!r} is not a sip: URI")
    return target


def _caller(command: node_pb2.Originate, own_host: str) -> NameAddr:
    if command.from_user == ANONYMOUS:
        return NameAddr(Uri(ANONYMOUS_HOST, ANONYMOUS), "Anonymous")
    host = command.from_host or own_host
    try:
        Uri.parse(f"sip:{host}")
    except ValueError:
        raise BadCommand(f"originate.from_host: {host!r} is not a host") from None
    user = _name(command.from_user, "from_user")
    return NameAddr(Uri(host, user or None), _name(command.from_name, "from_name"))


def _name(text: str, field: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise BadCommand(f"originate.{field}: {text!r} contains a control character")
    return text


def _headers(command: node_pb2.Originate) -> tuple[tuple[str, str], ...]:
    headers = {}
    for name, value in command.headers.items():
        if not _HEADER_NAME.match(name) or name.lower() in _OURS:
            raise BadCommand(f"originate.headers: {name!r} cannot be set")
        headers[name] = _name(value, f"headers[{name}]")
    if command.from_user == ANONYMOUS and "privacy" not in map(str.lower, headers):
        headers["Privacy"] = "id"
    return tuple(headers.items())


def _routes(command: node_pb2.Originate) -> tuple[NameAddr, ...]:
    if not command.route:
        return ()
    try:
        return tuple(NameAddr.parse(value, "route") for value in split_commas(command.route))
    except ValueError as error:
        raise BadCommand(f"originate.route: {error}") from None


def _credentials(command: node_pb2.Originate) -> Credentials | None:
    if not command.auth_username:
        return None
    return Credentials(command.auth_username, command.auth_password)
