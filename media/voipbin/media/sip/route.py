"""The way of a request past proxies: its Request-URI, its Route and where it goes first (RFC 3261
12.2.1.1).
"""

from collections.abc import Sequence

from .address import NameAddr
from .flow import Flow
from .origin import Origin
from .uri import Uri


def routed(target: Uri, routes: Sequence[NameAddr]) -> tuple[Uri, tuple[NameAddr, ...]]:
    """The Request-URI and the Route of a request to `target` by way of a route set.

    A proxy of RFC 2543 has no `lr` in its URI. It goes where the Request-URI says, and puts the
    next of the Route there: so it is given its own URI, and the target comes last of all (16.12.1.2
    shows how that gets there).

    Args:
        routes: the next hop first.
    """
    uri = target.without_headers()
    if not routes or routes[0].uri.param("lr") is not None:
        return uri, tuple(routes)
    return routes[0].uri.without_headers(), (*routes[1:], NameAddr(uri))


def stays_on(uri: Uri, flow: Flow) -> bool:
    """Whether the first URI of a route can only mean the peer of a connection.

    A WebSocket server stands on the path because it holds the connection, whoever made that: it
    may well write a name of its own that leads nowhere, and the word it has to write, `ws`, says
    the same of connections with TLS and without (RFC 7118 5).
    """
    return flow.transport in ("ws", "wss") and uri.transport in ("ws", "wss")


def protected(uri: Uri, origin: Origin) -> Uri:
    """A URI of somebody reached over a flow, such that nothing protected goes on in clear.

    `ws` is the word for WebSocket over TLS, too (RFC 7118 5.4). And who names the very port that
    a connection with TLS leads to means what speaks there, although the transport is left out.
    """
    flow = origin.flow
    if not flow.secure or uri.scheme != "sip":
        return uri
    if origin.is_sole:
        return uri.with_param("transport", flow.transport)
    if uri.transport == "ws":
        return uri.with_param("transport", "wss")
    if uri.transport is None and origin.names_port(uri):
        return uri.with_param("transport", flow.transport)
    return uri
