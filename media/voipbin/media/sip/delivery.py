"""A request on its way to the first server of a destination that takes it (RFC 3263 4.3)."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from .failed_servers import retry_after_s
from .flow import Flow
from .message import Request, Response
from .path import Path

if TYPE_CHECKING:
    from .ua import FailureCallback, ResponseCallback, UserAgent

log = logging.getLogger(__name__)


class Delivery:
    """One server is asked after the other.

    One that says nothing has all of timer F, as RFC 3263 4.3 has it, and not the few seconds of an
    INVITE: that can be taken back, while this might be done twice. Only servers that follow RFC
    4320 4.1 are sure to say 100 before, and nobody knows which those are. A refresh of a
    registration begins a minute before its end, and this takes half of it.
    """

    def __init__(
        self,
        ua: "UserAgent",
        build: Callable[[Flow], Request],
        on_response: "ResponseCallback",
        on_failure: "FailureCallback",
    ) -> None:
        """
        Args:
            build: makes the request, without Via, anew for each server.
            on_response: hears the first server that is available.
            on_failure: hears what was wrong with the last one.
        """
        self._ua = ua
        self._build = build
        self._on_response = on_response
        self._on_failure = on_failure
        self._path: Path
        self._flow: Flow
        """Of the server that is asked."""

    def go(self, path: Path) -> None:
        """Ask the next server of a path."""
        flow = path.next()
        request = self._build(flow)
        self._path, self._flow = path, self._ua.fit(path, request, flow)
        self._ua.send(request, self._flow, self._receive, self._failed)

    def _receive(self, response: Response) -> None:
        if response.status == 503:
            self._path.unavailable(self._flow, retry_after_s(response))
        if response.status == 503 and not self._path.is_over:
            self._go_on(f"{self._flow.remote} is not available")
        else:
            self._on_response(response)

    def _failed(self, status: int, text: str) -> None:
        self._path.failed(self._flow, status)
        if self._path.is_over:
            self._on_failure(status, text)
        else:
            self._go_on(text)

    def _go_on(self, text: str) -> None:
        log.info("a request goes to the next server: %s", text)
        self.go(self._path)
