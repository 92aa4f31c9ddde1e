"""Names to addresses, by the resolver of the system."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

# One name whose servers are silent keeps a thread for seconds. The threads of the event loop serve
# files: recordings and uploads would wait for it.
_threads = ThreadPoolExecutor(8, thread_name_prefix="names")


async def addresses_of(host: str, port: int | None, kind: socket.SocketKind) -> list[str]:
    """Numeric addresses of a host, each once, in the order the system prefers.

    Raises:
        socket.gaierror: the name does not resolve.
        UnicodeError: it can be no name.
    """
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_threads, socket.getaddrinfo, host, port, 0, kind)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
