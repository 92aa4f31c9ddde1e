"""What flows begin beside themselves: calls, transcribes of recordings, summaries, emails."""

import uuid

import structlog

from voipbin.core.activeflow.run import Run
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.aisummary.model import summary_variables
from voipbin.core.aisummary.service import Summaries, Wanted
from voipbin.core.call.attempt import attempt
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.source import Sources
from voipbin.core.email.service import Emails, email_variables, flow_request
from voipbin.core.errors import InvalidArgument, VoipbinError
from voipbin.core.flow.model import FLOW
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import (
    ActionDone,
    Effect,
    MakeCalls,
    SendEmail,
    Summarise,
    TranscribeRecordings,
    validate_actions,
)
from voipbin.core.ids import new_id
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.transcribe.model import TranscribeRow, transcribe_variables
from voipbin.core.transcribe.recording_transcriber import RecordingTranscriber
from voipbin.core.transcribe.request import TranscribeOptions
from voipbin.core.unit_of_work import UnitOfWork

_log = structlog.get_logger(__name__)


class OutboundPerformer:
    """Carries out effects of any run, whether it belongs to a call or not."""

    def __init__(
        self,
        calls: Calls,
        activeflows: Activeflows,
        dialer: Dialer,
        sources: Sources,
        recordings: RecordingService,
        transcriber: RecordingTranscriber,
        summaries: Summaries,
        emails: Emails,
    ) -> None:
        self._calls = calls
        self._activeflows = activeflows
        self._dialer = dialer
        self._sources = sources
        self._recordings = recordings
        self._transcriber = transcriber
        self._summaries = summaries
        self._emails = emails

    async def perform(self, run: Run, effect: Effect) -> None:
        """Starts doing one thing; others are left alone."""
        match effect:
            case MakeCalls():
                self._calls.spawn(attempt(run, effect.token, self._call(run, effect)))
            case Summarise():
                self._calls.spawn(attempt(run, effect.token, self._summarise(run, effect)))
            case TranscribeRecordings():
                self._calls.spawn(attempt(run, effect.token, self._transcribe(run, effect)))

            case SendEmail():
                self._calls.spawn(attempt(run, effect.token, self._email(run, effect)))

    async def stepped(self, run: Run, work: UnitOfWork) -> None:
        """Nothing more to store."""

    async def _call(self, run: Run, effect: MakeCalls) -> None:
        customer_id = run.row.customer_id
        if effect.source:
            await self._sources.check(customer_id, effect.source, effect.destinations)
        request = await self._request(run, effect)
        for index, destination in enumerate(effect.destinations):
            try:
                await self._dialer.dial(request, destination, f"destinations[{index}]")
            except VoipbinError as error:
                _log.info("a flow could not call", activeflow_id=run.id, reason=error.message)
        run.feed(ActionDone(effect.token))

    async def _request(self, run: Run, effect: MakeCalls) -> CallRequest:
        """What the new calls have in common.

        Raises:
            InvalidArgument: nobody to show as the caller, or no such flow.
            ActionsError: the actions are refused.
        """
        live = self._calls.get(run.row.reference_id)
        source = effect.source or (live.row.source if live is not None else None)
        if not source:
            raise InvalidArgument.of([("source", "is required where there is no call")])
        return CallRequest(
            customer_id=run.row.customer_id,
            source=dict(source),
            plan=await self._plan(run, effect),
            master=live if effect.chained else None,
            cause=live,
            starts_at_ringing=effect.early_execution,
            names_source=bool(effect.source),
        )

    async def _plan(self, run: Run, effect: MakeCalls) -> FlowPlan:
        hop_count = run.state.info.hop_count
        if not effect.flow_id:
            actions = validate_actions(list(effect.actions), new_id=new_id)
            return FlowPlan(actions, hop_count=hop_count)
        async with self._calls.store.reading() as connection:
            flow = await Repository(FLOW, connection, run.row.customer_id).get(effect.flow_id)
        return FlowPlan(flow.actions, flow.id, flow.on_complete_flow_id, hop_count)

    async def _transcribe(self, run: Run, effect: TranscribeRecordings) -> None:
        options = TranscribeOptions(effect.language, effect.direction, effect.provider)
        variables: dict[str, str] = {}
        live = self._calls.get(run.row.reference_id)
        if live is not None:
            async with live.lock:
                pass  # what its flow did before, such as stopping a recording, is noted now
        customer_id, call_id = run.row.customer_id, run.row.reference_id
        for recording in await self._recordings.complete_of(customer_id, call_id):
            row = await self._transcriber.transcribe(recording, options)
            variables = transcribe_variables(row)
            await self._follow(run, effect, row)
        run.feed(ActionDone(effect.token, variables))

    async def _summarise(self, run: Run, effect: Summarise) -> None:
        kind, customer_id = effect.reference_type, run.row.customer_id
        row = await self._summaries.create(
            Wanted(
                kind,
                await self._summaries.find(customer_id, kind, effect.reference_id),
                effect.language,
                effect.on_end_flow_id,
                run.id,
            )
        )
        run.feed(ActionDone(effect.token, summary_variables(row)))

    async def _follow(self, run: Run, effect: TranscribeRecordings, row: TranscribeRow) -> None:
        if effect.on_end_flow_id:
            await self._activeflows.on_end(
                flow_id=effect.on_end_flow_id,
                parent_activeflow_id=run.id,
                customer_id=row.customer_id,
                reference_type="transcribe",
                reference_id=row.id,
                variables=transcribe_variables(row),
            )

    async def _email(self, run: Run, effect: SendEmail) -> None:
        option = {
            "destinations": list(effect.destinations),
            "subject": effect.subject,
            "content": effect.content,
            "attachments": list(effect.attachments),
        }
        # A flow that goes on after a crash asks a second time.
        id = str(uuid.uuid5(uuid.UUID(run.id), str(effect.token)))
        async with self._calls.store.writing() as work:
            row = await self._emails.create_for_flow(
                work, run.row.customer_id, flow_request(option), run.id, id
            )
        run.feed(ActionDone(effect.token, email_variables(row)))
