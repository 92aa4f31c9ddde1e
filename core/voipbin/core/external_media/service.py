"""External media of calls: started and stopped by flows, ended with their call."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from voipbin.core.egress import EgressClient
from voipbin.core.errors import FailedPrecondition
from voipbin.core.external_media.lines import connect
from voipbin.core.external_media.session import ExternalMedia, Status
from voipbin.core.external_media.target import ExternalTarget
from voipbin.core.transcribe.calls import AudioAccess

MOST_PER_CALL: Final = 5


class ExternalMedias:
    """The external media of this process: consumers of the audio stream, like transcribers.

    Args:
        access: where a media node streams a call, and what to show there.
        egress: decides what hosts may be reached.
    """

    def __init__(
        self, access: Callable[[str], Awaitable[AudioAccess]], egress: EgressClient
    ) -> None:
        self._access = access
        self._egress = egress
        self._running: dict[str, tuple[ExternalMedia, asyncio.Task[None]]] = {}
        self._connecting: dict[str, str] = {}
        "Calls of the ids that are being connected."

    async def start(self, call_id: str, option: Mapping[str, Any], id: str) -> None:
        """Connects a call to a host; returns once that host can hear and speak.

        Args:
            id: of the external media; one that runs is left as it is.

        Raises:
            ValueError: the option makes no sense.
            FailedPrecondition: the call has as many as it may have.
            EgressError: the host may not be reached, or has no address.
            OSError: it does not answer.
        """
        if id in self._running or id in self._connecting:
            return
        target = ExternalTarget.of(option)
        running = [media for media in self.of_call(call_id) if media.status is Status.RUNNING]
        if len(running) + self._connecting_to(call_id) >= MOST_PER_CALL:
            raise FailedPrecondition(
                f"call {call_id} has {MOST_PER_CALL} external media, which is the most",
                reason="TOO_MANY_EXTERNAL_MEDIA",
            )
        self._connecting[id] = call_id
        try:
            access = await self._access(call_id)
            address = await self._egress.checked_address(target.host, target.port)
            line = await connect(target, str(address))
            if id not in self._connecting:  # stopped, or the call ended meanwhile
                await line.close()
                return
        finally:
            self._connecting.pop(id, None)
        media = ExternalMedia(id, call_id, target, line)
        task = asyncio.create_task(media.run(access))
        self._running[id] = (media, task)
        task.add_done_callback(lambda _: self._running.pop(id, None))
        # Let it begin: a task that is cancelled before never comes to close its line.
        await asyncio.sleep(0)

    def of_call(self, call_id: str) -> list[ExternalMedia]:
        """Those of a call that are not terminated."""
        return [media for media, _ in self._running.values() if media.call_id == call_id]

    async def stop_for_call(self, call_id: str) -> None:
        """Ends every one of a call, those being connected too.

        Taking leave of their hosts goes on after it: a host that does not answer must not hold up
        what comes after the end of a call, events of other calls included.
        """
        for id in [id for id, call in self._connecting.items() if call == call_id]:
            del self._connecting[id]
        for media, task in self._running.values():
            if media.call_id == call_id:
                _end(media, task)

    async def close(self) -> None:
        """Ends all and waits until they have taken leave; may be called twice."""
        self._connecting.clear()
        for media, task in self._running.values():
            _end(media, task)
        tasks = [task for _, task in self._running.values()]
        await asyncio.gather(*tasks, return_exceptions=True)

    def _connecting_to(self, call_id: str) -> int:
        return sum(call == call_id for call in self._connecting.values())


def _end(media: ExternalMedia, task: asyncio.Task[None]) -> None:
    """Ends one, once: to be cancelled again would cut off its leave."""
    if media.status is Status.RUNNING:
        media.status = Status.TERMINATING
        task.cancel()
