"""REFERs of the party of a channel, told to the core and answered by it."""

from collections.abc import Callable
from typing import Final

from voipbin.media.node.errors import BadCommand
from voipbin.media.sip import Referral, Session
from voipbin.media.v1 import node_pb2

NO_SUCH_DIALOG: Final = 481


class Referrals:
    """The REFERs of one channel that are not decided yet or still told of."""

    def __init__(self, emit: Callable[..., None], channel_of: Callable[[Session], str]) -> None:
        """
        Args:
            emit: appends an event of the channel.
            channel_of: the channel id of a session; "" when it has none.
        """
        self._emit = emit
        self._channel_of = channel_of
        self._open: dict[str, Referral] = {}

    def receive(self, referral: Referral) -> None:
        """Take a REFER of the party."""
        replaces_channel_id = ""
        if referral.replaces is not None:
            replaced = referral.replaced
            replaces_channel_id = self._channel_of(replaced) if replaced is not None else ""
            if not replaces_channel_id:
                # What the call would be answered if it were made.
                referral.progress(100)
                referral.progress(NO_SUCH_DIALOG)
                return
        self._open[str(referral.id)] = referral
        self._emit(
            referred=node_pb2.Referred(
                refer_id=str(referral.id),
                target_uri=str(referral.target.without_headers()),
                replaces_channel_id=replaces_channel_id,
            )
        )

    def progress(self, command: node_pb2.ReferProgress) -> None:
        """Tell the party how far its call is.

        Raises:
            BadCommand: no status, or a REFER that is over.
        """
        if not 100 <= command.sip_status <= 699:
            raise BadCommand(f"refer_progress.sip_status: {command.sip_status} is not 100-699")
        referral = self._open.get(command.refer_id)
        if referral is None:
            raise BadCommand(f"refer_progress.refer_id: no REFER {command.refer_id!r} is open")
        referral.progress(command.sip_status)
        if referral.is_over:
            del self._open[command.refer_id]
