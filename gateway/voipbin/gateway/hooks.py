"""What providers outside POST here: they have no account, and sign what they say."""

from collections.abc import Mapping
from typing import Protocol

from voipbin.gateway.errors import HttpError
from voipbin.gateway.request import Request
from voipbin.gateway.response import Response

_STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 503: "UNAVAILABLE"}


class HookSource(Protocol):
    """Who takes in what providers say."""

    def knows(self, path: str) -> bool:
        """Whether somebody hears what is sent to a path below /v1.0."""
        ...

    async def hear(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        """Do what a request says.

        Returns:
            200; or 400, 401 or 503 and why.
        """
        ...


async def hook_response(source: HookSource, path: str, request: Request) -> Response:
    """Answer a provider: with an empty body when all is well.

    Raises:
        HttpError: it cannot be read, or is not signed.
    """
    headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in request.headers.items()}
    status, reason = await source.hear(path, headers, await request.body())
    if status != 200:
        raise HttpError(status, _STATUS[status], "HOOK_REFUSED", reason)
    return Response(200)
