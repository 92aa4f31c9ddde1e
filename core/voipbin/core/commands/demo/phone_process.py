"""The softphone as a child: a real SIP and RTP client that tells what it does."""

import contextlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from voipbin.core.commands.demo.child import Child


class PhoneProcess:
    """`python -m voipbin.media.softphone`, registered as an extension.

    Args:
        account: extension, password and domain, as the ready file has them.
        sip: address of the platform, "127.0.0.1:5060".
        script: what it does in a call.
        records: folder for what it hears and says.
        log: file for its complaints.
    """

    def __init__(
        self, account: dict[str, str], sip: str, script: str, records: Path, log: Path
    ) -> None:
        arguments = [
            *("--user", account["extension"]),
            *("--password", account["password"]),
            *("--domain", account["domain"]),
            *("--proxy", f"udp:{sip}"),
            *("--script", script),
            *("--record", str(records)),
            *("--calls", "1"),
            *("--parent", str(os.getpid())),
        ]
        self.child = Child("voipbin.media.softphone", arguments, log, piped=True)

    async def start(self) -> None:
        """Starts it; it registers by itself."""
        await self.child.start()

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """What it reports, until it ends."""
        output = self.child.process.stdout
        assert output is not None, "it is piped"
        async for line in output:
            with contextlib.suppress(json.JSONDecodeError):
                yield json.loads(line)

    async def stop(self) -> int:
        """Lets it hang up and end; its exit code."""
        return await self.child.stop()
