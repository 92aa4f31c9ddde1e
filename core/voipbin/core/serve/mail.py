"""The way out for mail that the operator chose."""

from voipbin.core.clock import Clock
from voipbin.core.mail.mailer import Mailer
from voipbin.core.mail.smtp import SmtpServer, SmtpTransport
from voipbin.core.mail.spool import MailSpool
from voipbin.core.settings import Settings


def build_mailer(settings: Settings, clock: Clock) -> Mailer:
    """Sends by SMTP where a server is set; keeps the mail in the data directory otherwise."""
    transport = None
    if settings.smtp_host:
        transport = SmtpTransport(
            SmtpServer(
                settings.smtp_host,
                settings.smtp_port,
                settings.smtp_username,
                settings.smtp_password.get_secret_value(),
                settings.smtp_tls,
                settings.smtp_ca_file,
            )
        )
    return Mailer(
        transport,
        MailSpool(settings.data_dir / "mail"),
        settings.mail_from or f"no-reply@{settings.base_domain}",
        clock,
        shows_links=settings.dev,
    )
