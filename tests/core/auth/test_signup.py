"""Signing up, by link and by code."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from sqlalchemy import func, select

from tests.core.edge.conftest import Core
from tests.fixtures.mailbox import Mailbox
from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.agent.model import AGENT
from voipbin.core.auth.one_time_token import OneTimeTokenRow
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.caller import Permission
from voipbin.core.contract.codec import to_json
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.repository import Repository
from voipbin.core.storage_account.model import STORAGE_ACCOUNT

EMAIL = "ada@example.com"
INVALID = grpc.StatusCode.INVALID_ARGUMENT
HOUR_S = 3600
Taken = Callable[[Core], Awaitable[str]]
"Makes somebody with an address; returns the address."


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


async def login(core: Core) -> str:
    """The address of an agent."""
    agent_id, _ = await core.add_agent(await core.add_customer(), Permission.AGENT)
    await core.change(AGENT, agent_id, username=EMAIL)
    return EMAIL


async def office(core: Core) -> str:
    """The address of a customer that nobody logs in with."""
    await core.change(CUSTOMER, await core.add_customer(), email="office@example.com")
    return "office@example.com"


async def waiting(core: Core) -> str:
    """The address of a signup that is not verified yet."""
    await sign_up(core, "waiting@example.com")
    return "waiting@example.com"


@pytest.mark.parametrize("email", ["nobody", "a,b@example.com"])
async def test_malformed(core: Core, mailbox: Mailbox, email: str) -> None:
    assert to_json(await sign_up(core, email)) == {}
    assert await mailbox.read() == []


@pytest.mark.parametrize("taken", [login, office, waiting])
async def test_taken_answers_like_free(core: Core, mailbox: Mailbox, taken: Taken) -> None:
    email = await taken(core)
    more = {"name": "Ada Ltd", "webhook_uri": "https://ada.example/hook"}
    free = to_json(await sign_up(core, "free@example.com", **more))
    decoy = to_json(await sign_up(core, email, **more))
    own = {"id", "email", "tm_create"}
    assert {k: v for k, v in decoy["customer"].items() if k not in own} == {
        k: v for k, v in free["customer"].items() if k not in own
    }
    assert decoy["customer"]["email"] == email
    assert len(decoy["temp_token"]) == len(free["temp_token"])
    assert await rows(core, CUSTOMER, decoy["customer"]["id"]) == []
    (mail,) = [mail for mail in await mailbox.read() if mail["To"] == email][-1:]
    assert mail["Subject"] == "You already have an account"


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "free"])
async def test_guesses_do_not_tell_which_is_taken(
    core: Core, mailbox: Mailbox, taken: bool
) -> None:
    begun = await sign_up(core, await login(core) if taken else "free@example.com")
    guess = {"temp_token": begun.temp_token, "code": "not a code"}
    for _ in range(5):
        assert await core.refused("CompleteSignup", (), **guess) is INVALID
    core.clock.move(900)
    spent = await core.refused("CompleteSignup", (), **guess)
    assert spent is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_owner_who_forgot_gets_in(core: Core, mailbox: Mailbox) -> None:
    await sign_up(core, await login(core))
    token = await mailbox.last_token(EMAIL)
    await core.call("ResetPassword", (), token=token, password="correct horse")
    assert await core.refused("Login", (), username=EMAIL, password="correct horse") is None


@pytest.mark.parametrize("taken", [login, office])
async def test_owner_is_not_annoyed(core: Core, mailbox: Mailbox, taken: Taken) -> None:
    email = await taken(core)
    for _ in range(5):
        await sign_up(core, email)
    assert len(await mailbox.read()) == 3


async def test_taken_writes_as_much_as_free(core: Core, mailbox: Mailbox) -> None:
    async def tokens_of(email: str) -> int:
        before = await _count(core)
        await sign_up(core, email)
        return await _count(core) - before

    assert await tokens_of("free@example.com") == 2
    # The link for the owner comes later, when nobody waits for it.
    assert await tokens_of(await login(core)) >= 2


async def _count(core: Core) -> int:
    async with core.store.reading() as connection:
        found = await connection.execute(select(func.count()).select_from(OneTimeTokenRow))
        return int(found.scalar_one())


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
