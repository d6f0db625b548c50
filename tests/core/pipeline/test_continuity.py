"""A dialogue that began with one engine and goes on with another."""

import msgspec
import pytest

from adapters.models.embedded import EmbeddedResponder
from bots.brain import Brain, build_brain
from core.pipeline.continuity import LINES, Continuity, Remembered
from core.turns import Reason, Turn
from tests.core.pipeline.talking import Talking


@pytest.fixture
def other() -> Brain:
    """The brain of another process."""
    return build_brain("러블름", EmbeddedResponder())


def told(talking: Talking, token: str | None = None) -> Remembered | None:
    """What the last answer left, as it comes over the wire."""
    last = talking.replies[-1]
    turn = Turn(
        id=last.turn_id,
        platform=talking.platform,
        channel=talking.channel,
        viewer=last.viewer,
        text="",
        event_ids=last.in_reply_to,
        reason=Reason.MENTION,
        score=1.0,
        at=talking.at,
        token=token,
    )
    left = continuity(talking.brain).after(turn)
    return msgspec.convert(msgspec.json.decode(msgspec.json.encode(left)), Remembered | None)  # type: ignore[call-overload,no-any-return]


def learn(brain: Brain, talking: Talking) -> Remembered:
    """Let `brain` hear what the last answer left."""
    left = told(talking)
    assert left is not None
    continuity(brain).remember(left)
    return left


def continuity(brain: Brain) -> Continuity:
    return Continuity(brain.dialogues, brain.corner)


def elsewhere(talking: Talking, other: Brain) -> Talking:
    """The same viewer, answered by `other`."""
    return Talking(
        other, talking.persona, talking.viewer, talking.channel, talking.platform, talking.at
    )


async def test_other_films_are_of_the_same_wish_and_new(brain: Brain, other: Brain) -> None:
    here = Talking(brain)
    await here.say("온유야 코미디 영화 추천해줘")
    learn(other, here)
    there = elsewhere(here, other)
    for _ in range(2):
        assert await there.kinds("다른 거") == ["films"]
    films = there.replies[0].films
    assert all("Comedy" in film.genres for film in films)
    assert set(here.shown).isdisjoint(there.shown)
    assert len(set(there.shown)) == len(there.shown)


async def test_a_yes_to_an_offer_and_the_second_of_a_list_are_understood(
    brain: Brain, other: Brain
) -> None:
    here = Talking(brain)
    reply = await here.say("온유야 오늘 너무 우울해")
    assert here.says("offer", reply)
    learn(other, here)
    there = elsewhere(here, other)
    assert await there.kinds("응") == ["films"]
    learn(brain, there)
    back = elsewhere(there, brain)
    assert await back.kinds("두번째 거 찜") == ["saved"]
    assert there.replies[-1].films[1].title in back.replies[-1].chat


async def test_what_was_said_is_not_said_again_and_told_twice_counts_once(
    brain: Brain, other: Brain
) -> None:
    here = Talking(brain)
    for number in range(3):
        await here.say(f"온유야 남친이 {number + 2}일째 답이 없는데 먼저 연락해도 될까요?")
    left = learn(other, here)
    assert left.said == brain.dialogues.said(here.channel)[-LINES:] != ()
    learn(other, here)
    assert other.dialogues.said(here.channel) == left.said
    dialogue = other.dialogues.find(left.party, here.at)
    assert dialogue is not None
    assert tuple(dialogue.exchanges) == left.dialogue.exchanges
    assert len(dialogue.exchanges) == 3


async def test_what_is_private_stays_private(brain: Brain, other: Brain) -> None:
    here = Talking(brain)
    await here.say("온유야 우울할 때 볼 영화 추천해줘", token="t")
    left = told(here, token="t")
    assert left is not None
    continuity(other).remember(left)
    assert other.corner.last(left.party, here.at) is not None
    assert other.dialogues.find(left.party._replace(private=False), here.at) is None
    assert other.corner.last(left.party._replace(private=False), here.at) is None


async def test_films_that_a_process_does_not_know_are_left_out(brain: Brain, other: Brain) -> None:
    here = Talking(brain)
    await here.say("온유야 우울할 때 볼 영화 추천해줘")
    left = told(here)
    assert left is not None
    assert left.films is not None
    films = msgspec.structs.replace(left.films, ids=("synced:1", *left.films.ids), focus="synced:1")
    continuity(other).remember(msgspec.structs.replace(left, films=films))
    listing = other.corner.last(left.party, here.at)
    assert listing is not None
    assert [film.id for film in listing.films] == [*left.films.ids]
    assert listing.focus is None


async def test_nothing_is_told_of_whom_nobody_talked_with(brain: Brain) -> None:
    here = Talking(brain)
    await here.say("온유야 우울할 때 볼 영화 추천해줘")
    brain.dialogues.forget([here.viewer])
    assert told(here) is None
