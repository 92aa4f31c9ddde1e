"""The rules of agents."""

from typing import Any

import grpc
import pytest

from tests.core.edge.conftest import Core, Who
from tests.fixtures.event_log import event_types
from voipbin.core.agent.model import AGENT
from voipbin.core.caller import Permission
from voipbin.core.contract import codec
from voipbin.core.contract.operations import operations
from voipbin.core.customer.fixed import GUEST_AGENT_ID

SPECS = {spec.title: spec for spec in operations().values()}
INVALID = grpc.StatusCode.INVALID_ARGUMENT
DENIED = grpc.StatusCode.PERMISSION_DENIED
TAKEN = grpc.StatusCode.ALREADY_EXISTS
STATE = grpc.StatusCode.FAILED_PRECONDITION
NONE = grpc.StatusCode.NOT_FOUND
TEL = {"type": "tel", "target": "+15550001111"}


async def ask(core: Core, title: str, who: Who, **fields: Any) -> Any:
    """The answer in REST form, or the status of the refusal."""
    spec = SPECS[title]
    request = codec.from_json(spec.input, fields)
    try:
        answer = await core.channel.unary_unary(spec.method)(request, metadata=who)
    except grpc.aio.AioRpcError as error:
        return error.code()
    return codec.to_json(answer)


def wanted(**more: Any) -> dict[str, Any]:
    return {"username": "ada@example.com", "password": "x", "permission": 16, **more}


@pytest.fixture
async def customer_id(core: Core) -> str:
    return await core.add_customer()


@pytest.fixture
async def admin(core: Core, customer_id: str) -> Who:
    return (await core.add_agent(customer_id, Permission.ADMIN))[1]


class TestCreate:
    async def test_valid(self, core: Core, admin: Who) -> None:
        made = await ask(core, "CreateAgent", admin, **wanted(addresses=[TEL]))
        assert (made["status"], made["ring_method"], made["tag_ids"]) == ("offline", "ringall", [])
        assert "password" not in made and "password_hash" not in made
        login = await ask(core, "Login", (), username="ada@example.com", password="x")
        assert login["token"]
        assert "agent_created" in await event_types(core.store)

    @pytest.mark.parametrize(
        "fields",
        [
            {"username": ""},
            {"username": "ada"},
            {"username": "a,b@example.com"},
            {"password": ""},
            {"ring_method": "linear"},
            {"permission": -1},
            {"permission": 65536},
            {"addresses": [{"type": "email", "target": "a@b.c"}]},
            {"addresses": [{"type": "tel"}]},
            {"addresses": [TEL, TEL]},
            {"addresses": [{"type": "extension", "target": "1000"}]},
            {"addresses": [{"type": "extension", "target": GUEST_AGENT_ID}]},
            {"tag_ids": [GUEST_AGENT_ID]},
        ],
    )
    async def test_malformed(self, core: Core, admin: Who, fields: dict[str, Any]) -> None:
        assert await ask(core, "CreateAgent", admin, **wanted(**fields)) is INVALID

    async def test_username_is_taken_everywhere(self, core: Core, admin: Who) -> None:
        made = await ask(core, "CreateAgent", admin, **wanted())
        _, other = await core.add_agent(await core.add_customer(), Permission.ADMIN)
        assert await ask(core, "CreateAgent", other, **wanted()) is TAKEN
        await ask(core, "DeleteAgent", admin, id=made["id"])
        assert (await ask(core, "CreateAgent", other, **wanted()))["username"]

    @pytest.mark.parametrize("permission", [1, 15, 33, 65535])
    async def test_project_bits(self, core: Core, admin: Who, permission: int) -> None:
        assert await ask(core, "CreateAgent", admin, **wanted(permission=permission)) is DENIED
        _, ruler = await core.add_agent(await core.add_customer(), Permission.SUPER_ADMIN)
        made = await ask(core, "CreateAgent", ruler, **wanted(permission=permission))
        assert made["permission"] == permission

    async def test_manager_may_make_an_admin(self, core: Core, customer_id: str) -> None:
        _, manager = await core.add_agent(customer_id, Permission.MANAGER)
        made = await ask(core, "CreateAgent", manager, **wanted(permission=32))
        assert made["permission"] == 32


