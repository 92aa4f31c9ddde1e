"""What every test may ask for, and which tests stay together when several processes share them."""

import pytest

from tests.fixtures.database import database_url, postgres_url, store

__all__ = ["database_url", "postgres_url", "store"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the tests of a module in one process, and those that share a running platform.

    `make test` spreads groups over two processes: most of the suite waits for calls in real time.
    """
    for item in items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        group = f"platform-{params['running']}" if "running" in params else item.path.as_posix()
        item.add_marker(pytest.mark.xdist_group(group))
