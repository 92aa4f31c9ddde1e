"""Sending mail without making anybody wait for it."""

from email.message import EmailMessage
from typing import Protocol

import structlog

from voipbin.core.background import BackgroundTasks
from voipbin.core.clock import Clock
from voipbin.core.mail.message import Mail, as_email
from voipbin.core.mail.smtp import ServerNotReadyError
from voipbin.core.mail.spool import MailSpool

_RETRY_PAUSES_S = (1.0, 10.0, 60.0)
_log = structlog.get_logger(__name__)


class MailTransport(Protocol):
    """Takes mail away."""

    async def send(self, message: EmailMessage) -> None:
        """Returns when the mail is in safe hands.

        Raises:
            OSError: it is not.
        """


class Mailer:
    """Sends in the background, tries again when that fails, and keeps what could not be sent.

    Args:
        transport: the way out; None keeps all mail in the spool.
        shows_links: put the link of each mail into the log, for --dev.
    """

    def __init__(
        self,
        transport: MailTransport | None,
        spool: MailSpool,
        sender: str,
        clock: Clock,
        *,
        shows_links: bool = False,
    ) -> None:
        self._transport = transport
        self._spool = spool
        self._sender = sender
        self._clock = clock
        self._shows_links = shows_links
        self._tasks = BackgroundTasks("mail")

    def send(self, mail: Mail) -> None:
        """Begins to send a mail."""
        if self._shows_links:
            _log.info("mail", subject=mail.subject, link=mail.link)
        self._tasks.begin(self._deliver(mail))

    async def settled(self) -> None:
        """Waits until every mail is out or in the spool."""
        await self._tasks.settled()

    async def close(self) -> None:
        """Stops trying; may be called twice. What is not out yet goes to the spool."""
        await self._tasks.close()

    async def _deliver(self, mail: Mail) -> None:
        message = as_email(mail, self._sender, self._clock.now_us())
        is_out = False
        try:
            is_out = self._transport is not None and await self._sent(message, self._transport)
        finally:
            if not is_out:
                await self._spool.send(message)

    async def _sent(self, message: EmailMessage, transport: MailTransport) -> bool:
        for pause_s in (*_RETRY_PAUSES_S, None):
            try:
                await transport.send(message)
            except (OSError, ValueError) as error:
                # Without the address: it is a person's.
                subject = message["Subject"]
                said = (
                    str(error) if isinstance(error, ServerNotReadyError) else type(error).__name__
                )
                _log.warning("mail could not be sent", subject=subject, error=said)
            else:
                return True
            if pause_s is not None:
                await self._clock.sleep(pause_s)
        return False