class TestAddresses:
    async def test_of_a_colleague(self, core: Core, customer_id: str, admin: Who) -> None:
        first, _ = await core.add_agent(customer_id, Permission.AGENT)
        second, _ = await core.add_agent(customer_id, Permission.AGENT)
        given = {"id": first, "addresses": [TEL]}
        assert (await ask(core, "UpdateAgentAddresses", admin, **given))["addresses"]
        assert (await ask(core, "UpdateAgentAddresses", admin, **given))["addresses"]
        given["id"] = second
        assert await ask(core, "UpdateAgentAddresses", admin, **given) is TAKEN
        await ask(core, "DeleteAgent", admin, id=first)
        assert (await ask(core, "UpdateAgentAddresses", admin, **given))["addresses"]

    async def test_another_customer_may_have_it(self, core: Core, admin: Who) -> None:
        await ask(core, "CreateAgent", admin, **wanted(addresses=[TEL]))
        _, other = await core.add_agent(await core.add_customer(), Permission.ADMIN)
        made = await ask(
            core, "CreateAgent", other, **wanted(username="b@example.com", addresses=[TEL])
        )
        assert made["addresses"]

    async def test_extension(self, core: Core, customer_id: str, admin: Who) -> None:
        phone = await ask(core, "CreateExtension", admin, extension="1000", password="Secret-123")
        _, other = await core.add_agent(await core.add_customer(), Permission.ADMIN)
        here = [{"type": "extension", "target": phone["id"]}]
        assert await ask(core, "CreateAgent", other, **wanted(addresses=here)) is INVALID
        assert (await ask(core, "CreateAgent", admin, **wanted(addresses=here)))["addresses"]


class TestPermission:
    async def test_last_admin(self, core: Core, customer_id: str) -> None:
        id, admin = await core.add_agent(customer_id, Permission.ADMIN)
        for permission in (0, 16, 64):
            given = {"id": id, "permission": permission}
            assert await ask(core, "UpdateAgentPermission", admin, **given) is STATE
        assert await ask(core, "DeleteAgent", admin, id=id) is STATE
        assert (await ask(core, "UpdateAgentPermission", admin, id=id, permission=240))["id"]
        second, _ = await core.add_agent(customer_id, Permission.ADMIN)
        given = {"id": id, "permission": 16}
        assert (await ask(core, "UpdateAgentPermission", admin, **given))["permission"] == 16
        # It is no admin any more, from this very moment on.
        assert await ask(core, "DeleteAgent", admin, id=second) is DENIED

    async def test_nobody_promotes_to_the_project(self, core: Core, customer_id: str) -> None:
        id, admin = await core.add_agent(customer_id, Permission.ADMIN)
        given = {"id": id, "permission": 33}
        assert await ask(core, "UpdateAgentPermission", admin, **given) is DENIED

    async def test_guest(self, core: Core, customer_id: str, admin: Who) -> None:
        id, _ = await core.add_agent(customer_id, Permission.AGENT)
        async with core.store.writing() as work:
            table = AGENT.table
            await work.execute(
                table.update().where(table.c.id == id).values({"id": GUEST_AGENT_ID})
            )
        guest = {"id": GUEST_AGENT_ID}
        assert await ask(core, "UpdateAgentPermission", admin, permission=32, **guest) is DENIED
        assert await ask(core, "UpdateAgentPassword", admin, password="x", **guest) is DENIED
        assert await ask(core, "DeleteAgent", admin, **guest) is DENIED
        assert (await ask(core, "UpdateAgent", admin, name="Guest", **guest))["name"] == "Guest"


class TestSelf:
    async def test_self_but_not_colleagues(self, core: Core, customer_id: str) -> None:
        id, me = await core.add_agent(customer_id, Permission.NONE)
        colleague, _ = await core.add_agent(customer_id, Permission.AGENT)
        stranger, _ = await core.add_agent(await core.add_customer(), Permission.AGENT)
        for title, fields in (
            ("GetAgent", {}),
            ("UpdateAgent", {"name": "Ada"}),
            ("UpdateAgentStatus", {"status": "available"}),
        ):
            assert (await ask(core, title, me, id=id, **fields))["id"] == id
            assert await ask(core, title, me, id=colleague, **fields) is DENIED
            assert await ask(core, title, me, id=stranger, **fields) is NONE
        shown = await ask(core, "ServiceAgentGetAgent", me, id=colleague)
        assert shown["id"] == colleague
        assert len((await ask(core, "ServiceAgentListAgents", me))["result"]) == 2

    async def test_own_account(self, core: Core, customer_id: str) -> None:
        id, me = await core.add_agent(customer_id, Permission.AGENT)
        given = {"name": "Ada", "detail": "d"}
        changed = await ask(core, "ServiceAgentUpdateMe", me, **given)
        assert (changed["name"], changed["ring_method"]) == ("Ada", "ringall")
        changed = await ask(core, "ServiceAgentUpdateMeAddresses", me, addresses=[TEL])
        assert changed["addresses"][0]["target"] == TEL["target"]
        changed = await ask(core, "ServiceAgentUpdateMeStatus", me, status="busy")
        assert changed["status"] == "busy"
        assert await ask(core, "ServiceAgentUpdateMePassword", me, password="") is INVALID
        assert (await ask(core, "ServiceAgentUpdateMePassword", me, password="new"))["id"] == id
        login = await ask(core, "Login", (), username=changed["username"], password="new")
        me = (("authorization", f"Bearer {login['token']}"),)
        assert (await ask(core, "ServiceAgentGetMe", me))["name"] == "Ada"
        kinds = await event_types(core.store, "agent_")
        assert kinds == ["agent_updated"] * 2 + ["agent_status_updated", "agent_updated"]

    async def test_access_keys_are_nobody(self, core: Core, customer_id: str) -> None:
        _, key = await core.add_key(customer_id, "vb_" + "k" * 32, 86400)
        for title in ("GetMe", "ServiceAgentGetMe", "ServiceAgentUpdateMe"):
            assert await ask(core, title, key) is DENIED


