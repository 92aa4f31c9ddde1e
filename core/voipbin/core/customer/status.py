"""The states of a customer, and who may go where."""

from voipbin.core.customer.model import CustomerRow
from voipbin.core.errors import FailedPrecondition

TRANSITIONS: dict[str, frozenset[str]] = {
    "initial": frozenset({"active", "expired", "deleted"}),
    "active": frozenset({"frozen", "deleted"}),
    "frozen": frozenset({"active", "deleted"}),
    "expired": frozenset(),
    "deleted": frozenset(),
}


def move(customer: CustomerRow, status: str) -> None:
    """Changes the state.

    Raises:
        FailedPrecondition: there is no way from the one to the other.
    """
    if status not in TRANSITIONS[customer.status]:
        raise FailedPrecondition(
            f"customer {customer.id} is {customer.status} and cannot become {status}",
            reason="CUSTOMER_WRONG_STATUS",
        )
    customer.status = status
