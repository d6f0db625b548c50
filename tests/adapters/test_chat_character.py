"""A language model that writes out of character: asked once more, or replaced."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.models.chat_responder import Mended
from bots.brain import Brain
from tests.writing import GOOD, Writing, brief, writing

STRANGE = "오늘은 푹 주무십시오. 답은 내일 보십시오.\n---\n푹 주무십시오."


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Writing]:
    async with writing(tmp_path) as stage:
        stage.server.write = lambda _: GOOD
        yield stage


async def test_out_of_character_it_is_asked_once_more_with_the_fault(
    stage: Writing, brain: Brain
) -> None:
    written = iter([STRANGE, GOOD])
    stage.server.write = lambda _: next(written)
    draft = await stage.responder.respond(brief(brain, occasion=stage.occasion()))
    assert draft.model == "parrot-1"
    assert " ".join(stage.heard) == draft.speech
    first, second = (asked["messages"][-1]["content"] for asked in stage.server.asked)
    assert "다시 쓰기" not in first
    assert "[말투]에 적힌 말끝만 쓴다." in second
    assert STRANGE[:8] not in second
    assert draft.spent.tokens_out == 400 + len(GOOD), "what broke off counts in full"
    assert stage.responder.mended == Mended(repaired=1, replaced=0)


async def test_out_of_character_twice_it_is_replaced(stage: Writing, brain: Brain) -> None:
    stage.server.write = lambda _: STRANGE
    for number in range(1, 11):
        draft = await stage.responder.respond(brief(brain, occasion=stage.occasion()))
        assert (draft.model, stage.heard) == ("embedded", [])
        assert stage.server.requests == 2 * number, "the breaker stays closed"
    assert stage.responder.mended == Mended(repaired=0, replaced=10)


async def test_it_is_not_asked_once_more_without_time(tmp_path: Path, brain: Brain) -> None:
    async with writing(tmp_path, deadline=0.9) as stage:
        stage.server.write = lambda _: STRANGE
        assert (await stage.responder.respond(brief(brain))).model == "embedded"
    assert stage.server.requests == 1
    assert stage.responder.mended == Mended(repaired=0, replaced=1)


async def test_it_is_not_asked_once_more_after_it_was_heard(stage: Writing, brain: Brain) -> None:
    stage.server.write = lambda _: f"많이 기다렸네요. {STRANGE}"
    draft = await stage.responder.respond(brief(brain, occasion=stage.occasion()))
    assert (draft.model, stage.heard) == ("parrot-1", ["많이 기다렸네요."])
    assert stage.server.requests == 1
    assert stage.responder.mended == Mended()
