"""Following the platform by gRPC and the phone by its JSON lines."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc

from voipbin.core.commands.demo.failure import StepFailed, last_line
from voipbin.core.commands.demo.narrator import Narrator
from voipbin.core.commands.demo.phone_process import PhoneProcess
from voipbin.core.commands.demo.platform_process import PlatformProcess
from voipbin.core.commands.demo.screen import Screen
from voipbin.core.commands.demo.witness import Seen, Witness
from voipbin.core.contract import codec
from voipbin.v1 import event_pb2, event_pb2_grpc

RESOURCES = ("call", "activeflow", "recording", "transcribe", "transcript")
_LOG_POLL_S = 0.2


async def follow_platform(
    platform: PlatformProcess, after_id: str, witness: Witness, narrator: Narrator
) -> None:
    """Reports what EventService.WatchEvents tells after an event, from the next call on."""
    credentials = (("accesskey", str(platform.account["accesskey"])),)
    request = event_pb2.WatchEventsRequest(after_id=after_id, types=RESOURCES)
    async with grpc.aio.insecure_channel(platform.facts["grpc"]) as channel:
        stub: Any = event_pb2_grpc.EventServiceStub(channel)
        try:
            async for event in stub.WatchEvents(request, metadata=credentials):
                witness.last_id = event.id
                if not (witness.seen_call or event.type == "call_created"):
                    continue
                witness.seen_call = True
                data = codec.to_json(event)["data"]
                narrator.tell(witness.report("platform", event.type, data))
        except grpc.aio.AioRpcError as error:
            came = f"{error.code().name}: {error.details()}"
            witness.give_up(
                StepFailed("gRPC WatchEvents", "events until the end", came, platform.log)
            )


async def follow_phone(phone: PhoneProcess, witness: Witness, narrator: Narrator) -> None:
    """Reports what the phone says, aloud, until it ends."""
    await read_phone(phone, witness, narrator.tell)


async def read_phone(
    phone: PhoneProcess, witness: Witness, tell: Callable[[Seen], None] = lambda _: None
) -> None:
    """Reports what the phone says until it ends; an early end is a failure."""
    async for event in phone.events():
        tell(witness.report("phone", str(event.pop("event", "")), event))
    code = await phone.child.process.wait()
    if witness.first("phone", "ended") is None:
        came = f"it ended with code {code}: {_complaint(phone, witness)}"
        witness.give_up(StepFailed("phone", "a phone that takes a call", came, phone.child.log))


def _complaint(phone: PhoneProcess, witness: Witness) -> str:
    failed = witness.first("phone", "failed") or {}
    return str(failed.get("error") or last_line(phone.child.log) or "it said nothing")


async def end_tasks(*tasks: asyncio.Task[None]) -> None:
    """Cancels and waits."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def follow_log(path: Path, screen: Screen) -> None:
    """Shows lines of a log as they are written, until cancelled."""
    read = 0
    while True:
        new = await asyncio.to_thread(_read_from, path, read)
        whole, end, _ = new.rpartition(b"\n")
        read += len(whole) + len(end)
        for line in whole.decode(errors="replace").splitlines():
            screen.line("log", line)
        await asyncio.sleep(_LOG_POLL_S)


def _read_from(path: Path, offset: int) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read()
