"""A language model behind OpenAI's API, and whatever can go wrong with it."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.models import chat_responder
from bots.brain import Brain
from core import engine
from core.persona import Manner
from core.spending.budget import Cap, Price
from core.spending.spent import Spent
from tests.conftest import until
from tests.servers.openai import Fault, FaultyOpenAi
from tests.writing import GOOD, WORRY, Writing, brief, elapsed, writing


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Writing]:
    async with writing(tmp_path) as stage:
        stage.server.write = lambda _: GOOD
        yield stage


async def test_sentences_are_heard_while_the_model_writes(stage: Writing, brain: Brain) -> None:
    stage.server.held, stage.server.held_after = asyncio.Event(), 20
    answer = asyncio.create_task(stage.responder.respond(brief(brain, occasion=stage.occasion())))
    await until(lambda: len(stage.heard) == 1)
    stage.server.held.set()
    assert stage.heard == ["3일이면 많이 기다렸네요."]
    draft = await answer
    assert " ".join(stage.heard) == draft.speech
    assert draft.chat == "3일이면 많이 기다렸네요. 안부 한마디만 건네 봐요."
    assert (draft.model, draft.source) == ("parrot-1", draft.chat)
    assert draft.first is not None
    used = stage.server.asked[0]
    assert draft.spent == Spent(sum(len(m["content"]) for m in used["messages"]), len(GOOD))
    assert used["stream_options"] == {"include_usage": True}
    assert used["max_tokens"] == 400


FAULTS = {
    "500": Fault(500),
    "429": Fault(429),
    "429, wait": Fault(429, retry_after="30"),
    "key refused": Fault(401),
    "model unknown": Fault(404),
    "bad request": Fault(400),
    "too large": Fault(413),
    "too long": Fault(400, code="context_length_exceeded"),
    "hang": Fault(hangs=True),
    "closed": Fault(closes=True),
    "cut at once": Fault(cut=""),
    "cut in a sentence": Fault(cut="3일이면 많이"),
    "a page": Fault(body=b"<html>hello</html>"),
    "no JSON": Fault(body=b"data: {no\n\n"),
    "other JSON": Fault(body=b"data: [1]\n\n"),
    "an error": Fault(body=b'data: {"error": {"message": "x"}}\n\n'),
    "bytes": Fault(body=b"\xff\xfe\x00" * 99),
    "nothing": Fault(body=b"data: [DONE]\n\n"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_the_embedded_responder_answers_in_time(
    tmp_path: Path, brain: Brain, name: str
) -> None:
    async with writing(tmp_path, deadline=0.5) as stage:
        stage.server.lasting = FAULTS[name]
        given = brief(brain, occasion=stage.occasion())
        draft, seconds = await elapsed(stage.responder.respond(given))
    assert draft.model == "embedded"
    assert draft.chat
    assert stage.heard == []
    assert seconds < 0.5 + 1.0
    assert stage.server.requests == 1, "the first calls have no retries to spend"


def test_the_whole_turn_has_time_left_after_the_models_deadline() -> None:
    assert chat_responder.DEADLINE + 1.0 < engine.DEADLINE


async def test_a_slow_drip_ends_with_what_was_spoken(tmp_path: Path, brain: Brain) -> None:
    async with writing(tmp_path, deadline=0.8) as stage:
        stage.server.write, stage.server.pause = (lambda _: GOOD * 5), 0.08
        given = brief(brain, occasion=stage.occasion())
        draft, seconds = await elapsed(stage.responder.respond(given))
    assert seconds < 2.0
    assert draft.model == "parrot-1"
    assert stage.heard
    assert draft.speech == " ".join(stage.heard)
    assert draft.chat == draft.speech, "no other answer follows what was spoken"


async def test_a_first_sentence_that_is_late_is_not_waited_for(
    stage: Writing, brain: Brain
) -> None:
    stage.server.pause = 0.2
    given = brief(brain, occasion=stage.occasion(within=0.3))
    draft, seconds = await elapsed(stage.responder.respond(given))
    assert (draft.model, stage.heard) == ("embedded", [])
    assert seconds < 1.0


async def test_cut_after_a_sentence_it_is_the_answer(stage: Writing, brain: Brain) -> None:
    stage.server.faults.append(Fault(cut="3일이면 많이 기다렸네요. 아직은 이유를"))
    draft = await stage.responder.respond(brief(brain, occasion=stage.occasion()))
    assert stage.heard == ["3일이면 많이 기다렸네요."]
    assert (draft.speech, draft.chat) == (stage.heard[0], stage.heard[0])


async def test_a_stop_is_never_swallowed(stage: Writing, brain: Brain) -> None:
    """Wherever it comes: langchain-openai's own timeout loses some in Python 3.11."""
    stage.server.pause = 0.0005
    chance = random.Random(1)
    ended = []
    for _ in range(80):
        task = asyncio.create_task(stage.responder.respond(brief(brain)))
        await asyncio.sleep(chance.random() * 0.05)
        stopped = task.cancel()
        await asyncio.wait({task})
        ended.append(task.cancelled() is stopped)
    assert all(ended)


