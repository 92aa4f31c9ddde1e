"""One platform for each module of scenarios, and telephones for each test."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.platform.carrier import Carrier
from tests.platform.stage import LocalStage, MakeStage, settings_for
from tests.platform.web import Web, web_server
from voipbin.core.serve.platform import Platform


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    """What a module wants to be different."""
    return {}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def carrier() -> AsyncIterator[Carrier]:
    """The telephone network of this module."""
    carrier = Carrier()
    await carrier.start()
    yield carrier
    await carrier.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    tmp_path_factory: pytest.TempPathFactory, platform_settings: dict[str, Any]
) -> AsyncIterator[LocalStage]:
    """The platform of this module."""
    folder = tmp_path_factory.mktemp("platform")
    platform = Platform(settings_for(folder / "data", **platform_settings))
    await platform.start()
    stage = LocalStage(platform, folder)
    stage.timeline.start()
    yield stage
    await stage.timeline.close()
    await platform.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(running: LocalStage) -> AsyncIterator[LocalStage]:
    """The platform; after the test nothing may be left of its calls."""
    yield running
    await running.leave()
    await running.idle()


@pytest_asyncio.fixture
async def make_stage(tmp_path: Path) -> AsyncIterator[MakeStage]:
    """Starts platforms of a test's own."""
    made: list[LocalStage] = []

    async def make(**settings: Any) -> LocalStage:
        folder = tmp_path / str(len(made))
        platform = Platform(settings_for(folder / "data", **settings))
        await platform.start()
        stage = LocalStage(platform, folder)
        made.append(stage)
        stage.timeline.start()
        return stage

    yield make
    for stage in made:
        await stage.leave()
        await stage.timeline.close()
        await stage.platform.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_web() -> AsyncIterator[Web]:
    """A web server of this module."""
    async with web_server() as web:
        yield web


@pytest.fixture
def web(shared_web: Web) -> Web:
    """The web server, asked nothing yet."""
    while not shared_web.requests.empty():
        shared_web.requests.get_nowait()
    return shared_web
