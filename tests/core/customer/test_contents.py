"""What a customer said leaves the disk with it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.core.edge.conftest import Core
from voipbin.core.call.sound_sweep import SoundSweep
from voipbin.core.customer.deletion import GRACE_US
from voipbin.core.file.service import NewFile
from voipbin.core.files.store import FileStore
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RECORDING, RecordingRow
from voipbin.core.repository import Repository

DAY_S = 86_400


async def audio() -> AsyncIterator[bytes]:
    yield b"RIFF"


async def record_call(core: Core, customer_id: str) -> RecordingRow:
    """A recording that ended, with its two files."""
    id = new_id()
    row = RecordingRow(
        id=id,
        customer_id=customer_id,
        reference_type="call",
        reference_id=new_id(),
        status="ended",
        name=id,
        key_in=f"recordings/{id}_in.wav",
        key_out=f"recordings/{id}_out.wav",
        tm_create=core.clock.now_us(),
    )
    async with core.store.writing() as work:
        await Repository(RECORDING, work, customer_id).add(row)
    for key in (row.key_in, row.key_out):
        await core.engines.blobs.write(key, audio())
    return row


async def stored(blobs: FileStore) -> list[str]:
    return sorted([key async for key, _ in blobs.listed("")])


@pytest.mark.parametrize("forgets", [True, False])
async def test_recordings_and_uploads(core: Core, forgets: bool) -> None:
    engines, leaver, other = core.engines, await core.add_customer(), await core.add_customer()
    await record_call(core, leaver)
    kept = await record_call(core, other)
    await engines.files.keep(NewFile(leaver, "", "", "a.wav", "audio/wav"), audio())
    await engines.lifecycle.delete(leaver, forgets=forgets)
    core.clock.set(4_000_000_000_000_000)  # contents are as old as the disk says
    assert await engines.recordings.remove_due() == 1
    assert await engines.sweep.sweep() == 1
    assert await stored(engines.blobs) == sorted([kept.key_in, kept.key_out])
    assert await engines.recordings.remove_due() == 0, "once is enough"


async def test_when_the_days_of_grace_are_over(core: Core) -> None:
    customer_id = await core.add_customer()
    await record_call(core, customer_id)
    await core.engines.lifecycle.freeze(customer_id)
    assert await core.engines.lifecycle.delete_due() == 0
    assert await core.engines.recordings.remove_due() == 0
    core.clock.move(30 * DAY_S)
    assert await core.engines.lifecycle.delete_due() == 1
    assert await core.engines.recordings.remove_due() == 1
    assert await stored(core.engines.blobs) == []


async def test_a_store_that_fails_is_asked_again(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer_id = await core.add_customer()
    for _ in range(2):
        await record_call(core, customer_id)
    await core.engines.lifecycle.delete(customer_id, forgets=True)
    blobs, works = core.engines.blobs, core.engines.blobs.delete
    failed: list[str] = []

    async def delete(key: str) -> bool:
        if not failed:
            failed.append(key)
            raise OSError("no bucket")
        return await works(key)

    monkeypatch.setattr(blobs, "delete", delete)
    assert await core.engines.recordings.remove_due() == 1, "one does not keep the others"
    assert await core.engines.recordings.remove_due() == 1
    assert await stored(blobs) == []


async def test_sounds_nobody_played(core: Core, tmp_path: Path) -> None:
    used_s = core.clock.now_us() // 1_000_000
    unused_s = used_s - GRACE_US // 1_000_000 - 1
    kept, gone = list[Path](), list[Path]()
    for folder in ("audio", "prompts/ab"):
        for name, when_s, to in (("old.wav", unused_s, gone), ("new.wav", used_s, kept)):
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"RIFF")
            os.utime(path, (when_s, when_s))
            to.append(path)
    sweep = SoundSweep([tmp_path / "audio", tmp_path / "prompts", tmp_path / "none"], core.clock)
    assert await sweep.sweep() == 2
    assert [path.exists() for path in kept] == [True, True]
    assert [path.exists() for path in gone] == [False, False]


async def test_jobs_see_to_it(core: Core) -> None:
    names = {job.name for job in core.engines.jobs}
    assert names >= {"remove the audio of who is deleted", "forget sounds nobody plays"}
