"""The node registers at carriers as the core wants."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from tests.media.node.fake_core import FakeCore
from voipbin.media.sip import (
    Admission,
    Aor,
    Attempt,
    Binding,
    EndpointConfig,
    Ha1,
    IncomingCall,
    Listen,
    SipEndpoint,
)
from voipbin.media.v1 import node_pb2

REALM = "carrier.test"


class Registrar:
    """A carrier's registrar with one account."""

    def __init__(self) -> None:
        self.bound: dict[Aor, Sequence[Binding]] = {}
        self.news = asyncio.Event()
        self.endpoint = SipEndpoint(EndpointConfig(listen=(Listen("udp", "127.0.0.1", 0),)), self)

    async def admit(self, attempt: Attempt) -> Admission:
        return Admission.digest(REALM, proxy=False)

    async def ha1(self, aor: Aor) -> Ha1 | None:
        return Ha1.of(aor.user, REALM, "secret")

    async def bindings(self, aor: Aor) -> Sequence[Binding]:
        return self.bound.get(aor, ())

    async def store_bindings(self, aor: Aor, bindings: Sequence[Binding]) -> None:
        self.bound[aor] = bindings

    async def incoming_call(self, call: IncomingCall) -> None:
        call.reject(404)

    def wanted(self, id: str = "p", **fields: Any) -> node_pb2.CarrierRegistration:
        listen = self.endpoint.addresses[0]
        known: dict[str, Any] = {
            "registration_id": id,
            "registrar_uri": f"sip:127.0.0.1:{listen.port};transport=udp",
            "aor_uri": "sip:me@127.0.0.1",
            "username": "me",
            "password": "secret",
            "expires_s": 600,
        }
        return node_pb2.CarrierRegistration(**(known | fields))


@pytest.fixture
async def registrar() -> AsyncIterator[Registrar]:
    registrar = Registrar()
    await registrar.endpoint.start()
    yield registrar
    await registrar.endpoint.close()


async def state(core: FakeCore) -> tuple[str, str, int]:
    said = (await core.event("registration_changed")).registration_changed
    return said.registration_id, said.state, said.sip_status


async def set_to(core: FakeCore, *wanted: node_pb2.CarrierRegistration) -> None:
    await core.do("", set_registrations=node_pb2.SetRegistrations(registrations=wanted))


async def test_registers_and_leaves(registrar: Registrar, core: FakeCore) -> None:
    await set_to(core, registrar.wanted())
    assert await state(core) == ("p", "trying", 0)
    assert await state(core) == ("p", "registered", 200)
    (binding,) = registrar.bound[Aor(REALM, "me")]
    assert binding.contact.startswith("sip:me@127.0.0.1:")
    await set_to(core)
    assert await state(core) == ("p", "closed", 200)
    assert registrar.bound[Aor(REALM, "me")] == ()


async def test_what_did_not_change_goes_on(registrar: Registrar, core: FakeCore) -> None:
    await set_to(core, registrar.wanted())
    await state(core), await state(core)
    await set_to(
        core, registrar.wanted(), registrar.wanted("q", username="you", aor_uri="sip:you@127.0.0.1")
    )
    assert await state(core) == ("q", "trying", 0)
    assert await state(core) == ("q", "registered", 200)
    assert [kind for kind in core.kinds("") if kind == "registration_changed"] == [
        "registration_changed"
    ] * 4


async def test_wrong_password(registrar: Registrar, core: FakeCore) -> None:
    await set_to(core, registrar.wanted(password="wrong"))
    await state(core)
    assert await state(core) == ("p", "failed", 401)
    await set_to(core, registrar.wanted())
    assert (await state(core))[1] == "closed"
    assert (await state(core))[1] == "trying"
    assert await state(core) == ("p", "registered", 200)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"registrar_uri": "nonsense"}, "registrar_uri"),
        ({"aor_uri": "tel:+1"}, "aor_uri"),
        ({"expires_s": 0}, "expires_s"),
        ({"registration_id": ""}, "ids"),
    ],
)
async def test_bad_command(
    registrar: Registrar, core: FakeCore, fields: dict[str, Any], complaint: str
) -> None:
    wanted = node_pb2.SetRegistrations(registrations=[registrar.wanted(**fields)])
    result = await core.command("", set_registrations=wanted)
    assert result.error == "BAD_COMMAND"
    assert complaint in result.message
