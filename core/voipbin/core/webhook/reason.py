"""Words for what became of an attempt; customers compare them, so they do not change."""

from enum import StrEnum

from voipbin.core.egress import EgressReason


class WebhookReason(StrEnum):
    """What the other side or we made of a delivery; `EgressReason` has the faults on the way."""

    REDIRECTED = "REDIRECTED"
    "3xx without a place to go to."
    HTTP_CLIENT_ERROR = "HTTP_CLIENT_ERROR"
    RATE_LIMITED = "RATE_LIMITED"
    HTTP_SERVER_ERROR = "HTTP_SERVER_ERROR"
    ENDPOINT_GONE = "ENDPOINT_GONE"
    "410, also for what was waiting behind it."
    ANSWER_CUT = "ANSWER_CUT"
    "A success all the same: who answers 2xx has taken the event."
    EXPIRED = "EXPIRED"
    WEBHOOK_OFF = "WEBHOOK_OFF"
    EVENT_FORGOTTEN = "EVENT_FORGOTTEN"


PERMANENT = frozenset({EgressReason.URL_INVALID, EgressReason.ADDRESS_REFUSED})
"Trying again is useless."


def reason_of(status: int) -> str:
    """Why an answer is no success; "" for a 2xx."""
    if 200 <= status < 300:
        return ""
    if status == 410:
        return WebhookReason.ENDPOINT_GONE
    if status == 429:
        return WebhookReason.RATE_LIMITED
    if status >= 500:
        return WebhookReason.HTTP_SERVER_ERROR
    return WebhookReason.HTTP_CLIENT_ERROR if status >= 400 else WebhookReason.REDIRECTED
