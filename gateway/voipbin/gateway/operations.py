"""The routes of the contract, made from its descriptors."""

import re
from collections.abc import Iterable
from typing import Any

from voipbin.core.contract.operations import OperationSpec
from voipbin.gateway.media_socket import MediaSocket
from voipbin.gateway.routes import Routes
from voipbin.gateway.settings import GatewaySettings
from voipbin.gateway.sockets import TextSocket
from voipbin.gateway.transcode import Transcoder
from voipbin.gateway.upload import Uploader

PREFIX = "/v1.0"
_PARAMETER = re.compile(r"\{(\w+)\}")


def add_operations(
    routes: Routes[Any], specs: Iterable[OperationSpec], channel: Any, settings: GatewaySettings
) -> None:
    """Serve every operation that has a REST path.

    Raises:
        ValueError: a streaming method has a path, or two methods have the same.
    """
    for spec in specs:
        if spec.http_verb is None or spec.http_path is None:
            continue
        if spec.is_socket or is_media(spec):
            continue
        if spec.server_streaming:
            raise ValueError(f"{spec.method} streams and cannot be answered at {spec.http_path}")
        if spec.client_streaming != bool(spec.rest.upload_field):
            raise ValueError(f"{spec.method} must both stream and name an upload_field, or neither")
        for verb, path in ((spec.http_verb, spec.http_path), *spec.more_paths):
            parameters = tuple(_PARAMETER.findall(path))
            answer = _answering(spec, parameters, channel, settings)
            routes.add(verb, PREFIX + path, answer)
            if spec.rest.at_root:
                routes.add(verb, path, answer)


def add_sockets(
    routes: Routes[Any],
    sockets: Routes[Any],
    specs: Iterable[OperationSpec],
    channel: Any,
    settings: GatewaySettings,
) -> None:
    """Serve every operation whose REST path is a WebSocket, of messages or of audio.

    Args:
        routes: of requests: a plain GET is told to come as a WebSocket.
        sockets: of handshakes.
    """
    for spec in specs:
        if spec.is_socket:
            socket: TextSocket | MediaSocket = TextSocket(spec, channel)
        elif is_media(spec):
            socket = MediaSocket(spec, channel, settings)
        else:
            continue
        routes.add("GET", f"{PREFIX}{spec.http_path}", socket.answer)
        sockets.add("GET", f"{PREFIX}{spec.http_path}", socket.serve)


def is_media(spec: OperationSpec) -> bool:
    """Whether the WebSocket of an operation carries audio: core only says where that is."""
    return spec.rest.websocket and spec.unary and not spec.engine


def _answering(
    spec: OperationSpec, parameters: tuple[str, ...], channel: Any, settings: GatewaySettings
) -> Any:
    if spec.client_streaming:
        return Uploader(spec, channel, settings).answer
    return Transcoder(spec, parameters, channel, settings).answer
