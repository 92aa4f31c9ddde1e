"""Which servers a request is offered to, one after the other (RFC 3263 4.3, RFC 3261 18.1.1)."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from .flow import Flow
from .timers import Clock
from .transport import Names, NextHop, TransportLayer, locate
from .transport.resolve import numeric_hop
from .uri import Uri

LARGEST_DATAGRAM_BYTES = 1300
"""A larger request over UDP might be fragmented, and fragments are what networks lose first."""
AVOIDED_S = 60.0
"""A server that failed is tried after the others this long."""
NO_STREAM_S = 600.0
"""And one that takes no connections gets large requests over UDP this long."""
_MAX_REMEMBERED = 1000

Permitted = Callable[[str], bool]
"""Whether a request may go to a numeric address."""


class Path:
    """The servers left for one request; the first is the best."""

    def __init__(self, flows: Sequence[Flow], locator: "Locator", *, pinned: bool = False) -> None:
        """
        Args:
            pinned: the flow is the only way there is: a phone behind it takes no other.
        """
        self._left = list(flows)
        self._locator = locator
        self._pinned = pinned
        self._datagram: Flow | None = None

    @property
    def is_over(self) -> bool:
        """Nobody is left to try."""
        return not self._left

    def next(self) -> Flow:
        """Take the next server off the list."""
        return self._left.pop(0)

    def fit(self, size: int, flow: Flow) -> Flow:
        """The flow for a request of that size: by stream to the same server when it is too large.

        Where that is refused, `next` comes back to UDP: not everybody listens on both.
        """
        if size <= LARGEST_DATAGRAM_BYTES or flow.transport != "udp" or self._pinned:
            return flow
        if flow == self._datagram:
            return flow
        stream = self._locator.stream_beside(flow)
        if stream is None:
            return flow
        self._datagram = flow
        self._left.insert(0, flow)
        return stream

    def failed(self, flow: Flow) -> None:
        """A server did not answer, or cannot serve now."""
        self._locator.avoid(flow)


class Locator:
    """Finds paths, and remembers who failed a short while."""

    def __init__(self, transport: TransportLayer, names: Names, clock: Clock) -> None:
        self._transport = transport
        self._names = names
        self._clock = clock
        self._avoided: OrderedDict[Flow, float] = OrderedDict()

    def pinned(self, flow: Flow) -> Path:
        """The path of a flow."""
        return Path([flow], self, pinned=True)

    def numeric(self, uri: Uri, permitted: Permitted | None = None) -> Path | None:
        """The path to a URI that needs no question; None for names.

        Raises:
            ValueError: not a sip: URI, or a transport we do not speak.
            OSError: we cannot send there, or may not.
        """
        hop = numeric_hop(uri)
        return None if hop is None else self._path(uri, [hop], permitted)

    async def named(self, uri: Uri, permitted: Permitted | None = None) -> Path:
        """The path to any URI; errors as `numeric`, OSError also for what does not resolve."""
        spoken = {listen.transport for listen in self._transport.addresses}
        return self._path(uri, await locate(uri, self._names, spoken), permitted)

    def stream_beside(self, flow: Flow) -> Flow | None:
        """The same server by TCP; None when we cannot, or it would not."""
        try:
            stream = self._transport.flow_to(NextHop("tcp", flow.remote))
        except OSError:
            return None
        return None if self._is_avoided(stream, NO_STREAM_S) else stream

    def avoid(self, flow: Flow) -> None:
        """Try this one last for a while."""
        self._avoided.pop(flow, None)
        self._avoided[flow] = self._clock.time()
        while len(self._avoided) > _MAX_REMEMBERED:
            self._avoided.popitem(last=False)

    def _is_avoided(self, flow: Flow, for_s: float) -> bool:
        failed_s = self._avoided.get(flow)
        return failed_s is not None and self._clock.time() - failed_s < for_s

    def _path(self, uri: Uri, hops: Iterable[NextHop], permitted: Permitted | None) -> Path:
        flows: list[Flow] = []
        fault: OSError | None = None
        for hop in hops:
            if permitted is not None and not permitted(hop.address.host):
                fault = PermissionError(
                    f"{uri.host} leads to {hop.address.host}, which must not be called"
                )
                continue
            try:
                flows.append(self._transport.flow_to(hop))
            except OSError as error:  # an address family or a transport we do not have
                fault = error
        if not flows:
            raise fault or OSError(f"{uri.host} leads nowhere")
        flows.sort(key=lambda flow: self._is_avoided(flow, AVOIDED_S))
        return Path(list(dict.fromkeys(flows)), self)