async def test_a_server_that_is_not_there_costs_nothing(tmp_path: Path, brain: Brain) -> None:
    async with FaultyOpenAi().serve() as gone:
        pass
    async with writing(tmp_path, url=gone.url) as stage:
        draft, seconds = await elapsed(stage.responder.respond(brief(brain)))
    assert (draft.model, draft.spent) == ("embedded", Spent())
    assert seconds < 2.0


async def test_no_more_calls_at_a_time_than_allowed(tmp_path: Path, brain: Brain) -> None:
    async with writing(tmp_path, concurrency=3) as stage:
        stage.server.write, stage.server.pause = (lambda _: GOOD), 0.003
        drafts = await asyncio.gather(*(stage.responder.respond(brief(brain)) for _ in range(12)))
    assert stage.server.most == 3
    assert {draft.model for draft in drafts} == {"parrot-1"}


async def test_a_priced_model_is_never_asked_at_a_cap_of_nothing(
    tmp_path: Path, brain: Brain
) -> None:
    caps = {"price": Price(100, 400), "channel": Cap(won=0, tokens=1_000_000)}
    async with writing(tmp_path, **caps) as stage:
        draft = await stage.responder.respond(brief(brain))
    assert (draft.model, draft.spent, stage.server.requests) == ("embedded", Spent(), 0)


async def test_what_a_call_came_to_is_counted(tmp_path: Path, brain: Brain) -> None:
    async with writing(tmp_path, price=Price(100, 400)) as stage:
        stage.server.write = lambda _: GOOD
        given = brief(brain)
        draft = await stage.responder.respond(given)
        today = await stage.budget.today(given.occasion.platform, "")
        assert today == draft.spent
        read = sum(len(m["content"]) for m in stage.server.asked[0]["messages"])
        assert today.microwon == read * 100 + len(GOOD) * 400
        stage.server.faults.append(Fault(500))
        await stage.responder.respond(given)
        assert await stage.budget.today(given.occasion.platform, "") == today, "nothing was written"
        stage.server.faults.append(Fault(cut="3일이면"))
        draft = await stage.responder.respond(given)
        broken = await stage.budget.today(given.occasion.platform, "")
        assert broken == today + draft.spent, "nobody knows: the most it may have been is counted"
        assert draft.spent.tokens_out == 400


@pytest.mark.parametrize("fault", [Fault(closes=True), Fault(body=b"data: [DONE]\n\n")])
async def test_what_a_server_may_have_read_is_counted_in_full(
    tmp_path: Path, brain: Brain, fault: Fault
) -> None:
    async with writing(tmp_path, price=Price(100, 400)) as stage:
        stage.server.lasting = fault
        given = brief(brain)
        draft = await stage.responder.respond(given)
        assert await stage.budget.today(given.occasion.platform, "") == draft.spent
    assert stage.server.requests == 1
    assert draft.spent.tokens_in > 1_000
    assert draft.spent.tokens_out == 400


async def test_all_of_it_is_there_when_it_must_be(stage: Writing, brain: Brain) -> None:
    stage.server.held, stage.server.held_after = asyncio.Event(), 20
    given = brief(brain, occasion=stage.occasion(whole=0.5))
    draft, seconds = await elapsed(stage.responder.respond(given))
    assert (draft.model, draft.chat) == ("parrot-1", "3일이면 많이 기다렸네요.")
    assert seconds < 2.0


async def test_what_is_refused_is_refused_in_written_words(stage: Writing, brain: Brain) -> None:
    refused = replace(brief(brain), keys=("refuse.injection",))
    assert (await stage.responder.respond(refused)).model == "embedded"
    assert stage.server.requests == 0


async def test_examples_history_and_words_reach_the_model(stage: Writing, brain: Brain) -> None:
    given = brief(brain, history=(("안녕", "어서 와요."),))
    await stage.responder.respond(given)
    messages = stage.server.asked[0]["messages"]
    assert [m["role"] for m in messages] == ["system", *["user", "assistant"] * 5, "user"]
    assert "온유" in messages[0]["content"]
    assert "해요체로만" in messages[0]["content"]
    assert messages[-2]["content"] == "어서 와요.\n---\n어서 와요."
    assert f"이름: 두부\n말: {WORRY}" in messages[-1]["content"]
    polite = replace(given, persona=brain.personas["raon"], manner=Manner.POLITE)
    await stage.responder.respond(polite)
    system = stage.server.asked[1]["messages"][0]["content"]
    assert "해요체로만" in system
    assert len(stage.server.asked[1]["messages"]) == 4, "no example in the other register"
