"""A key is made once and only its owner may read it."""

import multiprocessing
import stat
from pathlib import Path

import pytest

from config.secret_key import read_or_make


def test_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    key = read_or_make(path)
    assert len(key) > 60
    assert read_or_make(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(read_or_make, [tmp_path / "secret_key"] * 8))) == 1


def test_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short\n")
    with pytest.raises(ValueError, match="no usable key"):
        read_or_make(tmp_path / "secret_key")
