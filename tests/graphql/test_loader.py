"""Reading by key, and what a failure leaves."""

from collections.abc import Mapping
from typing import Any

from voipbin.core.contract.read_mask import Fields
from voipbin.graphql.loader import Loader


async def test_what_failed_is_read_again() -> None:
    reads: list[list[str]] = []

    async def read(keys: list[Any], fields: Fields) -> Mapping[Any, Any]:
        reads.append(keys)
        if len(reads) == 1:
            raise ConnectionError("away")
        return {key: key.upper() for key in keys}

    loader = Loader(read)
    assert isinstance((await loader.load(["a"]))["a"], ConnectionError)
    assert await loader.load(["a", "b"]) == {"a": "A", "b": "B"}
    assert reads == [["a"], ["a", "b"]]


async def test_what_fails_is_of_its_own_key_alone() -> None:
    reads: list[list[str]] = []

    async def read(keys: list[Any], fields: Fields) -> Mapping[Any, Any]:
        reads.append(keys)
        return {key: key.upper() if key != "b" or reads[1:] else OSError(key) for key in keys}

    loader = Loader(read)
    found = await loader.load(["a", "b"])
    assert (found["a"], str(found["b"])) == ("A", "b")
    assert await loader.load(["a", "b"]) == {"a": "A", "b": "B"}
    assert reads == [["a", "b"], ["b"]]


async def test_of_two_reads_of_a_key_the_wider_one_counts() -> None:
    async def read(keys: list[Any], fields: Fields) -> Mapping[Any, Any]:
        return {key: (key, sorted(fields)) for key in keys}

    narrow, wide = frozenset({"id"}), frozenset({"id", "name"})
    keys = [str(number) for number in range(10)]
    for key in keys:
        loader = Loader(read)
        await loader.load(keys, narrow)
        await loader.load([key], wide)
        # What was read narrowly is enough for the others, but stands beside the wide one.
        found = await loader.load(keys, narrow)
        assert found[key] == (key, sorted(wide))
