"""Mailed links that let an agent choose a password."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.auth.one_time_token import (
    RESET_PASSWORD,
    add_token,
    forget,
    look_at,
    new_link_token,
    use_up,
)
from voipbin.core.auth.passwords import hash_password
from voipbin.core.background import BackgroundTasks
from voipbin.core.contract.rate_limit import RateLimit
from voipbin.core.customer.fixed import GUEST_AGENT_ID
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.database import Connection
from voipbin.core.errors import InvalidArgument
from voipbin.core.mail import letters
from voipbin.core.mail.mailer import Mailer
from voipbin.core.mail.message import Mail
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

MIN_PASSWORD_LENGTH = 8
Letter = Callable[[str, str, str], Mail]
"What to write, given the address, the base of links and the token."

# Three mails at once, then one every five minutes: more is somebody annoying somebody else.
_MAILS_PER_S, _MAILS_AT_ONCE, _MOST_NAMES = 1 / 300, 3, 10_000


class PasswordLinks:
    """Makes the links and honours them.

    Args:
        base_url: where the pages of the links are, once the platform listens.
    """

    def __init__(self, store: Store, mailer: Mailer, base_url: Callable[[], str]) -> None:
        self._store = store
        self._mailer = mailer
        self._base_url = base_url
        self._mails = RateLimit(_MAILS_PER_S, _MAILS_AT_ONCE, _MOST_NAMES)
        self._tasks = BackgroundTasks("forgotten password")

    async def add(self, work: UnitOfWork, agent: AgentRow, letter: Letter) -> None:
        """Makes a link for an agent and mails it after the commit."""
        token = new_link_token()
        now_us = work.clock.now_us()
        await add_token(work, token, RESET_PASSWORD, agent.customer_id, now_us, agent_id=agent.id)
        mail = letter(agent.username, self._base_url(), token)
        work.after_commit(lambda: self._mailer.send(mail))

    def forgotten(self, username: str) -> None:
        """Mails a link to whoever has the login name.

        Nobody waits for it, so that how long an answer takes does not tell whether there is one.
        """
        if self._mails.delay(username, self._store.clock.monotonic_s()) == 0:
            self._tasks.begin(self._answer(username, letters.password_reset))

    def remind(self, username: str) -> None:
        """Mails whoever has the login name that it is in use, with a link in case they forgot.

        The caller sees to it that nobody is annoyed by it.
        """
        self._tasks.begin(self._answer(username, letters.account_exists))

    async def reset(self, token: str, password: str) -> None:
        """Gives an agent its new password; its login tokens stop working.

        Raises:
            InvalidArgument: the password is too short, or the link does not work (any more).
        """
        if len(password) < MIN_PASSWORD_LENGTH:
            fault = f"must have at least {MIN_PASSWORD_LENGTH} characters, has {len(password)}"
            raise InvalidArgument.of([("password", fault)])
        async with self._store.reading() as connection:
            now_us = self._store.clock.now_us()
            if await look_at(connection, token, RESET_PASSWORD, now_us) is None:
                raise _no_such_link()
        # Outside of the transaction: it takes a tenth of a second.
        password_hash = await hash_password(password)
        async with self._store.writing() as work:
            now_us = work.clock.now_us()
            opened = await use_up(work, token, RESET_PASSWORD, now_us)
            if opened is None or opened.agent_id == GUEST_AGENT_ID:
                raise _no_such_link()
            agents = Repository(AGENT, work, opened.customer_id)
            agent = await agents.find(opened.agent_id, lock=True)
            if agent is None:
                raise _no_such_link()
            agent.password_hash = password_hash
            agent.tm_password = agent.tm_update = now_us
            await agents.save(agent)
            await forget(work, RESET_PASSWORD, agent_id=agent.id)
            record(work, AGENT, "updated", agent)

    async def settled(self) -> None:
        """Waits until every link that was asked for is on its way."""
        await self._tasks.settled()

    async def close(self) -> None:
        """Gives up what is not done; may be called twice."""
        await self._tasks.close()

    async def _answer(self, username: str, letter: Letter) -> None:
        async with self._store.writing() as work:
            agent = await agent_named(work, username)
            if agent is not None and agent.id != GUEST_AGENT_ID:
                await self.add(work, agent, letter)


async def agent_named(connection: Connection, username: str) -> AgentRow | None:
    """The live agent of a live customer with a login name."""
    agent, customer = AGENT.table, CUSTOMER.table
    found: Any = await connection.execute(
        select(agent)
        .join(customer, customer.c.id == agent.c.customer_id)
        .where(
            agent.c.username == username,
            agent.c.tm_delete.is_(None),
            customer.c.tm_delete.is_(None),
        )
    )
    row = found.first()
    return None if row is None else AgentRow(**row._mapping)


def _no_such_link() -> InvalidArgument:
    return InvalidArgument.of([("token", "is of no link that still works: ask for another mail")])
