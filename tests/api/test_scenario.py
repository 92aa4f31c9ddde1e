"""One scenario, three faces: what a customer does on the first day."""

from typing import Any

import pytest

from tests.api.eventually import eventually
from tests.api.graphql_face import GraphqlFace
from tests.api.grpc_face import GrpcFace
from tests.api.outcome import Outcome
from tests.api.requests import caller_of, guessed_ids, valid_fields
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.ids import new_id

OPERATION = {spec.title: spec for spec in operations().values()}
NIL = "00000000-0000-0000-0000-000000000000"
ACTIONS = [
    {"type": "variable_set", "option": {"key": "greeting", "value": "hello"}},
    {"type": "stop"},
]


class Customer:
    """Somebody at one face."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.who: dict[str, str] = {}

    def ask(self, operation: str, **fields: Any) -> Outcome:
        """Whatever comes of it."""
        outcome: Outcome = self.api.call(OPERATION[operation], fields, self.who)
        return outcome

    def do(self, operation: str, **fields: Any) -> dict[str, Any]:
        """The answer; anything else fails the test."""
        outcome = self.ask(operation, **fields)
        assert outcome.ok, f"{operation}: {outcome}"
        return outcome.body

    def refused(self, operation: str, **fields: Any) -> str:
        """The name of the refusal."""
        return self.ask(operation, **fields).code


@pytest.fixture
def customer(api: Any, rest: RestFace, running: RunningPlatform) -> Customer:
    """The demo tenant's admin, logged in."""
    demo = running.platform.demo
    assert demo is not None
    # GraphQL has no login: its clients bring a token from elsewhere.
    door = Customer(rest if isinstance(api, GraphqlFace) else api)
    answer = door.do("Login", username=demo.username, password=demo.password)
    assert answer["username"] == demo.username
    someone = Customer(api)
    someone.who = {"authorization": f"Bearer {answer['token']}"}
    return someone


def test_login_refused(rest: RestFace, grpc_face: GrpcFace, running: RunningPlatform) -> None:
    demo = running.platform.demo
    assert demo is not None
    for face in (Customer(rest), Customer(grpc_face)):
        for username, password in ((demo.username, "wrong"), ("nobody", demo.password)):
            outcome = face.ask("Login", username=username, password=password)
            assert (outcome.code, outcome.reason) == ("UNAUTHENTICATED", "LOGIN_FAILED")


def test_who_am_i(customer: Customer, running: RunningPlatform) -> None:
    demo = running.platform.demo
    assert demo is not None
    me, account = customer.do("GetMe"), customer.do("GetOwnCustomer")
    assert (me["username"], me["permission"]) == (demo.username, 32)
    assert me["customer_id"] == account["id"] == demo.customer_id
    assert account["name"] == "Demo"
    assert account["tm_delete"] is None


def test_flow(customer: Customer) -> None:
    made = customer.do("CreateFlow", name="Greeting", detail="first", actions=ACTIONS)
    assert (made["type"], made["tm_update"], made["tm_delete"]) == ("flow", None, None)
    assert made["on_complete_flow_id"] == NIL
    assert [action["type"] for action in made["actions"]] == ["variable_set", "stop"]
    assert customer.do("GetFlow", id=made["id"]) == made
    assert customer.do("ListFlows", page_size=1)["result"] == [made]
    changed = customer.do("UpdateFlow", id=made["id"], name="Renamed", actions=ACTIONS)
    assert (changed["name"], changed["detail"]) == ("Renamed", "")
    assert changed["tm_update"] > changed["tm_create"]
    assert customer.do("GetFlow", id=made["id"]) == changed
    gone = customer.do("DeleteFlow", id=made["id"])
    assert gone["tm_delete"]
    assert customer.refused("GetFlow", id=made["id"]) == "NOT_FOUND"
    assert made["id"] not in str(customer.do("ListFlows"))


def test_bad_flow(customer: Customer) -> None:
    outcome = customer.ask("CreateFlow", name="x", actions=[{"type": "stop"}, {"type": "goto"}])
    assert outcome.code == "INVALID_ARGUMENT"
    assert "actions[1].option.target_id" in outcome.text()


def test_run(customer: Customer) -> None:
    flow = customer.do("CreateFlow", name="Run me", actions=ACTIONS)
    run = customer.do("CreateActiveflow", flow_id=flow["id"])
    assert (run["flow_id"], run["reference_type"]) == (flow["id"], "api")
    ended = eventually(
        lambda: customer.do("GetActiveflow", id=run["id"]), lambda seen: seen["status"] == "ended"
    )
    # Entry 0 is where every run starts; the last action is current, not yet behind.
    assert [done["type"] for done in ended["executed_actions"]][1:] == ["variable_set", "stop"]
    assert customer.do("StopActiveflow", id=run["id"])["status"] == "ended"
    customer.do("DeleteActiveflow", id=run["id"])
    assert customer.refused("GetActiveflow", id=run["id"]) == "NOT_FOUND"
    customer.do("DeleteFlow", id=flow["id"])


