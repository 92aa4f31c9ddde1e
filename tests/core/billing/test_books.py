"""The books are in order, whatever happens, in whatever order, and however often it is told."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.payers import add_payer, adjust, books, differences
from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use
from voipbin.core.billing.rates import rate_of
from voipbin.core.billing.topup import top_up_due_accounts
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.call.charging import charge_call
from voipbin.core.call.model import CallRow
from voipbin.core.database import open_database
from voipbin.core.event.log import EventLog
from voipbin.core.message.charging import charge_message
from voipbin.core.message.model import MessageRow
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store, UnitOfWork

START = 1_767_225_600_000_000
_SECOND, _DAY_S = 1_000_000, 86_400
_TABLES = ("billing", "billing_account", "billing_rate", "customer", "event")
_TEL, _VIRTUAL = {"type": "tel", "target": "+4930"}, {"type": "tel", "target": "+899123456789"}


class Crash(Exception):
    """The process ends here."""


@dataclass(frozen=True)
class Step:
    """Something that happens: told once or more often, perhaps to a process that dies of it."""

    kind: str
    thing: int = 0
    "Which of a few: the same one comes again and again."
    amount: int = 0
    "Seconds, targets or micros."
    crashes: bool = False
    times: int = 1


def id_of(kind: str, thing: int) -> str:
    return str(charges.part_of("00000000-0000-4000-8000-000000000000", f"{kind} {thing}"))


def call_row(step: Step, status: str) -> CallRow:
    """Even ones cost credit, odd ones tokens."""
    return CallRow(
        id=id_of("call", step.thing),
        customer_id=CUSTOMER,
        direction="incoming",
        source=_TEL,
        destination=_VIRTUAL if step.thing % 2 else _TEL,
        status=status,
        tm_progressing=START,
        tm_hangup=START + step.amount * _SECOND,
        tm_create=START,
    )


async def tell(work: UnitOfWork, step: Step) -> None:
    """Charges as the rooms do."""
    recording = id_of("recording", step.thing)
    match step.kind:
        case "answered":
            await charge_call(work, call_row(step, "progressing"))
        case "hung up":
            await charge_call(work, call_row(step, "hangup"))
        case "recording starts":
            await charges.opened(work, Use(CUSTOMER, "recording", recording, "recording"), START)
        case "recording ends":
            await charges.closed(work, "recording", recording, START + step.amount * _SECOND)
        case "message":
            targets: list[dict[str, Any]] = [{}] * (step.thing + 1)
            id = id_of("message", step.thing)
            row = MessageRow(id=id, customer_id=CUSTOMER, targets=targets, tm_create=START)
            await charge_message(work, row)
        case "correction":
            accounts = Repository(BILLING_ACCOUNT, work, CUSTOMER)
            account = await accounts.one(accounts.select_live().with_for_update())
            assert account is not None
            await adjust(work, account, step.amount)


@dataclass
class Model:
    """The same in a few lines: a balance and what has been paid."""

    tokens: int = 100
    micros: int = 0
    running: dict[str, str] = field(default_factory=dict)
    paid: set[str] = field(default_factory=set)
    trail: list[tuple[int, int]] = field(default_factory=list)
    "Balances after each entry."

    def tell(self, step: Step) -> None:
        name = f"{step.kind.split()[0]} {step.thing}"
        match step.kind:
            case "answered":
                self.begin(f"call {step.thing}", "call_vn" if step.thing % 2 else "sms")
            case "hung up":
                self.end(f"call {step.thing}", step.amount)
            case "recording starts":
                self.begin(name, "recording")
            case "recording ends":
                self.end(name, step.amount)
            case "message":
                for index in range(step.thing + 1):
                    self.begin(f"{name}/{index}", "sms")
                    self.end(f"{name}/{index}", 1)
            case "correction" if step.amount:
                self.micros += step.amount
                self.trail.append((self.tokens, self.micros))
            case "month":
                self.tokens = 100
                self.trail.append((self.tokens, self.micros))

    def begin(self, name: str, cost_type: str) -> None:
        if name not in self.paid:
            self.running.setdefault(name, cost_type)

    def end(self, name: str, seconds: int) -> None:
        if name not in self.running:
            return
        rate = rate_of(self.running.pop(name))
        for _ in range(0, seconds, 60):
            if 0 < rate.token_per_unit <= self.tokens:
                self.tokens -= rate.token_per_unit
            else:
                self.micros -= rate.credit_per_unit
        self.paid.add(name)
        self.trail.append((self.tokens, self.micros))


class Process:
    """A platform as far as the ledger goes; it can die and be started again."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock

    async def handle(self, step: Step) -> None:
        """Is told; what it did not live to store is told to the next process, or told twice."""
        if step.kind == "month":
            self.clock.move(32 * _DAY_S)
            for _ in range(step.times):
                await top_up_due_accounts(self.store)
            return
        if step.crashes:
            with pytest.raises(Crash):
                async with self.store.writing() as work:
                    await tell(work, step)
                    raise Crash
            self.store = Store(self.store.database, self.clock, EventLog(self.clock))
        for _ in range(1 if step.kind == "correction" else step.times):
            async with self.store.writing() as work:
                await tell(work, step)


