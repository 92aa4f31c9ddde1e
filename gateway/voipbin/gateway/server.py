"""How the gateway is served: uvicorn with its fast parser, on a socket that is bound already."""

import logging
import socket

import uvicorn

from voipbin.gateway.types import ASGIApp

_KEEP_ALIVE_S = 75
_SHUTDOWN_S = 10
# As clients of the API know it: asked every half minute, given up a minute after the last answer.
_PING_S = 30.0
_PONG_S = 30.0


def make_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server; `await server.serve(sockets=[...])` runs it in the current loop."""
    logging.getLogger("uvicorn.error").addFilter(_is_worth_a_line)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http="httptools",
            ws="websockets-sansio",
            ws_ping_interval=_PING_S,
            ws_ping_timeout=_PONG_S,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
    )


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Whether uvicorn's message tells of a fault: it takes every refused handshake for one."""
    return record.msg != "ASGI callable returned without completing handshake."


def listen(host: str, port: int) -> socket.socket:
    """Bind and listen, so that clients may connect before the server runs; port 0 is a free one.

    Raises:
        OSError: the address is taken or not ours.
    """
    listening = socket.create_server((host, port), family=_family(host), backlog=2048)
    # Connections inherit it. asyncio sets it on sockets of its own making alone, and without it an
    # answer of two segments waits 40 ms for the client's delayed ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.setblocking(False)
    return listening


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
