"""Holding the party, and being held by it (RFC 3264 8.4)."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from voipbin.media.node.ear import Ear
from voipbin.media.node.errors import PartySilent
from voipbin.media.node.sound import Sound
from voipbin.media.sip import Session
from voipbin.media.v1 import node_pb2

PARTY_WAIT_S: Final = 10.0
"""Whoever asks for something is told by then; a re-INVITE waits 32 s (RFC 3261 17.1.1.2)."""


class Holding:
    """Who holds whom on one channel."""

    def __init__(self, sound: Sound, emit: Callable[..., None], ears: Sequence[Ear]) -> None:
        """
        Args:
            emit: tells the core.
            ears: of the channel, as they are at any time.
        """
        self.is_held_by_party = False
        """It listens to nobody, or to music of its own."""
        self._sound = sound
        self._emit = emit
        self._ears = ears
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, session: Session, on: bool) -> None:
        """Hold the party by re-INVITE, or take it back.

        Raises:
            SessionError: it refused, or the call is over.
            PartySilent: nothing came yet; it is held or taken back once it answers.
        """
        if session.on_hold == on and (self._asking is None or self._asking.done()):
            return
        # While the party is still asked for the opposite, this comes after it.
        self._asking = asking = asyncio.get_running_loop().create_task(self._hold(session, on))
        done, _ = await asyncio.wait([asking], timeout=PARTY_WAIT_S)
        if not done:
            # Nobody waits for it any more.
            asking.add_done_callback(lambda late: late.cancelled() or late.exception())
            raise PartySilent(f"re-INVITE: no answer within {PARTY_WAIT_S:g} s")
        asking.result()

    def held_by_party(self, on: bool) -> None:
        """The party holds us, or takes us back."""
        if on != self.is_held_by_party:
            self.is_held_by_party = on
            self._emit(remote_hold=node_pb2.RemoteHold(on=on))
            for ear in list(self._ears):
                ear.hold(on)

    async def _hold(self, session: Session, on: bool) -> None:
        await (session.hold() if on else session.resume())
        # What the others say meanwhile is not for whoever is on hold.
        self._sound.set_music(on, "hold")
