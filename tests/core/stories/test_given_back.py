"""A story that chat refused and that nobody heard in time is its manager's again: no overlay begins
with it then, wherever it is on its way."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bots.brain import Brain
from core.replies import Reply
from core.stories.airing import LONGEST_WAIT
from core.stories.story import StoryState
from core.turns import State
from tests.conftest import FakeClock, until
from tests.core.narrating import reply
from tests.core.stories.radio import Radio, on_air
from tests.core.stories.world import HERE


@pytest.fixture
async def radio(brain: Brain, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Radio]:
    async with on_air(tmp_path / "test.db", brain, clock) as radio:
        yield radio


async def in_line(radio: Radio, read: Reply) -> None:
    """Somebody else has been read for minutes."""
    radio.narrator.take(reply("first", HERE[1], platform=HERE[0]))
    await until(lambda: radio.wall.ids() == ["first"])
    radio.narrator.take(read)


async def taken(radio: Radio, read: Reply) -> None:
    """Its sound is made."""
    radio.voice.ready.clear()
    radio.narrator.take(read)
    await until(lambda: len(radio.voice.texts) == 1)


async def written(radio: Radio, read: Reply) -> None:
    """Its first sentence is there."""
    radio.voice.ready.clear()
    radio.narrator.hear(read)
    await until(lambda: len(radio.voice.texts) == 1)


async def held(radio: Radio, read: Reply) -> None:
    """A manager must look at its words first."""
    radio.world.channels.of(*HERE).hold(read)


async def late(radio: Radio, read: Reply) -> None:
    """It comes only afterwards."""


@pytest.mark.parametrize("way", [in_line, taken, written, held, late])
async def test_no_overlay_begins_with_it(
    radio: Radio, way: Callable[[Radio, Reply], Awaitable[None]]
) -> None:
    story, read = await radio.begin(State.DROPPED)
    await way(radio, read)
    radio.world.clock.tick(LONGEST_WAIT + 1)
    await radio.steps()
    assert await radio.world.state(story) is StoryState.PENDING
    assert not radio.world.channels.of(*HERE).held
    radio.narrator.take(read)
    radio.narrator.take(reply("next", HERE[1], platform=HERE[0]))
    radio.voice.ready.set()
    radio.wall.goes_on.set()
    await until(lambda: "next" in radio.wall.ids())
    assert read.turn_id not in radio.wall.ids()


async def test_what_is_being_read_is_read_to_its_end(radio: Radio) -> None:
    _, read = await radio.begin(State.DROPPED)
    radio.narrator.take(read)
    await until(lambda: radio.wall.ids() == [read.turn_id])
    radio.world.clock.tick(LONGEST_WAIT + 1)
    await radio.steps()
    radio.wall.goes_on.set()
    await until(lambda: radio.over == [(read.turn_id, True)])
    assert radio.wall.interrupted == []
