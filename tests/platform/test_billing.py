"""What calls cost, and who may call at all, with real calls."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.commands.running import run
from tests.fixtures.payers import differences, set_status
from tests.platform.api import Json
from tests.platform.carrier import Carrier
from tests.platform.program import Program
from tests.platform.stage import LocalStage, MakeStage, Stage, action
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = action("sleep", duration=60_000)
OUTSIDE = {"type": "tel", "target": "+15551230000"}


@pytest.fixture(scope="module")
def platform_settings(carrier: Carrier) -> dict[str, Any]:
    return carrier.settings


async def set_purse(stage: LocalStage, plan: str, tokens: int = 0, micros: int = 0) -> None:
    """What the demo tenant has; the books are not in order afterwards."""
    table = BILLING_ACCOUNT.table
    values = {"plan_type": plan, "balance_token": tokens, "balance_credit": micros}
    async with stage.platform.engines.store.writing() as work:
        own = table.c.customer_id == DEMO_CUSTOMER_ID
        await work.execute(update(table).where(own).values(**values))


@pytest.fixture
async def poor(stage: LocalStage) -> AsyncIterator[LocalStage]:
    """The platform while the demo tenant has neither tokens nor credit."""
    await set_purse(stage, "basic")
    yield stage
    await set_status(stage.platform.engines.store, "active", DEMO_CUSTOMER_ID)
    await set_purse(stage, "unlimited")


async def billings(stage: Stage, *references: str) -> list[Json]:
    """Entries about some things, the newest first."""
    answer = await stage.api("BillingService.ListBillings")
    return [entry for entry in answer["result"] if entry["reference_id"] in references]


async def test_call_out_is_billed_once(stage: LocalStage, carrier: Carrier) -> None:
    call = await stage.dial(OUTSIDE, [action("sleep", duration=1200), action("hangup")])
    await carrier.next_call()
    opened = await stage.timeline.wait(
        "billing_created", lambda body: body["reference_id"] == call["id"]
    )
    assert (opened["status"], opened["amount_credit"]) == ("progressing", 0)
    ended = await stage.ended(call)
    (entry,) = await billings(stage, call["id"])
    assert (entry["id"], entry["status"]) == (opened["id"], "end")
    assert (entry["reference_type"], entry["cost_type"]) == ("call", "call_pstn_outgoing")
    assert (entry["usage_duration"], entry["billable_units"]) == (1, 1)
    assert entry["amount_credit"] == -10_000, "the unlimited plan is debited, too"
    assert entry["tm_billing_start"] == ended["tm_progressing"]
    assert entry["tm_billing_end"] == ended["tm_hangup"]
    account = await stage.api("BillingAccountService.GetBillingAccount", id=entry["account_id"])
    assert account["balance_credit"] == entry["balance_credit_snapshot"]
    assert await differences(stage.platform.engines.store) == []


async def test_call_in_is_billed(stage: LocalStage) -> None:
    phone = await stage.stranger("+4930555")
    phone.dial(f"sip:+15550100000@{stage.sip}")
    await phone.event("answered")
    await asyncio.sleep(1.1)  # a call of less than a second is for nothing
    phone.call.hang_up()
    call = await stage.timeline.wait(
        "call_created", lambda body: body["source"]["target"] == "+4930555"
    )
    await stage.ended(call)
    (entry,) = await billings(stage, call["id"])
    assert (entry["cost_type"], entry["amount_credit"]) == ("call_pstn_incoming", -10_000)


async def test_unanswered_call_is_not_billed(stage: LocalStage, carrier: Carrier) -> None:
    call = await stage.dial({"type": "tel", "target": "+15551230486"}, [WAITS])
    await carrier.next_call()
    assert (await stage.ended(call))["hangup_reason"] == "busy"
    assert await billings(stage, call["id"]) == []


async def test_hundred_tokens_are_enough_for_a_first_call(poor: LocalStage) -> None:
    await set_purse(poor, "basic", tokens=100)
    call = await poor.dial(await poor.phone(), [action("hangup")])
    assert (await poor.ended(call))["tm_progressing"]
    (entry,) = await billings(poor, call["id"])
    assert (entry["reference_type"], entry["amount_token"]) == ("call_extension", 0)


async def test_nothing_left(poor: LocalStage) -> None:
    phone = await poor.phone()
    reason = await poor.api.refused(
        "CallService.CreateCalls", destinations=[OUTSIDE], actions=[WAITS]
    )
    assert reason == "INSUFFICIENT_BALANCE"
    phone.dial("+15550100000")
    assert (await phone.event("ended"))["status"] == 500


async def test_no_recording_without_balance(poor: LocalStage) -> None:
    await set_purse(poor, "basic", micros=29_999)
    call = await poor.dial(await poor.phone(), [WAITS])
    await poor.timeline.call(call["id"], "progressing")
    reason = await poor.api.refused("CallService.StartCallRecording", id=call["id"])
    assert reason == "INSUFFICIENT_BALANCE"
    await poor.api("CallService.HangupCall", id=call["id"])
    await poor.ended(call)


async def test_frozen(poor: LocalStage) -> None:
    await set_purse(poor, "basic", tokens=100)
    phone = await poor.stranger()
    await set_status(poor.platform.engines.store, "frozen", DEMO_CUSTOMER_ID)
    phone.dial(f"sip:+15550100000@{poor.sip}")
    assert (await phone.event("ended"))["status"] == 500


async def recorded_call(stage: Stage) -> tuple[str, str]:
    """Ids of a call that is up and of its recording."""
    call = await stage.dial(await stage.phone(), [action("recording_start"), WAITS])
    recording = await stage.timeline.wait(
        "recording_started", lambda body: body["reference_id"] == call["id"]
    )
    return call["id"], recording["id"]


async def test_recording_is_billed(stage: LocalStage) -> None:
    call_id, recording_id = await recorded_call(stage)
    await asyncio.sleep(1.1)
    await stage.api("CallService.StopCallRecording", id=call_id)
    done = await stage.timeline.wait("recording_finished", lambda body: body["id"] == recording_id)
    (entry,) = await billings(stage, recording_id)
    assert (entry["status"], entry["cost_type"]) == ("end", "recording")
    assert (entry["billable_units"], entry["amount_credit"]) == (1, -30_000)
    assert entry["tm_billing_end"] == done["tm_end"]
    await stage.api("CallService.HangupCall", id=call_id)


@pytest.mark.asyncio(loop_scope="function")
async def test_hung_up_at_zero(make_stage: MakeStage) -> None:
    """Tokens do not pay for a telephone call: there is no credit for its first minute."""
    carrier = Carrier()
    await carrier.start()
    stage = await make_stage(hang_up_at_zero=True, **carrier.settings)
    await set_purse(stage, "free", tokens=100)
    call = await stage.dial(OUTSIDE, [WAITS])
    await carrier.next_call()
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("local", "timeout")
    assert ended["tm_progressing"]
    (entry,) = await billings(stage, call["id"])
    assert (entry["status"], entry["billable_units"], entry["amount_credit"]) == ("end", 0, 0)
    await carrier.close()


@pytest.mark.asyncio(loop_scope="function")
async def test_killed_platform_bills_once(tmp_path: Path) -> None:
    program = Program(tmp_path)
    stage = await program.start()
    try:
        call_id, recording_id = await recorded_call(stage)
        await asyncio.sleep(1.1)
        await program.end(signal.SIGKILL)
        await stage.leave()
        seen = []
        for _ in range(2):
            stage = await program.start()
            entries = await billings(stage, call_id, recording_id)
            assert [entry["status"] for entry in entries] == ["end", "end"]
            assert {entry["reference_id"] for entry in entries} == {call_id, recording_id}
            seen.append(entries)
            await program.end(signal.SIGKILL)
        assert seen[0] == seen[1]
        checked = await run("billing", "check", "--data-dir", str(program.data), cwd=tmp_path)
        assert (checked.code, checked.out.split(", ")[-1]) == (0, "0 differences\n"), checked.err
    finally:
        await program.close()
