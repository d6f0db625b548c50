"""A story on air: read, reacted to and thanked for, each once, whatever dies on the way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bots.brain import Brain
from core.channels.settings import ChannelSettings
from core.errors import BadInput
from core.events import Viewer
from core.fleet.newsroom import Newsroom
from core.party import Party, party
from core.safety.alarms import CALM, Alarm
from core.safety.levels import Kind, Level, Triage
from core.stories.airing import LONGEST_WAIT, PAUSE, Airing
from core.stories.reading import LONG, pieces_of
from core.stories.story import LONGEST, StoryState
from core.turns import FRESH, Reason, State
from storage.database import open_database
from storage.stories import SqlStories
from storage.turns import SqlTurns
from tests.conftest import FakeClock
from tests.core.stories.world import HERE, TELLER, TEXT, World, world

OTHER = Viewer("chzzk:8", "다른 분")


@pytest.fixture
async def there(brain: Brain, clock: FakeClock, tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "test.db", brain, clock) as there:
        yield there


async def test_from_the_box_to_the_thanks(there: World) -> None:
    story = await there.approved()
    assert await there.airing.next(*HERE)
    (turn,) = await there.waiting()
    assert (turn.id, turn.reason, turn.together) == (f"story:{story.id}:1", Reason.STORY, False)
    reply = await there.answer(turn)
    assert reply.story
    assert reply.speech == " ".join(said.speech for said in there.heard)
    assert reply.speech.endswith("마음이 반반이에요.")
    assert story.pseudonym in reply.chat
    # Nothing of who told it, in what is said.
    assert TELLER.name not in repr(reply)
    assert "[전화번호]" in reply.speech
    await there.step()
    assert await there.state(story) is StoryState.READ
    await there.step()
    assert await there.waiting() == []  # it is being spoken
    there.airing.spoken(turn.id)
    await there.step()
    (second,) = await there.waiting()
    assert (second.together, second.persona) == (True, reply.persona)
    reactions = await there.answer(second)
    assert len(reactions.parts) == 4
    assert reactions.parts[0].persona == reply.persona
    assert reactions.viewer.id == TELLER.id  # has the last word in the vote
    await there.step()
    assert await there.state(story) is StoryState.ANSWERED
    (thanks,) = there.told
    assert story.pseudonym in thanks.text
    await there.step()
    assert len(there.told) == 1
    assert not await there.airing.next(*HERE)


async def test_chat_never_hears_of_it_again(there: World) -> None:
    """What a persona says to the teller in public knows nothing of the story."""
    await there.approved()
    assert await there.airing.next(*HERE)
    (turn,) = await there.waiting()
    await there.answer(turn)
    await there.step()
    there.airing.spoken(turn.id)
    await there.step()
    (second,) = await there.waiting()
    await there.answer(second)
    dialogues = there.brain.dialogues
    for private in (True, False):
        assert dialogues.find(Party(*HERE, TELLER.id, private), there.clock()) is None
    assert dialogues.find(party(second), there.clock()) is not None
    dialogues.forget([TELLER.id])
    assert dialogues.find(party(second), there.clock()) is None


async def test_one_after_another_in_the_order_of_approval(there: World) -> None:
    first, second = await there.approved(), await there.approved(viewer=OTHER)
    assert await there.airing.next(*HERE)
    assert not await there.airing.next(*HERE)
    assert await there.state(first) is StoryState.QUEUED
    assert await there.state(second) is StoryState.APPROVED
    with pytest.raises(BadInput, match="다른 이야기"):
        await there.airing.read_now(second)


@pytest.mark.parametrize("why", ["unwatched", "paused", "quiet"])
async def test_nothing_is_read_where_nobody_hears_it(there: World, why: str) -> None:
    story = await there.approved()
    channel = there.channels.of(*HERE)
    channel.rest(paused=why == "paused", quiet=why == "quiet")
    there.airing.watched = lambda *_: why != "unwatched"
    assert not await there.airing.next(*HERE)
    with pytest.raises(BadInput):
        await there.airing.read_now(story)
    assert await there.state(story) is StoryState.APPROVED


async def test_whoever_disclosed_a_crisis_is_left_alone(there: World) -> None:
    story, later = await there.approved(), await there.approved(viewer=OTHER)
    there.aftercare.answer(TELLER.id, Triage(Level.EXPLICIT, Kind.SELF_HARM), there.clock())
    assert await there.airing.next(*HERE)
    assert [await there.state(one) for one in (story, later)] == [
        StoryState.APPROVED,
        StoryState.QUEUED,
    ]


async def test_after_a_crisis_a_manager_looks_at_it_again(there: World) -> None:
    await there.people.link("chzzk:1", TELLER.id)
    story, other = await there.approved(), await there.approved(viewer=OTHER)
    await there.box.look_again("chzzk:1")
    there.clock.tick(3_600)
    assert await there.state(story) is StoryState.PENDING
    assert await there.airing.next(*HERE)
    assert await there.state(other) is StoryState.QUEUED


async def test_right_after_a_crisis_nothing_is_begun(there: World) -> None:
    story = await there.approved()
    alarm = Alarm(
        platform=HERE[0], channel=HERE[1], viewer=OTHER, kind="self_harm", at=there.clock()
    )
    there.channels.of(*HERE).alarmed(alarm)
    with pytest.raises(BadInput, match="위기"):
        await there.airing.read_now(story)
    assert not await there.airing.next(*HERE)
    there.clock.tick(CALM)
    assert await there.airing.next(*HERE)


async def test_a_crisis_while_it_is_read_ends_it(there: World) -> None:
    story = await there.approved()
    assert await there.airing.next(*HERE)
    (turn,) = await there.waiting()
    await there.answer(turn)
    await there.step()
    there.aftercare.answer(TELLER.id, Triage(Level.EXPLICIT, Kind.SELF_HARM), there.clock())
    there.airing.spoken(turn.id)
    await there.step()
    assert await there.waiting() == []
    assert await there.state(story) is StoryState.ANSWERED
    assert there.told == []


async def test_what_was_dropped_is_for_a_manager_to_see(there: World) -> None:
    story = await there.approved()
    assert await there.airing.next(*HERE)
    (turn,) = await there.waiting()
    await there.answer(turn, State.DROPPED)
    there.airing.spoken(turn.id, heard=False)
    await there.step()
    assert await there.state(story) is StoryState.PENDING
    await there.airing.read_now(story)
    assert [one.id for one in await there.waiting()] == [f"story:{story.id}:2"]


@pytest.mark.parametrize("watched", [True, False])
async def test_a_page_that_says_nothing_is_not_waited_for_long(there: World, watched: bool) -> None:
    await there.approved()
    assert await there.airing.next(*HERE)
    (turn,) = await there.waiting()
    await there.answer(turn)
    await there.step()
    there.airing.watched = lambda *_: watched
    there.clock.tick(len(TEXT) / 8 + PAUSE - 1)
    await there.step()
    assert await there.waiting() == []
    there.clock.tick(LONGEST_WAIT if watched else 2)
    await there.step()
    assert [one.together for one in await there.waiting()] == [True]


async def test_of_two_processes_one_reads_it(
    brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    async with world(tmp_path / "test.db", brain, clock) as one:
        story = await one.approved()
        async with open_database(tmp_path / "test.db") as engine:
            other = Airing(
                SqlStories(engine, clock), SqlTurns(engine, clock), one.topic, one.channels,
                Newsroom(), clock,
            )  # fmt: skip
            other.watched, other.tell = (lambda *_: True), one.told.append
            airings = [one.airing, other, one.airing, other]
            begun = await asyncio.gather(*(airing.next(*HERE) for airing in airings))
            assert begun.count(True) == 1
            assert [turn.id for turn in await one.waiting()] == [f"story:{story.id}:1"]
            (turn,) = await one.waiting()
            await one.answer(turn)
            # Both lead it on, and it is read, reacted to and thanked for once.
            for _ in range(3):
                await one.step()
                await other.look()
                for going in list(other._going.values()):
                    await other._step(going)
                one.clock.tick(LONGEST_WAIT + 1)
                for waiting in await one.waiting():
                    await one.answer(waiting)
            assert await one.state(story) is StoryState.ANSWERED
            assert len(one.told) == 1


async def test_after_a_kill_it_goes_on_from_where_it_was(
    brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    path = tmp_path / "test.db"
    async with world(path, brain, clock) as before:
        story = await before.approved()
        # Killed between the claim and the turn.
        assert await before.store.move(story.id, [StoryState.APPROVED], StoryState.QUEUED)
    async with world(path, brain, clock) as after:
        await after.step()
        (turn,) = await after.waiting()
        await after.answer(turn)
        await after.step()
    async with world(path, brain, clock) as last:
        last.clock.tick(LONGEST_WAIT + 1)
        await last.step()
        assert [one.id for one in await last.waiting()] == [f"{turn.id}:together"]


async def test_what_was_left_too_long_is_not_read_late(there: World) -> None:
    story = await there.approved()
    await there.store.move(story.id, [StoryState.APPROVED], StoryState.QUEUED)
    there.clock.tick(FRESH + 1)
    await there.step()
    assert await there.state(story) is StoryState.PENDING
    read = await there.approved(viewer=OTHER)
    await there.store.move(read.id, [StoryState.APPROVED], StoryState.READ, read_at=there.clock())
    there.clock.tick(FRESH + 1)
    await there.step()
    assert await there.state(read) is StoryState.ANSWERED
    assert await there.waiting() == []


async def test_banned_words_are_covered_and_the_reader_may_be_polite(there: World) -> None:
    await there.approved("그 사람이 딸기우유라고 저를 놀렸어요. 기분이 이상했어요.")
    await there.channels.edit(
        *HERE, lambda _: ChannelSettings(banned_words=("딸기우유",), personas=("raon",))
    )
    there.brain.words._settings = there.channels.settings
    assert await there.airing.next(*HERE)
    (turn,) = await there.waiting()
    reply = await there.answer(turn)
    assert reply.persona == "raon"
    assert "딸기우유" not in reply.speech + reply.chat


async def test_a_forgotten_teller_is_not_read(there: World) -> None:
    await there.approved()
    assert await there.airing.next(*HERE)
    there.airing.forget([TELLER.id])
    await there.store.forget([TELLER.id])
    await there.turns.forget([TELLER.id])
    await there.step()
    assert await there.waiting() == []


@pytest.mark.parametrize("read", [False, True])
async def test_whoever_is_forgotten_while_it_is_led_on_is_not_read(
    there: World, read: bool
) -> None:
    """It is in hand when its teller is forgotten."""
    story = await there.approved()
    to = StoryState.READ if read else StoryState.QUEUED
    led = await there.store.move(story.id, [StoryState.APPROVED], to, read_at=there.clock())
    assert led is not None
    there.clock.tick(LONGEST_WAIT if read else 1)
    await there.airing.look()
    await there.store.forget([TELLER.id])
    await there.turns.forget([TELLER.id])
    await there.airing._step(led)
    assert await there.waiting() == []
    there.airing.forget([TELLER.id])
    await there.airing._step(led)  # nothing of it is there any more, and nothing breaks


@pytest.mark.parametrize(
    "text", [TEXT, "가" * LONGEST, "네. " * 150, "말, " * 150, "ㅠㅠㅠㅠ…!? 그래서요", "한 줄"]
)
def test_pieces_are_short_and_hold_everything(text: str) -> None:
    pieces = pieces_of(text)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= LONG for piece in pieces)
