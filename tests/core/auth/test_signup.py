"""Signing up, by link and by code."""

from pathlib import Path
from typing import Any

import grpc
import pytest

from tests.core.edge.conftest import Core
from tests.fixtures.mailbox import Mailbox
from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.agent.model import AGENT
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.caller import Permission
from voipbin.core.contract.codec import to_json
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.repository import Repository
from voipbin.core.storage_account.model import STORAGE_ACCOUNT

EMAIL = "ada@example.com"
INVALID = grpc.StatusCode.INVALID_ARGUMENT
HOUR_S = 3600


@pytest.fixture
def mailbox(core: Core, tmp_path: Path) -> Mailbox:
    return Mailbox(core.engines, tmp_path)


async def sign_up(core: Core, email: str = EMAIL, **more: Any) -> Any:
    return await core.call("Signup", (), email=email, accepted_tos=True, **more)


async def rows(core: Core, resource: Any, customer_id: str) -> list[Any]:
    async with core.store.reading() as connection:
        repository = Repository(resource, connection, customer_id)
        return await repository.all(repository.select_live())


async def test_initial(core: Core, mailbox: Mailbox) -> None:
    answer = await sign_up(core, name="Ada Ltd", webhook_uri="https://ada.example/hook")
    shown = to_json(answer)
    assert shown["customer"]["status"] == "initial"
    assert shown["customer"]["email_verified"] is False
    assert shown["customer"]["webhook_uri"] == "https://ada.example/hook"
    assert len(answer.temp_token) == 32
    assert await rows(core, AGENT, answer.customer.id) == []
    assert len(await mailbox.last_token(EMAIL)) == 64
    assert 100_000 <= int(await mailbox.last_code(EMAIL)) <= 999_999


@pytest.mark.parametrize("fields", [{"email": EMAIL}, {"accepted_tos": True}])
async def test_required(core: Core, fields: dict[str, Any]) -> None:
    assert await core.refused("Signup", (), **fields) is INVALID


async def test_addresses_that_cannot_be_used_answer_alike(core: Core, mailbox: Mailbox) -> None:
    await sign_up(core)
    customer_id = await core.add_customer()
    agent_id, _ = await core.add_agent(customer_id, Permission.AGENT)
    await core.change(AGENT, agent_id, username="grace@example.com")
    await core.change(CUSTOMER, customer_id, email="office@example.com")
    before = len(await mailbox.read())
    core.clock.move(10)
    for email in (EMAIL, "grace@example.com", "office@example.com", "nobody", "a,b@example.com"):
        assert to_json(await sign_up(core, email)) == {}
    assert len(await mailbox.read()) == before


async def test_verify_by_link(core: Core, mailbox: Mailbox) -> None:
    id = (await sign_up(core)).customer.id
    answer = await core.call("VerifyEmail", (), token=await mailbox.last_token(EMAIL))
    assert to_json(answer)["customer"]["status"] == "active"
    assert answer.customer.email_verified
    assert answer.accesskey.name == "default"
    lifetime_s = answer.accesskey.tm_expire.seconds - answer.accesskey.tm_create.seconds
    assert lifetime_s == 365 * 86400
    (admin,) = await rows(core, AGENT, id)
    assert (admin.username, admin.permission, admin.status) == (EMAIL, 32, "offline")
    assert (admin.name, admin.ring_method) == ("default admin", "ringall")
    (billing,) = await rows(core, BILLING_ACCOUNT, id)
    assert answer.customer.billing_account_id == billing.id
    assert (billing.plan_type, billing.balance_token, billing.balance_credit) == ("free", 100, 0)
    assert len(await rows(core, STORAGE_ACCOUNT, id)) == 1
    key = (("accesskey", answer.accesskey.token),)
    assert await core.refused("ListFlows", key) is None


