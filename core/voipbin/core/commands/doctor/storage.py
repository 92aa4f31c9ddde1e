"""Data directory, database and secret key."""

import asyncio
import base64
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from voipbin.core.commands.doctor.finding import Finding, error, ok, warning
from voipbin.core.settings import Settings

_KEY_BYTES = 32
_SCARCE_BYTES = 2_000_000_000
_TOO_LITTLE_BYTES = 100_000_000
_RECORDED_BYTES_PER_HOUR = 2 * 16_000 * 2 * 3600
"Both directions, 16 bits at 16 kHz."
_CONNECT_S = 10.0


def check_data_dir(settings: Settings) -> Finding:
    """Whether files can be written, and how many."""
    name = "data directory"
    path = settings.data_dir.resolve()
    if (fault := _write_fault(path)) is not None:
        text = f"{path} cannot be written ({fault.strerror})"
        return error(name, text, "--data-dir FOLDER, one that this user may write to")
    free = shutil.disk_usage(_nearest(path)).free
    hours = free / _RECORDED_BYTES_PER_HOUR
    text = f"{path}, {free / 1e9:.1f} GB free: about {hours:.0f} hours of recordings"
    mend = "make room, or --data-dir on a larger disk"
    if free < _TOO_LITTLE_BYTES:
        return error(name, text, mend)
    return warning(name, text, mend) if free < _SCARCE_BYTES else ok(name, text)


def _nearest(path: Path) -> Path:
    """The path or the nearest folder above it that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _write_fault(folder: Path) -> OSError | None:
    """Why files cannot be written into a folder, or into the one it would be made in."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)) as probe:
            probe.write(b"voipbin")
    except OSError as fault:
        return fault
    return None


def check_secret_key(settings: Settings) -> Finding:
    """Whether stored secrets can be opened."""
    name = "secret key"
    path = settings.data_dir / "secret.key"
    if settings.secret_key.get_secret_value():
        return ok(name, "given")
    try:
        if not path.exists():
            return ok(name, f"made at the first start, in {path}")
        found = path.read_text()
        open_to_others = os.name == "posix" and path.stat().st_mode & 0o077
    except OSError as fault:
        return error(name, f"{path}: {fault.strerror}", "let this user read it")
    if open_to_others:
        return warning(name, f"{path} can be read by others", f"chmod 600 {path}")
    return _judge_key(name, found, path)


def _judge_key(name: str, text: str, path: Path) -> Finding:
    mend = "restore it from a backup: stored secrets cannot be opened without it"
    try:
        size = len(base64.b64decode(text.strip(), validate=True))
    except ValueError:
        return error(name, f"{path} is not base64", mend)
    if size < _KEY_BYTES:
        return error(name, f"{path} holds {size} bytes, {_KEY_BYTES} are needed", mend)
    return ok(name, str(path))


async def check_database(settings: Settings) -> Finding:
    """Whether it answers and has the newest tables."""
    name = "database"
    url = settings.effective_database_url
    try:
        async with asyncio.timeout(_CONNECT_S):
            return await _look_into(name, url)
    except ModuleNotFoundError as fault:
        text = f"{_public_url(url)}: {fault.name} is not installed"
        return error(name, text, "pip install 'voipbin[postgres]'")
    except TimeoutError:
        text = f"{_public_url(url)}: no answer within {_CONNECT_S:.0f} s"
        return error(name, text, "check host, port and firewall of --database-url")
    except Exception as fault:
        # Drivers raise what they like; each is a reason why the platform would not start.
        reason = str(getattr(fault, "orig", None) or fault).strip().splitlines() or [repr(fault)]
        mend = "check --database-url: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
        return error(name, f"{_public_url(url)}: {reason[0]}", mend)


async def _look_into(name: str, url: str) -> Finding:
    from voipbin.core.database import open_database

    file = _file_of(url)
    if file is not None and (found := await asyncio.to_thread(_look_at_file, name, file)):
        return found
    database = open_database(url)
    try:
        have, newest = await database.run_sync(_revisions)
    finally:
        await database.close()
    return _judge_revision(name, url, have, newest, by_itself=file is not None)


def _file_of(url: str) -> Path | None:
    from sqlalchemy.engine import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database)).absolute()


def _look_at_file(name: str, file: Path) -> Finding | None:
    """What there is to say about a file without opening it; None to open it."""
    if file.exists():
        if os.access(file, os.W_OK):
            return None
        return error(name, f"{file} cannot be written", "let this user write to it")
    if (fault := _write_fault(file.parent)) is not None:
        text = f"{file} cannot be made ({fault.strerror})"
        return error(name, text, "--database-url or --data-dir with another folder")
    return ok(name, f"{file} is made at the first start")


def _judge_revision(name: str, url: str, have: str, newest: str, *, by_itself: bool) -> Finding:
    answers = f"{_public_url(url)} answers"
    if have == newest:
        return ok(name, f"{answers}, its tables are up to date")
    if have and not _is_known(have):
        text = f"{answers}, but a newer voipbin made it (revision {have})"
        return error(name, text, "install that version")
    if by_itself:
        return ok(name, f"{answers}, its tables are brought up to date at the start")
    mend = "voipbin migrate, with the same --database-url"
    return error(name, f"{answers}, but its tables are not up to date", mend)


def _script() -> Any:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "voipbin.core:migrations")
    return ScriptDirectory.from_config(config)


def _revisions(connection: Any) -> tuple[str, str]:
    from alembic.runtime.migration import MigrationContext

    have = MigrationContext.configure(connection).get_current_revision() or ""
    return have, str(_script().get_current_head())


def _is_known(revision: str) -> bool:
    return any(script.revision == revision for script in _script().walk_revisions())


def _public_url(url: str) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "the URL"
