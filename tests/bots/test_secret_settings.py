"""Settings as files of secrets, as Docker and Kubernetes hand them out."""

from pathlib import Path

import pytest

from bots import settings
from core.errors import ConfigError

PLANTED = "planted-2f9c51d7aa"


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "secrets"
    folder.mkdir()
    monkeypatch.setenv("LOVELM_SECRETS_DIR", str(folder))
    return folder


def test_each_file_is_a_setting(secrets: Path) -> None:
    (secrets / "lovelm_discord_token").write_text(f"{PLANTED}\n", "utf-8")
    (secrets / "lovelm_secret_keys").write_text("one, two\n", "utf-8")
    (secrets / "lovelm_bot_name").write_text("봇", "utf-8")
    (secrets / "lovelm_tmdb_key").write_text("", "utf-8")
    (secrets / "postgres_password").write_text("somebody else's", "utf-8")
    read = settings.load()
    assert read.discord_token.get_secret_value() == PLANTED
    assert [key.get_secret_value() for key in read.secret_keys] == ["one", "two"]
    assert (read.bot_name, read.tmdb_key.get_secret_value()) == ("봇", "")


def test_what_is_written_nearer_wins(
    secrets: Path, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lovelm_bot_name", "lovelm_model", "lovelm_whisper", "lovelm_bind"):
        (secrets / name).write_text("secret", "utf-8")
    (own_folder / "lovelm.toml").write_text(
        'whisper = "toml"\nmodel = "toml"\nbot_name = "toml"', "utf-8"
    )
    (own_folder / ".env").write_text("LOVELM_MODEL=dotenv\nLOVELM_BOT_NAME=dotenv\n", "utf-8")
    monkeypatch.setenv("LOVELM_BOT_NAME", "env")
    read = settings.load()
    assert (read.bot_name, read.model, read.whisper) == ("env", "dotenv", "toml")
    assert read.bind == "secret"


@pytest.mark.parametrize(
    ("file", "row"), [(".env", "LOVELM_SECRETS_DIR={}"), ("lovelm.toml", 'secrets_dir = "{}"')]
)
def test_files_may_name_the_folder(
    secrets: Path, own_folder: Path, monkeypatch: pytest.MonkeyPatch, file: str, row: str
) -> None:
    monkeypatch.delenv("LOVELM_SECRETS_DIR")
    (own_folder / file).write_text(row.format(secrets), "utf-8")
    (secrets / "lovelm_bot_name").write_text("봇", "utf-8")
    assert settings.load().bot_name == "봇"


def test_links_as_kubernetes_makes_them_are_followed(secrets: Path) -> None:
    (secrets / "..2026").mkdir()
    (secrets / "..data").symlink_to("..2026")
    (secrets / "..2026/lovelm_bot_name").write_text("봇", "utf-8")
    (secrets / "lovelm_bot_name").symlink_to("..data/lovelm_bot_name")
    assert settings.load().bot_name == "봇"


@pytest.mark.parametrize("what", ["missing", "a file", "a folder within", "no text", "a loop"])
def test_what_cannot_be_read_is_named(
    secrets: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    wrong = secrets / "lovelm_discord_token"
    if what == "missing":
        monkeypatch.setenv("LOVELM_SECRETS_DIR", str(wrong))
    elif what == "a file":
        wrong.write_text(PLANTED, "utf-8")
        monkeypatch.setenv("LOVELM_SECRETS_DIR", str(wrong))
    elif what == "a folder within":
        wrong.mkdir()
    elif what == "no text":
        wrong.write_bytes(PLANTED.encode() + b"\xff")
    else:
        wrong.symlink_to(wrong)
    with pytest.raises(ConfigError, match="cannot be read") as error:
        settings.load()
    assert error.value.key == "LOVELM_SECRETS_DIR"
    assert str(wrong) in str(error.value)
    assert PLANTED not in str(error.value)


def test_a_misspelt_file_is_named(secrets: Path) -> None:
    (secrets / "lovelm_discrod_token").write_text(PLANTED, "utf-8")
    with pytest.raises(ConfigError) as error:
        settings.load()
    assert error.value.key == "lovelm_discrod_token in LOVELM_SECRETS_DIR"
    assert "lovelm_discord_token" in error.value.fix
    assert PLANTED not in str(error.value)


def test_a_wrong_value_is_named_and_not_shown(secrets: Path) -> None:
    (secrets / "lovelm_page_key").write_text("planted", "utf-8")
    with pytest.raises(ConfigError, match="16 characters") as error:
        settings.load()
    assert error.value.key == "LOVELM_PAGE_KEY"
    assert "planted" not in str(error.value)
