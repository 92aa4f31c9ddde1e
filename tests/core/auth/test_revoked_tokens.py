"""A new password ends what the old one opened."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from tests.core.edge.conftest import Core, Who
from tests.fixtures.mailbox import Mailbox
from voipbin.core.agent.model import AGENT
from voipbin.core.caller import Permission

EMAIL = "ada@example.com"
NEW = "correct horse"
GONE = grpc.StatusCode.UNAUTHENTICATED
Change = Callable[[Core, str, Who, Path], Awaitable[object]]


async def by_herself(core: Core, id: str, who: Who, _: Path) -> object:
    return await core.call("ServiceAgentUpdateMePassword", who, password=NEW)


async def by_id(core: Core, id: str, who: Who, _: Path) -> object:
    return await core.call("UpdateAgentPassword", who, id=id, password=NEW)


async def by_mail(core: Core, id: str, who: Who, data_dir: Path) -> object:
    await core.call("ForgotPassword", (), username=EMAIL)
    token = await Mailbox(core.engines, data_dir).last_token(EMAIL)
    return await core.call("ResetPassword", (), token=token, password=NEW)


@pytest.mark.parametrize("change", [by_herself, by_id, by_mail])
async def test_change(core: Core, tmp_path: Path, change: Change) -> None:
    customer_id = await core.add_customer()
    id, old = await core.add_agent(customer_id, Permission.ADMIN)
    _, colleague = await core.add_agent(customer_id, Permission.AGENT)
    await core.change(AGENT, id, username=EMAIL)
    assert await core.refused("GetMe", old) is None
    await change(core, id, old, tmp_path)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await core.call("GetMe", old)
    assert refused.value.code() is GONE
    assert reason(refused.value) == "TOKEN_REVOKED"
    login = await core.call("Login", (), username=EMAIL, password=NEW)
    assert await core.refused("GetMe", (("authorization", f"Bearer {login.token}"),)) is None
    assert await core.refused("GetMe", colleague) is None


async def test_change_by_another_process(core: Core) -> None:
    id, who = await core.add_agent(await core.add_customer(), Permission.AGENT)
    assert await core.refused("GetMe", who) is None
    await core.change(AGENT, id, tm_password=core.clock.now_us())
    core.clock.move(3)
    assert await core.refused("GetMe", who) is GONE


async def test_other_changes_end_nothing(core: Core) -> None:
    id, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    await core.call("UpdateAgent", who, id=id, name="Ada")
    assert await core.refused("GetMe", who) is None


def reason(error: grpc.aio.AioRpcError) -> str:
    status = rpc_status.from_call(error)  # type: ignore[arg-type]
    assert status is not None
    info = error_details_pb2.ErrorInfo()
    assert any(detail.Unpack(info) for detail in status.details)
    return str(info.reason)
