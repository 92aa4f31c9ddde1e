"""Where providers tell what became of emails; the gateway hands over what they send."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from voipbin.core.email import mailgun_events, sendgrid_events
from voipbin.core.email.progress import EmailProgress, ProviderEvent


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the provider is told."""

    status: int = 200
    "200; 400 for what nobody can read, 403 for what is signed by somebody else."
    reason: str = ""
    message: str = ""


_DONE = HookAnswer()
_FORGED = HookAnswer(403, "SIGNATURE_INVALID", "the signature is not the provider's")


class EmailHooks:
    """Hears providers out. They have no credentials but their signature.

    Args:
        sendgrid_key: verification key of its event webhook.
        mailgun_key: signing key of its webhooks.
        trusts_anybody: also of those without a key, whom anybody can pretend to be.
    """

    def __init__(
        self,
        progress: EmailProgress,
        *,
        sendgrid_key: str = "",
        mailgun_key: str = "",
        trusts_anybody: bool = False,
    ) -> None:
        self._progress = progress
        self._sendgrid_key = sendgrid_key
        self._mailgun_key = mailgun_key
        self._trusts_anybody = trusts_anybody

    async def sendgrid(self, body: bytes, headers: Mapping[str, str]) -> HookAnswer:
        """A list of events."""
        if self._sendgrid_key:
            signature = headers.get(sendgrid_events.SIGNATURE, "")
            timestamp = headers.get(sendgrid_events.TIMESTAMP, "")
            if not sendgrid_events.is_signed(self._sendgrid_key, signature, timestamp, body):
                return _FORGED
        elif not self._trusts_anybody:
            return _unheard("SendGrid", "--sendgrid-verification-key")
        try:
            entries = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            return _unreadable(f"the body is not JSON: {error.msg}")
        if not isinstance(entries, list):
            return _unreadable(f"the body must be a JSON list, got {type(entries).__name__}")
        return await self._noted(sendgrid_events.events_of(entries))

    async def mailgun(self, body: bytes, headers: Mapping[str, str]) -> HookAnswer:
        """One event."""
        if not (self._mailgun_key or self._trusts_anybody):
            return _unheard("Mailgun", "--mailgun-signing-key")
        try:
            document = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            return _unreadable(f"the body is not JSON: {error.msg}")
        if not isinstance(document, dict):
            return _unreadable(f"the body must be a JSON object, got {type(document).__name__}")
        if self._mailgun_key and not mailgun_events.is_signed(self._mailgun_key, document):
            return _FORGED
        return await self._noted(mailgun_events.events_of(document))

    async def _noted(self, events: Iterable[ProviderEvent]) -> HookAnswer:
        await self._progress.note(events)
        return _DONE


def _unreadable(message: str) -> HookAnswer:
    return HookAnswer(400, "INVALID_ARGUMENT", message)


def _unheard(provider: str, flag: str) -> HookAnswer:
    message = f"nobody can tell whether this is {provider}: the operator has to set {flag}"
    return HookAnswer(403, "HOOK_NOT_SET_UP", message)
