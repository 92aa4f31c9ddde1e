"""Which servers a request is offered to, one after the other (RFC 3263 4.3, RFC 3261 18.1.1)."""

from collections.abc import Callable, Iterable, Sequence

from .failed_servers import FailedServers
from .flow import Flow
from .origin import Origin
from .timers import Clock
from .transaction.client import TIMEOUT
from .transport import Names, NextHop, TransportLayer, locate
from .transport.resolve import numeric_hop
from .uri import Uri

LARGEST_DATAGRAM_BYTES = 1300
"""A larger request over UDP might be fragmented, and fragments are what networks lose first."""

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
        """What a stream was taken in place of, for the size of the request."""

    @property
    def is_over(self) -> bool:
        """Nobody is left to try."""
        return not self._left

    def leads_past(self, flow: Flow) -> bool:
        """Whether another server than that of `flow` is left."""
        return any(left.remote != flow.remote for left in self._left)

    def next(self) -> Flow:
        """Take the next server off the list."""
        return self._left.pop(0)

    def fit(self, size: int, flow: Flow) -> Flow:
        """The flow for a request of that size: by stream to the same server when it is too large.

        Where no connection can be made `next` comes back to UDP: not everybody listens on both.
        """
        if size <= LARGEST_DATAGRAM_BYTES or flow.transport != "udp" or self._pinned:
            return flow
        if flow == self._datagram:
            return flow
        stream = self._locator.stream_beside(flow)
        if stream is None:
            return flow
        self._datagram = flow
        return stream

    def has_failed(self, flow: Flow) -> bool:
        """Whether its server did lately, and is tried all the same: nobody else is left."""
        return self._locator.failures.until_s(flow) > 0

    def stands_in(self, flow: Flow) -> bool:
        """Whether a stream was taken for the size of the request alone, so that the same server is
        left by UDP."""
        return self._beside(flow) is not None

    def unavailable(self, flow: Flow, retry_after_s: int | None = None) -> None:
        """A server did not answer, or cannot serve now, maybe for so long.

        It would not serve by another transport either.
        """
        if not self._pinned:
            self._leave(flow)
            self._locator.failures.note(flow.remote, retry_after_s)

    def failed(self, flow: Flow, status: int) -> None:
        """A transaction ended with no response of the server: by 408 if it was silent, else because
        nothing could be sent.

        That, too, is the time of the next server, with one exception: what went by stream for its
        size alone goes by UDP then (RFC 3261 18.1.1). It asks for a reset or an ICMP error, but
        many a firewall has neither for who tries to connect.
        """
        if self._pinned:
            return
        if status == TIMEOUT:
            self.unavailable(flow)
            return
        self._leave(flow)
        self._locator.failures.note(flow)
        if (datagram := self._beside(flow)) is not None:
            self._left.insert(0, datagram)

    def _beside(self, flow: Flow) -> Flow | None:
        """What a stream was taken in place of."""
        datagram = self._datagram
        if datagram is None or datagram == flow or datagram.remote != flow.remote:
            return None
        return datagram

    def _leave(self, flow: Flow) -> None:
        self._left = [left for left in self._left if left.remote != flow.remote]


class Locator:
    """Finds paths, on which those who failed lately come last."""

    def __init__(self, transport: TransportLayer, names: Names, clock: Clock) -> None:
        self._transport = transport
        self._names = names
        self.failures = FailedServers(clock)

    def pinned(self, flow: Flow) -> Path:
        """The path of a flow."""
        return Path([flow], self, pinned=True)

    def numeric(
        self, uri: Uri, permitted: Permitted | None = None, origin: Origin | None = None
    ) -> Path | None:
        """The path to a URI that needs no question; None for names.

        Args:
            origin: whose flow serves in place of another one to its peer.

        Raises:
            ValueError: not a sip: URI, or a transport we do not speak.
            OSError: we cannot send there, or may not.
        """
        hop = numeric_hop(uri)
        return None if hop is None else self._path(uri, [hop], permitted, origin)

    async def named(
        self, uri: Uri, permitted: Permitted | None = None, origin: Origin | None = None
    ) -> Path:
        """The path to any URI; arguments and errors as `numeric`, OSError also for what does not
        resolve."""
        hops = await locate(uri, self._names, self._transport.spoken)
        return self._path(uri, hops, permitted, origin)

    def stream_beside(self, flow: Flow) -> Flow | None:
        """The same server by TCP; None when we cannot, or it would not."""
        try:
            stream = self._transport.flow_to(NextHop("tcp", flow.remote))
        except OSError:
            return None
        return stream if self.failures.takes_streams(stream) else None

    def _path(
        self,
        uri: Uri,
        hops: Iterable[NextHop],
        permitted: Permitted | None,
        origin: Origin | None,
    ) -> Path:
        flows: list[Flow] = []
        fault: OSError | None = None
        for hop in hops:
            if permitted is not None and not permitted(hop.address.host):
                fault = PermissionError(
                    f"{uri.host} leads to {hop.address.host}, which must not be called"
                )
                continue
            if origin is not None and self._serves(origin, hop):
                flows.append(origin.flow)
                continue
            try:
                flows.append(self._transport.flow_to(hop))
            except OSError as error:  # an address family or a transport we do not have
                fault = error
        if not flows:
            raise fault or OSError(f"{uri.host} leads nowhere")
        # One of them has our connection: it stays with that.
        ours = None if origin is None else origin.flow
        flows.sort(key=lambda flow: (self.failures.until_s(flow), flow != ours))
        return Path(list(dict.fromkeys(flows)), self)

    def _serves(self, origin: Origin, hop: NextHop) -> bool:
        """Whether a flow leads to a server; one its peer has to make, as long as it is there."""
        return origin.serves(hop) and (not origin.places or self._transport.holds(origin.flow))
