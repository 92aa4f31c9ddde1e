"""Secrets at rest."""

import stat
from pathlib import Path

import pytest

from voipbin.core.secrets_box import SecretsBox, load_master_key

KEY = bytes(range(32))


def test_round_trip() -> None:
    box = SecretsBox(KEY)
    sealed = box.seal("pässword", "row 1")
    assert "pässword" not in sealed
    assert box.open(sealed, "row 1") == "pässword"
    assert box.seal("pässword", "row 1") != sealed


@pytest.mark.parametrize("case", ["other row", "other key", "changed", "cut"])
def test_refuses(case: str) -> None:
    box = SecretsBox(KEY)
    sealed = box.seal_bytes(b"secret", "row 1")
    opener = SecretsBox(KEY[::-1]) if case == "other key" else box
    damaged = {"changed": sealed[:-1] + bytes([sealed[-1] ^ 1]), "cut": sealed[:-1]}
    bound_to = "row 2" if case == "other row" else "row 1"
    with pytest.raises(ValueError, match="cannot be decrypted"):
        opener.open_bytes(damaged.get(case, sealed), bound_to)


def test_short_key() -> None:
    with pytest.raises(ValueError, match="32 bytes, has 31"):
        SecretsBox(KEY[:-1])


def test_purposes_have_different_keys() -> None:
    box = SecretsBox(KEY)
    assert box.derive("a") == box.derive("a") != box.derive("b")
    assert len(box.derive("a")) == 32


def test_master_key_is_made_once(tmp_path: Path) -> None:
    first = load_master_key(tmp_path / "new")
    assert len(first) == 32
    assert load_master_key(tmp_path / "new") == first
    mode = (tmp_path / "new" / "secret.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
