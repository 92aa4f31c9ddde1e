"""What flows know of the attempt they run for."""

from typing import Any

from voipbin.core.campaigncall.attempts import Attempt
from voipbin.core.flow_engine import clean_text


def attempt_variables(attempt: Attempt) -> dict[str, str]:
    """The voipbin.campaign.*, campaigncall.*, outdial.* and outdialtarget.* variables."""
    campaign, choice, target = attempt.campaign, attempt.choice, attempt.choice.target
    known: dict[str, Any] = {
        "voipbin.campaign.id": campaign.id,
        "voipbin.campaign.name": campaign.name,
        "voipbin.campaigncall.id": attempt.id,
        "voipbin.outdial.id": target.outdial_id,
        "voipbin.outdialtarget.id": target.id,
        "voipbin.outdialtarget.name": target.name,
        "voipbin.outdialtarget.detail": target.detail,
        "voipbin.outdialtarget.data": target.data,
        "voipbin.outdialtarget.try_count": choice.try_count,
        "voipbin.outdialtarget.destination_index": choice.place,
    }
    for name in ("type", "target", "target_name", "name", "detail"):
        known[f"voipbin.outdialtarget.destination.{name}"] = choice.destination.get(name, "")
    return {name: clean_text(value) for name, value in known.items()}
