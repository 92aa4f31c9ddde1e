"""Writing down what is said in a call or a conference that is to be summarised.

Customers do not see it: neither a transcribe nor its events come of it.
"""

import asyncio

from voipbin.core.aisummary.model import AISUMMARY, AisummaryRow
from voipbin.core.aisummary.said import Said
from voipbin.core.repository import Repository
from voipbin.core.transcribe.speech_port import Heard, Utterance
from voipbin.core.transcribe.timeline import Timeline
from voipbin.core.unit_of_work import Store


class Notes:
    """What one summary has heard; kept in its row, so that a crash loses no sentence."""

    def __init__(self, store: Store, row: AisummaryRow) -> None:
        self._store = store
        self._row = row
        self._lock = asyncio.Lock()

    def of(self, direction: str) -> "VoiceNotes":
        """Of one voice."""
        return VoiceNotes(self, direction)

    async def add(self, said: Said) -> None:
        """Keeps a sentence."""
        async with self._lock:
            self._row.said = [*self._row.said, said.to_json()]
            async with self._store.writing() as work:
                every = Repository.across_customers_for_super_admin(AISUMMARY, work)
                await every.save(self._row, "said")


class VoiceNotes:
    """Takes the place of a transcribe's journal."""

    def __init__(self, notes: Notes, direction: str) -> None:
        self._notes = notes
        self._direction = direction

    async def note(self, heard: Heard, timeline: Timeline) -> None:
        """Keeps what was understood when somebody stopped speaking."""
        if isinstance(heard, Utterance) and (text := heard.text.strip()):
            offset_us = timeline.in_call_us(heard.offset_ms)
            await self._notes.add(Said(offset_us, self._direction, text))

    async def broken_off(self) -> None:
        """The engine died: there is nothing to take back."""
