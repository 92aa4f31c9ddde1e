"""Credentials of a REST request, refused as REST refuses."""

from collections.abc import Mapping

from voipbin.core.contract.credentials import credential_of
from voipbin.gateway.errors import unauthenticated


def credentials_of(
    headers: Mapping[bytes, bytes], query: Mapping[str, list[str]]
) -> tuple[str, str] | None:
    """Return the one metadata entry that says who calls; None for nobody.

    Raises:
        HttpError: the credential has characters no credential has.
    """
    if b"cookie" in headers and _is_from_elsewhere(headers):
        # A page elsewhere may ask, but not in the name of who is logged in here.
        headers = {name: value for name, value in headers.items() if name != b"cookie"}
    try:
        return credential_of(headers, query)
    except ValueError as error:
        raise unauthenticated(str(error)) from None


def _is_from_elsewhere(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a browser says that a page of another site asks (Fetch Metadata, else RFC 6454)."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site == b"cross-site"
    origin = headers.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != headers.get(b"host")
