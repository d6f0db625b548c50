"""A story that nobody heard: no reactions to it, and a manager decides again."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.settings import Aloud
from core.corners.slot import Kind
from core.errors import BadInput
from core.replies import Reply
from core.safety import levels
from core.stories.airing import LETTERS_A_SECOND, LONGEST_WAIT, PAUSE
from core.stories.story import Story, StoryState
from core.turns import State
from tests.conftest import FakeClock, until
from tests.core.narrating import reply
from tests.core.stories.radio import Radio, on_air
from tests.core.stories.world import HERE, TELLER


@pytest.fixture
async def radio(brain: Brain, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Radio]:
    async with on_air(tmp_path / "test.db", brain, clock) as radio:
        yield radio


async def first_in_line(radio: Radio) -> tuple[Story, Reply]:
    """A story that waits until somebody lets it be read."""
    await radio.decide(aloud=Aloud.HAND, corner=Kind.RADIO)
    story, read = await radio.begin()
    radio.narrator.take(read)
    await until(lambda: radio.narrator.corner(radio.world.channels.of(*HERE))[1] == 1)
    return story, read


async def quiet(radio: Radio) -> None:
    channel = radio.world.channels.of(*HERE)
    channel.rest(quiet=True)
    radio.narrator.rest(channel)


async def closed(radio: Radio) -> None:
    await radio.decide(corner="")
    radio.narrator.takings.stir()


async def crowded(radio: Radio) -> None:
    """Newer stories push the oldest out."""
    for id in "abcd":
        radio.narrator.take(reply(id, HERE[1], platform=HERE[0], story=True))


async def disclosed(radio: Radio) -> None:
    radio.narrator.silence(TELLER.id)


@pytest.mark.parametrize("ends", [quiet, closed, crowded, disclosed])
async def test_what_leaves_the_line_unspoken_gets_no_reactions(
    radio: Radio, ends: Callable[[Radio], object]
) -> None:
    story, read = await first_in_line(radio)
    await ends(radio)  # type: ignore[misc]
    await until(lambda: (read.turn_id, False) in radio.over)
    await radio.steps()
    assert await radio.world.state(story) is StoryState.PENDING
    radio.world.clock.tick(LONGEST_WAIT + PAUSE)
    await radio.steps()
    assert await radio.world.waiting() == []
    assert radio.wall.played == []
    assert radio.world.told == []


@pytest.mark.parametrize("told", ["while it is written", "whole"])
async def test_where_all_rests_it_is_given_back_at_once(radio: Radio, told: str) -> None:
    story, read = await radio.begin()
    radio.world.channels.of(*HERE).rest(paused=True)
    if told != "whole":
        radio.narrator.hear(replace(read, speech="하나예요."))
    radio.narrator.take(read)
    await until(lambda: radio.over == [(read.turn_id, False)])
    await radio.steps()
    assert await radio.world.state(story) is StoryState.PENDING


async def test_whoever_discloses_before_the_overlay_has_it_is_not_read(radio: Radio) -> None:
    story, read = await radio.begin()
    crisis = levels.Triage(levels.Level.EXPLICIT, levels.Kind.SELF_HARM)
    radio.world.aftercare.answer(TELLER.id, crisis, radio.world.clock())
    radio.narrator.take(read)
    assert radio.over == [(read.turn_id, False)]
    await radio.steps()
    assert await radio.world.state(story) is StoryState.PENDING


async def test_a_page_that_is_closed_before_the_first_word_heard_nothing(radio: Radio) -> None:
    radio.wall.goes_on.set()
    radio.wall.shows = False
    story, read = await radio.begin()
    radio.narrator.take(read)
    await until(lambda: radio.over == [(read.turn_id, False)])
    await radio.steps()
    assert await radio.world.state(story) is StoryState.PENDING


async def test_a_manager_may_have_it_read_again(radio: Radio) -> None:
    story, _ = await first_in_line(radio)
    await quiet(radio)
    await radio.steps()
    back = await radio.world.store.get(story.id)
    assert back is not None
    assert (back.state, back.read_at, back.reader) == (StoryState.PENDING, 0.0, "")
    with pytest.raises(BadInput, match="멈춰"):
        await radio.world.airing.read_now(back)
    channel = radio.world.channels.of(*HERE)
    channel.rest(quiet=False)
    radio.wall.goes_on.set()
    await radio.decide(aloud=Aloud.ALWAYS)
    await radio.world.airing.read_now(back)
    (turn,) = await radio.world.waiting()
    assert turn.id == f"story:{story.id}:2"
    radio.narrator.take(await radio.world.answer(turn))
    await until(lambda: radio.over[-1] == (turn.id, True))
    await radio.steps()
    assert [one.together for one in await radio.world.waiting()] == [True]


async def test_what_was_begun_was_heard(radio: Radio) -> None:
    """Whoever cuts it off after its first words leaves something to react to."""
    story, read = await radio.begin()
    radio.narrator.take(read)
    await until(lambda: len(radio.wall.played) == 1)
    radio.narrator.hush(radio.world.channels.of(*HERE))
    radio.wall.goes_on.set()
    await until(lambda: radio.over == [(read.turn_id, True)])
    await radio.steps()
    assert await radio.world.state(story) is StoryState.READ
    assert [one.together for one in await radio.world.waiting()] == [True]


async def test_what_chat_refuses_while_it_is_read_is_not_read_again(radio: Radio) -> None:
    story, read = await radio.begin(State.DROPPED)
    radio.narrator.take(read)
    await until(lambda: len(radio.wall.played) == 1)
    await radio.steps()
    assert await radio.world.state(story) is StoryState.QUEUED
    radio.wall.goes_on.set()
    await until(lambda: radio.over == [(read.turn_id, True)])
    await radio.steps()
    assert await radio.world.state(story) is StoryState.READ
    assert [one.id for one in await radio.world.waiting()] == [f"{read.turn_id}:together"]


@pytest.mark.parametrize("watched", [True, False])
async def test_of_what_chat_refused_no_page_is_waited_for_long(radio: Radio, watched: bool) -> None:
    story, _ = await radio.begin(State.DROPPED)
    radio.world.airing.watched = lambda *_: watched
    longest = LONGEST_WAIT if watched else len(story.text) / LETTERS_A_SECOND + PAUSE
    radio.world.clock.tick(longest - 1)
    await radio.steps()
    assert await radio.world.state(story) is StoryState.QUEUED
    radio.world.clock.tick(2)
    await radio.steps()
    assert await radio.world.state(story) is StoryState.PENDING


async def test_heard_on_one_overlay_is_heard(radio: Radio) -> None:
    story, read = await radio.begin()
    for heard in (False, True, False):
        radio.world.airing.spoken(read.turn_id, heard)
    await radio.steps()
    assert await radio.world.state(story) is StoryState.READ
    assert [one.together for one in await radio.world.waiting()] == [True]


async def test_of_two_that_lead_it_on_the_slower_takes_nothing_back(radio: Radio) -> None:
    """The story was read anew meanwhile."""
    there = radio.world
    story, read = await radio.begin()
    there.airing.spoken(read.turn_id, False)
    stale = there.airing._going[story.id]
    await radio.steps()
    again = await there.store.get(story.id)
    assert again is not None
    there.clock.tick(1)
    assert await there.store.move(story.id, (again.state,), StoryState.QUEUED)
    there.airing._spoken[read.turn_id] = False
    await there.airing._step(stale)
    assert await there.state(story) is StoryState.QUEUED


async def test_a_page_that_is_closed_before_it_is_written_heard_nothing(radio: Radio) -> None:
    story, read = await radio.begin()
    radio.wall.watching.clear()
    radio.narrator.hear(replace(read, speech="하나예요."))
    radio.narrator.take(read)
    assert radio.over == [(read.turn_id, False)]
    await radio.steps()
    assert await radio.world.state(story) is StoryState.PENDING


async def test_nobody_is_told_where_a_page_of_another_process_speaks(radio: Radio) -> None:
    story, read = await radio.begin()
    radio.wall.watching.clear()
    radio.narrator.elsewhere = lambda *where: where == HERE
    radio.narrator.take(read)
    assert radio.over == []
    await radio.steps()
    assert await radio.world.state(story) is StoryState.READ
    assert (await radio.world.turns.look(read.turn_id))[0] is State.SAID
