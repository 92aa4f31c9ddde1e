"""What `--dev` puts into an empty database: a demo tenant with known passwords."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.accesskey.room import new_accesskey
from voipbin.core.agent.model import AgentRow
from voipbin.core.auth.passwords import hash_password
from voipbin.core.caller import Permission
from voipbin.core.customer.activation import activate
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.extension.model import ExtensionRow
from voipbin.core.extension.room import extension_resource
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.ids import sha256_hex
from voipbin.core.number.model import NumberRow, add_number
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store, UnitOfWork

DEMO_CUSTOMER_ID = "de300000-0000-4000-8000-000000000001"
_PROJECT_CUSTOMER_ID = "de300000-0000-4000-8000-000000000002"
_DEMO_NUMBER = "+15550100000"
_KEY_LIFETIME_S = 10 * 365 * 86400


@dataclass(frozen=True, slots=True)
class Login:
    """A username and its password."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class SeededExtension:
    """A SIP account of the demo tenant."""

    extension: str
    password: str
    domain: str


@dataclass(frozen=True, slots=True)
class Demo:
    """All one needs to use the demo tenant."""

    customer_id: str
    username: str
    password: str
    accesskey: str
    number: str
    extensions: tuple[SeededExtension, ...]

    def to_json(self) -> dict[str, Any]:
        """For the ready file."""
        return asdict(self)


SUPER_ADMIN = Login("admin@voipbin.test", "super-admin-password")


def demo(base_domain: str) -> Demo:
    """The demo tenant, always the same."""
    domain = f"{DEMO_CUSTOMER_ID}.registrar.{base_domain}"
    return Demo(
        customer_id=DEMO_CUSTOMER_ID,
        username="demo@voipbin.test",
        password="demo-password",  # noqa: S106 - known on purpose, for --dev alone
        accesskey="vb_" + "demo" * 8,
        number=_DEMO_NUMBER,
        extensions=tuple(
            SeededExtension(number, f"demo-{number}", domain) for number in ("1000", "2000", "3000")
        ),
    )


async def seed(store: Store, box: SecretsBox, base_domain: str) -> Demo:
    """Stores the demo tenant unless it is there already."""
    wanted = demo(base_domain)
    if await is_seeded(store):
        return wanted
    hashes = [await hash_password(p) for p in (wanted.password, SUPER_ADMIN.password)]
    async with store.writing() as work:
        login = Login(wanted.username, hashes[0])
        await _customer(work, DEMO_CUSTOMER_ID, "Demo", login, Permission.ADMIN)
        login = Login(SUPER_ADMIN.username, hashes[1])
        await _customer(work, _PROJECT_CUSTOMER_ID, "Project", login, Permission.SUPER_ADMIN)
        key = new_accesskey(
            wanted.accesskey,
            DEMO_CUSTOMER_ID,
            "demo",
            "made by --dev",
            _KEY_LIFETIME_S,
            work.clock.now_us(),
        )
        await Repository(ACCESSKEY, work, DEMO_CUSTOMER_ID).add(key)
        await _extensions(work, box, wanted)
        await _number(work)
    return wanted


async def is_seeded(store: Store) -> bool:
    """Whether the demo tenant, whose secrets everybody knows, is in the database."""
    table = CUSTOMER.table
    async with store.reading() as connection:
        found = await connection.execute(select(table.c.id).where(table.c.id == DEMO_CUSTOMER_ID))
        return found.first() is not None


async def _customer(
    work: UnitOfWork, id: str, name: str, login: Login, permission: Permission
) -> None:
    """A customer and its admin, whose login has the hash of the password."""
    email = login.username
    row = CustomerRow(id=id, customer_id=id, name=name, email=email, tm_create=work.clock.now_us())
    await Repository(CUSTOMER, work, id).add(row)
    admin = AgentRow(
        id=_id_of(f"agent {email}"),
        customer_id=id,
        username=email,
        password_hash=login.password,
        name=email.partition("@")[0],
        permission=int(permission),
        tm_create=work.clock.now_us(),
    )
    await activate(work, row, admin, "unlimited")


async def _extensions(work: UnitOfWork, box: SecretsBox, wanted: Demo) -> None:
    repository = Repository(extension_resource(box), work, DEMO_CUSTOMER_ID)
    for account in wanted.extensions:
        id = _id_of(f"extension {account.extension}")
        await repository.add(
            ExtensionRow(
                id=id,
                customer_id=DEMO_CUSTOMER_ID,
                name=f"Demo phone {account.extension}",
                extension=account.extension,
                sealed_password=box.seal(account.password, id),
                tm_create=work.clock.now_us(),
            )
        )


async def _number(work: UnitOfWork) -> None:
    flow = FlowRow(
        id=_id_of("flow welcome"),
        customer_id=DEMO_CUSTOMER_ID,
        name="Welcome",
        detail="Greets whoever calls the demo number, then echoes.",
        actions=[
            _action("answer", {}),
            _action("talk", {"text": "Welcome to voipbin. You will hear yourself now."}),
            _action("echo", {"duration": 30_000}),
        ],
        tm_create=work.clock.now_us(),
    )
    await Repository(FLOW, work, DEMO_CUSTOMER_ID).add(flow)
    number = NumberRow(
        id=_id_of("number"),
        customer_id=DEMO_CUSTOMER_ID,
        number=_DEMO_NUMBER,
        name="Demo number",
        call_flow_id=flow.id,
        tm_create=work.clock.now_us(),
    )
    await add_number(work, number)


def _action(type: str, option: dict[str, Any]) -> dict[str, Any]:
    id = _id_of(f"action {type}")
    return {"id": id, "next_id": "", "type": type, "option": option, "tm_execute": None}


def _id_of(name: str) -> str:
    """The same id at every seeding: a UUID of version 4 in form."""
    digest = sha256_hex(f"demo {name}")
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
