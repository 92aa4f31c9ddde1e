"""How fast a campaign with a queue dials: as its agents become free."""

from voipbin.core.campaign.model import CampaignRow
from voipbin.core.campaigncall.model import CAMPAIGNCALL, OPEN, CampaigncallStatus
from voipbin.core.queue.agents import Agents
from voipbin.core.queue.model import QUEUE
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store


class Pace:
    """Says whether a campaign may dial one more."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._agents = Agents(store)

    async def allows(self, campaign: CampaignRow) -> bool:
        """Whether its free agents x service_level / 100, rounded down, exceed the calls that are
        being dialled; always without a queue, never with one that was deleted."""
        if not campaign.queue_id:
            return True
        async with self._store.reading() as connection:
            queues = Repository(QUEUE, connection, campaign.customer_id)
            queue = await queues.find(campaign.queue_id)
            table = CAMPAIGNCALL.table.c
            dialling = await Repository(CAMPAIGNCALL, connection, campaign.customer_id).count(
                table.campaign_id == campaign.id,
                OPEN,
                table.status == CampaigncallStatus.DIALING.value,
            )
        if queue is None:
            return False
        tags = frozenset(queue.tag_ids)
        free = await self._agents.free(campaign.customer_id)
        fit = sum(tags <= agent.tag_ids for agent in free)
        return fit * campaign.service_level // 100 > dialling
