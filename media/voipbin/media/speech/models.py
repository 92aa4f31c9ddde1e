"""Models on this machine: which there are, fetching one, and where it lies."""

import shutil
import tempfile
from pathlib import Path

from voipbin.media.speech.archive import is_archive, unpack
from voipbin.media.speech.catalogue import Model
from voipbin.media.speech.download import Progress, download


def model_path(models_dir: Path, name: str) -> Path:
    """The folder of a fetched model, to be named in VOIPBIN_STT_MODEL.

    Raises:
        ValueError: it has not been fetched.
    """
    folder = models_dir / name
    if not folder.is_dir():
        raise ValueError(f"model {name!r} is not fetched: voipbin models fetch {name}")
    return folder


def is_fetched(models_dir: Path, name: str) -> bool:
    return (models_dir / name).is_dir()


def fetch_model(model: Model, models_dir: Path, *, progress: Progress | None = None) -> Path:
    """Download, verify and unpack a model; its folder appears only when complete.

    Returns the folder; at once if it is there already.

    Raises:
        SpeechUnavailable: the download failed; another attempt resumes it.
        ValueError: wrong checksum or an unacceptable archive.
    """
    folder = models_dir / model.name
    if folder.is_dir():
        return folder
    downloads = models_dir / ".downloads"
    file = downloads / f"{model.name}-{model.url.rsplit('/', 1)[-1].split('?')[0]}"
    download(model.url, file, sha256=model.sha256, progress=progress)
    try:
        _install(file, folder)
    finally:
        file.unlink()
    return folder


def _install(file: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".unpack-") as scratch:
        content = Path(scratch) / "model"
        if is_archive(file.name):
            unpack(file, content)
        else:
            content.mkdir()
            shutil.copy2(file, content / file.name.removeprefix(f"{folder.name}-"))
        # Most archives hold one folder with everything in it.
        inner = list(content.iterdir())
        if len(inner) == 1 and inner[0].is_dir():
            content = inner[0]
        content.replace(folder)
