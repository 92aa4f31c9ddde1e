"""Downloading one large file: resumed, verified, and in place only when complete."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import httpx2

from voipbin.media.speech.errors import SpeechUnavailable

Progress = Callable[[int, int], None]
"""Called with bytes on disk and bytes in all (0 when the server does not say)."""


def download(url: str, target: Path, *, sha256: str = "", progress: Progress | None = None) -> Path:
    """Fetch `url` to `target`, resuming `target.part` of an earlier attempt.

    Raises:
        SpeechUnavailable: the server cannot be reached, refuses, or stops in the middle; what
            arrived is kept for the next attempt.
        ValueError: the file is not the one `sha256` names; what arrived is deleted.
    """
    part = target.with_name(target.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with httpx2.Client(timeout=30.0, follow_redirects=True) as client:
            _transfer(client, url, part, progress)
    except httpx2.HTTPError as error:
        kept = part.stat().st_size if part.exists() else 0
        raise SpeechUnavailable(f"{url}: {error} ({kept} bytes are kept for a resume)") from error
    found = file_sha256(part)
    if sha256 and found != sha256:
        part.unlink()
        raise ValueError(f"{url}: sha256 is {found}, expected {sha256}; deleted")
    part.replace(target)
    return target


def _transfer(client: httpx2.Client, url: str, part: Path, progress: Progress | None) -> None:
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-", "Accept-Encoding": "identity"} if have else {}
    with client.stream("GET", url, headers=headers or {"Accept-Encoding": "identity"}) as answer:
        if answer.status_code == 416 and have:
            # Nothing is left to send, unless the file has changed: the hash will tell.
            return
        if answer.status_code not in (200, 206):
            raise SpeechUnavailable(f"{url}: HTTP {answer.status_code}")
        start, total = _extent(answer, have)
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            for chunk in answer.iter_raw():
                file.write(chunk)
                if progress is not None:
                    progress(file.tell(), total)
            size = file.tell()
    if total and size < total:
        raise SpeechUnavailable(f"{url}: stopped at {size} of {total} bytes; fetch again to resume")


def _extent(answer: httpx2.Response, have: int) -> tuple[int, int]:
    """Where the body belongs and how large the whole file is (0: unknown)."""
    if answer.status_code == 206:
        match = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("content-range", ""))
        if match is None or int(match.group(1)) != have:
            raise SpeechUnavailable(f"{answer.url}: unusable Content-Range")
        return have, 0 if match.group(2) == "*" else int(match.group(2))
    return 0, int(answer.headers.get("content-length", "0"))


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
