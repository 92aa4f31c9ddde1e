"""Addresses a campaign can dial and dial from."""

from collections.abc import Mapping
from typing import Any

from voipbin.core.call.sip_target import sip_uri
from voipbin.core.call.tel_target import tel_number
from voipbin.core.errors import InvalidArgument


def dialable(address: Mapping[str, Any], field: str) -> dict[str, Any]:
    """The address as it is stored: {} when it says nothing.

    Args:
        address: in REST spelling.
        field: where it stands in the request, for the error.

    Raises:
        InvalidArgument: it has no type, or is a telephone number or SIP address that is none.
    """
    if not any(address.values()):
        return {}
    match address["type"]:
        case "tel":
            tel_number(address["target"], field)
        case "sip":
            # Whether this very machine may be called is the dialler's to decide.
            sip_uri(address["target"], field, allow_loopback=True)
        case "":
            raise InvalidArgument.of([(f"{field}.type", "is required where there is a target")])
        case _:
            pass  # whether campaigns can dial it is seen when one does
    return dict(address)
