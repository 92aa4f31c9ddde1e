"""FIXME emails."""

from voipbin.core.email.model import EMAIL, EmailRow
from voipbin.core.room import Room


class EmailRoom(Room[EmailRow]):
    """Serves EmailService."""

    resource = EMAIL
