"""Flags of the settings: made from them, so that each is named once."""

import inspect
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr, ValidationError

from voipbin.core.settings import Settings


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command one flag for each setting; it is called with `settings`."""
    own = [p for p in inspect.signature(command).parameters.values() if p.name != "settings"]
    names = list(Settings.model_fields)

    def run(**flags: Any) -> None:
        given = {name: flags.pop(name) for name in names}
        command(_settings({k: v for k, v in given.items() if v is not None}), **flags)

    parameters = [*own, *(_parameter(name) for name in names)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__name__ = command.__name__
    run.__doc__ = command.__doc__
    return run


@cache
def _parameter(name: str) -> inspect.Parameter:
    field = Settings.model_fields[name]
    kind = field.annotation
    shown = kind if kind in (int, float, bool, Path) else str
    flag = "--" + name.replace("_", "-")
    if kind is bool:
        flag = f"{flag}/--no-{name.replace('_', '-')}"
    default = "" if isinstance(field.default, SecretStr) else field.default
    help_text = (
        f"{field.description} [VOIPBIN_{name.upper()}; {default if default != '' else 'empty'}]"
    )
    option = typer.Option(flag, help=help_text, show_default=False)
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[shown | None, option],
    )


def _settings(given: dict[str, Any]) -> Settings:
    try:
        return Settings(**given)
    except ValidationError as error:
        for fault in error.errors():
            name = "-".join(str(part) for part in fault["loc"]).replace("_", "-")
            text = fault["msg"].removeprefix("Value error, ")
            typer.secho(f"--{name}: {text}{_got(name, fault)}", err=True, fg="red")
        raise typer.Exit(2) from None


def _got(name: str, fault: Any) -> str:
    """The refused value, unless it is or may hold a secret."""
    is_secret = isinstance(fault["input"], SecretStr) or name in ("secret-key", "database-url")
    return "" if is_secret else f", got {fault['input']!r}"
