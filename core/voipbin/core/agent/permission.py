"""Who may give which permission, and who has to keep it."""

from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.caller import Caller, Permission
from voipbin.core.customer.fixed import GUEST_AGENT_ID
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.errors import FailedPrecondition, PermissionDenied
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import UnitOfWork

_RULING = int(Permission.ADMIN | Permission.SUPER_ADMIN)


def check_grant(caller: Caller, permission: int) -> None:
    """Refuses project bits from whoever has none to give.

    Raises:
        PermissionDenied: the caller is no project super admin.
    """
    if permission & Permission.PROJECT_ALL and not caller.is_super_admin:
        raise PermissionDenied(
            f"permission {permission} has project bits, which need a project super admin to give",
            reason="PERMISSION_NOT_YOURS_TO_GIVE",
        )


def refuse_guest(agent: AgentRow) -> None:
    """
    Raises:
        PermissionDenied: it is the guest agent.
    """
    if agent.id == GUEST_AGENT_ID:
        raise PermissionDenied("the guest agent stays as it is", reason="AGENT_IS_GUEST")


async def keep_an_admin(agent: AgentRow, work: UnitOfWork, permission: int = 0) -> None:
    """Refuses to take the last admin from a customer; its row has the old permission in the store.

    Args:
        permission: what the agent will have; none when it goes.

    Raises:
        FailedPrecondition: nobody could manage the customer any more.
    """
    if permission & _RULING:
        return
    # One at a time: of the two last admins that leave at once, the second finds the first gone.
    await Repository(CUSTOMER, work, agent.customer_id).find(agent.customer_id, lock=True)
    agents = Repository(AGENT, work, agent.customer_id)
    rules = AGENT.table.c.permission.bitwise_and(_RULING) != 0
    ruling = [row.id for row in await agents.all(agents.select_live().where(rules))]
    if ruling == [agent.id]:
        raise FailedPrecondition(
            f"agent {agent.id} is the last admin: make another one first",
            reason="AGENT_LAST_ADMIN",
        )
