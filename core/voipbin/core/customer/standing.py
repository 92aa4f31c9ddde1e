"""Whether a customer may begin anything new: asked where no dispatcher has asked before."""

from sqlalchemy import bindparam, select

from voipbin.core.customer.deletion import deletion_scheduled
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.database import Connection

_TABLE = CUSTOMER.table
_STANDING = select(_TABLE.c.status, _TABLE.c.tm_deletion_scheduled).where(
    _TABLE.c.id == bindparam("of_id")
)


async def refuse_frozen(connection: Connection, customer_id: str) -> None:
    """
    Raises:
        PermissionDenied: the deletion of the customer is scheduled.
    """
    row = (await connection.execute(_STANDING, {"of_id": customer_id})).first()
    if row is not None and row.status == "frozen":
        raise deletion_scheduled(row.tm_deletion_scheduled)
