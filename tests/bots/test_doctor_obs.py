"""What `lovelm doctor` says of the streamer's OBS."""

import time

import pytest

from adapters.simulated.obs import SimulatedObs
from bots.checks.finding import About, Finding, State
from bots.checks.obs import obs
from bots.obs import concerned
from bots.settings import Settings
from core.errors import ConfigError
from core.labels import Platform


async def found(**values: object) -> Finding:
    (finding,) = await obs(About(Settings(**values), time.time))  # type: ignore[arg-type]
    return finding


async def test_none_is_set_up() -> None:
    assert (await found()).state is State.OFF


@pytest.mark.parametrize(
    ("channel", "whose"), [("", "all channels"), ("twitch:7", "1 channel"), ("twitch:7,room", "2 ")]
)
async def test_its_microphone_is_named(channel: str, whose: str) -> None:
    async with SimulatedObs(password="secret").serve() as server:
        finding = await found(obs_url=server.url, obs_password="secret", obs_channel=channel)
    assert finding.state is State.OK
    assert "마이크/AUX" in finding.what
    assert whose in finding.what


async def test_one_that_is_away_or_refuses_is_broken() -> None:
    async with SimulatedObs(password="secret").serve() as server:
        refused = await found(obs_url=server.url, obs_password="guess")
    away = await found(obs_url=server.url, obs_password="secret")
    assert [one.state for one in (refused, away)] == [State.BROKEN] * 2
    assert "password" in refused.what
    assert "not reached" in away.what
    assert "secret" not in f"{refused}{away}"
    assert "guess" not in f"{refused}{away}"


async def test_one_without_a_microphone_is_warned_of() -> None:
    async with SimulatedObs(special={}, inputs={"화면": "monitor_capture"}).serve() as server:
        finding = await found(obs_url=server.url)
    assert finding.state is State.WARNING
    assert "화면" in finding.what


def test_whose_answers_wait() -> None:
    settings = Settings(obs_channel=f"twitch:7, chzzk:{'a' * 32},room")
    assert concerned(settings) == {
        (Platform.TWITCH, "7"), (Platform.CHZZK, "a" * 32), (Platform.ROOM, "room"),
    }  # fmt: skip
    assert concerned(Settings()) == frozenset()


@pytest.mark.parametrize("text", ["7", "twitch:", "youtube:7", "봄소풍"])
async def test_what_is_no_channel_is_said(text: str) -> None:
    with pytest.raises(ConfigError, match="LOVELM_OBS_CHANNEL"):
        await found(obs_url="ws://127.0.0.1:9", obs_channel=text)
