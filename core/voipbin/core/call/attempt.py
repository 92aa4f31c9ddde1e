"""Carrying out an effect in the background: its failure is the failure of the action."""

from collections.abc import Awaitable

import structlog

from voipbin.core.activeflow.run import Run
from voipbin.core.call.prompts import PromptError
from voipbin.core.errors import VoipbinError
from voipbin.core.flow_engine import ActionFailed
from voipbin.core.node.link import CommandFailed
from voipbin.core.transcribe.speech_port import SpeechFailed

_log = structlog.get_logger(__name__)


async def attempt(run: Run, token: int, work: Awaitable[None]) -> None:
    """Does work and tells the run when it fails; never raises."""
    try:
        await work
    except (CommandFailed, PromptError, SpeechFailed, ValueError, VoipbinError) as error:
        if run.state.token != token:
            # Nobody waits: the run will not note it.
            _log.info("what a flow began failed", activeflow_id=run.id, reason=str(error))
        run.feed(ActionFailed(token, str(error)))
    except Exception as error:
        _log.error("an effect failed", activeflow_id=run.id, exc_info=error)
        run.feed(ActionFailed(token, "internal error"))
