"""The platform's own ways out: the mail server of the operator, and the spool without one."""

import asyncio
import smtplib
from collections.abc import Iterable

from voipbin.core.email.outgoing import NotSent, OutgoingEmail, Refused
from voipbin.core.email.rfc5322 import as_message
from voipbin.core.mail.smtp import ServerNotReadyError, SmtpTransport
from voipbin.core.mail.spool import MailSpool

_FOR_GOOD = range(500, 600)
"Replies that stay the same however often one asks (RFC 5321 4.2.1)."
_LOGIN_WANTED = 530
"Except this one, which is about the operator's settings (RFC 4954 6)."


class OwnServer:
    """Hands emails over by SMTP."""

    name = "smtp"

    def __init__(self, transport: SmtpTransport) -> None:
        self._transport = transport

    async def send(self, email: OutgoingEmail) -> None:
        """Returns when the server has accepted it for one receiver at least."""
        try:
            message = await asyncio.to_thread(as_message, email)
            await self._transport.send(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _failure(codes) from None
        except ServerNotReadyError as error:
            # Not about the email: the operator has to mend it.
            raise NotSent(f"not ready: {error}") from None
        except smtplib.SMTPDataError as error:
            raise _failure([error.smtp_code]) from None
        except smtplib.SMTPResponseException as error:
            # To MAIL and before, servers speak of themselves and of logins (RFC 4954 6).
            raise NotSent(f"replied {error.smtp_code}") from None
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            raise Refused(type(error).__name__) from None
        except OSError as error:
            raise NotSent(type(error).__name__) from None


class Spool:
    """Keeps emails as files: nobody else takes them."""

    name = "spool"

    def __init__(self, spool: MailSpool) -> None:
        self._spool = spool

    async def send(self, email: OutgoingEmail) -> None:
        """Returns when it is written; a second time it is the same file."""
        try:
            message = await asyncio.to_thread(as_message, email)
            await self._spool.send(message, email.id)
        except OSError as error:
            raise NotSent(type(error).__name__) from None


def _failure(codes: Iterable[int]) -> NotSent:
    """What replies mean: without the words, which quote addresses."""
    known = sorted(set(codes))
    said = f"replied {', '.join(map(str, known))}"
    is_final = all(code in _FOR_GOOD and code != _LOGIN_WANTED for code in known)
    return Refused(said) if is_final else NotSent(said)
