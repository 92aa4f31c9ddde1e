"""How fast a campaign with a queue dials: as its agents become free."""

from typing import Final

from sqlalchemy import exists

from voipbin.core.campaign.model import CampaignRow
from voipbin.core.campaigncall.model import CAMPAIGNCALL, OPEN, CampaigncallStatus
from voipbin.core.queue.agents import Agents
from voipbin.core.queue.model import QUEUE
from voipbin.core.queuecall.model import QUEUECALL, QueuecallStatus
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_IS_CALL: Final = CAMPAIGNCALL.table.c.reference_type == "call"
_HAS_SEEN_AN_AGENT: Final = exists().where(
    QUEUECALL.table.c.reference_id == CAMPAIGNCALL.table.c.reference_id,
    QUEUECALL.table.c.status.not_in([QueuecallStatus.INITIATING, QueuecallStatus.WAITING]),
)
_MAY_WANT_AN_AGENT: Final = (CAMPAIGNCALL.table.c.status == CampaigncallStatus.DIALING.value) | (
    _IS_CALL & ~_HAS_SEEN_AN_AGENT
)


class Pace:
    """Says whether a campaign may dial one more."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._agents = Agents(store)

    async def allows(self, campaign: CampaignRow) -> bool:
        """Whether its free agents x service_level / 100, rounded down, exceed those who may want
        one: who is being dialled, and who was reached and no agent has been rung for yet; always
        without a queue, never with one that was deleted."""
        if not campaign.queue_id:
            return True
        async with self._store.reading() as connection:
            queues = Repository(QUEUE, connection, campaign.customer_id)
            queue = await queues.find(campaign.queue_id)
            table = CAMPAIGNCALL.table.c
            wanting = await Repository(CAMPAIGNCALL, connection, campaign.customer_id).count(
                table.campaign_id == campaign.id, OPEN, _MAY_WANT_AN_AGENT
            )
        if queue is None:
            return False
        tags = frozenset(queue.tag_ids)
        free = await self._agents.free(campaign.customer_id)
        fit = sum(tags <= agent.tag_ids for agent in free)
        return fit * campaign.service_level // 100 > wanting
