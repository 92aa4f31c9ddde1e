"""X-Request-Id: taken from the client when it is harmless, made up otherwise."""

import os
import re

_HARMLESS = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")


def request_id_of(headers: dict[bytes, bytes]) -> str:
    """Return the id this request is known by in logs, answers and calls."""
    given = headers.get(b"x-request-id")
    if given is not None and _HARMLESS.fullmatch(given) is not None:
        return given.decode("ascii")
    return os.urandom(16).hex()
