"""Removing contents that have no row."""

import structlog

from voipbin.core.background import BackgroundTasks
from voipbin.core.clock import Clock
from voipbin.core.file.service import UPLOADS, StoredFiles
from voipbin.core.files.store import FileStore

_log = structlog.get_logger(__name__)
_PERIOD_S = 86_400.0
# Longer than an upload may take: what is younger may get its row yet, from another process too.
_GRACE_US = 3600 * 1_000_000
_BATCH = 500


class FileSweep:
    """Looks through the uploads at the start and once a day."""

    def __init__(self, files: StoredFiles, blobs: FileStore, clock: Clock) -> None:
        self._files = files
        self._blobs = blobs
        self._clock = clock
        self._tasks = BackgroundTasks("sweeping files")

    def start(self) -> None:
        """Begins; returns at once."""
        self._tasks.begin(self._for_ever())

    async def close(self) -> None:
        """Ends; may be called twice."""
        await self._tasks.close()

    async def sweep(self) -> int:
        """Removes every orphan; how many there were."""
        before_us = self._clock.now_us() - _GRACE_US
        await self._blobs.tidy(before_us)
        removed, batch = 0, []
        async for key, facts in self._blobs.listed(UPLOADS):
            if facts.tm_modified_us < before_us:
                batch.append(key)
            if len(batch) == _BATCH:
                removed += await self._remove_orphans(batch)
                batch = []
        return removed + await self._remove_orphans(batch)

    async def _for_ever(self) -> None:
        while True:
            try:
                if removed := await self.sweep():
                    _log.info("removed contents without a file", count=removed)
            except Exception as error:
                _log.warning("files could not be swept; tried again in a day", exc_info=error)
            await self._clock.sleep(_PERIOD_S)

    async def _remove_orphans(self, keys: list[str]) -> int:
        by_id = {key.rpartition("/")[2]: key for key in keys}
        living = await self._files.living(list(by_id)) if by_id else set()
        orphans = [key for id, key in by_id.items() if id not in living]
        for key in orphans:
            await self._blobs.delete(key)
        return len(orphans)
