"""Errors of live sessions; malformed bytes raise ValueError instead."""

from .message import Response


class SessionError(Exception):
    """A session could not do what it was asked; `status` is the SIP status, 0 when none came."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class Refused(SessionError):
    """The peer refused a request within the call."""

    def __init__(self, text: str, response: Response) -> None:
        super().__init__(text, response.status)
        self.response = response
        """What it said, or 408 or 503 in its place."""
