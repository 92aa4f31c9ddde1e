"""One request to a provider that sends emails, and what its answer means."""

from collections.abc import Mapping

from voipbin.core.clock import Clock
from voipbin.core.egress import EgressClient, EgressError
from voipbin.core.email.outgoing import NotSent, Refused
from voipbin.core.webhook.retry import retry_after_s

EVERYWHERE = ("0.0.0.0/0", "::/0")
"Networks a provider may be in: the operator names it, no customer does."
_CUT_AT = 64 * 1024
_LATER = (401, 402, 403, 408, 425, 429)
"Not about the email: a key or an account that the operator has to mend, a limit of the moment."


async def post(
    egress: EgressClient, clock: Clock, url: str, body: bytes, headers: Mapping[str, str]
) -> None:
    """Sends a request that hands an email over.

    What the provider says of the email is left out of the errors: it quotes addresses.

    Raises:
        Refused: the provider does not want the email.
        NotSent: it could not be asked, or cannot say now.
    """
    try:
        answer = await egress.request("POST", url, body, headers, cut_at=_CUT_AT)
    except EgressError as error:
        raise (Refused if error.is_refused else NotSent)(error.reason) from None
    if 200 <= answer.status < 300:
        return
    said = f"answered {answer.status}"
    if answer.status >= 500 or answer.status in _LATER:
        asked_s = retry_after_s(answer.headers.get("retry-after", ""), clock.now_us())
        raise NotSent(said, asked_s)
    raise Refused(said)
