"""An upload: the file of a form, streamed to the core while it arrives."""

from collections.abc import AsyncIterator
from typing import Any

import grpc
import orjson
from google.protobuf.message import Message

from voipbin.core.contract.codec import encoder
from voipbin.core.contract.operations import OperationSpec
from voipbin.gateway.errors import HttpError, from_rpc
from voipbin.gateway.form_file import FormFile
from voipbin.gateway.metadata import metadata_of
from voipbin.gateway.request import Request
from voipbin.gateway.response import Response, json_response
from voipbin.gateway.settings import GatewaySettings


class Uploader:
    """Answers one client-streaming operation; holds one piece of the file at a time.

    Args:
        spec: the operation; its options name the form field.
        channel: where the core is: a grpc.aio.Channel or the one inside the process.
    """

    def __init__(self, spec: OperationSpec, channel: Any, settings: GatewaySettings) -> None:
        self._spec = spec
        self._limits = settings.limits
        self._shown = encoder(spec.output.DESCRIPTOR)  # type: ignore[arg-type]
        self._call = channel.stream_unary(
            spec.method,
            request_serializer=spec.input.SerializeToString,
            response_deserializer=spec.output.FromString,
        )

    async def answer(self, request: Request, path_values: list[str]) -> Response:
        """Answer one request.

        Raises:
            HttpError: the form is malformed, its client left, or the core refuses it.
        """
        metadata = metadata_of(request, request.query(), takes_key=True)
        upload = _Upload(self._spec, request, self._limits.upload_bytes)
        # The client has its own deadline for sending; the core gets some time after that.
        timeout_s = self._limits.upload_timeout_s + self._limits.call_timeout_s
        try:
            answer = await self._call(upload.messages(), metadata=metadata, timeout=timeout_s)
        except grpc.aio.AioRpcError as error:
            # The core knows no more than that its stream broke.
            raise upload.fault or from_rpc(error) from error
        return json_response(orjson.dumps(self._shown(answer)), self._spec.rest.status or 200)


class _Upload:
    """The messages of one upload, and what kept them from ending."""

    def __init__(self, spec: OperationSpec, request: Request, limit_bytes: int) -> None:
        self._spec = spec
        self._request = request
        self._limit_bytes = limit_bytes
        self.fault: HttpError | None = None

    async def messages(self) -> AsyncIterator[Message]:
        """Give the first message once the file begins, then its content as it arrives."""
        try:
            async for message in self._messages():
                yield message
        except HttpError as error:
            self.fault = error
            raise

    async def _messages(self) -> AsyncIterator[Message]:
        make: Any = self._spec.input
        # Not before the core asks: who may not upload hears that first.
        content_type = self._request.headers.get(b"content-type", b"")
        form = FormFile(content_type, self._spec.rest.upload_field)
        begun = False
        async for piece in self._request.pieces(self._limit_bytes):
            content = form.feed(piece)
            head = form.head
            if head is not None and not begun:
                begun = True
                yield make(filename=head.filename, content_type=head.content_type, content=content)
            elif content:
                yield make(content=content)
        form.finish()
