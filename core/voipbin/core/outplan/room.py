"""Managing outplans."""

from typing import Any

from voipbin.core.outplan.dialable import dialable
from voipbin.core.outplan.model import OUTPLAN, OutplanRow
from voipbin.core.room import Room


class OutplanRoom(Room[OutplanRow]):
    """Serves OutplanService."""

    resource = OUTPLAN

    def columns(self, request: Any) -> dict[str, Any]:
        """Column values with the source checked."""
        columns = super().columns(request)
        if "source" in columns:
            columns["source"] = dialable(columns["source"], "source")
        return columns
