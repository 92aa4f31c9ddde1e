"""The data directory is private and has one owner at a time."""

import os
import stat
from pathlib import Path

import pytest

from voipbin.core.serve.data_dir import DataDir


def test_made_private(tmp_path: Path) -> None:
    folder = DataDir(tmp_path / "data")
    folder.open()
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    folder.close()


def test_second_owner_is_told_of_the_first(tmp_path: Path) -> None:
    first = DataDir(tmp_path)
    first.open()
    with pytest.raises(OSError, match=f"pid {os.getpid()}.*another --data-dir"):
        DataDir(tmp_path).open()
    first.close()


def test_free_again_after_close(tmp_path: Path) -> None:
    first, second = DataDir(tmp_path), DataDir(tmp_path)
    first.open()
    first.close()
    first.close()
    second.open()
    second.close()


def test_file_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_text("not a directory")
    with pytest.raises(OSError, match="is a file; name a directory"):
        DataDir(path).open()


def test_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="cannot be written"):
        DataDir(tmp_path / "file" / "data").open()
