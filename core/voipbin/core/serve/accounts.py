"""Making a customer with its first admin, access key and numbers, outside the API."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.accesskey.room import new_accesskey
from voipbin.core.agent.model import AgentRow
from voipbin.core.auth.email import is_email
from voipbin.core.auth.passwords import hash_password
from voipbin.core.billing_account.plan import DEFAULT_PLAN, plan_types
from voipbin.core.caller import Permission
from voipbin.core.clock import SystemClock
from voipbin.core.customer.activation import activate
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.database import open_database
from voipbin.core.destinations import is_telephone_number
from voipbin.core.errors import AlreadyExists
from voipbin.core.event.log import EventLog
from voipbin.core.ids import new_accesskey_token, new_id
from voipbin.core.number.model import NumberRow, add_number
from voipbin.core.repository import Repository
from voipbin.core.serve.schema import bring_up_to_date, require_current
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store, UnitOfWork

_KEY_LIFETIME_S = 365 * 86400


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is wanted."""

    email: str
    name: str
    password: str
    numbers: tuple[str, ...] = ()
    is_super_admin: bool = False
    plan_type: str = DEFAULT_PLAN

    def check(self) -> None:
        """
        Raises:
            ValueError: naming what is malformed.
        """
        if not is_email(self.email):
            raise ValueError(f"--email must be an e-mail address, got {self.email!r}")
        for number in self.numbers:
            if not is_telephone_number(number):
                raise ValueError(f"--number must be E.164 with the leading +, got {number!r}")
        if self.plan_type not in plan_types():
            allowed = ", ".join(plan_types())
            raise ValueError(f"--plan must be one of {allowed}, got {self.plan_type!r}")


async def create_account(settings: Settings, wanted: NewAccount) -> dict[str, Any]:
    """Stores the account; the answer has its secrets.

    Raises:
        ValueError: something wanted is malformed.
        AlreadyExists: the login name or a number is taken.
    """
    wanted.check()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = settings.effective_database_url
    database = open_database(url)
    try:
        await database.run_sync(bring_up_to_date if url.startswith("sqlite") else require_current)
        clock = SystemClock()
        return await _store(Store(database, clock, EventLog(clock)), wanted)
    finally:
        await database.close()


async def _store(store: Store, wanted: NewAccount) -> dict[str, Any]:
    password_hash = await hash_password(wanted.password)
    token = new_accesskey_token()
    customer_id = new_id()
    try:
        async with store.writing() as work:
            await _rows(work, customer_id, wanted, password_hash, token)
    except IntegrityError:
        taken = ", ".join((wanted.email, *wanted.numbers))
        raise AlreadyExists(f"one of these is taken already: {taken}") from None
    return {
        "customer_id": customer_id,
        "username": wanted.email,
        "password": wanted.password,
        "accesskey": token,
        "numbers": list(wanted.numbers),
    }


async def _rows(
    work: UnitOfWork, customer_id: str, wanted: NewAccount, password_hash: str, token: str
) -> None:
    customer = CustomerRow(
        id=customer_id,
        customer_id=customer_id,
        name=wanted.name,
        email=wanted.email,
        tm_create=work.clock.now_us(),
    )
    await Repository(CUSTOMER, work, customer_id).add(customer)
    permission = Permission.SUPER_ADMIN if wanted.is_super_admin else Permission.ADMIN
    agent = AgentRow(
        id=new_id(),
        customer_id=customer_id,
        username=wanted.email,
        password_hash=password_hash,
        name=wanted.name,
        permission=int(permission),
        tm_create=work.clock.now_us(),
    )
    await activate(work, customer, agent, wanted.plan_type)
    key = new_accesskey(
        token, customer_id, "first", "made with the customer", _KEY_LIFETIME_S, work.clock.now_us()
    )
    await Repository(ACCESSKEY, work, customer_id).add(key)
    for number in wanted.numbers:
        row = NumberRow(
            id=new_id(), customer_id=customer_id, number=number, tm_create=work.clock.now_us()
        )
        await add_number(work, row)
