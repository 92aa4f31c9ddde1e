"""Making files whole whose writer died."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

_log = structlog.get_logger(__name__)

RepairWav = Callable[[Path], int]
"Makes the header of a wav agree with its length; gives its duration in milliseconds."


async def mend(repair: RepairWav, path: Path) -> int:
    """Duration in milliseconds of a file after its repair; 0 without a playable file.

    A file that is no wav at all, because its writer died before the header, is removed.
    """
    try:
        return await asyncio.to_thread(repair, path)
    except FileNotFoundError:
        return 0
    except ValueError as error:
        _log.warning("a recording without a header is removed", file=path.name, error=str(error))
        await asyncio.to_thread(path.unlink, missing_ok=True)
        return 0
