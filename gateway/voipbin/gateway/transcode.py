"""One REST operation: the request becomes a message, the message a call, its answer JSON."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import grpc
import orjson
from google.api.httpbody_pb2 import HttpBody

from voipbin.core.contract.codec import CodecError, encoder, reader
from voipbin.core.contract.credentials import NO_CREDENTIALS
from voipbin.core.contract.disposition import attachment
from voipbin.core.contract.operations import OperationSpec
from voipbin.gateway.errors import HttpError, from_rpc, malformed, unauthenticated
from voipbin.gateway.metadata import has_credentials, metadata_of
from voipbin.gateway.query_values import QueryReader
from voipbin.gateway.request import Query, Request
from voipbin.gateway.response import NO_SNIFFING, NO_STORE, Response, json_response
from voipbin.gateway.settings import GatewaySettings
from voipbin.v1 import annotations_pb2 as options

COOKIE_MAX_AGE_S = 604_800
_HEADER_SAFE = "!#$%&'()*+,/:;=?@[]~"


class Transcoder:
    """Answers one operation of the contract by one gRPC call.

    Args:
        spec: the operation; it has a path.
        channel: where the core is: a grpc.aio.Channel or the one inside the process.
    """

    def __init__(
        self,
        spec: OperationSpec,
        parameters: tuple[str, ...],
        channel: Any,
        settings: GatewaySettings,
    ) -> None:
        self._spec = spec
        self._parameters = parameters
        self._takes_body = spec.http_body is not None
        self._filters_in_body = spec.rest.filters_in_body
        self._is_private = spec.access != options.ACCESS_PUBLIC
        self._takes_key = spec.http_verb == "POST"
        self._query = QueryReader(spec.input.DESCRIPTOR, parameters)  # type: ignore[arg-type]
        self._read = reader(spec.input)
        self._shown = encoder(spec.output.DESCRIPTOR)  # type: ignore[arg-type]
        self._finish = self._finisher()
        self._settings = settings
        self._call = channel.unary_unary(
            spec.method,
            request_serializer=spec.input.SerializeToString,
            response_deserializer=spec.output.FromString,
        )

    async def answer(self, request: Request, path_values: list[str]) -> Response:
        """Answer one request.

        Raises:
            HttpError: the request is malformed or the core refuses it.
        """
        response = self._finish(await self.ask(request, path_values), request)
        if name := self._spec.rest.download_name:
            saved_as = name.format(**dict(zip(self._parameters, path_values, strict=True)))
            response.headers.append((b"content-disposition", attachment(saved_as).encode()))
        return response

    async def ask(self, request: Request, path_values: list[str]) -> Any:
        """Return the message that answers one request.

        Raises:
            HttpError: the request is malformed or the core refuses it.
        """
        query = request.query()
        metadata = metadata_of(request, query, takes_key=self._takes_key)
        try:
            message = await self._message(request, query, path_values)
        except HttpError as error:
            # The core is not asked, so it cannot say first that nobody has said who calls.
            if error.http_status == 400 and self._is_private and not has_credentials(metadata):
                raise unauthenticated(NO_CREDENTIALS) from None
            raise
        try:
            return await self._call(
                message, metadata=metadata, timeout=self._settings.limits.call_timeout_s
            )
        except grpc.aio.AioRpcError as error:
            raise from_rpc(error) from error

    async def _message(self, request: Request, query: Query, path_values: list[str]) -> Any:
        """Read what is asked.

        Raises:
            HttpError: it is malformed.
        """
        document = await request.json() if self._takes_body or self._filters_in_body else {}
        if query and not self._takes_body:
            self._query.read(query, document)
        document.update(zip(self._parameters, path_values, strict=True))
        try:
            return self._read(document)
        except CodecError as error:
            raise malformed(error.violations) from None

    def _finisher(self) -> Callable[[Any, Request], Response]:
        """Choose how the answer of this operation looks, once."""
        rest = self._spec.rest
        if rest.redirect_field:
            return self._redirect
        if rest.empty:
            return self._empty
        if self._spec.output is HttpBody:
            return self._file
        if field := self._spec.response_body:
            return partial(self._part, field)
        return self._with_cookie if rest.cookie_field else self._json

    def _part(self, field: str, answer: Any, request: Request) -> Response:
        shown = orjson.dumps(self._shown(answer)[field])
        return json_response(shown, self._spec.rest.status or 200)

    def _json(self, answer: Any, request: Request) -> Response:
        return json_response(orjson.dumps(self._shown(answer)), self._spec.rest.status or 200)

    def _empty(self, answer: Any, request: Request) -> Response:
        return Response(self._spec.rest.status or 200)

    def _file(self, answer: Any, request: Request) -> Response:
        content_type = answer.content_type or "application/octet-stream"
        headers = [(b"content-type", content_type.encode("ascii")), NO_STORE, NO_SNIFFING]
        return Response(self._spec.rest.status or 200, answer.data, headers)

    def _redirect(self, answer: Any, request: Request) -> Response:
        url = getattr(answer, self._spec.rest.redirect_field)
        response = json_response(orjson.dumps(url), 307)
        response.headers.append((b"location", quote(url, safe=_HEADER_SAFE).encode()))
        return response

    def _with_cookie(self, answer: Any, request: Request) -> Response:
        name = self._spec.rest.cookie_field
        value = quote(getattr(answer, name))
        parts = [f"{name}={value}", f"Max-Age={COOKIE_MAX_AGE_S}", "Path=/", "HttpOnly"]
        parts.append("SameSite=Strict")
        if not (self._settings.dev and request.scope["scheme"] == "http"):
            parts.append("Secure")
        response = self._json(answer, request)
        response.headers.append((b"set-cookie", "; ".join(parts).encode()))
        return response
