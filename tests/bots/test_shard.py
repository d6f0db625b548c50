"""Which part of Discord's guilds, as operators write it."""

import pytest

from bots import settings
from bots.shard import numbers
from core.errors import ConfigError


@pytest.mark.parametrize(
    ("written", "meant"), [("0/1", (0, 1)), ("1/2", (1, 2)), ("007/16", (7, 16))]
)
def test_a_shard_is_read(
    written: str, meant: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOVELM_DISCORD_SHARD", written)
    assert numbers(settings.load().discord_shard) == meant


@pytest.mark.parametrize(
    "written",
    ["", "0", "/", "1/1", "2/1", "0/0", "-1/2", "a/b", "0/1/2", "０/２", "0/16385", "0 / 2"],
)
def test_what_is_no_shard_is_named(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOVELM_DISCORD_SHARD", written)
    with pytest.raises(ConfigError, match="0/2 and 1/2") as wrong:
        settings.load()
    assert wrong.value.key == "LOVELM_DISCORD_SHARD"


@pytest.mark.parametrize("written", ["0", "21", "many"])
def test_how_many_sockets_has_bounds(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOVELM_TWITCH_SHARDS", written)
    with pytest.raises(ConfigError) as wrong:
        settings.load()
    assert wrong.value.key == "LOVELM_TWITCH_SHARDS"
