"""The platform's API as a client of it sees it, whether in this process or over a socket."""

import asyncio
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from voipbin.core.contract import codec
from voipbin.core.contract.operations import operations

WAIT_S = 15.0
Json = dict[str, Any]


class Api:
    """Calls operations by name with REST fields, and gets REST fields back."""

    def __init__(self, channel: Any, accesskey: str) -> None:
        self._channel = channel
        self.credentials: tuple[tuple[str, str], ...] = (("accesskey", accesskey),)
        """Metadata that says who calls."""

    async def __call__(self, name: str, /, **fields: Any) -> Json:
        """Run one unary operation: `api("CallService.GetCall", id=...)`.

        Raises:
            grpc.aio.AioRpcError: it was refused.
        """
        path, spec = self._spec(name)
        method = self._channel.unary_unary(
            path,
            request_serializer=spec.input.SerializeToString,
            response_deserializer=spec.output.FromString,
        )
        request = codec.from_json(spec.input, fields)
        answer = await method(request, metadata=self.credentials, timeout=WAIT_S)
        shown: Json = codec.to_json(answer)
        return shown

    def stream(self, name: str, /, **fields: Any) -> Any:
        """Run one server-streaming operation; an asynchronous iterator of messages."""
        path, spec = self._spec(name)
        method = self._channel.unary_stream(
            path,
            request_serializer=spec.input.SerializeToString,
            response_deserializer=spec.output.FromString,
        )
        return method(codec.from_json(spec.input, fields), metadata=self.credentials)

    def keyed(self, key: str) -> "Api":
        """The same with an idempotency key."""
        keyed = Api(self._channel, "")
        keyed.credentials = (*self.credentials, ("idempotency-key", key))
        return keyed

    async def call(self, id: str) -> Json:
        """A call as it is now."""
        return await self("CallService.GetCall", id=id)

    async def refused(self, name: str, /, **fields: Any) -> str:
        """The reason an operation is refused for."""
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await self(name, **fields)
        return reason_of(caught.value)

    def _spec(self, name: str) -> tuple[str, Any]:
        path = "/voipbin.v1." + name.replace(".", "/")
        return path, operations()[path]


def reason_of(error: grpc.aio.AioRpcError) -> str:
    """The stable word of an error."""
    trailing: Any = error.trailing_metadata() or ()
    for key, value in trailing:
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    return str(info.reason)
    return str(error.code().name)


class Timeline:
    """Everything `WatchEvents` tells, from the first event on."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.events: list[Json] = []

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.get_running_loop().create_task(self._read())

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def of(self, resource_id: str) -> list[Json]:
        """What is known of one resource, oldest first."""
        return [event for event in self.events if event["resource_id"] == resource_id]

    def types(self, resource_id: str) -> list[str]:
        """The types alone."""
        return [event["type"] for event in self.of(resource_id)]

    async def wait(
        self, type: str, where: Callable[[Json], bool] = lambda _: True, *, wait_s: float = WAIT_S
    ) -> Json:
        """The body of the first event of a type that fits; waits for it."""
        try:
            async with asyncio.timeout(wait_s):
                while True:
                    for event in self.events:
                        if event["type"] == type and where(event["data"]):
                            body: Json = event["data"]
                            return body
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            seen = [event["type"] for event in self.events[-30:]]
            raise AssertionError(f"no {type} that fits; the last events: {seen}") from None

    async def call(self, id: str, status: str, *, wait_s: float = WAIT_S) -> Json:
        """The call when it reached a status."""
        return await self.wait(f"call_{status}", lambda body: body["id"] == id, wait_s=wait_s)

    async def _read(self) -> None:
        async for message in self._api.stream("EventService.WatchEvents", after_id="0"):
            self.events.append(codec.to_json(message))
            self._news.set()
