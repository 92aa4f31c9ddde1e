"""What a scheduled deletion means to a customer that is still here."""

from voipbin.core.errors import PermissionDenied
from voipbin.core.paging import format_time

GRACE_US = 30 * 86400 * 1_000_000
"From the request to the deletion itself."


def deletion_scheduled(requested_us: int | None) -> PermissionDenied:
    """The refusal of everything but taking the request back."""
    facts = {"recovery_endpoint": "DELETE /auth/unregister"}
    if requested_us is not None:
        facts["deletion_scheduled_at"] = format_time(requested_us)
        facts["deletion_effective_at"] = format_time(requested_us + GRACE_US)
    return PermissionDenied(
        "the account is frozen: its deletion is scheduled, DELETE /auth/unregister takes it back",
        reason="DELETION_SCHEDULED",
        facts=facts,
    )
