"""Handing mail to an SMTP server (RFC 5321), as submission (RFC 6409) or in plain."""

import asyncio
import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

import structlog

_TIMEOUT_S = 30.0
_log = structlog.get_logger(__name__)


class ServerNotReadyError(OSError):
    """The server takes no mail at all now: nothing was said of any mail yet."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in, and how."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    tls: str = "starttls"
    "starttls, tls (from the first byte) or none."
    ca_file: str = ""
    "Certificates (PEM) to trust beside those of the system."


class SmtpTransport:
    """Sends each mail over a connection of its own: there are few."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def send(self, message: EmailMessage) -> None:
        """Hands the mail over; the server has accepted it when this returns.

        Raises:
            ServerNotReadyError: nothing could be handed over, whatever it is.
            OSError: the server cannot be reached or refused it (SMTPException is one).
        """
        await asyncio.to_thread(self._send, message)

    def _send(self, message: EmailMessage) -> None:
        connection = self._ready()
        try:
            refused = connection.send_message(message)
            with contextlib.suppress(OSError):
                connection.quit()  # it has the mail: what it says to this changes nothing
        finally:
            connection.close()
        if refused:
            codes = sorted({code for code, _ in refused.values()})
            _log.warning("a mail server refused some receivers", refused=len(refused), codes=codes)

    def _ready(self) -> smtplib.SMTP:
        """A connection that mail can be handed over on."""
        try:
            connection = self._connected()
            try:
                self._introduce(connection)
            except BaseException:
                connection.close()
                raise
        # ValueError: a certificate that is not to be trusted is one as well.
        except (OSError, ValueError) as error:
            code = getattr(error, "smtp_code", "")
            raise ServerNotReadyError(f"{type(error).__name__} {code}".rstrip()) from error
        return connection

    def _introduce(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if self._server.tls == "starttls":
            connection.starttls(context=self._trust())
        if self._server.username:
            connection.login(self._server.username, self._server.password)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, timeout=_TIMEOUT_S, context=self._trust()
            )
        return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_S)

    def _trust(self) -> ssl.SSLContext:
        """Checks the certificate of the server and that it is the server's name."""
        context = ssl.create_default_context()
        if self._server.ca_file:
            context.load_verify_locations(self._server.ca_file)
        return context