async def test_first_password(core: Core, mailbox: Mailbox) -> None:
    await sign_up(core)
    await core.call("VerifyEmail", (), token=await mailbox.last_token(EMAIL))
    await core.call(
        "ResetPassword", (), token=await mailbox.last_token(EMAIL), password="correct horse"
    )
    answer = await core.call("Login", (), username=EMAIL, password="correct horse")
    who = (("authorization", f"Bearer {answer.token}"),)
    assert (await core.call("GetMe", who)).permission == 32


async def test_no_password_until_one_is_chosen(core: Core, mailbox: Mailbox) -> None:
    await sign_up(core)
    await core.call("VerifyEmail", (), token=await mailbox.last_token(EMAIL))
    for password in (" ", "argon2", "password"):
        refused = await core.refused("Login", (), username=EMAIL, password=password)
        assert refused is grpc.StatusCode.UNAUTHENTICATED


async def test_link_works_once(core: Core, mailbox: Mailbox) -> None:
    await sign_up(core)
    token = await mailbox.last_token(EMAIL)
    await core.call("VerifyEmail", (), token=token)
    assert await core.refused("VerifyEmail", (), token=token) is INVALID
    assert await core.refused("VerifyEmail", (), token="0" * 64) is INVALID


async def test_code(core: Core, mailbox: Mailbox) -> None:
    begun = await sign_up(core)
    link, code = await mailbox.last_token(EMAIL), await mailbox.last_code(EMAIL)
    mails = len(await mailbox.read())
    answer = await core.call("CompleteSignup", (), temp_token=begun.temp_token, code=code)
    assert answer.customer_id == begun.customer.id
    assert answer.accesskey.token.startswith("vb_")
    assert len(await rows(core, AGENT, begun.customer.id)) == 1
    assert len(await mailbox.read()) == mails, "who has typed a code waits for no mail"
    assert await core.refused("VerifyEmail", (), token=link) is INVALID
    again = await core.refused("CompleteSignup", (), temp_token=begun.temp_token, code=code)
    assert again is INVALID


async def test_code_after_link_gives_another_key(core: Core, mailbox: Mailbox) -> None:
    begun = await sign_up(core)
    link, code = await mailbox.last_token(EMAIL), await mailbox.last_code(EMAIL)
    await core.call("VerifyEmail", (), token=link)
    await core.call("CompleteSignup", (), temp_token=begun.temp_token, code=code)
    id = begun.customer.id
    assert len(await rows(core, ACCESSKEY, id)) == 2
    assert len(await rows(core, AGENT, id)) == 1


async def test_sixth_guess(core: Core, mailbox: Mailbox) -> None:
    begun = await sign_up(core)
    code = await mailbox.last_code(EMAIL)
    wrong = "100000" if code != "100000" else "100001"
    for token in (begun.temp_token, "f" * 32):
        for _ in range(5):
            assert await core.refused("CompleteSignup", (), temp_token=token, code=wrong) is INVALID
        refused = await core.refused("CompleteSignup", (), temp_token=token, code=code)
        assert refused is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_an_hour_later(core: Core, mailbox: Mailbox) -> None:
    begun = await sign_up(core)
    link, code = await mailbox.last_token(EMAIL), await mailbox.last_code(EMAIL)
    core.clock.move(HOUR_S)
    assert await core.refused("VerifyEmail", (), token=link) is INVALID
    late = await core.refused("CompleteSignup", (), temp_token=begun.temp_token, code=code)
    assert late is INVALID
    assert await core.engines.lifecycle.expire_unverified() == 1
    async with core.store.reading() as connection:
        found = await connection.execute(CUSTOMER.table.select())
        (row,) = found.all()
    assert (row.status, row.tm_delete is None) == ("expired", False)
    assert (await sign_up(core)).customer.id != begun.customer.id


async def test_sweep_leaves_the_young_and_the_verified(core: Core, mailbox: Mailbox) -> None:
    await sign_up(core)
    await core.call("VerifyEmail", (), token=await mailbox.last_token(EMAIL))
    core.clock.move(HOUR_S)
    await sign_up(core, "young@example.com")
    assert await core.engines.lifecycle.expire_unverified() == 0
