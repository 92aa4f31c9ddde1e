"""Who a call may say it comes from."""

import pytest

from voipbin.core.call.address import address
from voipbin.core.call.source import Sources
from voipbin.core.errors import InvalidArgument
from voipbin.core.extension.model import ExtensionRow
from voipbin.core.extension.registrar import Registrar
from voipbin.core.extension.room import extension_resource
from voipbin.core.number.model import NumberRow, add_number
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store

OURS, THEIRS = "customer-a", "customer-b"
TEL = [address("tel", "+15550000099")]
SIP = [address("sip", "a@example.com")]
PHONE = [address("extension", "1000")]


@pytest.fixture
async def sources(store: Store) -> Sources:
    box = SecretsBox(b"k" * 32)
    resource = extension_resource(box)
    async with store.writing() as work:
        for owner, number in ((OURS, "+15550000001"), (THEIRS, "+15550000002")):
            row = NumberRow(
                id=f"number-{owner}",
                customer_id=owner,
                number=number,
                tm_create=work.clock.now_us(),
            )
            await add_number(work, row)
            extension = ExtensionRow(
                id=f"extension-{owner}",
                customer_id=owner,
                extension="1000" if owner == OURS else "7000",
                sealed_password="",
                tm_create=work.clock.now_us(),
            )
            await Repository(resource, work, owner).add(extension)
    return Sources(store, Registrar(store, box, resource, "voipbin.net"))


@pytest.mark.parametrize(
    ("source", "destinations"),
    [
        (address("tel", "+15550000001"), TEL),
        (address("tel", "+15550000001"), SIP),
        (address("tel", "+15550000002"), PHONE),
        (address("", ""), TEL),
        (address("extension", "extension-customer-a"), TEL),
        (address("extension", "1000"), PHONE),
    ],
)
async def test_may(sources: Sources, source: dict[str, str], destinations: list[object]) -> None:
    await sources.check(OURS, source, destinations)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "destinations"),
    [
        (address("tel", "+15550000002"), TEL),
        (address("tel", "+15550000002"), SIP),
        (address("sip", "+15550000002"), TEL),
        (address("tel", "+15550000003"), TEL + PHONE),
        (address("extension", "extension-customer-b"), PHONE),
        (address("extension", "7000"), TEL),
    ],
)
async def test_may_not(
    sources: Sources, source: dict[str, str], destinations: list[object]
) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        await sources.check(OURS, source, destinations)  # type: ignore[arg-type]
    assert refusal.value.reason == "SOURCE_NOT_OWNED"
    assert source["target"] in refusal.value.message
