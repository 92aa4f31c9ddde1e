"""What a customer gets when it becomes active, whichever way it came."""

from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.billing.opening import open_billing_account
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.billing_account.plan import DEFAULT_PLAN
from voipbin.core.caller import Permission
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.storage_account.model import STORAGE_ACCOUNT, new_storage_account
from voipbin.core.unit_of_work import UnitOfWork


def new_admin(customer: CustomerRow, now_us: int) -> AgentRow:
    """The first admin of a customer; it has no password until it chooses one."""
    return AgentRow(
        id=new_id(),
        customer_id=customer.id,
        username=customer.email,
        password_hash="",
        name="default admin",
        detail="default agent account for admin permission",
        permission=int(Permission.ADMIN),
        tm_create=now_us,
    )


async def activate(
    work: UnitOfWork, customer: CustomerRow, admin: AgentRow, plan_type: str = DEFAULT_PLAN
) -> None:
    """Makes a stored customer active and gives it its admin and its accounts.

    Raises:
        IntegrityError: the login name of the admin is taken.
    """
    now_us = work.clock.now_us()
    billing = await open_billing_account(work, customer.id, plan_type)
    storage = new_storage_account(customer.id, now_us)
    await Repository(STORAGE_ACCOUNT, work, customer.id).add(storage)
    await Repository(AGENT, work, customer.id).add(admin)
    customer.status = "active"
    customer.email_verified = True
    customer.billing_account_id = billing.id
    await Repository(CUSTOMER, work, customer.id).save(customer)
    record(work, BILLING_ACCOUNT, "created", billing)
    record(work, STORAGE_ACCOUNT, "created", storage)
    record(work, AGENT, "created", admin)
