"""FIXME contacts."""

from voipbin.core.contact.model import CONTACT, ContactRow
from voipbin.core.room import Room


class ContactRoom(Room[ContactRow]):
    """Serves ContactService."""

    resource = CONTACT


class ServiceAgentContactRoom(ContactRoom):
    """Serves ServiceAgentContactService."""
