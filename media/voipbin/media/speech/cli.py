"""`voipbin models`: what can speak and listen here, and fetching better models."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn
from rich.table import Table

from voipbin.media.speech.catalogue import BUILT_IN, Model, load_catalogue
from voipbin.media.speech.errors import SpeechError
from voipbin.media.speech.models import fetch_model, is_fetched, model_path
from voipbin.media.speech.registry import engine_report
from voipbin.media.speech.settings import SpeechSettings

models_app = typer.Typer(
    help="Speech engines and models.", no_args_is_help=True, add_completion=False
)

_Folder = Annotated[
    Path,
    typer.Option("--models-dir", envvar="VOIPBIN_MODELS_DIR", help="Where models are kept."),
]
_Catalogue = Annotated[
    Path,
    typer.Option("--catalogue", envvar="VOIPBIN_MODELS_CATALOGUE", help="Catalogue file (JSON)."),
]
_BaseUrl = Annotated[
    str,
    typer.Option("--base-url", envvar="VOIPBIN_MODELS_URL", help="A mirror of the models."),
]
_DEFAULT_FOLDER = Path.home() / ".local" / "share" / "voipbin" / "models"


@models_app.command("list")
def list_models(
    models_dir: _Folder = _DEFAULT_FOLDER, catalogue: _Catalogue = BUILT_IN, base_url: _BaseUrl = ""
) -> None:
    """List engines (ready or why not) and the models that can be fetched."""
    console = Console()
    engines = Table("engine", "kind", "model", "ready", "note", title="Engines")
    for status in engine_report(SpeechSettings.from_env(os.environ, models_dir=models_dir)):
        ready = "yes" if status.ready else "no"
        engines.add_row(status.name, status.kind, status.model, ready, status.note)
    console.print(engines)
    models = Table("name", "engine", "languages", "size", "licence", "here", title="Models")
    for model in _catalogue(catalogue, base_url).values():
        here = str(models_dir / model.name) if is_fetched(models_dir, model.name) else "no"
        size = f"{model.size_bytes / 1e6:.0f} MB" if model.size_bytes else "?"
        languages = " ".join(model.languages)
        models.add_row(model.name, model.engine, languages, size, model.licence, here)
    console.print(models)


@models_app.command("fetch")
def fetch(
    name: str,
    models_dir: _Folder = _DEFAULT_FOLDER,
    catalogue: _Catalogue = BUILT_IN,
    base_url: _BaseUrl = "",
) -> None:
    """Download a model; an interrupted download is resumed."""
    known = _catalogue(catalogue, base_url)
    if name not in known:
        raise _fail(f"no model {name!r}; there are: {', '.join(known)}")
    model = known[name]
    try:
        folder = _with_bar(model, models_dir)
    except (SpeechError, ValueError) as error:
        raise _fail(str(error)) from error
    print(f"{folder}\nUse it: VOIPBIN_STT_ENGINE={model.engine} VOIPBIN_STT_MODEL={folder}")
    print(f"It needs the package: pip install {model.engine}")


@models_app.command("path")
def path(name: str, models_dir: _Folder = _DEFAULT_FOLDER) -> None:
    """Print the folder of a fetched model."""
    try:
        print(model_path(models_dir, name))
    except ValueError as error:
        raise _fail(str(error)) from error


def _catalogue(source: Path, base_url: str) -> dict[str, Model]:
    try:
        return load_catalogue(source, base_url)
    except (OSError, ValueError) as error:
        raise _fail(str(error)) from error


def _with_bar(model: Model, models_dir: Path) -> Path:
    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        bar = bars.add_task(model.name, total=model.size_bytes or None)

        def progress(done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total or None)

        return fetch_model(model, models_dir, progress=progress)


def _fail(message: str) -> typer.Exit:
    print(f"error: {message}")
    return typer.Exit(1)
