"""The core's own services on a channel without a socket, with rows of one customer and another."""

from pathlib import Path
from typing import Any

from sqlalchemy import insert

from tests.api.rows import filled_row
from tests.graphql.world import FLOW as FLOW_ID
from tests.graphql.world import uuid
from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.accesskey.room import new_accesskey
from voipbin.core.auth.authenticator import DatabaseAuthenticator
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.edge.dispatcher import Dispatcher
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.local_channel import LocalChannel
from voipbin.core.recording.model import RECORDING, RecordingRow
from voipbin.core.repository import Repository
from voipbin.core.resource import resource_named
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.engines import Engines
from voipbin.core.serve.rooms import RoomKeys, build_rooms
from voipbin.core.serve.wiring import build_engines
from voipbin.core.settings import Settings
from voipbin.core.transcribe.model import TRANSCRIBE, TranscribeRow
from voipbin.core.transcribe.transcript_model import TRANSCRIPT, TranscriptRow
from voipbin.core.unit_of_work import Store, UnitOfWork

_LIFETIME_S = 86_400


def build_core(store: Store, directory: Path) -> tuple[LocalChannel, Engines]:
    """Every service of the core; nothing that plays or dials is started."""
    settings = Settings.model_validate({"data_dir": directory, "sip": "127.0.0.1:0"})
    box = SecretsBox(b"k" * 32)
    signer = TokenSigner(box.derive("login tokens"))
    authenticator = DatabaseAuthenticator(store, signer)
    engines = build_engines(store, settings, box, authenticator, lambda: "http://files.test", "")
    rooms = build_rooms(engines, RoomKeys(box, signer))
    return LocalChannel(Dispatcher(rooms, authenticator, store, box)), engines


async def add_customer(store: Store, customer_id: str, accesskey: str) -> None:
    """A customer and a key of it."""
    async with store.writing() as work:
        now_us = work.clock.now_us()
        await Repository(CUSTOMER, work, customer_id).add(
            CustomerRow(id=customer_id, customer_id=customer_id, name="Demo", tm_create=now_us)
        )
        key = new_accesskey(accesskey, customer_id, "test", "", _LIFETIME_S, now_us)
        await Repository(ACCESSKEY, work, customer_id).add(key)


async def add_calls(store: Store, customer_id: str, count: int, sentences: int = 3) -> None:
    """Calls with a flow in common, a recording each, its transcribe and some transcripts."""
    async with store.writing() as work:
        now_us = work.clock.now_us()
        await Repository(FLOW, work, customer_id).add(
            FlowRow(id=FLOW_ID, customer_id=customer_id, name="Greeting", tm_create=now_us)
        )
        for number in range(count):
            await _add_call(work, customer_id, number, now_us + number, sentences)


async def add_row(store: Store, resource: str, customer_id: str, id: str, **values: Any) -> None:
    """A row of any resource."""
    named = resource_named(resource)
    async with store.writing() as work:
        row = filled_row(named) | {"id": id, "customer_id": customer_id, **values}
        row["tm_create"] = work.clock.now_us()
        await work.execute(insert(named.table).values(row))


async def _add_call(
    work: UnitOfWork, customer_id: str, number: int, now_us: int, sentences: int
) -> None:
    call, recording, transcribe = (uuid(kind, number) for kind in (1, 2, 3))
    owned: dict[str, Any] = {"customer_id": customer_id, "tm_create": now_us}
    await Repository(CALL, work, customer_id).add(
        CallRow(id=call, flow_id=FLOW_ID, status="hangup", recording_ids=[recording], **owned)
    )
    await Repository(RECORDING, work, customer_id).add(
        RecordingRow(
            id=recording,
            reference_type="call",
            reference_id=call,
            status="ended",
            name=f"call_{number}",
            key_in=f"{number}_in.wav",
            key_out=f"{number}_out.wav",
            **owned,
        )
    )
    await Repository(TRANSCRIBE, work, customer_id).add(
        TranscribeRow(
            id=transcribe,
            reference_type="recording",
            reference_id=recording,
            status="done",
            language="en-US",
            direction="both",
            **owned,
        )
    )
    for place in range(sentences):
        await Repository(TRANSCRIPT, work, customer_id).add(
            TranscriptRow(
                id=uuid(6, number * 100 + place),
                transcribe_id=transcribe,
                direction="in",
                message=f"sentence {place} of call {number}",
                offset_us=place * 1_000_000,
                customer_id=customer_id,
                tm_create=now_us + place,
            )
        )
