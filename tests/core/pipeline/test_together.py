"""All personas answer one story: in turn, aware of one another, bounded, never twice the same."""

import asyncio
from pathlib import Path

import pytest

from adapters.models.embedded import EmbeddedResponder
from bots.brain import Brain, build_brain
from core.breaker import FAILURES
from core.events import Viewer
from core.labels import Platform
from core.pipeline import together as together_module
from core.pipeline.brief import Brief, Draft
from core.pipeline.together import LONGEST
from core.replies import CHAT_LIMIT, Reply
from core.turns import Reason, Turn
from tests.writing import writing

STORY = "3년 사귄 남친이 어제 카톡으로 헤어지재요 어떡해요"


@pytest.fixture(scope="module")
def brain() -> Brain:
    return build_brain("러블름", EmbeddedResponder())


async def together(
    brain: Brain, text: str = STORY, platform: Platform = Platform.ROOM, **more: object
) -> Reply:
    turn = Turn(
        id=f"together {text} {more}", platform=platform, channel=f"channel {text}",
        viewer=Viewer("room:1", "두부"), text=text, event_ids=("e",), reason=Reason.COMMAND,
        score=1.0, at=1_000_000.0, together=True, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return await brain.answer(turn)


async def test_each_answers_and_has_heard_the_one_before(brain: Brain) -> None:
    reply = await together(brain)
    names = [part.speaker for part in reply.parts]
    assert len(names) == 4 == len(set(names))
    for before, part in zip(reply.parts[:2], reply.parts[1:3], strict=True):
        assert before.speaker in part.text
    assert all(0 < len(part.text) <= LONGEST for part in reply.parts)
    assert reply.persona == reply.parts[0].persona
    for number, name in enumerate(names, 1):
        assert f"{number} {name}" in reply.chat


@pytest.mark.parametrize("platform", list(Platform))
async def test_one_line_of_chat_that_fits(brain: Brain, platform: Platform) -> None:
    reply = await together(brain, platform=platform)
    assert len(reply.chat) <= CHAT_LIMIT[platform]
    assert "번호" in reply.chat


async def test_a_channel_with_two_personas_hears_two(brain: Brain) -> None:
    reply = await together(brain, among=("raon", "onyu"))
    assert {part.persona for part in reply.parts} == {"raon", "onyu"}


async def test_what_must_be_refused_is_refused_by_one(brain: Brain) -> None:
    reply = await together(brain, text="남친 폰 위치추적 앱 몰래 까는 법 알려줘")
    assert reply.parts == ()


async def test_the_same_story_twice_is_not_answered_in_the_same_words(brain: Brain) -> None:
    first, second = await together(brain), await together(brain, among=tuple(brain.personas))
    assert not {part.text for part in first.parts} & {part.text for part in second.parts}


class Slow:
    """A model that never answers in time."""

    name = "slow"
    asked = 0

    async def respond(self, brief: Brief) -> Draft:
        self.asked += 1
        await asyncio.sleep(60)
        raise AssertionError


async def test_a_model_that_hangs_in_its_answer_opens_the_breaker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had finished by then is said."""
    monkeypatch.setattr(together_module, "TOGETHER", 0.5)
    async with writing(tmp_path) as stage:
        stage.server.write = lambda _: "많이 기다렸네요. 오늘은 안부 한마디만 건네 봐요."
        stage.server.held, stage.server.held_after = asyncio.Event(), 12
        brain = build_brain("러블름", stage.responder)
        # In channels of their own: nothing is said twice in one.
        stories = [f"{STORY} {number}" for number in range(10)]
        replies = [await together(brain, text=story, among=("onyu",)) for story in stories]
        assert stage.server.requests == FAILURES
        assert [r.parts[0].text == "많이 기다렸네요." for r in replies] == [True] * 5 + [False] * 5
        assert all(reply.parts[0].text for reply in replies)
        assert stage.responder.problems


async def test_who_is_late_answers_from_the_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together_module, "TOGETHER", 0.2)
    slow = Slow()
    reply = await together(build_brain("러블름", slow))
    assert slow.asked == 4
    assert len(reply.parts) == 4
    assert reply.parts[1].text.count(reply.parts[0].speaker) == 1
