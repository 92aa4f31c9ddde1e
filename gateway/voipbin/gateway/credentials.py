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
    try:
        return credential_of(headers, query)
    except ValueError as error:
        raise unauthenticated(str(error)) from None
