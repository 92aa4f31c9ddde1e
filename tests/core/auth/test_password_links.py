"""Forgotten passwords, and guessing them."""

from pathlib import Path

import grpc
import pytest

from tests.core.edge.conftest import Core
from tests.fixtures.mailbox import Mailbox
from voipbin.core.agent.model import AGENT
from voipbin.core.caller import Permission
from voipbin.core.customer.fixed import GUEST_AGENT_ID
from voipbin.core.customer.model import CUSTOMER

EMAIL = "ada@example.com"
INVALID = grpc.StatusCode.INVALID_ARGUMENT


@pytest.fixture
def mailbox(core: Core, tmp_path: Path) -> Mailbox:
    return Mailbox(core.engines, tmp_path)


@pytest.fixture
async def agent_id(core: Core) -> str:
    id, _ = await core.add_agent(await core.add_customer(), Permission.AGENT)
    await core.change(AGENT, id, username=EMAIL)
    return id


async def test_new_password(core: Core, mailbox: Mailbox, agent_id: str) -> None:
    await core.call("ForgotPassword", (), username=EMAIL)
    token = await mailbox.last_token(EMAIL)
    await core.call("ResetPassword", (), token=token, password="12345678")
    assert await core.refused("Login", (), username=EMAIL, password="12345678") is None
    used = await core.refused("ResetPassword", (), token=token, password="87654321")
    assert used is INVALID
    assert await core.refused("Login", (), username=EMAIL, password="12345678") is None


async def test_unknown_name_is_answered_alike(core: Core, mailbox: Mailbox, agent_id: str) -> None:
    for name in (EMAIL, "nobody@example.com", "no address"):
        answer = await core.call("ForgotPassword", (), username=name)
        assert answer.ByteSize() == 0
    assert [mail["To"] for mail in await mailbox.read()] == [EMAIL]
    assert await core.refused("ForgotPassword", ()) is INVALID


async def test_short_password_leaves_the_link(core: Core, mailbox: Mailbox, agent_id: str) -> None:
    await core.call("ForgotPassword", (), username=EMAIL)
    token = await mailbox.last_token(EMAIL)
    assert await core.refused("ResetPassword", (), token=token, password="1234567") is INVALID
    assert await core.refused("ResetPassword", (), token=token, password="12345678") is None


async def test_link_lives_an_hour(core: Core, mailbox: Mailbox, agent_id: str) -> None:
    await core.call("ForgotPassword", (), username=EMAIL)
    token = await mailbox.last_token(EMAIL)
    core.clock.move(3600)
    assert await core.refused("ResetPassword", (), token=token, password="12345678") is INVALID


async def test_one_reset_ends_every_other_link(core: Core, mailbox: Mailbox, agent_id: str) -> None:
    await core.call("ForgotPassword", (), username=EMAIL)
    older = await mailbox.last_token(EMAIL)
    await core.call("ForgotPassword", (), username=EMAIL)
    newer = await mailbox.last_token(EMAIL)
    assert older != newer
    await core.call("ResetPassword", (), token=newer, password="12345678")
    assert await core.refused("ResetPassword", (), token=older, password="87654321") is INVALID


async def test_guest_gets_no_link(core: Core, mailbox: Mailbox, agent_id: str) -> None:
    async with core.store.writing() as work:
        await work.execute(AGENT.table.update().values(id=GUEST_AGENT_ID))
    await core.call("ForgotPassword", (), username=EMAIL)
    assert await mailbox.read() == []


async def test_mail_is_not_for_annoying_people(core: Core, mailbox: Mailbox, agent_id: str) -> None:
    for _ in range(10):
        await core.call("ForgotPassword", (), username=EMAIL)
    assert len(await mailbox.read()) == 3


async def test_guessing_one_account_from_everywhere(core: Core, agent_id: str) -> None:
    statuses = [
        await core.refused(
            "Login", (("x-forwarded-for", f"192.0.2.{n}"),), username=EMAIL, password="wrong"
        )
        for n in range(51)
    ]
    assert statuses[:50] == [grpc.StatusCode.UNAUTHENTICATED] * 50
    assert statuses[50] is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_public_operations_of_one_address(core: Core) -> None:
    who = (("x-forwarded-for", "192.0.2.1"),)
    statuses = [await core.refused("ForgotPassword", who, username=f"u{n}") for n in range(21)]
    assert statuses[:20] == [None] * 20
    assert statuses[20] is grpc.StatusCode.RESOURCE_EXHAUSTED
    elsewhere = (("x-forwarded-for", "192.0.2.2"),)
    assert await core.refused("ForgotPassword", elsewhere, username="u") is None
    core.clock.move(0.2)
    assert await core.refused("ForgotPassword", who, username="u") is None


async def test_login_of_a_deleted_customer(core: Core, mailbox: Mailbox, agent_id: str) -> None:
    await core.call("ForgotPassword", (), username=EMAIL)
    token = await mailbox.last_token(EMAIL)
    await core.call("ResetPassword", (), token=token, password="12345678")
    async with core.store.writing() as work:
        await work.execute(CUSTOMER.table.update().values(tm_delete=1))
    refused = await core.refused("Login", (), username=EMAIL, password="12345678")
    assert refused is grpc.StatusCode.UNAUTHENTICATED
