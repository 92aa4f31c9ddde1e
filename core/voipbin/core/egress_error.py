"""Why a request to the outside was not answered."""

from enum import StrEnum


class EgressReason(StrEnum):
    """Stable words, shown to customers in the log of their webhooks."""

    URL_INVALID = "URL_INVALID"
    ADDRESS_REFUSED = "ADDRESS_REFUSED"
    "A private or reserved address."
    TOO_MANY_REDIRECTS = "TOO_MANY_REDIRECTS"
    NAME_NOT_RESOLVED = "NAME_NOT_RESOLVED"
    CONNECT_FAILED = "CONNECT_FAILED"
    CONNECT_TIMEOUT = "CONNECT_TIMEOUT"
    BAD_CERTIFICATE = "BAD_CERTIFICATE"
    TLS_FAILED = "TLS_FAILED"
    ANSWER_TIMEOUT = "ANSWER_TIMEOUT"
    ANSWER_TOO_LONG = "ANSWER_TOO_LONG"
    ANSWER_MALFORMED = "ANSWER_MALFORMED"
    CONNECTION_LOST = "CONNECTION_LOST"


_REFUSED = frozenset(
    {
        EgressReason.URL_INVALID,
        EgressReason.ADDRESS_REFUSED,
        EgressReason.TOO_MANY_REDIRECTS,
        EgressReason.ANSWER_TOO_LONG,
    }
)


class EgressError(Exception):
    """A request was not answered."""

    def __init__(self, message: str, reason: EgressReason) -> None:
        super().__init__(message)
        self.reason = reason

    @property
    def is_refused(self) -> bool:
        """The address is not allowed or the URL is no good: trying again is useless."""
        return self.reason in _REFUSED
