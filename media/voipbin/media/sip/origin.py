"""The connection a dialog was made on, and whom it leads to (RFC 5923)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import ip_address

from .address import NameAddr
from .flow import Flow, HostPort
from .message import Request
from .transport.resolve import NextHop, default_port, transport_of
from .uri import Uri

ANY_PORT = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """A flow, and where its peer is known to listen.

    A proxy that connects to us comes from a port of no meaning and writes into its Record-Route
    where it listens, often as an address that no certificate carries: a connection of ours to
    there would have to be refused, so the requests of the dialog go back on the one it came by.
    Nobody is trusted for that. The dialog is the peer's own, it learns nothing that it did not say
    itself, and no other destination ever finds the connection: for those a certificate would have
    to prove who connected to us (RFC 5923 5), and we ask for none.
    """

    flow: Flow
    places: frozenset[HostPort] = frozenset()
    """Connections made to us over TLS: as what their peer may be named. Else empty, since a
    connection we made is found by the name it was made for."""
    is_sole: bool = False
    """The peer is the party itself, with no proxy between: a phone behind NAT, or a carrier. It is
    reached by no other way while its connection is there, whatever its Contact says; after that by
    the Contact, and where the connection was protected by none that is not."""

    @property
    def may_end(self) -> bool:
        """Whether it is a connection after whose end the address it came from may lead nowhere.

        That of a peer that connected to us is a port of no meaning. Of TCP nobody knows later who
        connected to whom, and the Contact is right for both (RFC 3261 12.2.1.1).
        """
        return self.flow.transport == "tcp" or _was_made_to_us(self.flow)

    def alone(self) -> "Origin":
        """The same where the peer is the party itself."""
        return replace(self, is_sole=True)

    @classmethod
    def of_request(cls, request: Request, flow: Flow) -> "Origin":
        """Of a dialog that was begun on a flow: its peer is where that comes from, and who the
        topmost Via says it is."""
        if not _was_made_to_us(flow):
            return cls(flow)
        via = request.via
        port = via.port or default_port(flow.transport)
        return cls(flow, _places((flow.remote.host, via.host), port))

    @classmethod
    def of_invite(cls, invite: Request, flow: Flow) -> "Origin":
        """Of a dialog that we began on a flow: its peer is where that leads, and the first of the
        route, as it named itself when it registered (RFC 3327)."""
        if not _was_made_to_us(flow):
            return cls(flow)
        places = _places((flow.remote.host,), ANY_PORT)
        routes = invite.headers.values("Route")
        if routes:
            uri = NameAddr.parse(routes[0]).uri
            places |= _places((uri.host,), uri.port or default_port(flow.transport))
        return cls(flow, places)

    def is_meant(self, uri: Uri) -> bool:
        """Whether a URI of the dialog's next hop names the peer, of a connection made to us.

        A bare address, without port and transport, names it, too.
        """
        if self.is_sole or not self.places:
            return self.is_sole
        host = _plain(uri.param("maddr") or uri.host)
        if uri.scheme == "sip" and uri.transport is None:
            if uri.port is None:
                return any(place.host == host for place in self.places)
            return self._is_place(HostPort(host, uri.port))
        try:
            transport = transport_of(uri)
        except ValueError:
            return False
        address = HostPort(host, uri.port or default_port(transport))
        return transport == self.flow.transport and self._is_place(address)

    def serves(self, hop: NextHop) -> bool:
        """Whether the flow leads to a server.

        The peer of one we made may have proved another name than it is called by here. It was
        this peer that told us of that, so a second proof would add nothing.
        """
        flow = self.flow
        if flow.transport != hop.transport:
            return False
        if self.places:
            return self._is_place(hop.address)
        # It has to be one that can be made anew if it is gone.
        return flow.remote == hop.address and bool(flow.server_name or not hop.server_name)

    def names_port(self, uri: Uri) -> bool:
        """Whether a URI names the very port that the peer speaks its transport on."""
        host = _plain(uri.host)
        if uri.port is None:
            return False
        known = (self.flow.remote.host, _plain(self.flow.server_name))
        if uri.port == self.flow.remote.port and host in known:
            return True
        return HostPort(host, uri.port) in self.places

    def _is_place(self, address: HostPort) -> bool:
        exact = HostPort(_plain(address.host), address.port)
        return exact in self.places or exact._replace(port=ANY_PORT) in self.places


def _was_made_to_us(flow: Flow) -> bool:
    """Over TLS, where those we make carry the name they were made for."""
    return flow.transport == "tls" and not flow.server_name


def _places(hosts: Iterable[str], port: int) -> frozenset[HostPort]:
    return frozenset(HostPort(_plain(host), port) for host in hosts)


def _plain(host: str) -> str:
    """One form of a host: an address as it is written shortest, a name in lower case."""
    bare = host.strip("[]").lower().rstrip(".")
    try:
        return str(ip_address(bare))
    except ValueError:
        return bare
