"""The main scenarios once more, with PostgreSQL below."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio

from tests.platform.test_connect import (
    test_both_callees_answer_at_once,
    test_caller_gives_up,
    test_caller_is_refused_as_the_callee_refuses,
    test_extension_calls_extension,
)
from tests.platform.test_events import (
    test_order_of_a_call,
    test_replay_joins_live_without_loss_or_double,
    test_sequences_have_no_gaps,
)
from tests.platform.test_fork import test_all_answer_at_once, test_first_answer_wins
from tests.platform.test_load import test_thirty_calls
from tests.platform.test_outgoing import (
    test_answered_and_hung_up_by_the_flow,
    test_deleted_while_up,
    test_hung_up_while_it_rings,
    test_refused,
)
from tests.platform.test_races import test_nobody_is_left_behind
from voipbin.core.database import open_database
from voipbin.core.serve.schema import migrate

__all__ = [
    "test_all_answer_at_once",
    "test_answered_and_hung_up_by_the_flow",
    "test_both_callees_answer_at_once",
    "test_caller_gives_up",
    "test_caller_is_refused_as_the_callee_refuses",
    "test_deleted_while_up",
    "test_extension_calls_extension",
    "test_first_answer_wins",
    "test_hung_up_while_it_rings",
    "test_nobody_is_left_behind",
    "test_order_of_a_call",
    "test_refused",
    "test_replay_joins_live_without_loss_or_double",
    "test_sequences_have_no_gaps",
    "test_thirty_calls",
]

pytestmark = pytest.mark.asyncio(loop_scope="module")

_NAME = "voipbin_platform"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def platform_settings(postgres_url: str) -> dict[str, Any]:
    """A database of its own, as `voipbin migrate` leaves it."""
    server = await asyncpg.connect(postgres_url)
    await server.execute(f"CREATE DATABASE {_NAME}")
    await server.close()
    url = urlunsplit(urlsplit(postgres_url)._replace(path=f"/{_NAME}"))
    database = open_database(url)
    await database.run_sync(migrate)
    await database.close()
    return {"database_url": url}
