"""Reading by key, and what a failure leaves."""

from collections.abc import Mapping
from typing import Any

import pytest

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
    with pytest.raises(ConnectionError):
        await loader.load(["a"])
    assert await loader.load(["a", "b"]) == {"a": "A", "b": "B"}
    assert reads == [["a"], ["a", "b"]]
