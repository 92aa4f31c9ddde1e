"""Calling operations as a gRPC client does."""

import itertools
from collections.abc import Mapping
from typing import Any

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from tests.api.outcome import Outcome
from voipbin.core.contract import codec
from voipbin.core.contract.operations import OperationSpec

_TIMEOUT_S = 60.0


class GrpcFace:
    """A client of one platform, whose processes it asks in turn."""

    def __init__(self, *addresses: str) -> None:
        self._channels = [grpc.insecure_channel(address) for address in addresses]
        self._turns = itertools.cycle(self._channels)

    @property
    def channel(self) -> grpc.Channel:
        """To the next process."""
        return next(self._turns)

    def call(
        self, spec: OperationSpec, fields: Mapping[str, Any] | Message, who: Mapping[str, str]
    ) -> Outcome:
        """Runs an operation; a streaming one until its first answer."""
        request = fields if isinstance(fields, Message) else codec.from_json(spec.input, fields)
        try:
            if spec.server_streaming:
                return self._first(spec, request, who)
            method = self.channel.unary_unary(
                spec.method, spec.input.SerializeToString, spec.output.FromString
            )
            answer = method(request, metadata=tuple(who.items()), timeout=_TIMEOUT_S)
        except grpc.RpcError as error:
            return refusal_of(error)
        return Outcome("OK", codec.to_json(answer))

    def stream(self, spec: OperationSpec, fields: Mapping[str, Any], who: Mapping[str, str]) -> Any:
        """The answers of a streaming operation; cancel() ends it."""
        method = self.channel.unary_stream(
            spec.method, spec.input.SerializeToString, spec.output.FromString
        )
        request = codec.from_json(spec.input, fields)
        return method(request, metadata=tuple(who.items()), timeout=_TIMEOUT_S)

    def _first(self, spec: OperationSpec, request: Message, who: Mapping[str, str]) -> Outcome:
        method = self.channel.unary_stream(
            spec.method, spec.input.SerializeToString, spec.output.FromString
        )
        # A stream that is accepted stays silent: half a second of that is an acceptance.
        answers: Any = method(request, metadata=tuple(who.items()), timeout=0.5)
        try:
            answer = next(answers)
        except grpc.RpcError as error:
            outcome = refusal_of(error)
            return Outcome("OK") if outcome.code == "DEADLINE_EXCEEDED" else outcome
        answers.cancel()
        return Outcome("OK", codec.to_json(answer))

    def close(self) -> None:
        """Closes the channel."""
        for channel in self._channels:
            channel.close()


def refusal_of(error: Any) -> Outcome:
    """Reads the status and its details."""
    reason, violations = "", []
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        if detail.Unpack(info):
            reason = info.reason
        elif detail.Unpack(bad):
            violations = [(entry.field, entry.description) for entry in bad.field_violations]
    trailers = dict(error.trailing_metadata() or ())
    return Outcome(
        error.code().name,
        {},
        reason,
        error.details(),
        tuple(violations),
        {"x-request-id": str(trailers.get("x-request-id", ""))},
    )
