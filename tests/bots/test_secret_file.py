"""A secret kept in a file."""

import os
import sys
from pathlib import Path

import pytest

from bots.secret_file import LENGTH, kept_secret
from core.errors import ConfigError


def test_it_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "room.key"
    made = kept_secret(path)
    assert len(made) == LENGTH
    assert kept_secret(path) == made
    assert os.listdir(tmp_path) == ["room.key"]
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spoilt", [b"", b"zz", b"ab", b"\xff\xfe", b"ab" * LENGTH + b"x"])
def test_a_spoilt_one_is_replaced_for_the_owner_only(tmp_path: Path, spoilt: bytes) -> None:
    path = tmp_path / "room.key"
    path.write_bytes(spoilt)
    path.chmod(0o644)
    (tmp_path / "room.key.new").write_bytes(b"left by a crash")
    made = kept_secret(path)
    assert kept_secret(path) == made
    assert os.listdir(tmp_path) == ["room.key"]
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600


def test_a_crash_while_replacing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "room.key"
    path.write_bytes(b"spoilt")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # a disk cannot be filled in a test
    with pytest.raises(ConfigError, match="No space left"):
        kept_secret(path)
    assert path.read_bytes() == b"spoilt"


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    path = tmp_path / "room.key"
    path.mkdir()
    with pytest.raises(ConfigError, match=r"room\.key") as wrong:
        kept_secret(path)
    assert wrong.value.key == "LOVELM_DATA_DIR"
    assert path.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "room.key"
    path.symlink_to(path)  # unreadable even for root
    with pytest.raises(ConfigError, match=r"room\.key"):
        kept_secret(path)