def test_run_without_anything(customer: Customer) -> None:
    assert customer.refused("CreateActiveflow") == "INVALID_ARGUMENT"
    assert customer.refused("CreateActiveflow", flow_id=new_id()) == "NOT_FOUND"


def test_extension(customer: Customer) -> None:
    number = new_id()[-12:].replace("-", "")
    made = customer.do("CreateExtension", extension=number, password="Secret-123", name="Desk")
    assert (made["extension"], made["username"], made["password"]) == (
        number,
        number,
        "Secret-123",
    )
    assert customer.refused("CreateExtension", extension=number, password="x1") == "ALREADY_EXISTS"
    changed = customer.do("UpdateExtension", id=made["id"], name="Door", direct=True)
    assert (changed["name"], changed["password"]) == ("Door", "Secret-123")
    assert changed["direct_hash"]
    assert customer.do("GetExtension", id=made["id"]) == changed
    customer.do("DeleteExtension", id=made["id"])
    assert customer.refused("GetExtension", id=made["id"]) == "NOT_FOUND"
    again = customer.do("CreateExtension", extension=number, password="Secret-123")
    customer.do("DeleteExtension", id=again["id"])


def test_accesskey(customer: Customer) -> None:
    made = customer.do("CreateAccesskey", name="program", expire=86400)
    token = made.pop("token")
    assert (token[:11], len(token)) == (made["token_prefix"], 35)
    assert customer.do("GetAccesskey", id=made["id"]) == made
    program = Customer(customer.api)
    program.who = {"accesskey": token}
    assert program.do("GetOwnCustomer") == customer.do("GetOwnCustomer")
    assert program.refused("GetMe") == "PERMISSION_DENIED"
    customer.do("DeleteAccesskey", id=made["id"])
    # The answer of the authenticator is kept for two seconds at most.
    eventually(lambda: program.refused("GetOwnCustomer"), "UNAUTHENTICATED".__eq__, 5)
    assert customer.refused("CreateAccesskey", expire=86399) == "INVALID_ARGUMENT"


def test_calls(customer: Customer) -> None:
    assert customer.do("ListCalls")["next_page_token"] == ""
    assert customer.refused("GetCall", id=new_id()) == "NOT_FOUND"
    outcome = customer.ask("HangupCall", id=new_id())
    assert (outcome.code, outcome.reason) == ("NOT_FOUND", "CALL_NOT_FOUND")


def test_same_answers(
    rest: RestFace, grpc_face: GrpcFace, graphql: GraphqlFace, tenant: Tenant
) -> None:
    """A row of every resource, read at each face."""
    read = [spec for spec in OPERATION.values() if spec.name.startswith("Get") and spec.http_path]
    for spec in read:
        if spec.rest.redirect_field or spec.rest.download_name or spec.engine or guessed_ids(spec):
            continue
        fields, who = valid_fields(spec, tenant), caller_of(spec, tenant)
        answers = [face.call(spec, fields, who) for face in (rest, grpc_face, graphql)]
        assert all(answer.ok for answer in answers), f"{spec.title}: {answers}"
        assert answers[0].body == answers[1].body == answers[2].body, spec.title
    assert len(read) > 50


def test_same_refusals(
    rest: RestFace, grpc_face: GrpcFace, graphql: GraphqlFace, tenant: Tenant
) -> None:
    cases: dict[str, tuple[OperationSpec, dict[str, Any], dict[str, str]]] = {
        "NOT_FOUND": (OPERATION["GetFlow"], {"id": new_id()}, tenant.admin),
        "INVALID_ARGUMENT": (OPERATION["CreateAccesskey"], {"expire": 5}, tenant.admin),
        "UNAUTHENTICATED": (OPERATION["GetOwnCustomer"], {}, {}),
        "PERMISSION_DENIED": (OPERATION["ListCalls"], {}, tenant.nobody),
    }
    for code, (spec, fields, who) in cases.items():
        told = [face.call(spec, fields, who) for face in (rest, grpc_face, graphql)]
        assert {outcome.code for outcome in told} == {code}, told
        assert len({outcome.reason for outcome in told}) == 1, told
        assert len({outcome.message for outcome in told}) == 1, told
