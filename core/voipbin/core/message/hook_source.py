"""What the gateway passes on of providers: to whoever knows their language."""

from collections.abc import Awaitable, Callable, Mapping

from voipbin.core.errors import InvalidArgument, Unauthenticated, Unavailable

Hearer = Callable[[Mapping[str, str], bytes], Awaitable[None]]
"Takes headers and body of a request in."


class ProviderHooks:
    """Hears what providers POST.

    Args:
        hearers: by path below /v1.0: {"/messages/telnyx": ...}.
    """

    def __init__(self, hearers: Mapping[str, Hearer]) -> None:
        self._hearers = dict(hearers)

    def knows(self, path: str) -> bool:
        """Whether somebody hears what is sent to a path."""
        return path in self._hearers

    async def hear(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        """Does what a request says; the HTTP status, and why it is not 200."""
        try:
            await self._hearers[path](headers, body)
        except InvalidArgument as error:
            return 400, error.message
        except Unauthenticated as error:
            return 401, error.message
        except Unavailable as error:
            return 503, error.message
        return 200, ""
