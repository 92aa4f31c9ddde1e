"""Who is let in at which door, and what must be proven there."""

from collections.abc import Awaitable, Callable

import pytest

from voipbin.core.call.admission import Doorkeeper
from voipbin.core.extension.model import ExtensionRow
from voipbin.core.extension.registrar import Registrar
from voipbin.core.extension.room import extension_resource
from voipbin.core.provider.model import PROVIDER, ProviderRow
from voipbin.core.provider.sources import CarrierSources
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.trunk.directory import TrunkDirectory
from voipbin.core.trunk.model import TrunkRow
from voipbin.core.trunk.room import trunk_resource
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

CUSTOMER = "c0000000-0000-4000-8000-000000000001"
REGISTRAR = f"{CUSTOMER}.registrar.voipbin.net"
CARRIER, STRANGER, PROVIDER_AT, SWITCH = "203.0.113.7", "198.51.100.9", "192.0.2.50", "192.0.2.77"
BOX = SecretsBox(b"k" * 32)

Admit = Callable[..., Awaitable[node_pb2.Admitted]]


async def resolve(name: str) -> list[str]:
    if name != "sip.carrier.example":
        raise OSError("unknown name")
    return [PROVIDER_AT]


def doorkeeper(store: Store, *, dev: bool = False) -> Doorkeeper:
    registrar = Registrar(
        store, BOX, extension_resource(BOX), "voipbin.net", CUSTOMER if dev else ""
    )
    return Doorkeeper(
        registrar,
        TrunkDirectory(store, BOX, trunk_resource(BOX)),
        CarrierSources(store, ["203.0.113.0/24"], lookup=resolve),
        "voipbin.net",
        admits_plain_hosts=dev,
    )


@pytest.fixture
async def stored(store: Store) -> Store:
    """A provider, an extension and trunks of each kind."""
    async with store.writing() as work:
        for host in ("sip.carrier.example:5070", "gone.example"):
            row = ProviderRow(id=host, customer_id="x", hostname=host, tm_create=0)
            await Repository(PROVIDER, work, "x").add(row)
        phone = ExtensionRow(
            id="ext",
            customer_id=CUSTOMER,
            extension="1000",
            sealed_password=BOX.seal("secret", "ext"),
            tm_create=0,
        )
        await Repository(extension_resource(BOX), work, CUSTOMER).add(phone)
        for name, kinds in {"both": ["basic", "ip"], "ip": ["ip"], "none": []}.items():
            trunk = TrunkRow(
                id=name,
                customer_id=CUSTOMER,
                domain_name=name,
                auth_types=kinds,
                username="pbx",
                sealed_password=BOX.seal("secret", name),
                allowed_ips=["192.0.2.64/26"],
                tm_create=0,
            )
            await Repository(trunk_resource(BOX), work, CUSTOMER).add(trunk)
    return store


def invite(
    domain: str, source: str, user: str = "+491", host: str = "x.test"
) -> node_pb2.AdmitQuery:
    return node_pb2.AdmitQuery(
        method="INVITE",
        domain=domain,
        from_user=user,
        from_domain=host,
        source_address=f"udp:{source}:5060",
    )


def challenged(realm: str) -> node_pb2.Admitted:
    return node_pb2.Admitted(realm=realm)


def refused(status: int) -> node_pb2.Admitted:
    return node_pb2.Admitted(refuse_status=status)


PUBLIC = node_pb2.Admitted()
CARRIER_CALL = node_pb2.Admitted(is_carrier=True)
BOTH = "both.trunk.voipbin.net"


