"""Contacts that registered here and then at another node."""

from typing import Any, cast

from voipbin.media.node.core_link import CoreLink
from voipbin.media.node.registrar import Registrar
from voipbin.media.sip import Binding, Flow, HostPort
from voipbin.media.v1 import node_pb2

HERE = Flow("ws", HostPort("10.0.0.1", 8089), HostPort("203.0.113.5", 40000))
CONTACT = "sip:page@abc.invalid;transport=ws"
ACCOUNT = node_pb2.Credential(extension_id="ext-1")


class Core:
    """Has one contact, wherever that registered last."""

    def __init__(self) -> None:
        self.received_from = ""
        self.asked: list[node_pb2.RegisterQuery] = []

    async def ask(self, query: node_pb2.Query) -> node_pb2.Answer:
        """Keep what is stored, and say what there is."""
        self.asked.append(query.register)
        for contact in query.register.contacts:
            self.received_from = contact.received_from
        contact = node_pb2.ContactBinding(
            uri=CONTACT, received_from=self.received_from, expires_s=60
        )
        return node_pb2.Answer(registered=node_pb2.Registered(contacts=[contact]))


async def test_the_connection_it_had_here_is_not_its_connection_any_more() -> None:
    core = Core()
    registrar = Registrar(cast("CoreLink", cast("Any", core)))
    await registrar.store(
        ACCOUNT, [Binding(CONTACT, str(HERE), 60.0, "c", 1, instance="<urn:1>")], 0.0
    )
    (same,) = await registrar.bindings(ACCOUNT, 0.0)
    assert Flow.parse(same.flow) == HERE
    core.received_from = "ws:203.0.113.5:40001"
    (moved,) = await registrar.bindings(ACCOUNT, 0.0)
    assert Flow.parse(moved.flow).local.port == 0, "none of this node"
    assert moved.instance == "<urn:1>", "still the same phone"
    assert Flow.parse(moved.flow).remote == HostPort("203.0.113.5", 40001)


async def test_what_is_stored_of_a_register_is_its_own() -> None:
    """Though another contact, which left, counted further."""
    core = Core()
    registrar = Registrar(cast("CoreLink", cast("Any", core)))
    await registrar.store(ACCOUNT, [Binding(CONTACT, str(HERE), 60.0, "browser", 900)], 0.0)
    other = Binding("sip:desk@203.0.113.9", "udp:10.0.0.1:5060>203.0.113.9:5060", 60.0, "desk", 3)
    await registrar.store(ACCOUNT, [other], 0.0)
    assert (core.asked[-1].sip_call_id, core.asked[-1].cseq) == ("desk", 3)
