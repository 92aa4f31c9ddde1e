"""Messages as the rest of the core sees them."""

from collections.abc import Sequence
from typing import Any

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.destinations import is_telephone_number
from voipbin.core.dialing_policy.gate import TollGate
from voipbin.core.errors import FailedPrecondition
from voipbin.core.message.gateway import SmsGateway
from voipbin.core.message.incoming import Inbox
from voipbin.core.message.model import MessageRow
from voipbin.core.message.outgoing import NO_CAUSE, Cause, Outgoing, add_outgoing, check_outgoing
from voipbin.core.message.sender import MessageSender
from voipbin.core.message.submissions import Submissions
from voipbin.core.serving import engine_not_available
from voipbin.core.unit_of_work import Store, UnitOfWork


class Messages:
    """The parts that live as long as the process."""

    def __init__(
        self,
        store: Store,
        gate: TollGate,
        activeflows: Activeflows,
        gateways: Sequence[SmsGateway] = (),
    ) -> None:
        """
        Args:
            gateways: asked in this order; without one only numbers of this installation are
                written to.
        """
        self.store = store
        self.inbox = Inbox(activeflows)
        self.sender = MessageSender(store, gateways, self.inbox)
        self.submissions = Submissions(store)
        self._gate = gate
        self._activeflows = activeflows

    async def cause_within(self, activeflow_id: str) -> Cause:
        """The cause of what is written on behalf of a run, or of none."""
        return Cause(hop_count=await self._activeflows.hop_count_of(activeflow_id))

    async def send(self, work: UnitOfWork, wanted: Outgoing) -> MessageRow:
        """Stores a message and what sends it once the transaction is through.

        Raises:
            InvalidArgument, PermissionDenied, InsufficientBalance: as check_outgoing.
        """
        await check_outgoing(work, self._gate, wanted)
        row = await add_outgoing(work, wanted)
        work.after_commit(self.sender.wake)
        return row


def reply(
    id: str,
    conversation: Any,
    text: str,
    *,
    cause: Cause = NO_CAUSE,
    medias: Sequence[dict[str, Any]] = (),
) -> Outgoing:
    """A message to the other side of a conversation.

    Raises:
        EngineNotAvailable: it is one of LINE.
        FailedPrecondition: its sides are no telephones.
    """
    if conversation.type == "line":
        raise engine_not_available("line", "a message to LINE")
    for name in ("self", "peer"):
        target = getattr(conversation, name).get("target", "")
        if not is_telephone_number(target):
            raise FailedPrecondition(
                f"{name}.target of conversation {conversation.id} is no telephone number,"
                f" but {target!r}",
                reason="CONVERSATION_NOT_TELEPHONE",
            )
    return Outgoing(
        id,
        conversation.customer_id,
        {**conversation.self, "type": "tel"},
        [{**conversation.peer, "type": "tel"}],
        text,
        cause,
        list(medias),
        conversation.id,
    )
