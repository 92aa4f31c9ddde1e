"""Whether a customer may begin anything new: asked where no dispatcher has asked before."""

from sqlalchemy import select

from voipbin.core.customer.deletion import deletion_scheduled
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.database import Connection


async def refuse_frozen(connection: Connection, customer_id: str) -> None:
    """
    Raises:
        PermissionDenied: the deletion of the customer is scheduled.
    """
    table = CUSTOMER.table
    columns = select(table.c.status, table.c.tm_deletion_scheduled)
    row = (await connection.execute(columns.where(table.c.id == customer_id))).first()
    if row is not None and row.status == "frozen":
        raise deletion_scheduled(row.tm_deletion_scheduled)
