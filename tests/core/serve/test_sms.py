"""The ways of texts, as the settings say."""

import base64
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from tests.fixtures.anything import Anything
from voipbin.core.serve.sms import provider_hooks, sms_gateways
from voipbin.core.settings import Settings

KEY = base64.b64encode(bytes(32)).decode()
MESSAGES: Any = Anything()
HOOK = "/messages/telnyx"


def settings(tmp_path: Path, **values: Any) -> Settings:
    return Settings(data_dir=tmp_path, **values)


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ({}, []),
        ({"messagebird_access_key": "b"}, ["messagebird"]),
        ({"messagebird_access_key": "b", "telnyx_api_key": "a"}, ["telnyx", "messagebird"]),
    ],
)
def test_gateways(tmp_path: Path, keys: dict[str, str], names: list[str]) -> None:
    assert [gateway.name for gateway in sms_gateways(settings(tmp_path, **keys))] == names


@pytest.mark.parametrize(
    ("values", "knows", "warns"),
    [
        ({}, False, False),
        ({"dev": True}, True, False),
        ({"telnyx_api_key": "a"}, False, True),
        ({"telnyx_public_key": KEY}, True, False),
    ],
)
def test_who_hears_telnyx(tmp_path: Path, values: dict[str, Any], knows: bool, warns: bool) -> None:
    with capture_logs() as logs:
        hooks = provider_hooks(MESSAGES, settings(tmp_path, **values))
    assert hooks.knows(HOOK) is knows
    assert bool(logs) is warns


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telnyx_public_key", "no base64!"),
        ("telnyx_public_key", base64.b64encode(bytes(31)).decode()),
        ("telnyx_url", "ftp://telnyx.example"),
        ("messagebird_url", "rest.messagebird.com"),
    ],
)
def test_settings_that_make_no_sense(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        settings(tmp_path, **{name: value})