INVITES = [
    (invite("pstn.voipbin.net", CARRIER), CARRIER_CALL),
    (invite("PSTN.voipbin.net.", f"[::ffff:{CARRIER}]"), CARRIER_CALL),
    (invite("pstn.voipbin.net", PROVIDER_AT), CARRIER_CALL),
    (invite("pstn.voipbin.net", STRANGER), refused(403)),
    (invite("198.51.100.1", CARRIER), CARRIER_CALL),
    (invite("voipbin.net", PROVIDER_AT), CARRIER_CALL),
    (invite("198.51.100.1", STRANGER), refused(404)),
    (invite("voipbin.net", STRANGER), refused(404)),
    (invite("sip.example.com", CARRIER), refused(404)),
    (invite("sip.voipbin.net", STRANGER), PUBLIC),
    (invite("conference.voipbin.net", STRANGER), PUBLIC),
    (invite("sip.voipbin.net", STRANGER, "1000", REGISTRAR), challenged(REGISTRAR)),
    (invite(REGISTRAR, STRANGER, "1000", REGISTRAR), challenged(REGISTRAR)),
    (invite(REGISTRAR, STRANGER, "9999", REGISTRAR), challenged(REGISTRAR)),
    (invite(REGISTRAR, STRANGER), challenged(REGISTRAR)),
    (
        invite("nobody.registrar.voipbin.net", STRANGER),
        challenged("nobody.registrar.voipbin.net"),
    ),
    (invite(BOTH, SWITCH), node_pb2.Admitted(trunk_id="both", customer_id=CUSTOMER)),
    (invite(BOTH, STRANGER), challenged(BOTH)),
    (invite("ip.trunk.voipbin.net", STRANGER), refused(403)),
    (invite("none.trunk.voipbin.net", SWITCH), refused(403)),
    (invite("nobody.trunk.voipbin.net", SWITCH), refused(404)),
]


async def test_invite(stored: Store) -> None:
    keeper = doorkeeper(stored)
    for query, admitted in INVITES:
        assert await keeper.admit(query) == admitted, query


REGISTERS = [
    (REGISTRAR, challenged(REGISTRAR)),
    ("nobody.registrar.voipbin.net", challenged("nobody.registrar.voipbin.net")),
    (BOTH, refused(403)),
    ("sip.voipbin.net", refused(403)),
    ("127.0.0.1", refused(404)),
]


async def test_register(stored: Store) -> None:
    keeper = doorkeeper(stored)
    for domain, admitted in REGISTERS:
        query = node_pb2.AdmitQuery(method="REGISTER", domain=domain)
        assert await keeper.admit(query) == admitted, domain


AT_HOME = [
    (invite("127.0.0.1", "127.0.0.1"), PUBLIC),
    (invite("localhost", "127.0.0.1"), PUBLIC),
    (invite("127.0.0.1", "127.0.0.1", "1000", "127.0.0.1"), challenged("127.0.0.1")),
    (invite("elsewhere.example", "127.0.0.1"), refused(404)),
    (node_pb2.AdmitQuery(method="REGISTER", domain="127.0.0.1"), challenged("127.0.0.1")),
]


async def test_on_the_same_machine(stored: Store) -> None:
    keeper = doorkeeper(stored, dev=True)
    for query, admitted in AT_HOME:
        assert await keeper.admit(query) == admitted, query


PASSWORDS: list[tuple[str, str, str | None]] = [
    (BOTH, "pbx", "both"),
    (BOTH, "other", None),
    ("ip.trunk.voipbin.net", "pbx", None),
    ("nobody.trunk.voipbin.net", "pbx", None),
    (REGISTRAR, "1000", "ext"),
    (REGISTRAR, "9999", None),
]


async def test_whose_password(stored: Store) -> None:
    keeper = doorkeeper(stored)
    for domain, username, found in PASSWORDS:
        query = node_pb2.CredentialQuery(domain=domain, username=username, realm=domain)
        credential = await keeper.credential(query)
        shown = credential and (credential.trunk_id or credential.extension_id)
        assert shown == found, (domain, username)


async def test_unknown_user_costs_the_work_of_a_known_one(
    stored: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = SecretsBox.open

    def counted(self: SecretsBox, sealed: str, bound_to: str) -> str:
        opened.append(bound_to)
        return real(self, sealed, bound_to)

    monkeypatch.setattr(SecretsBox, "open", counted)
    keeper = doorkeeper(stored)
    for username in ("1000", "9999"):
        query = node_pb2.CredentialQuery(domain=REGISTRAR, username=username, realm=REGISTRAR)
        await keeper.credential(query)
    assert len(opened) == 2
