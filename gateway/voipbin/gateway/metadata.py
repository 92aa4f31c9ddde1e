"""What a REST request tells the core beside its message."""

import re

from voipbin.gateway.credentials import credentials_of
from voipbin.gateway.errors import malformed
from voipbin.gateway.request import Query, Request

Metadata = tuple[tuple[str, str], ...]

_IDEMPOTENCY_KEY = re.compile(rb"[\x21-\x7e]{1,255}")


def has_credentials(metadata: Metadata) -> bool:
    """Whether somebody says who calls; whether it is true is for the core to find out."""
    return any(key in ("authorization", "accesskey") for key, _ in metadata)


def metadata_of(request: Request, query: Query, *, takes_key: bool) -> Metadata:
    """Return the metadata of the gRPC call that answers a request.

    Args:
        takes_key: the request may be repeated by its Idempotency-Key.

    Raises:
        HttpError: credentials or key cannot be what they claim.
    """
    metadata = [("x-request-id", request.id), ("x-forwarded-for", request.address)]
    credentials = credentials_of(request.headers, query)
    if credentials is not None:
        metadata.append(credentials)
    key = request.headers.get(b"idempotency-key")
    if key is not None and takes_key:
        if _IDEMPOTENCY_KEY.fullmatch(key) is None:
            raise malformed([("Idempotency-Key", "must be 1 to 255 printable characters")])
        metadata.append(("idempotency-key", key.decode("ascii")))
    return tuple(metadata)
