"""Calls in and out against sipp, a SIP test tool written by others: one row for each scenario."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fixtures.ports import free_port
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.operator import Operator
from tests.platform.stage import LocalStage, action
from tests.sip.sipp import listening, sipp
from voipbin.core.number.kinds import random_virtual_numbers
from voipbin.media.v1 import node_pb2

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "pbx-secret"
COUNTRIES = itertools.cycle(("+31", "+32", "+34", "+39", "+41", "+43", "+45", "+46", "+47", "+48"))
"One for each test that dials out: routes of one are not those of another."
WAITS = action("sleep", duration=60_000)


@pytest.fixture(autouse=True)
def _sipp() -> None:
    require_peer("sipp")


class Caller(NamedTuple):
    """Whom sipp plays, and what it dials."""

    domain: str
    number: str
    user: str = ""
    password: str = ""
    from_user: str = "+4930123456"
    from_host: str = "pbx.test"

    def table(self, folder: Path) -> str:
        """The fields of one call, as a file for sipp."""
        path = folder / "caller.csv"
        proof = f"[authentication username={self.user} password={self.password}]"
        fields = (self.domain, self.number, proof, self.from_user, self.from_host)
        path.write_text("SEQUENTIAL\n" + ";".join(fields) + "\n")
        return str(path)


async def trunk(stage: LocalStage, **fields: object) -> str:
    """The domain of a new trunk."""
    name = f"pbx{free_port()}"
    await stage.api("TrunkService.CreateTrunk", domain_name=name, **fields)
    return f"{name}.trunk.voipbin.net"


async def answering(stage: LocalStage, *actions: Json) -> str:
    """A number whose flow answers."""
    flow = await stage.api(
        "FlowService.CreateFlow", name="x", actions=[*(actions or (action("answer"), WAITS))]
    )
    return await stage.number(flow["id"])


async def with_digest(stage: LocalStage) -> str:
    return await trunk(stage, auth_types=["basic"], username="pbx", password=PASSWORD)


# -- who calls in, scenario by scenario


async def _trunk_by_digest(stage: LocalStage) -> Caller:
    number = await answering(stage)
    return Caller(await with_digest(stage), number, "pbx", PASSWORD)


async def _trunk_bad_password(stage: LocalStage) -> Caller:
    return Caller(await with_digest(stage), "+31201234567", "pbx", "wrong")


async def _trunk_bad_user(stage: LocalStage) -> Caller:
    return Caller(await with_digest(stage), "+31201234567", "nobody", PASSWORD)


async def _phone_bad_password(stage: LocalStage) -> Caller:
    number = await stage.extension()
    return Caller(stage.domain, "1000", number, "wrong", number, stage.domain)


async def _phone_unknown(stage: LocalStage) -> Caller:
    return Caller(stage.domain, "1000", "9999", "wrong", "9999", stage.domain)


async def _phone_of_nobody(stage: LocalStage) -> Caller:
    domain = "de300000-0000-4000-8000-00000000dead.registrar.voipbin.net"
    return Caller(domain, "1000", "1000", "wrong", "1000", domain)


async def _trunk_by_address(stage: LocalStage) -> Caller:
    number = await answering(stage)
    return Caller(await trunk(stage, auth_types=["ip"], allowed_ips=["127.0.0.0/24"]), number)


async def _trunk_from_elsewhere(stage: LocalStage) -> Caller:
    domain = await trunk(stage, auth_types=["ip"], allowed_ips=["198.51.100.7"])
    return Caller(domain, "+31201234567")


async def _trunk_for_nobody(stage: LocalStage) -> Caller:
    return Caller(await trunk(stage), "+31201234567")


async def _trunk_unknown(stage: LocalStage) -> Caller:
    return Caller("nobody.trunk.voipbin.net", "+31201234567")


async def _trunk_no_route(stage: LocalStage) -> Caller:
    return Caller(await trunk(stage, auth_types=["ip"], allowed_ips=["127.0.0.1"]), "+99812345678")


async def _trunk_no_number(stage: LocalStage) -> Caller:
    return Caller(await trunk(stage, auth_types=["ip"], allowed_ips=["127.0.0.1"]), "2000")


async def _unknown_number(stage: LocalStage) -> Caller:
    return Caller("pstn.voipbin.net", "+15550009999")


async def _virtual_number_by_carrier(stage: LocalStage) -> Caller:
    number = await virtual(stage)
    return Caller("pstn.voipbin.net", number)


async def _unknown_conference(stage: LocalStage) -> Caller:
    return Caller("conference.voipbin.net", "de300000-0000-4000-8000-00000000dead")


async def _number_without_flow(stage: LocalStage) -> Caller:
    return Caller("pstn.voipbin.net", await stage.number(""))


async def _guest_to_number_without_flow(stage: LocalStage) -> Caller:
    return Caller("sip.voipbin.net", await stage.number(""))


async def _guest_to_virtual_number(stage: LocalStage) -> Caller:
    return Caller("sip.voipbin.net", await virtual(stage))


async def _registrar_of_carrier(stage: LocalStage) -> Caller:
    return Caller("pstn.voipbin.net", await answering(stage))


async def _hangs_up(stage: LocalStage) -> Caller:
    number = await answering(stage, action("answer"), action("sleep", duration=200))
    return Caller("pstn.voipbin.net", number)


async def virtual(stage: LocalStage) -> str:
    """A virtual number whose flow answers."""
    flow = await stage.api("FlowService.CreateFlow", name="x", actions=[action("answer"), WAITS])
    number = next(random_virtual_numbers())
    await stage.api(
        "NumberService.CreateNumber", type="virtual", number=number, call_flow_id=flow["id"]
    )
    return number


Cast = Callable[[LocalStage], Awaitable[Caller]]
CALLS_IN: list[tuple[str, Cast]] = [
    ("rfc3261_22_3_trunk_digest", _trunk_by_digest),
    ("rfc3261_22_4_wrong_password", _trunk_bad_password),
    ("rfc3261_22_4_wrong_password", _trunk_bad_user),
    ("rfc3261_22_4_wrong_password", _phone_bad_password),
    ("rfc3261_22_4_wrong_password", _phone_unknown),
    ("rfc3261_22_4_wrong_password", _phone_of_nobody),
    ("rfc3261_26_3_trunk_address", _trunk_by_address),
    ("rfc3261_26_3_trunk_address", _guest_to_virtual_number),
    ("rfc3261_21_4_4_refused", _trunk_from_elsewhere),
    ("rfc3261_21_4_4_refused", _trunk_for_nobody),
    ("rfc3261_21_4_5_refused", _trunk_unknown),
    ("rfc3261_21_4_5_refused", _trunk_no_route),
    ("rfc3261_21_4_5_refused", _trunk_no_number),
    ("rfc3261_21_4_5_refused", _unknown_number),
    ("rfc3261_21_4_5_refused", _virtual_number_by_carrier),
    ("rfc3261_21_4_5_refused", _unknown_conference),
    ("rfc3261_21_4_5_refused", _guest_to_number_without_flow),
    ("rfc3261_21_5_1_refused", _number_without_flow),
    ("rfc3261_10_3_trunk", _trunk_by_digest),
    ("rfc3261_12_1_1_record_route", _hangs_up),
    ("rfc3581_4_rport", _unknown_number),
    ("rfc3261_10_3_carrier_account", _registrar_of_carrier),
]


@pytest.mark.parametrize(
    ("scenario", "cast"), CALLS_IN, ids=[f"{name}{cast.__name__}" for name, cast in CALLS_IN]
)
async def test_call_in(stage: LocalStage, tmp_path: Path, scenario: str, cast: Cast) -> None:
    caller = await cast(stage)
    port = int(stage.sip.rpartition(":")[2])
    await sipp(scenario, tmp_path, port, "-inf", caller.table(tmp_path))


# -- what carriers do to calls that go out


@contextlib.asynccontextmanager
async def carrier(stage: LocalStage, folder: Path, scenario: str) -> AsyncIterator[str]:
    """sipp as a carrier; its host:port. It has to be called as its scenario says."""
    port = free_port()
    own = folder / str(port)
    own.mkdir()
    sip_port = int(stage.sip.rpartition(":")[2])
    peer = asyncio.ensure_future(sipp(scenario, own, sip_port, "-p", str(port)))
    await listening(port, "udp")
    try:
        yield f"127.0.0.1:{port}"
        await peer
    finally:
        peer.cancel()
        await asyncio.gather(peer, return_exceptions=True)


async def test_failover(stage: LocalStage, tmp_path: Path) -> None:
    """RFC 3261 21.5.4: the carrier of the first route is out of order, the next one answers."""
    operator, country = await Operator.of(stage), next(COUNTRIES)
    refuses = carrier(stage, tmp_path, "rfc3261_21_5_4_carrier_503")
    answers = carrier(stage, tmp_path, "rfc3261_13_3_1_4_carrier_answers")
    async with refuses as first, answers as second:
        await operator.carry(country, first, second)
        target = f"{country}201234567"
        call = await stage.dial({"type": "tel", "target": target}, [action("hangup")])
        ended = await stage.ended(call)
    assert (ended["hangup_reason"], bool(ended["tm_progressing"])) == ("normal", True)
    assert stage.timeline.types(call["id"]).count("call_created") == 1


@pytest.mark.parametrize("scenario", ["rfc3261_21_4_24_carrier_486", "rfc3326_2_carrier_reason"])
async def test_no_failover(stage: LocalStage, tmp_path: Path, scenario: str) -> None:
    """The party was reached: another carrier would reach it the same."""
    operator, country = await Operator.of(stage), next(COUNTRIES)
    async with carrier(stage, tmp_path, scenario) as first:
        await operator.carry(country, first, f"127.0.0.1:{free_port()}")
        call = await stage.dial({"type": "tel", "target": f"{country}201234567"}, [WAITS])
        ended = await stage.ended(call)
    assert ended["hangup_reason"] == "busy"


async def test_anonymous_caller(stage: LocalStage, tmp_path: Path) -> None:
    operator, country = await Operator.of(stage), next(COUNTRIES)
    async with carrier(stage, tmp_path, "rfc3323_4_1_1_3_anonymous_call_out") as first:
        await operator.carry(country, first)
        source = {"type": "tel", "target": "anonymous"}
        target = {"type": "tel", "target": f"{country}201234567"}
        await stage.ended(await stage.dial(target, [WAITS], source=source))


async def test_account_of_a_provider(stage: LocalStage, tmp_path: Path) -> None:
    operator, country = await Operator.of(stage), next(COUNTRIES)
    async with carrier(stage, tmp_path, "rfc3261_22_2_carrier_challenges") as first:
        account = {"username": "account77", "password": "secret77"}
        (provider,) = await operator.carry(country, first, **account)
        assert (provider["username"], provider["password"]) == ("account77", "********")
        call = await stage.dial({"type": "tel", "target": f"{country}201234567"}, [WAITS])
        assert (await stage.ended(call))["hangup_reason"] == "busy"


async def test_trunk_is_told_what_the_carrier_said(stage: LocalStage, tmp_path: Path) -> None:
    """RFC 3398 8.2.6.1: the refusal of the far end is the refusal of the caller."""
    operator, country = await Operator.of(stage), next(COUNTRIES)
    domain = await trunk(stage, auth_types=["ip"], allowed_ips=["127.0.0.1"])
    async with carrier(stage, tmp_path, "rfc3261_21_4_5_carrier_404") as first:
        await operator.carry(country, first)
        caller = Caller(domain, f"{country}201234567")
        port = int(stage.sip.rpartition(":")[2])
        table = caller.table(tmp_path)
        await sipp("rfc3261_21_4_5_refused", tmp_path, port, "-inf", table)


# -- registrations at carriers


@pytest.mark.parametrize(
    ("scenario", "asked_s", "acceptances"),
    [("rfc3261_10_3_registrar_too_brief", 60, 1), ("rfc3261_10_2_4_registrar_refresh", 600, 2)],
)
async def test_registration(
    stage: LocalStage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scenario: str,
    asked_s: int,
    acceptances: int,
) -> None:
    operator, registrations = await Operator.of(stage), stage.platform.engines.registrations
    heard: asyncio.Queue[str] = asyncio.Queue()
    told = registrations.changed

    async def changed(event: node_pb2.RegistrationChanged) -> None:
        await told(event)
        heard.put_nowait(event.state)

    monkeypatch.setattr(registrations, "changed", changed)
    async with carrier(stage, tmp_path, scenario) as host:
        account = {"username": "account77", "password": "secret77", "register_expires": asked_s}
        provider = await operator("ProviderService.CreateProvider", hostname=host, **account)
        assert provider["registration"] == ""
        await registrations.sync()
        for state in ("trying", *["registered"] * acceptances):
            assert await asyncio.wait_for(heard.get(), 10) == state
        shown = await operator("ProviderService.GetProvider", id=provider["id"])
        assert shown["registration"] == "registered"
        await operator("ProviderService.DeleteProvider", id=provider["id"])
        await registrations.sync()


async def test_registration_is_refused(stage: LocalStage, tmp_path: Path) -> None:
    operator, registrations = await Operator.of(stage), stage.platform.engines.registrations
    async with carrier(stage, tmp_path, "rfc3261_10_3_registrar_forbids") as host:
        account = {"username": "account77", "password": "wrong", "register_expires": 600}
        provider = await operator("ProviderService.CreateProvider", hostname=host, **account)
        await registrations.sync()
        async with asyncio.timeout(10):
            while not provider["registration"].startswith("failed"):
                await asyncio.sleep(0.02)
                provider = await operator("ProviderService.GetProvider", id=provider["id"])
        assert provider["registration"] == "failed 403"
        await operator("ProviderService.DeleteProvider", id=provider["id"])
        await registrations.sync()
