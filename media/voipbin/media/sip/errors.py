"""Errors of live sessions; malformed bytes raise ValueError instead."""


class SessionError(Exception):
    """A session could not do what it was asked; `status` is the SIP status, 0 when none came."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status
