"""The beginning of a stay in a conference."""

from dataclasses import dataclass

from voipbin.core.conference.model import ConferenceRow
from voipbin.core.conferencecall.model import ConferencecallRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A stay that was begun."""

    stay: ConferencecallRow
    conference: ConferenceRow
    "As it was at the entry."
    pre_flow_id: str
    'Flow to run before it joins; "" for none, or when that flow is gone.'
    post_flow_id: str
    "Flow to run after it left."

    def variables(self) -> dict[str, str]:
        """What flows see of the conference, and of its bridge, which has the same id."""
        row = self.conference
        shared = {"id": row.id, "type": row.type, "status": row.status}
        return {
            "voipbin.conference.name": row.name,
            **{f"voipbin.conference.{name}": value for name, value in shared.items()},
            **{f"voipbin.confbridge.{name}": value for name, value in shared.items()},
        }
