"""The way out for mail that the operator chose."""

from voipbin.core.clock import Clock
from voipbin.core.mail.mailer import Mailer
from voipbin.core.mail.smtp import SmtpServer, SmtpTransport
from voipbin.core.mail.spool import MailSpool
from voipbin.core.settings import Settings


def build_mailer(settings: Settings, clock: Clock) -> Mailer:
    """Sends by SMTP where a server is set; keeps the mail in the data directory otherwise."""
    return Mailer(
        smtp_transport(settings),
        mail_spool(settings),
        settings.mail_from or f"no-reply@{settings.base_domain}",
        clock,
        shows_links=settings.dev,
    )


def smtp_transport(settings: Settings) -> SmtpTransport | None:
    """The mail server of the operator; None without one."""
    if not settings.smtp_host:
        return None
    return SmtpTransport(
        SmtpServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_username,
            settings.smtp_password.get_secret_value(),
            settings.smtp_tls,
            settings.smtp_ca_file,
        )
    )


def mail_spool(settings: Settings) -> MailSpool:
    """Where mail is kept that no server takes."""
    return MailSpool(settings.data_dir / "mail")
