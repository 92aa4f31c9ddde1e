"""Unpacking downloaded archives without letting them write elsewhere."""

import shutil
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

MAX_BYTES = 8 << 30
"""An archive that unpacks to more than this is taken for a bomb."""

_TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz")


def is_archive(name: str) -> bool:
    """Whether `unpack` can read a file of this name."""
    return name.endswith((".zip", *_TAR_SUFFIXES))


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip or tar into a new folder; only plain files and folders are accepted.

    Raises:
        ValueError: damaged, too large, or a member that is a link or points outside; names it.
    """
    folder.mkdir(parents=True)
    try:
        if archive.name.endswith(".zip"):
            _unzip(archive, folder)
        else:
            _untar(archive, folder)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError) as error:
        shutil.rmtree(folder)
        raise ValueError(f"{archive.name}: damaged archive ({error})") from error
    except ValueError:
        shutil.rmtree(folder)
        raise


def _unzip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as source:
        members = source.infolist()
        _check_size(archive, (member.file_size for member in members))
        for member in members:
            target = _inside(archive, folder, member.filename)
            if member.external_attr >> 16 & 0o170000 == 0o120000:
                raise ValueError(f"{archive.name}: {member.filename!r} is a link")
            if member.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with source.open(member) as data, target.open("xb") as file:
                shutil.copyfileobj(data, file)


def _untar(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as source:
        members = source.getmembers()
        _check_size(archive, (member.size for member in members))
        for member in members:
            target = _inside(archive, folder, member.name)
            if member.isdir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            data = source.extractfile(member) if member.isreg() else None
            if data is None:
                raise ValueError(f"{archive.name}: {member.name!r} is no plain file")
            target.parent.mkdir(parents=True, exist_ok=True)
            with data, target.open("xb") as file:
                shutil.copyfileobj(data, file)


def _inside(archive: Path, folder: Path, name: str) -> Path:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        raise ValueError(f"{archive.name}: {name!r} points outside the archive")
    return folder.joinpath(*path.parts)


def _check_size(archive: Path, sizes: Iterable[int]) -> None:
    total = sum(sizes)
    if total > MAX_BYTES:
        raise ValueError(f"{archive.name}: unpacks to {total} bytes, at most {MAX_BYTES}")
