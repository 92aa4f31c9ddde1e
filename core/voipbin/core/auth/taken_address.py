"""Signing up with an address that somebody has: its owner is told, whoever asks is not."""

from enum import Enum, auto
from typing import Any

from sqlalchemy import or_, select

from voipbin.core.agent.model import AGENT
from voipbin.core.auth.one_time_token import VERIFY_EMAIL, add_token, new_link_token
from voipbin.core.auth.password_links import PasswordLinks
from voipbin.core.contract.rate_limit import RateLimit
from voipbin.core.customer.lifecycle import UNVERIFIED_US
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.database import Connection
from voipbin.core.mail import letters
from voipbin.core.mail.mailer import Mailer
from voipbin.core.unit_of_work import UnitOfWork

# As for forgotten passwords: more mail is somebody annoying somebody else.
_MAILS_PER_S, _MAILS_AT_ONCE, _MOST_ADDRESSES = 1 / 300, 3, 10_000


class Holder(Enum):
    """Who has an address."""

    NOBODY = auto()
    LOGIN = auto()
    "An agent, who logs in with it."
    CUSTOMER = auto()
    "A customer, also one that is not verified yet; nobody logs in with it."


async def holder_of(connection: Connection, email: str, now_us: int) -> Holder:
    """Who has an address already."""
    customer, agent = CUSTOMER.table, AGENT.table
    is_waiting = customer.c.tm_create > now_us - UNVERIFIED_US
    customers = select(customer.c.id).where(
        customer.c.email == email,
        customer.c.tm_delete.is_(None),
        or_(customer.c.status != "initial", is_waiting),
    )
    agents = select(agent.c.id).where(agent.c.username == email, agent.c.tm_delete.is_(None))
    # Both are asked always: an address that is taken takes no less time.
    found: list[Any] = [
        (await connection.execute(statement.limit(1))).first() for statement in (agents, customers)
    ]
    if found[0] is not None:
        return Holder.LOGIN
    return Holder.NOBODY if found[1] is None else Holder.CUSTOMER


class TakenAddresses:
    """Does for a taken address as much as is done for a free one."""

    def __init__(self, mailer: Mailer, links: PasswordLinks) -> None:
        self._mailer = mailer
        self._links = links
        self._mails = RateLimit(_MAILS_PER_S, _MAILS_AT_ONCE, _MOST_ADDRESSES)

    async def tell(self, work: UnitOfWork, decoy: CustomerRow, holder: Holder) -> None:
        """Mails the owner of an address after the commit.

        Args:
            decoy: the customer that the answer shows and nobody stores.
        """
        # A row as a signup writes it: what is written takes the time.
        await add_token(work, new_link_token(), VERIFY_EMAIL, decoy.id, decoy.tm_create)
        if self._mails.delay(decoy.email, work.clock.monotonic_s()) > 0:
            return
        if holder is Holder.LOGIN:
            # A link of its own, made in the background like that of a forgotten password.
            work.after_commit(lambda: self._links.remind(decoy.email))
        else:
            mail = letters.address_taken(decoy.email)
            work.after_commit(lambda: self._mailer.send(mail))