async def fresh_process() -> Process:
    database = open_database("sqlite://")
    tables = [SQLModel.metadata.tables[name] for name in _TABLES]

    def create(connection: Any) -> None:
        SQLModel.metadata.create_all(connection, tables=tables)

    await database.run_sync(create)
    clock = ManualClock(START)
    return Process(Store(database, clock, EventLog(clock)), clock)


THINGS = st.integers(0, 3)
SECONDS = st.sampled_from([0, 1, 59, 60, 61, 600, 1799, 3600])
KINDS: dict[str, st.SearchStrategy[int]] = {
    "answered": st.just(0),
    "hung up": SECONDS,
    "recording starts": st.just(0),
    "recording ends": SECONDS,
    "message": st.just(0),
    "correction": st.integers(-10_000_000, 10_000_000),
    "month": st.just(0),
}
STEPS = st.lists(
    st.one_of(
        [
            st.builds(
                Step,
                kind=st.just(kind),
                thing=THINGS,
                amount=amount,
                crashes=st.booleans(),
                times=st.integers(1, 2),
            )
            for kind, amount in KINDS.items()
        ]
    ),
    max_size=25,
)


@settings(max_examples=80, deadline=None)
@given(steps=STEPS)
def test_no_micro_is_lost_or_doubled(steps: list[Step]) -> None:
    asyncio.run(_no_micro_is_lost_or_doubled(steps))


async def _no_micro_is_lost_or_doubled(steps: list[Step]) -> None:
    process, model = await fresh_process(), Model()
    account = await add_payer(process.store)
    for step in steps:
        await process.handle(step)
        model.tell(step)
    # The next start of the platform ends what runs.
    for thing in range(4):
        for kind in ("hung up", "recording ends"):
            await process.handle(Step(kind, thing, 30))
            model.tell(Step(kind, thing, 30))
    after = await books(process.store, account)
    assert (after.tokens, after.micros) == (model.tokens, model.micros)
    assert await differences(process.store) == []
    ended = sorted(after.entries[1:], key=lambda entry: entry.tm_update or entry.tm_create)
    shown = [(entry.balance_token_snapshot, entry.balance_credit_snapshot) for entry in ended]
    assert shown == model.trail
    assert {entry.status for entry in after.entries} == {"end"}
    await process.store.database.close()


async def test_many_sessions_charge_one_account(store: Store) -> None:
    """Everything is told twice by sessions that know nothing of each other, and some die of it."""
    account = await add_payer(store, micros=1_000_000)
    chance = random.Random(7)
    ends = [step for step in _steps(chance) if step.kind in ("hung up", "recording ends")]
    others = [step for step in _steps(chance) if step.kind in ("message", "correction")]
    for kind in ("answered", "recording starts"):
        for thing in range(6):
            await _session(store, Step(kind, thing))
    told = [*ends, *ends, *others]
    chance.shuffle(told)
    await asyncio.gather(*(_session(store, step) for step in told))
    after = await books(store, account)
    assert await differences(store) == []
    assert len(after.usage) == 12 + 1 + 2 + 3
    assert {entry.status for entry in after.entries} == {"end"}
    _assert_one_after_the_other(after.entries, (after.tokens, after.micros))


def _steps(chance: random.Random) -> list[Step]:
    steps = [Step(kind, thing, 600) for kind in ("hung up", "recording ends") for thing in range(6)]
    steps += [Step("message", thing) for thing in range(3) for _ in range(3)]
    steps += [Step("correction", amount=chance.randint(-5_000, 5_000)) for _ in range(6)]
    return [Step(s.kind, s.thing, s.amount, chance.random() < 0.3) for s in steps]


async def _session(store: Store, step: Step) -> None:
    if step.crashes:
        with pytest.raises(Crash):
            async with store.writing() as work:
                await tell(work, step)
                raise Crash
    async with store.writing() as work:
        await tell(work, step)


def _assert_one_after_the_other(entries: list[Any], last: tuple[int, int]) -> None:
    """Each entry begins with the balances another one left; the last are those of the account."""
    befores: Counter[tuple[int, int]] = Counter({last: 1})
    afters: Counter[tuple[int, int]] = Counter({(0, 0): 1})
    for entry in entries:
        tokens, micros = entry.balance_token_snapshot, entry.balance_credit_snapshot
        afters[tokens, micros] += 1
        befores[tokens - entry.amount_token, micros - entry.amount_credit] += 1
    assert befores == afters
