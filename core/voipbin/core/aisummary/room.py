"""FIXME aisummarys."""

from voipbin.core.aisummary.model import AISUMMARY, AisummaryRow
from voipbin.core.room import Room


class AisummaryRoom(Room[AisummaryRow]):
    """Serves AisummaryService."""

    resource = AISUMMARY
