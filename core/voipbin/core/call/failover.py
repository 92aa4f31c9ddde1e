"""The next route of a call whose carrier could not put it through."""

from typing import Final

import structlog

from voipbin.core.call.address import Leg
from voipbin.core.call.live import LiveCall
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

FINAL_CAUSES: Final = frozenset({16, 17, 19, 21, 26})
"""Q.850 causes that speak for the party, whom another carrier would reach the same: clearing, busy,
no answer, rejection, answered elsewhere."""

_OURS = frozenset({"duration", "timeout", "media", "NODE_LOST"})
"Ends that no carrier had a part in."

_OF_THE_CARRIER = frozenset({401, 402, 407})
"SIP statuses that share a cause with the party's refusal, but are about our account."


def next_leg(live: LiveCall, event: node_pb2.HungUp) -> Leg | None:
    """The leg to dial now that one failed, taken off the call's list; None when it is over.

    Only a call that nobody has heard anything of yet goes on: one that rings, is answered or whose
    flow runs on early media is somebody's already.
    """
    row = live.row
    if not live.alternatives or row.direction != "outgoing":
        return None
    if row.status not in ("dialing", "ringing") or event.by in _OURS:
        return None
    if live.run is not None and live.run.state.is_started:
        return None
    if event.cause in FINAL_CAUSES and event.sip_status not in _OF_THE_CARRIER:
        return None
    leg = live.alternatives.pop(0)
    _log.info(
        "a carrier failed; the next route is dialled",
        call_id=live.id,
        sip_status=event.sip_status,
        cause=event.cause,
        left=len(live.alternatives),
    )
    return leg
