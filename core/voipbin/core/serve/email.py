"""Emails of customers: the ways out that the operator chose."""

from voipbin.core.egress import EgressClient
from voipbin.core.email.attachments import Attachments
from voipbin.core.email.dispatcher import EmailDispatcher
from voipbin.core.email.hooks import EmailHooks
from voipbin.core.email.mailgun import Mailgun
from voipbin.core.email.outgoing import WayOut
from voipbin.core.email.own_server import OwnServer, Spool
from voipbin.core.email.posting import EVERYWHERE
from voipbin.core.email.postman import Postman
from voipbin.core.email.progress import EmailProgress
from voipbin.core.email.sendgrid import SendGrid
from voipbin.core.email.service import Emails
from voipbin.core.files.store import FileStore
from voipbin.core.serve.mail import mail_spool, smtp_transport
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store


def build_emails(store: Store, settings: Settings, files: FileStore) -> Emails:
    """What takes emails on and sends them; nothing is started."""
    postman = Postman(store, Attachments(store, files), email_ways(store, settings))
    return Emails(EmailDispatcher(store, postman), settings.base_domain)


def build_email_hooks(store: Store, settings: Settings) -> EmailHooks:
    """What hears providers out."""
    return EmailHooks(
        EmailProgress(store),
        sendgrid_key=settings.sendgrid_verification_key,
        mailgun_key=settings.mailgun_signing_key.get_secret_value(),
        trusts_anybody=settings.dev,
    )


def email_ways(store: Store, settings: Settings) -> list[WayOut]:
    """Every way out there is, in the order in which they are tried; the spool without any."""
    egress, clock = EgressClient(EVERYWHERE), store.clock
    ways: list[WayOut] = []
    if key := settings.sendgrid_api_key.get_secret_value():
        ways.append(SendGrid(egress, clock, key, settings.sendgrid_url))
    if key := settings.mailgun_api_key.get_secret_value():
        domain = settings.mailgun_domain or settings.base_domain
        ways.append(Mailgun(egress, clock, key, domain, settings.mailgun_url))
    if (transport := smtp_transport(settings)) is not None:
        ways.append(OwnServer(transport))
    return ways or [Spool(mail_spool(settings))]
