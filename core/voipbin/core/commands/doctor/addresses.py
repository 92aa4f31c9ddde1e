"""Whether the platform can listen where it should, and be reached there."""

import errno
import ipaddress
import socket
from collections.abc import Iterable

from voipbin.core.commands.doctor.finding import Finding, error, ok, warning
from voipbin.core.own_address import own_address
from voipbin.core.settings import Settings
from voipbin.media.family import first_of_each, told_of

_FLAGS = (
    ("http", "HTTP", (socket.SOCK_STREAM,)),
    ("grpc", "gRPC", (socket.SOCK_STREAM,)),
    ("media", "audio streams", (socket.SOCK_STREAM,)),
    ("sip", "SIP", (socket.SOCK_DGRAM, socket.SOCK_STREAM)),
    ("sip-tls", "SIP over TLS", (socket.SOCK_STREAM,)),
    ("sip-ws", "SIP over WebSocket", (socket.SOCK_STREAM,)),
)
_TRANSPORT = {socket.SOCK_STREAM: "TCP", socket.SOCK_DGRAM: "UDP"}
_SAMPLE = 200
"RTP ports tried, spread over the range."


def check_addresses(settings: Settings) -> list[Finding]:
    """A line per address, the RTP range and the public address."""
    findings = [
        _address(address, flag, name, kinds)
        for flag, name, kinds in _FLAGS
        for address in _values(settings, flag)
    ]
    # As the media process does: RTP is bound in each address family that signals.
    hosts = first_of_each(
        split_address(address)[0]
        for flag in ("sip", "sip-tls", "sip-ws")
        for address in _values(settings, flag)
    )
    told = told_of(hosts, _values(settings, "public-address"))
    reach = [_rtp(settings, host) for host in hosts]
    reach += [_public(*pair) for pair in zip(hosts, told, strict=True)]
    return [*findings, *_doubled(settings), *reach]


def split_address(text: str) -> tuple[str, int]:
    """Host, without brackets, and port of HOST:PORT."""
    host, _, port = text.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _values(settings: Settings, flag: str) -> list[str]:
    """The addresses of a flag: of SIP, and public ones, there may be two."""
    value: str = getattr(settings, flag.replace("-", "_"))
    return value.split(",") if value else []


def _address(address: str, flag: str, name: str, kinds: Iterable[socket.SocketKind]) -> Finding:
    host, port = split_address(address)
    for kind in kinds:
        if (reason := _bind_fault(host, port, kind)) is not None:
            text, mend = _explain(reason, flag, host, port)
            return error(name, f"{address} ({_TRANSPORT[kind]}): {text}", mend)
    transports = " and ".join(_TRANSPORT[kind] for kind in kinds)
    return ok(name, f"{address} is free ({transports})" if port else f"{host}, any free port")


def _bind_fault(host: str, port: int, kind: socket.SocketKind) -> OSError | None:
    try:
        family, _, _, _, target = socket.getaddrinfo(host, port, type=kind)[0]
        with socket.socket(family, kind) as probe:
            if kind is socket.SOCK_STREAM:
                # As servers do: connections of an earlier run that linger are no obstacle.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:  # "::" is all of IPv6 and nothing of IPv4
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind(target)
            if kind is socket.SOCK_STREAM:
                probe.listen(1)
    except OSError as fault:
        return fault
    return None


def _explain(fault: OSError, flag: str, host: str, port: int) -> tuple[str, str]:
    match fault.errno:
        case errno.EADDRINUSE:
            mend = f"stop what uses it (voipbin itself?) or choose another: --{flag} {host}:0"
            return f"port {port} is taken by another program", mend
        case errno.EADDRNOTAVAIL:
            mend = f"--{flag} 0.0.0.0:{port} listens on every address of this machine"
            return f"{host} is no address of this machine", mend
        case errno.EACCES:
            return f"port {port} is reserved for root", f"choose a port above 1023 for --{flag}"
        case _:
            return str(fault.strerror or fault), f"write an IP address into --{flag}"


def _doubled(settings: Settings) -> list[Finding]:
    used: dict[tuple[str, int], str] = {}
    findings = []
    for flag, name, text in [(f, n, v) for f, n, _ in _FLAGS for v in _values(settings, f)]:
        address = split_address(text)
        other = used.setdefault(address, flag)
        if address[1] and other != flag:
            text = f"--{flag} and --{other} are the same address"
            findings.append(error(name, text, f"give --{flag} a port of its own"))
    return findings


def _rtp(settings: Settings, host: str) -> Finding:
    first, last = (int(port) for port in settings.rtp_ports.split("-"))
    name = "RTP"
    if first < 1024:
        return error(name, f"ports {first}-1023 are reserved", "--rtp-ports 20000-29999")
    try:
        bound = str(socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)[0][4][0])
    except OSError as fault:
        return error(name, f"{host}: {fault.strerror}", "write an IP address into --sip")
    step = max(1, (last - first + 1) // _SAMPLE)
    tried = range(first, last + 1, step)
    taken = [port for port in tried if _bind_fault(bound, port, socket.SOCK_DGRAM) is not None]
    # RTP and RTCP: two ports for each party of a call.
    text = f"{settings.rtp_ports} on {host}, enough for {(last - first + 1) // 2} phones at once"
    if len(taken) == len(tried):
        return error(name, f"no port of {settings.rtp_ports} can be used", "another --rtp-ports")
    if len(taken) * 10 > len(tried):
        share = len(taken) / len(tried)
        mend = "choose a range nobody else uses: --rtp-ports FIRST-LAST"
        return warning(name, f"{share:.0%} of {settings.rtp_ports} is taken ({taken[0]}…)", mend)
    return ok(name, text)


def _public(bound: str, told: str) -> Finding:
    name = "public address"
    try:
        listens, public = (
            ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
            for host in (bound, told)
        )
    except ValueError:
        text = f"{bound} is a name: phones need an IP address in SDP"
        return error(name, text, f"--public-address {own_address('ADDRESS')}")
    if public.is_unspecified and public.version == 6:
        return ok(name, "each phone on IPv6 is told the address on the way to it")
    if public.is_unspecified:
        text = f"phones would be told to send audio to {public}"
        return error(
            name, text, f"--public-address {own_address('ADDRESS')}, or another phones can reach"
        )
    if listens.is_loopback and not public.is_loopback:
        text = f"SIP listens on {listens}, where nobody reaches {public}"
        return error(name, text, "--sip 0.0.0.0:5060")
    if public.is_loopback and not listens.is_loopback:
        text = f"phones elsewhere would send audio to themselves ({public})"
        return warning(name, text, f"--public-address {own_address('ADDRESS')}")
    if public.is_loopback:
        return ok(name, f"{public}: only phones on this machine")
    return ok(name, f"{public}")
