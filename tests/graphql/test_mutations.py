"""Writes become the same requests REST makes."""

from google.protobuf.json_format import MessageToDict

from tests.graphql.conftest import Client
from tests.graphql.world import call_id, serve_world
from voipbin.v1 import accesskey_pb2, call_pb2, extension_pb2, flow_pb2


async def test_input_reaches_the_service(client: Client) -> None:
    client.core.handlers["CreateFlow"] = lambda request: flow_pb2.Flow(
        id=call_id(9), name=request.name, actions=request.actions
    )
    data = await client.data(
        """mutation {
          createFlow(input: {name: "Menu", actions: [
            {id: "hi", type: "talk", option: {text: "Hello", deep: {list: [1, 2.5, null, true]}}}
          ]}) { id name actions { id type nextId option tmExecute } }
        }"""
    )
    assert data["createFlow"] == {
        "id": call_id(9),
        "name": "Menu",
        "actions": [
            {
                "id": "hi",
                "type": "talk",
                "nextId": None,
                "option": {"text": "Hello", "deep": {"list": [1, 2.5, None, True]}},
                "tmExecute": None,
            }
        ],
    }


async def test_what_is_left_out_is_not_sent(client: Client) -> None:
    client.core.handlers["UpdateExtension"] = lambda request: extension_pb2.Extension(id=request.id)
    query = 'mutation($i: UpdateExtensionInput) { updateExtension(id: "%s", input: $i) { id } }'
    for given in ({"name": "Desk"}, {"name": "Desk", "password": None}, {"password": ""}):
        await client.data(query % call_id(1), {"i": given})
    left_out, null, empty = [request for _, request in client.core.requests]
    assert MessageToDict(left_out) == {"id": call_id(1), "name": "Desk"}
    assert not null.HasField("password")
    assert empty.HasField("password")


async def test_operations_without_an_answer_give_true(client: Client) -> None:
    client.core.handlers["TalkCall"] = lambda request: call_pb2.CallOperationResponse()
    data = await client.data(
        f'mutation {{ talkCall(id: "{call_id(1)}", input: {{text: "Hello"}}) }}'
    )
    assert data == {"talkCall": True}


async def test_64_bit_integers(client: Client) -> None:
    client.core.handlers["CreateAccesskey"] = lambda request: accesskey_pb2.Accesskey(
        id=call_id(1), token="vb_secret" if request.expire == 3_000_000_000 else ""
    )
    query = 'mutation($e: Int64!) { createAccesskey(input: {name: "k", expire: $e}) { token } }'
    for given in (3_000_000_000, "3000000000"):
        assert await client.data(query, {"e": given}) == {"createAccesskey": {"token": "vb_secret"}}
    assert await client.data(query, {"e": 86_400}) == {"createAccesskey": {"token": None}}
    error = await client.error(query, {"e": "many"})
    assert error["extensions"]["code"] == "INVALID_ARGUMENT"


async def test_a_mutation_answers_with_relations_as_they_are_now(client: Client) -> None:
    serve_world(client.core, 3)
    client.core.handlers["HangupCall"] = lambda request: call_pb2.Call(
        id=request.id, master_call_id=call_id(2)
    )
    body = await client.data(
        f"""mutation {{
          a: hangupCall(id: "{call_id(0)}") {{ masterCall {{ id }} }}
          b: hangupCall(id: "{call_id(1)}") {{ masterCall {{ id }} }}
        }}"""
    )
    assert body["a"] == body["b"] == {"masterCall": {"id": call_id(2)}}
    assert client.core.asked["BatchGetCalls"] == 2


async def test_idempotency_key_of_each_mutation(client: Client) -> None:
    client.core.handlers["CreateFlow"] = lambda request: flow_pb2.Flow(id=call_id(1))
    query = "mutation { a: createFlow(input: {}) { id } b: createFlow(input: {}) { id } }"
    await client.run(query, idempotency_key="k1")
    keys = [known.get("idempotency-key") for known in client.core.metadata]
    assert keys == ["k1/a", "k1/b"]
    client.core.metadata.clear()
    await client.run("mutation { createFlow { id } }")
    assert "idempotency-key" not in client.core.metadata[0]
