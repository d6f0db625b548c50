"""Where the keys are: never in the database, never replaced, never shown."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bots.secret_keys import cipher
from bots.settings import Settings
from core.errors import ConfigError
from storage.cipher import Cipher, new_key


def settings(**values: str) -> Settings:
    return Settings(**values)  # type: ignore[arg-type]


def test_a_key_file_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    sealed = cipher(settings(), tmp_path).seal(b"secret")
    assert os.listdir(tmp_path) == ["secret.key"]
    path = tmp_path / "secret.key"
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert cipher(settings(), tmp_path).open(sealed) == b"secret"
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600


def test_the_setting_comes_first_and_the_file_still_opens(tmp_path: Path) -> None:
    sealed = cipher(settings(), tmp_path).seal(b"secret")
    first, second = new_key(), new_key()
    both = cipher(settings(secret_keys=f"{first}, {second}"), tmp_path)
    assert both.open(sealed) == b"secret"
    resealed = both.resealed(sealed)
    assert resealed is not None
    assert Cipher([first]).open(resealed) == b"secret"
    assert Cipher([second]).open(resealed) is None


def test_with_the_setting_no_file_is_made(tmp_path: Path) -> None:
    cipher(settings(secret_keys=new_key()), tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_file_of_several_keys_is_newest_first(tmp_path: Path) -> None:
    old = cipher(settings(), tmp_path).seal(b"secret")
    path, new = tmp_path / "secret.key", new_key()
    path.write_text(f"{new}\n{path.read_text()}")
    both = cipher(settings(), tmp_path)
    assert both.open(old) == b"secret"
    assert Cipher([new]).open(both.seal(b"more")) == b"more"


@pytest.mark.parametrize("spoilt", ["", "planted", "planted" * 20, "\xff\n"])
def test_a_spoilt_key_is_named_not_replaced(tmp_path: Path, spoilt: str) -> None:
    path = tmp_path / "secret.key"
    path.write_text(spoilt, "latin-1")
    with pytest.raises(ConfigError, match=r"secret\.key") as wrong:
        cipher(settings(), tmp_path)
    assert "planted" not in str(wrong.value)
    assert path.read_text("latin-1") == spoilt


def test_a_bad_setting_is_named_not_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as wrong:
        cipher(settings(secret_keys=f"{new_key()},planted"), tmp_path)
    assert wrong.value.key == "LOVELM_SECRET_KEYS"
    assert "Fernet.generate_key" in wrong.value.fix
    assert "planted" not in str(wrong.value)


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret.key").mkdir()
    with pytest.raises(ConfigError, match=r"secret\.key"):
        cipher(settings(), tmp_path)


def test_two_at_once_make_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        ciphers = list(pool.map(lambda _: cipher(settings(), tmp_path), range(8)))
    sealed = ciphers[0].seal(b"secret")
    assert all(other.open(sealed) == b"secret" for other in ciphers)
    assert os.listdir(tmp_path) == ["secret.key"]
