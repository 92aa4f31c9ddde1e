"""The way of a request past proxies: its Request-URI and its Route (RFC 3261 12.2.1.1)."""

from collections.abc import Sequence

from .address import NameAddr
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
