"""What calls cost: an answered leg, by the minute."""

from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use
from voipbin.core.call.model import CallRow
from voipbin.core.number.kinds import VIRTUAL_PREFIX
from voipbin.core.unit_of_work import UnitOfWork


async def charge_call(work: UnitOfWork, row: CallRow) -> None:
    """Charges a call whose status has just changed, in the transaction that changes it."""
    use = use_of(row)
    if row.status == "progressing":
        await charges.opened(work, use, row.tm_progressing or work.clock.now_us())
    elif row.status == "hangup" and row.tm_progressing is not None:
        ended_us = row.tm_hangup or work.clock.now_us()
        await charges.closed(work, use.reference_type, use.reference_id, ended_us)


def use_of(row: CallRow) -> Use:
    """A leg as the ledger has it. Its kind and its price are chosen apart from each other: a call
    from a SIP address to a virtual number is no telephone call and costs all the same.
    """
    remote = row.source if row.direction == "incoming" else row.destination
    reference_type = "call" if remote.get("type") == "tel" else "call_extension"
    return Use(row.customer_id, reference_type, row.id, cost_type_of(row))


def cost_type_of(row: CallRow) -> str:
    """Which rate applies."""
    source, destination = row.source.get("type"), row.destination.get("type")
    if row.direction == "outgoing":
        return "call_pstn_outgoing" if destination == "tel" else "call_extension"
    if destination == "tel" and str(row.destination.get("target")).startswith(VIRTUAL_PREFIX):
        return "call_vn"
    if source == destination == "tel":
        return "call_pstn_incoming"
    if (source, destination) == ("sip", "extension"):
        return "call_direct_ext"
    return "call_extension"
