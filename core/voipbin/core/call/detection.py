"""Who answered a call, as flows ask with amd."""

import orjson
import structlog

from voipbin.core.activeflow.run import Run
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.event.stored import PendingEvent
from voipbin.core.flow_engine import ActionDone, DetectMachine, SetVariables
from voipbin.core.ids import new_id
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

_MACHINES = ("machine", "beep")
_VERDICT = "voipbin.call.amd_verdict"
_CAUSE = "voipbin.call.amd_cause"


async def detect_machine(calls: Calls, run: Run, live: LiveCall, effect: DetectMachine) -> None:
    """Begins to listen; then either the flow goes on or the call ends with reason amd.

    What was found is in the variables before either happens.

    Raises:
        CommandFailed: the call is not answered.
    """
    detection_id = new_id()

    async def found(event: node_pb2.MachineDetected) -> None:
        if event.detection_id != detection_id:
            return
        live.detection = None
        await _tell(calls, live, event)
        run.feed(SetVariables({_VERDICT: event.verdict, _CAUSE: event.cause}))
        if effect.hangs_up and event.verdict in _MACHINES:
            await calls.hang_up(live, "amd")
        else:
            run.feed(ActionDone(effect.token))

    before, live.detection = live.detection, found
    try:
        command = node_pb2.DetectMachine(detection_id=detection_id)
        await calls.media.command(live.channel_id, detect_machine=command)
    except BaseException:
        live.detection = before
        raise


async def _tell(calls: Calls, live: LiveCall, event: node_pb2.MachineDetected) -> None:
    """The event call_amd_finished: {id, customer_id, activeflow_id, verdict, cause, after_ms}."""
    _log.info(
        "who answered", call_id=live.id, verdict=event.verdict, cause=event.cause,
        after_ms=event.after_ms,
    )  # fmt: skip
    body = {
        "id": live.id,
        "customer_id": live.row.customer_id,
        "activeflow_id": live.row.activeflow_id,
        "verdict": event.verdict,
        "cause": event.cause,
        "after_ms": event.after_ms,
    }
    async with calls.store.writing() as work:
        work.record(
            PendingEvent(
                customer_id=live.row.customer_id,
                type="call_amd_finished",
                resource="call",
                resource_id=live.id,
                data=orjson.dumps(body).decode(),
            )
        )
