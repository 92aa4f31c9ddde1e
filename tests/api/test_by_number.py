"""Calls and messages found by the number of the other side, and so from a contact."""

from typing import Any

from tests.api.admin import Admin, set_columns
from tests.api.graphql_face import GraphqlFace
from tests.api.grpc_face import GrpcFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.call.model import CALL, telephone_of
from voipbin.core.contract.operations import operations
from voipbin.core.ids import new_id
from voipbin.core.message.model import MessageRow
from voipbin.core.message.store import store_message

OPERATION = {spec.title: spec for spec in operations().values()}
ANN, OTHER = "+15550100002", "+15550100003"


async def add_message(running: RunningPlatform, tenant: Tenant) -> str:
    async with running.store.writing() as work:
        row = MessageRow(
            id=new_id(),
            customer_id=tenant.id,
            tm_create=work.clock.now_us(),
            source={"type": "tel", "target": ANN},
            direction="inbound",
        )
        await store_message(work, row)
    return row.id


def test_calls(
    running: RunningPlatform, grpc_face: GrpcFace, tenant: Tenant, stranger: Tenant
) -> None:
    call = tenant.ids["call"]
    set_columns(running, CALL, call, peer_number=ANN)
    set_columns(running, CALL, stranger.ids["call"], peer_number=ANN)
    spec = OPERATION["BatchListCallsByNumber"]
    found: Any = grpc_face.call(spec, {"numbers": [ANN, OTHER, ""]}, tenant.admin).body["result"]
    assert [(entry["number"], entry["call"]["id"]) for entry in found] == [(ANN, call)]


def test_a_contact_has_its_calls_and_messages(
    running: RunningPlatform, graphql: GraphqlFace, admin: Admin, tenant: Tenant
) -> None:
    numbers = [{"number": "+1 555 010-0002"}, {"number": OTHER}]
    contact = admin.made("/contacts", display_name="Ann", phone_numbers=numbers)
    set_columns(running, CALL, tenant.ids["call"], peer_number=ANN)
    message = running.do(add_message(running, tenant))
    query = f'query {{ contact(id: "{contact["id"]}") {{ calls {{ id }} messages {{ id }} }} }}'
    headers = {**tenant.admin, "x-requested-with": "tests"}
    answer = graphql.http.post(graphql._url, json={"query": query}, headers=headers).json()
    assert answer == {
        "data": {"contact": {"calls": [{"id": tenant.ids["call"]}], "messages": [{"id": message}]}}
    }


def test_a_message_and_a_call_have_their_contacts(
    running: RunningPlatform, graphql: GraphqlFace, admin: Admin, tenant: Tenant
) -> None:
    contact = admin.made("/contacts", display_name="Bob", phone_numbers=[{"number": ANN}])
    message = running.do(add_message(running, tenant))
    call = tenant.ids["call"]
    set_columns(running, CALL, call, destination={"type": "tel", "target": ANN})
    query = f"""query {{
        call(id: "{call}") {{ contacts {{ displayName }} }}
        message(id: "{message}") {{ contacts {{ id }} }}
    }}"""
    headers = {**tenant.admin, "x-requested-with": "tests"}
    answer = graphql.http.post(graphql._url, json={"query": query}, headers=headers).json()
    assert answer == {
        "data": {
            "call": {"contacts": [{"displayName": "Bob"}]},
            "message": {"contacts": [{"id": contact["id"]}]},
        }
    }


def test_only_telephones_have_a_number() -> None:
    assert telephone_of({"type": "tel", "target": ANN}) == ANN
    for other in ({}, {"type": "extension", "target": "2001"}, {"type": "sip", "target": ANN}):
        assert telephone_of(other) == ""
