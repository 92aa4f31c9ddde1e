"""What a media node is told to dial: how the caller is shown and where the INVITE goes."""

from voipbin.core.call.address import Address, Leg
from voipbin.core.call.model import CallRow
from voipbin.core.destinations import is_telephone_number
from voipbin.core.settings import Settings
from voipbin.media.v1 import node_pb2

ANONYMOUS = {"target": "anonymous", "target_name": "Anonymous"}
"The source of a call to a telephone network whose caller has no number."

_REDIRECTS = {"tel": node_pb2.REDIRECTS_NUMBER, "sip": node_pb2.REDIRECTS_HOST}
"""How far a redirection is followed: never past what the toll gate has judged. A phone that diverts
its calls is none: its customer says by a flow where else to ring."""


def originate_command(
    row: CallRow, leg: Leg, settings: Settings, asserted: str = "", dial_timeout_s: int = 0
) -> node_pb2.Originate:
    """The command for one leg.

    Args:
        asserted: number an anonymous caller is known by to the carrier (RFC 3325 9.1); "" for none.
        dial_timeout_s: how long it rings; 0 for the setting's.
    """
    source = row.source
    user, host = _from(source, row.customer_id, settings.base_domain)
    return node_pb2.Originate(
        call_id=row.id,
        customer_id=row.customer_id,
        request_uri=leg.request_uri,
        next_hop=leg.next_hop,
        route=leg.route,
        from_user=user,
        from_host=host,
        from_name=source.get("target_name", ""),
        to_name=leg.destination.get("target_name", ""),
        headers=leg.headers | (_identity(asserted, settings.base_domain) if asserted else {}),
        auth_username=leg.auth_username,
        auth_password=leg.auth_password,
        dial_timeout_ms=(dial_timeout_s or settings.dial_timeout_s) * 1000,
        max_duration_ms=settings.max_call_s * 1000,
        redirects=_REDIRECTS.get(leg.destination.get("type", ""), node_pb2.REDIRECTS_UNSPECIFIED),
    )


def shown_source(source: Address, leg: Leg) -> Address:
    """A caller without a number is anonymous to telephone networks."""
    if leg.destination.get("type") != "tel" or is_telephone_number(source.get("target", "")):
        return source
    return {**source, **ANONYMOUS}


def is_anonymous(source: Address) -> bool:
    """Whether the caller is not shown."""
    return bool(source.get("target") == ANONYMOUS["target"])


def _from(source: Address, customer_id: str, base_domain: str) -> tuple[str, str]:
    """User and host of From; the host is the platform's own where it is empty."""
    target = source.get("target", "")
    if source.get("type") == "extension" and not is_anonymous(source):
        # The number other phones of the customer can dial back, not our id of it.
        number = source.get("target_name") or target
        return number, f"{customer_id}.registrar.{base_domain}"
    address = target.removeprefix("sip:").removeprefix("sips:")
    user, _, place = address.partition("@")
    place = place.partition(";")[0]
    # IPv6 in brackets, with which it stands in From as well.
    host = f"{place.partition(']')[0]}]" if place.startswith("[") else place.partition(":")[0]
    return user or ANONYMOUS["target"], host


def _identity(number: str, base_domain: str) -> dict[str, str]:
    return {"P-Asserted-Identity": f'"Anonymous" <sip:{number}@pstn.{base_domain}>'}
