"""Whose address a request comes from, with trusted proxies in between or not."""

from voipbin.gateway.types import Scope


def client_address(scope: Scope, headers: dict[bytes, bytes], proxies: int) -> str:
    """Return the address of the client; "" on a unix socket.

    Args:
        proxies: trusted proxies in front, each of which appends its peer to X-Forwarded-For.
    """
    client = scope.get("client")
    peer = str(client[0]) if client else ""
    if proxies == 0:
        return peer
    hops = [
        hop.strip() for hop in headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
    ]
    named = hops[-proxies] if len(hops) >= proxies else hops[0]
    return named if named and named.isascii() and named.isprintable() else peer
