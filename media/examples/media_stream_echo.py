"""Give a live call an echo, over the WebSocket of its media stream.

    python media/examples/media_stream_echo.py http://127.0.0.1:8080/v1.0 CALL_ID --accesskey KEY

Every message is 20 ms of 16-bit samples at 8000 Hz. What comes in is the call, our own echo
included, so it goes back half as loud: otherwise it would never die away.
"""

import argparse
import array
import asyncio
import sys
from collections import deque
from urllib.parse import urlencode

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

DELAY_FRAMES = 25


async def echo(rest: str, call_id: str, accesskey: str) -> str:
    """Echo until the call ends.

    Returns:
        Why it ended, in the words of the API.

    Raises:
        InvalidStatus: no such call, or it may not be streamed; the body of the answer says why.
    """
    base = rest.replace("http", "ws", 1)
    query = urlencode({"encapsulation": "sln", "accesskey": accesskey})
    delayed: deque[bytes] = deque()
    async with connect(f"{base}/calls/{call_id}/media_stream?{query}") as stream:
        async for packet in stream:
            assert isinstance(packet, bytes)
            delayed.append(packet)
            if len(delayed) > DELAY_FRAMES:
                await stream.send(halved(delayed.popleft()))
        return stream.close_reason or ""


def halved(samples: bytes) -> bytes:
    """The samples at half their level; the machine must be little-endian, as almost all are."""
    return array.array("h", (sample // 2 for sample in array.array("h", samples))).tobytes()


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Give a live call an echo.")
    parser.add_argument("rest", help="base URL of the API: `rest` in the ready file")
    parser.add_argument("call_id")
    parser.add_argument("--accesskey", required=True)
    options = parser.parse_args()
    try:
        reason = asyncio.run(echo(options.rest, options.call_id, options.accesskey))
    except InvalidStatus as error:
        sys.stderr.write(f"{error.response.status_code}: {error.response.body.decode()}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"the call ended: {reason}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
