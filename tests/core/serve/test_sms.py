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
    ("values", "status", "says", "warns"),
    [
        ({}, 503, "VOIPBIN_TELNYX_PUBLIC_KEY", False),
        ({"dev": True}, 400, "an event of Telnyx", False),
        ({"telnyx_api_key": "a"}, 503, "VOIPBIN_TELNYX_PUBLIC_KEY", True),
        ({"telnyx_public_key": KEY}, 401, "telnyx-signature-ed25519", False),
        ({"telnyx_public_key": KEY, "dev": True}, 401, "telnyx-signature-ed25519", False),
    ],
)
async def test_who_hears_telnyx(
    tmp_path: Path, values: dict[str, Any], status: int, says: str, warns: bool
) -> None:
    with capture_logs() as logs:
        hooks = provider_hooks(MESSAGES, settings(tmp_path, **values))
    assert bool(logs) is warns
    assert hooks.knows(HOOK)
    found, why = await hooks.hear(HOOK, {}, b"{")
    assert found == status
    assert says in why


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
