"""Which door of the platform a SIP host name is: registrar, trunk, carriers, guests."""

from dataclasses import dataclass
from enum import StrEnum

DEFAULT_BASE = "voipbin.net"


class DomainKind(StrEnum):
    """The doors."""

    PSTN = "pstn"
    """`pstn.<base>`: carriers, by allowed source address."""
    SIP = "sip"
    """`sip.<base>`: anybody, to numbers and direct extensions."""
    CONFERENCE = "conference"
    """`conference.<base>`: the user part is a conference."""
    REGISTRAR = "registrar"
    """`<customer_id>.registrar.<base>`: a customer's extensions."""
    TRUNK = "trunk"
    """`<name>.trunk.<base>`: a customer's PBX."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A host name that is ours."""

    kind: DomainKind
    name: str = ""
    """Customer id or trunk name; empty for the other kinds."""


def domain_of(host: str, base: str = DEFAULT_BASE) -> Domain | None:
    """Read a Request-URI host; None when it is not below `base` or no known door.

    Host names compare without case; `name` comes back in lower case.
    """
    host, suffix = host.lower().rstrip("."), "." + base.lower()
    if not host.endswith(suffix):
        return None
    label = host.removesuffix(suffix)
    if label in (DomainKind.PSTN, DomainKind.SIP, DomainKind.CONFERENCE):
        return Domain(DomainKind(label))
    name, dot, kind = label.rpartition(".")
    if dot and name and kind in (DomainKind.REGISTRAR, DomainKind.TRUNK):
        return Domain(DomainKind(kind), name)
    return None
