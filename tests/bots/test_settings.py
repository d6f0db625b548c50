"""Settings: what is wrong is named, with its fix, and never shown."""

from pathlib import Path

import pytest

from bots import settings
from core.errors import ConfigError

HTTP = (
    "LOVELM_PUBLIC_URL", "LOVELM_TWITCH_API_URL", "LOVELM_TWITCH_ID_URL", "LOVELM_DISCORD_API_URL",
    "LOVELM_CHZZK_API_URL", "LOVELM_CHZZK_AUTH_URL",
)  # fmt: skip
WEB_SOCKET = ("LOVELM_TWITCH_EVENTSUB_URL", "LOVELM_DISCORD_GATEWAY_URL")
BAD = (
    "{0}://[bad", "{0}://", "{0}://:80", "{0}://host:many", "{0}://host:99999", "{0}://a b",
    "zzz", "host", "host:8080", "//host", "ftp://host", "file:///etc",
)  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize(
    ("key", "scheme"), [*((key, "http") for key in HTTP), *((key, "ws") for key in WEB_SOCKET)]
)
def test_what_is_no_address_is_named(
    key: str, scheme: str, bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(key, bad.format(scheme))
    with pytest.raises(ConfigError, match=f"must be {scheme}://") as wrong:
        settings.load()
    assert wrong.value.key == key
    assert wrong.value.fix


@pytest.mark.parametrize(
    ("key", "good"),
    [
        ("public_url", ""),
        ("public_url", "http://192.168.0.7:8080"),
        ("public_url", "https://room.example"),
        ("twitch_api_url", "http://[::1]:4000/helix"),
        ("twitch_eventsub_url", "ws://localhost:4000/ws"),
        ("discord_gateway_url", "wss://gateway.example/"),
    ],
)
def test_a_sound_address_stays_as_written(
    key: str, good: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"LOVELM_{key.upper()}", good)
    assert getattr(settings.load(), key) == good


def test_the_schemes_of_sockets_and_pages_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOVELM_TWITCH_EVENTSUB_URL", "https://eventsub.example")
    with pytest.raises(ConfigError, match="must be ws://"):
        settings.load()


@pytest.mark.parametrize(
    ("row", "key", "fix"),
    [
        ('publik_url = "geheim"', "publik_url", "public_url"),
        ('LOVELM_BOT_NAME = "geheim"', "LOVELM_BOT_NAME", "bot_name"),
        ("[qqqq]\na = 1", "qqqq", "bind"),
    ],
)
def test_an_unknown_key_of_the_file_is_named(
    own_folder: Path, row: str, key: str, fix: str
) -> None:
    (own_folder / "lovelm.toml").write_text(row, "utf-8")
    with pytest.raises(ConfigError) as wrong:
        settings.load()
    assert wrong.value.key == f"{key} in lovelm.toml"
    assert fix in wrong.value.fix
    assert "geheim" not in str(wrong.value)


def test_the_file_is_read_and_others_may_hold_more(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_folder / "lovelm.toml").write_text('bot_name = "봇"\nport = 1234\n', "utf-8")
    (own_folder / ".env").write_text("LOVELM_NOT_OURS=1\nOTHER=2\n", "utf-8")
    monkeypatch.setenv("LOVELM_NOT_OURS_EITHER", "1")
    read = settings.load()
    assert (read.bot_name, read.port) == ("봇", 1234)


def test_a_token_for_metrics_is_long_or_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOVELM_METRICS_TOKEN", "short")
    with pytest.raises(ConfigError, match="LOVELM_METRICS_TOKEN") as refused:
        settings.load()
    assert "16 characters" in str(refused.value)
    assert "short" not in str(refused.value)
