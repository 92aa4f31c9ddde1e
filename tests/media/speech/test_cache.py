"""The prompt cache: one maker, bounded, quick, and never half a file."""

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest

from tests.fixtures.fake_tts import tone
from voipbin.media.speech import Pcm, Speech, SpeechRequest, SpeechSettings
from voipbin.media.speech.cache import PromptCache, prompt_key
from voipbin.media.speech.local_tts import LocalTts

from .conftest import needs_voice

KEY = "ab" * 32


class Maker:
    """Makes a tone; counts, and waits for `gate` when it is closed."""

    def __init__(self, duration_ms: int = 100) -> None:
        self.made = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self._duration_ms = duration_ms

    async def __call__(self) -> Pcm:
        self.made += 1
        await self.gate.wait()
        return tone(self._duration_ms, 8000)


async def test_second_time_from_disk(tmp_path: Path) -> None:
    maker = Maker()
    made = await PromptCache(tmp_path, 1 << 20).get(KEY, maker)
    # Another cache object is another process.
    found = await PromptCache(tmp_path, 1 << 20).get(KEY, maker)
    assert (made.cached, found.cached, maker.made) == (False, True, 1)
    assert np.array_equal(found.pcm.samples, made.pcm.samples)
    assert Pcm.read_wav(found.path).duration_ms == 100


async def test_concurrent_callers_share_one_making(tmp_path: Path) -> None:
    maker, cache = Maker(), PromptCache(tmp_path, 1 << 20)
    maker.gate.clear()
    callers = [asyncio.create_task(cache.get(KEY, maker)) for _ in range(5)]
    while not maker.made:
        await asyncio.sleep(0)
    callers[0].cancel()
    maker.gate.set()
    results = await asyncio.gather(*callers, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert maker.made == 1
    assert all(not isinstance(result, BaseException) for result in results[1:])


async def test_failure_is_not_kept(tmp_path: Path) -> None:
    async def fail() -> Pcm:
        raise ValueError("no voice")

    cache = PromptCache(tmp_path, 1 << 20)
    with pytest.raises(ValueError, match="no voice"):
        await cache.get(KEY, fail)
    assert not (await cache.get(KEY, Maker())).cached
    assert list(tmp_path.rglob("*.part")) == []


async def test_least_recently_used_leaves(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, 3 * 1700)
    keys = [f"{n:02x}" * 32 for n in range(4)]
    for key in keys[:3]:
        await cache.get(key, Maker())
    assert (await cache.get(keys[0], Maker())).cached
    await cache.get(keys[3], Maker())
    there = {path.stem for path in tmp_path.rglob("*.wav")}
    assert there == {keys[0], keys[2], keys[3]}


async def test_prompt_larger_than_the_bound_is_still_played(tmp_path: Path) -> None:
    prompt = await PromptCache(tmp_path, 10).get(KEY, Maker())
    assert prompt.path.exists()


async def test_damaged_file_is_made_again(tmp_path: Path) -> None:
    cache, maker = PromptCache(tmp_path, 1 << 20), Maker()
    path = (await cache.get(KEY, maker)).path
    path.write_bytes(b"RIFF" + path.read_bytes()[4:20])
    assert not (await cache.get(KEY, maker)).cached
    assert maker.made == 2


def test_key_depends_on_everything_heard() -> None:
    request = SpeechRequest("a", "en-US", "v", "female")
    others = [
        SpeechRequest("b", "en-US", "v", "female"),
        SpeechRequest("a", "en-GB", "v", "female"),
        SpeechRequest("a", "en-US", "w", "female"),
        SpeechRequest("a", "en-US", "v", "male"),
        SpeechRequest("a", "en-USv", "", "female"),
    ]
    keys = {prompt_key(LocalTts.info, each) for each in (request, *others)}
    assert len(keys) == 6


@needs_voice
async def test_cached_prompt_is_quick(tmp_path: Path) -> None:
    speech = Speech(SpeechSettings(cache_dir=tmp_path))
    try:
        request = SpeechRequest("Welcome. " * 20)
        first = await speech.synthesize(request)
        times_ms: list[float] = []
        for _ in range(20):
            begun = time.perf_counter()
            again = await speech.synthesize(request)
            times_ms.append((time.perf_counter() - begun) * 1000)
        assert again.cached
        assert again.path == first.path
        assert sorted(times_ms)[10] < 5
    finally:
        await speech.aclose()
