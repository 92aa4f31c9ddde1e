"""An agent sees the calls it owns, and no others, whatever its permission."""

from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository

PATH = "/service_agents/calls"


def add_call(running: RunningPlatform, tenant: Tenant, owner: str) -> str:
    """A call that is over, of one of the tenant's agents."""
    id = new_id()

    async def add() -> None:
        async with running.store.writing() as work:
            row = CallRow(
                id=id,
                customer_id=tenant.id,
                owner_type="agent",
                owner_id=tenant.agents[owner],
                status="hangup",
                tm_create=work.clock.now_us(),
            )
            await Repository(CALL, work, tenant.id).add(row)

    running.do(add())
    return id


def test_own_calls(running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
    calls = {name: add_call(running, tenant, name) for name in ("agent", "manager")}
    for name, who in (("agent", tenant.agent), ("manager", tenant.manager)):
        listed = rest.send("GET", PATH, who).body["result"]
        assert [row["id"] for row in listed] == [calls[name]]
        assert rest.send("GET", f"{PATH}/{calls[name]}", who).body == listed[0]
    for id, who in ((calls["manager"], tenant.agent), (calls["agent"], tenant.manager)):
        assert rest.send("GET", f"{PATH}/{id}", who).reason == "CALL_NOT_FOUND"


def test_calls_of_others(rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
    """An access key owns nothing; a super admin is an agent as any other here."""
    path = f"{PATH}/{tenant.ids['call']}"
    for who in (tenant.agent, tenant.manager, tenant.accesskey, stranger.super_admin):
        assert rest.send("GET", path, who).reason == "CALL_NOT_FOUND"
        assert rest.send("GET", PATH, who).body["result"] == []
