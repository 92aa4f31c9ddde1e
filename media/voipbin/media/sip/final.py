"""Waiting for the answer to a request."""

import asyncio

from .message import Response


class FinalResponse(asyncio.Future[Response]):
    """The first final response; 408 or 503 is made up when none will come (RFC 3261 8.1.3.1)."""

    def receive(self, response: Response) -> None:
        """Take a response of the peer."""
        if response.status >= 200 and not self.done():
            self.set_result(response)

    def failed(self, status: int, text: str) -> None:
        """Take what the transaction says in place of the peer."""
        if not self.done():
            self.set_result(Response(status, text))
