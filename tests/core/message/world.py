"""Two customers with numbers and money, who writes for them, and their gateways."""

from typing import Any, cast

from sqlalchemy import select, update

from tests.fixtures.anything import Anything
from tests.fixtures.callers import CUSTOMER, STRANGER, customer_context
from tests.fixtures.fake_messagebird import ACCESS_KEY, FakeMessageBird
from tests.fixtures.fake_telnyx import API_KEY, FakeTelnyx
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.payers import add_payer
from tests.fixtures.receiver import Receiver
from voipbin.core.activeflow.model import ACTIVEFLOW
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.contract import codec
from voipbin.core.conversation.model import CONVERSATION
from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE
from voipbin.core.dialing_policy.gate import TollGate
from voipbin.core.dialing_policy.limits import DialingDefaults
from voipbin.core.egress import EgressClient
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.flow_engine import ActionProblem, Limits
from voipbin.core.ids import new_id
from voipbin.core.message.gateway import SmsGateway
from voipbin.core.message.messagebird import MessageBirdGateway
from voipbin.core.message.model import MESSAGE
from voipbin.core.message.performer import MessagePerformer
from voipbin.core.message.room import MessageRoom
from voipbin.core.message.service import Messages
from voipbin.core.message.telnyx import TelnyxGateway
from voipbin.core.number.model import NUMBER, NumberRow, add_number
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.v1 import message_pb2 as pb

Json = dict[str, Any]
OURS, THEIRS, OUTSIDE = "+15550100001", "+15550100002", "+15550100003"
MICROS = 1_000_000


def tel(number: str) -> Json:
    return {"type": "tel", "target": number}


class World:
    """Everything a test of messages needs."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store = store
        self.clock = clock
        self.telnyx, self.messagebird = FakeTelnyx(), FakeMessageBird()
        self.accounts: dict[str, str] = {}
        self.activeflows = Activeflows(store, Limits())
        self.messages = self.another()
        self.problems: list[str] = []
        "Why actions failed."
        self.performer = MessagePerformer(self.messages, cast("Any", self))
        performer = cast("Any", self.performer)
        self.activeflows.use(performer, performer)

    async def perform(self, _run: Any, effect: Any) -> None:
        """Takes note of what is not about messages."""
        if isinstance(effect, ActionProblem):
            self.problems.append(effect.reason)

    def another(self, *gateways: SmsGateway) -> Messages:
        """Messages as another process has them."""
        everywhere = DialingDefaults(("US", "GB"), ("unallocated",))
        gate = TollGate(self.store, everywhere, cast("Any", Anything()))
        return Messages(self.store, gate, self.activeflows, gateways)

    def connect(self, telnyx: Receiver, messagebird: Receiver) -> None:
        """Goes out by gateways from now on, Telnyx first."""
        telnyx.behaviour, messagebird.behaviour = self.telnyx, self.messagebird
        self.messages.sender._gateways = gateways(telnyx, messagebird)

    async def begin(self) -> None:
        """Lets there be customers."""
        for customer_id, number in ((CUSTOMER, OURS), (STRANGER, THEIRS)):
            self.accounts[customer_id] = await add_payer(
                self.store, micros=MICROS, customer_id=customer_id
            )
            await self.add_number(number, customer_id)

    async def close(self) -> None:
        """Ends what it began."""
        await self.messages.sender.close(0)
        await self.performer.close()
        await self.activeflows.close()

    async def add_number(self, number: str, customer_id: str, **columns: Any) -> None:
        row = NumberRow(id=new_id(), customer_id=customer_id, number=number, tm_create=1, **columns)
        async with self.store.writing() as work:
            await add_number(work.connection, row)

    async def set_flow(self, number: str, *actions: Json) -> str:
        """Gives a number a message flow."""
        async with self.store.writing() as work:
            table = NUMBER.table
            owner = await work.execute(select(table).where(table.c.number == number))
            customer_id = owner.one().customer_id
            flow = FlowRow(id=new_id(), customer_id=customer_id, actions=list(actions), tm_create=1)
            await Repository(FLOW, work, customer_id).add(flow)
            mine = update(table).where(table.c.number == number)
            await work.execute(mine.values(message_flow_id=flow.id))
        return flow.id

    async def send(
        self, *numbers: str, source: str = OURS, customer_id: str = CUSTOMER, text: str = "hi"
    ) -> str:
        """Asks the room to send; the id of the message."""
        request = codec.from_json(
            pb.CreateMessageRequest,
            {"source": tel(source), "destinations": list(map(tel, numbers)), "text": text},
        )
        room = MessageRoom(self.messages)
        made: Any = await room.create_message(request, customer_context(self.store, customer_id))
        return str(made.id)

    async def run(self, seconds_later: float = 0) -> None:
        """Sends what is due, after a while."""
        self.clock.move(seconds_later)
        await self.messages.sender.send_due()

    async def statuses(self, id: str) -> list[str]:
        """Of the targets of a message."""
        async with self.store.reading() as connection:
            every = Repository.across_customers_for_super_admin(MESSAGE, connection)
            row = await every.get(id)
        return [target["status"] for target in row.targets]

    async def all(self, resource: Any, customer_id: str = CUSTOMER) -> list[Any]:
        """Live rows of a customer, oldest first."""
        async with self.store.reading() as connection:
            rows, _ = await Repository(resource, connection, customer_id).page(100, "")
        return rows[::-1]

    async def said(self, customer_id: str = CUSTOMER) -> list[tuple[str, str]]:
        """Direction and status of what was said in conversations."""
        rows = await self.all(CONVERSATION_MESSAGE, customer_id)
        return [(row.direction, row.status) for row in rows]

    async def conversations(self, customer_id: str = CUSTOMER) -> list[Any]:
        return await self.all(CONVERSATION, customer_id)

    async def ran(self, customer_id: str = CUSTOMER) -> list[Any]:
        """Activeflows once none of them runs."""
        for id in list(self.activeflows.running):
            if (run := self.activeflows.get(id)) is not None:
                await run.over.wait()
        return await self.all(ACTIVEFLOW, customer_id)


def gateways(telnyx: Receiver, messagebird: Receiver) -> tuple[SmsGateway, ...]:
    """Both, Telnyx first."""
    egress = EgressClient(["127.0.0.0/8"])
    return (
        TelnyxGateway(egress, telnyx.url.removesuffix("/hook"), API_KEY),
        MessageBirdGateway(egress, messagebird.url.removesuffix("/hook"), ACCESS_KEY),
    )