async def test_list_filters(core: Core, admin: Who) -> None:
    tags = [(await ask(core, "CreateTag", admin, name=name))["id"] for name in "ab"]
    both = await ask(core, "CreateAgent", admin, **wanted(tag_ids=tags))
    one = await ask(core, "CreateAgent", admin, **wanted(username="b@x.y", tag_ids=tags[:1]))
    await ask(core, "UpdateAgentStatus", admin, id=one["id"], status="away")

    async def found(**fields: Any) -> list[str]:
        return [row["id"] for row in (await ask(core, "ListAgents", admin, **fields))["result"]]

    assert await found(tag_ids=tags[0]) == [one["id"], both["id"]]
    assert await found(tag_ids=",".join(tags)) == [both["id"]]
    assert await found(status="away") == [one["id"]]
    assert await found(status="away", tag_ids=tags[1]) == []
    assert await ask(core, "ListAgents", admin, tag_ids="sales") is INVALID


async def test_tags_of_another_customer(core: Core, admin: Who) -> None:
    _, other = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    _, ruler = await core.add_agent(await core.add_customer(), Permission.SUPER_ADMIN)
    foreign = (await ask(core, "CreateTag", other, name="theirs"))["id"]
    made = await ask(core, "CreateAgent", admin, **wanted())
    for who in (admin, ruler):
        given = {"id": made["id"], "tag_ids": [foreign]}
        assert await ask(core, "UpdateAgentTagIds", who, **given) is INVALID


class TestSuperAdmin:
    """Whoever could change one would be one."""

    @pytest.mark.parametrize(
        ("title", "fields"),
        [
            ("UpdateAgentPassword", {"password": "mine now"}),
            ("UpdateAgentPermission", {"permission": 16}),
            ("UpdateAgentAddresses", {"addresses": [TEL]}),
            ("UpdateAgent", {"name": "nobody"}),
            ("DeleteAgent", {}),
        ],
    )
    async def test_is_changed_by_its_like_alone(
        self, core: Core, customer_id: str, admin: Who, title: str, fields: dict[str, Any]
    ) -> None:
        chief, _ = await core.add_agent(customer_id, Permission.SUPER_ADMIN)
        _, other = await core.add_agent(customer_id, Permission.SUPER_ADMIN)
        assert await ask(core, title, admin, id=chief, **fields) is DENIED
        assert isinstance(await ask(core, title, other, id=chief, **fields), dict)

    async def test_changes_itself(self, core: Core, customer_id: str) -> None:
        chief, own = await core.add_agent(customer_id, Permission.SUPER_ADMIN)
        assert isinstance(await ask(core, "UpdateAgentPassword", own, id=chief, password="n"), dict)


class TestGuessing:
    """Wrong passwords slow down whoever sends them, not the owner of the name."""

    async def test_from_one_address(self, core: Core, admin: Who) -> None:
        await ask(core, "CreateAgent", admin, **wanted())
        thief, owner = (("x-forwarded-for", "192.0.2.1"),), (("x-forwarded-for", "192.0.2.9"),)
        for _ in range(10):
            await ask(core, "Login", thief, username="ada@example.com", password="wrong")
        late = await ask(core, "Login", thief, username="ada@example.com", password="x")
        assert late is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert (await ask(core, "Login", owner, username="ada@example.com", password="x"))["token"]
