"""`voipbin billing`: whether the books are in order, and what things cost."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipbin.core.commands.options import with_settings
from voipbin.core.settings import Settings

if TYPE_CHECKING:
    from voipbin.core.billing.audit import Audited
    from voipbin.core.unit_of_work import Store

billing_app = typer.Typer(help="Checks the ledger and sets prices.", no_args_is_help=True)


@with_settings
def check(
    settings: Settings,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Adds up the ledger of every account and compares the sum with its balance.

    The platform may be running or not; name the same --data-dir or --database-url. Only differences
    are printed, then a summary. Exit code 1 when there are any.
    """
    wrong = _run(lambda: _check(settings, _line if as_json else _sentence, as_json))
    raise typer.Exit(int(wrong > 0))


@with_settings
def rates(
    settings: Settings,
    customer: Annotated[str, typer.Option(help="As this customer has them.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Shows what a unit of everything costs: a started minute, or one of what is counted."""
    listed = _run(lambda: _rates(settings, customer))
    if as_json:
        typer.echo(json.dumps(listed, indent=2))
        return
    for rate in listed:
        unit = "a minute" if rate["per_minute"] else "each"
        typer.echo(
            f"{rate['cost_type']:20} {rate['token_per_unit']:6} tokens"
            f" {rate['credit_per_unit'] / 1e6:10.6f} dollars {unit}"
        )


@with_settings
def price(
    settings: Settings,
    cost_type: Annotated[str, typer.Argument(help="As `voipbin billing rates` names it.")],
    tokens: Annotated[int, typer.Option(min=0, help="Tokens a unit; 0: credit alone pays.")] = 0,
    dollars: Annotated[float, typer.Option(min=0, help="Credit a unit, beyond tokens.")] = 0.0,
    customer: Annotated[str, typer.Option(help="For this customer alone.")] = "",
    default: Annotated[bool, typer.Option("--default", help="Go back to the default.")] = False,
) -> None:
    """Sets a price. It holds for what begins from now on, also in a platform that is running."""
    micros = round(dollars * 1_000_000)
    _run(lambda: _price(settings, cost_type, customer, None if default else (tokens, micros)))


billing_app.command("check")(check)
billing_app.command("rates")(rates)
billing_app.command("price")(price)


def _run(work: Callable[[], Any]) -> Any:
    """Does it, or says why not."""
    from voipbin.core.errors import VoipbinError

    try:
        return asyncio.run(work())
    except (OSError, ValueError, ImportError, VoipbinError) as error:
        typer.secho(f"billing: {error}", err=True, fg="red")
        raise typer.Exit(2) from None


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator["Store"]:
    from voipbin.core.clock import SystemClock
    from voipbin.core.database import open_database
    from voipbin.core.event.log import EventLog
    from voipbin.core.serve.schema import require_current
    from voipbin.core.unit_of_work import Store

    database = open_database(settings.effective_database_url)
    try:
        await database.run_sync(require_current)
        clock = SystemClock()
        yield Store(database, clock, EventLog(clock))
    finally:
        await database.close()


async def _check(settings: Settings, show: Callable[["Audited"], str], as_json: bool) -> int:
    from voipbin.core.billing.audit import audited

    accounts = entries = wrong = 0
    async with _store(settings) as store:
        async for found in audited(store):
            accounts, entries = accounts + 1, entries + found.entries
            if not found.is_right:
                wrong += 1
                typer.echo(show(found))
    summary = {"accounts": accounts, "entries": entries, "differences": wrong}
    told = ", ".join(f"{count} {name}" for name, count in summary.items())
    typer.echo(json.dumps(summary) if as_json else told)
    return wrong


def _line(found: "Audited") -> str:
    return json.dumps(found.to_json())


def _sentence(found: "Audited") -> str:
    return (
        f"account {found.account_id} of customer {found.customer_id}: balance"
        f" {found.balance_token} tokens and {found.balance_credit} micros, ledger"
        f" {found.ledger_token} and {found.ledger_credit}"
    )


async def _rates(settings: Settings, customer_id: str) -> list[dict[str, Any]]:
    from voipbin.core.billing.rates import cost_types, rate_for

    async with _store(settings) as store, store.reading() as connection:
        found = [(name, await rate_for(connection, customer_id, name)) for name in cost_types()]
    return [
        {
            "cost_type": name,
            "token_per_unit": rate.token_per_unit,
            "credit_per_unit": rate.credit_per_unit,
            "per_minute": rate.per_minute,
        }
        for name, rate in found
    ]


async def _price(
    settings: Settings, cost_type: str, customer_id: str, wanted: tuple[int, int] | None
) -> None:
    from voipbin.core.billing.rates import BillingRateRow, choose_rate, forget_rate

    async with _store(settings) as store, store.writing() as work:
        if wanted is None:
            await forget_rate(work, customer_id, cost_type)
            return
        tokens, micros = wanted
        row = BillingRateRow(
            customer_id=customer_id,
            cost_type=cost_type,
            token_per_unit=tokens,
            credit_per_unit=micros,
        )
        await choose_rate(work, row)
