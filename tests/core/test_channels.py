"""Channels that several processes know, and that move between them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.known import Channels
from core.channels.settings import ChannelSettings
from core.events import Viewer
from core.gate.gate import GateSettings
from core.labels import Platform
from storage.database import open_database
from storage.settings import SqlSettings
from tests.conftest import FakeClock, gift, line

HERE = (Platform.TWITCH, "1")


@pytest.fixture
async def two(tmp_path: Path, brain: Brain) -> AsyncIterator[tuple[Channels, Channels]]:
    """Of two processes, on one database."""
    async with open_database(tmp_path / "test.db") as engine:

        def channels() -> Channels:
            return Channels(
                lambda _: brain.gate(GateSettings()),
                SqlSettings(engine),
                {},
                lambda *_: ChannelSettings(),
                lambda platform, key: f"{platform}/{key}",
            )

        yield channels(), channels()


async def test_of_two_changes_in_two_processes_neither_is_lost(
    two: tuple[Channels, Channels],
) -> None:
    one, other = two
    told: list[tuple[Platform, str]] = []
    one.edited = lambda *about: told.append(about)
    await one.edit(*HERE, lambda settings: replace(settings, model_won=7))
    await other.edit(*HERE, lambda settings: replace(settings, banned_words=("결말",)))
    assert (other.settings(*HERE).model_won, told) == (7, [HERE])
    assert one.settings(*HERE).banned_words == ()
    await one.reload(*HERE)
    assert one.settings(*HERE) == other.settings(*HERE)
    await other.edit(*HERE, lambda settings: replace(settings, model_won=8))
    await one.reload_all()
    assert one.settings(*HERE).model_won == 8


async def test_a_pause_goes_where_the_channel_goes(two: tuple[Channels, Channels]) -> None:
    one, other = two
    channel, there = one.of(*HERE), other.of(*HERE)
    channel.rest(paused=True, quiet=True)
    await one.keep_rest(channel, dict(channel.unstored))
    await other.reload(*HERE)
    assert (there.paused, there.quiet) == (True, True)
    there.rest(paused=False, quiet=False)
    await other.edit(*HERE, lambda settings: replace(settings, model_won=7))
    assert (there.paused, there.quiet) == (False, False), "a change meanwhile takes nothing back"
    await other.keep_rest(there, dict(there.unstored))
    assert not (await stored(other).channel(*HERE) or ChannelSettings()).paused


async def test_who_goes_on_while_a_silence_is_stored_goes_on(
    two: tuple[Channels, Channels], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    channel, save = one.of(*HERE), stored(one).save_channel

    async def slow(*what: Any) -> None:
        await save(*what)
        monkeypatch.undo()
        channel.rest(quiet=False)

    monkeypatch.setattr(stored(one), "save_channel", slow)
    channel.rest(quiet=True)
    await one.keep_rest(channel, dict(channel.unstored))
    assert not channel.quiet
    await one.keep_rest(channel, dict(channel.unstored))
    await other.reload(*HERE)
    assert (channel.quiet, other.of(*HERE).quiet) == (False, False)
    await other.edit(*HERE, lambda settings: replace(settings, quiet=True))
    await one.reload(*HERE)
    assert channel.quiet, "what is stored counts again"


async def test_the_threads_of_a_channel_rest_and_go_on_together(
    two: tuple[Channels, Channels],
) -> None:
    one, _ = two
    whole, thread = one.of(Platform.DISCORD, "7"), one.of(Platform.DISCORD, "7/1")
    thread.rest(paused=False, quiet=False)  # went on where nothing rested
    whole.rest(quiet=True)
    await one.keep_rest(whole, dict(whole.unstored))
    assert thread.quiet
    thread.rest(quiet=True)  # once more
    whole.rest(quiet=False)
    await one.keep_rest(whole, dict(whole.unstored))
    assert not thread.quiet
    thread.rest(paused=True)
    whole.rest(quiet=True)
    said = [(thread, dict(thread.unstored)), (whole, dict(whole.unstored))]
    for channel, unstored in said:
        await one.keep_rest(channel, unstored)
    assert (thread.paused, thread.quiet, whole.paused, whole.quiet) == (True,) * 4


async def test_a_silence_is_stored_although_the_channel_goes(
    two: tuple[Channels, Channels],
) -> None:
    one, other = two
    channel = one.of(*HERE)
    channel.rest(quiet=True)
    said = dict(channel.unstored)
    one.leave(channel.home)
    await one.keep_rest(channel, said)
    await other.reload(*HERE)
    assert other.of(*HERE).quiet


async def test_what_another_process_paused_is_read_again(two: tuple[Channels, Channels]) -> None:
    one, other = two
    channel, mirror = one.of(*HERE), other.of(*HERE)
    other.ours = lambda _: False
    mirror.rest(paused=True)
    await other.reload_all()
    assert not mirror.paused
    channel.rest(paused=True)
    await one.reload_all()
    assert channel.paused, "ours is on its way to the database"


async def test_whoever_is_answered_waits_from_then_on(two: tuple[Channels, Channels]) -> None:
    one, _ = two
    pace, asker, other = one.of(*HERE).gate.pace, Viewer("a", "a"), Viewer("b", "b")
    assert pace.asks(asker, 0.0)
    assert pace.asks(other, 0.0)
    one.answered(*HERE, asker.id, 30.0)
    one.answered(*HERE, "twitch:nobody", 30.0)
    assert [pace.asks(asker, 31.0) for _ in range(3)] == [True, True, False]
    assert [pace.asks(other, 31.0) for _ in range(3)] == [True, True, True]


def stored(channels: Channels) -> SqlSettings:
    store = channels._store
    assert isinstance(store, SqlSettings)
    return store


async def test_what_was_promised_is_owed_when_a_channel_goes(
    two: tuple[Channels, Channels], clock: FakeClock
) -> None:
    channel = two[0].of(*HERE)
    about = {"platform": Platform.TWITCH, "channel": "1"}
    asked = line("썸남이 연락을 안 해요", "v", **about)
    channel.gate.ask(asked, asked.text, None, asked.at)
    channel.gate.hear(replace(gift(5_000, "힘내요"), **about), clock.now)
    assert two[0].leave("twitch/2") == []
    assert len(channel.gate) == 2
    (owed,) = two[0].leave("twitch/1")
    assert (owed.id, owed.home, owed.promised) == (asked.id, "twitch/1", True)
    assert len(channel.gate) == 0
    assert two[0].of(*HERE) is channel, "whoever speaks there goes on knowing it"
