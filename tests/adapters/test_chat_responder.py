"""A language model behind OpenAI's API, and whatever can go wrong with it."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.models import chat_responder
from adapters.models.chat_responder import Mended
from bots.brain import Brain
from core import engine
from core.budget import Cap, Price
from core.persona import Manner
from core.spent import Spent
from tests.conftest import until
from tests.servers.openai import Fault, FaultyOpenAi
from tests.writing import WORRY, Writing, brief, elapsed, writing

GOOD = "3일이면 많이 기다렸네요. 아직은 이유를 모르는 거예요. 오늘은 안부 한마디만 건네 봐요.\n---\n3일이면 많이 기다렸네요. 안부 한마디만 건네 봐요."


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


async def test_the_breaker_opens_within_five_failures_and_one_call_tries(
    stage: Writing, brain: Brain
) -> None:
    stage.server.lasting = Fault(500)
    for _ in range(9):
        await stage.responder.respond(brief(brain))
    assert stage.server.requests == 5
    assert "언어 모델이 답하지 않아서" in stage.responder.problems["model"]
    stage.clock.tick(31)
    await asyncio.gather(*(stage.responder.respond(brief(brain)) for _ in range(4)))
    assert stage.server.requests == 6, "half open, one call tries"
    stage.server.lasting = None
    stage.clock.tick(31)
    assert (await stage.responder.respond(brief(brain))).model == "parrot-1"
    assert stage.responder.problems == {}


async def test_retries_are_few_and_respect_what_the_server_asks(
    stage: Writing, brain: Brain
) -> None:
    answered = 0
    for number in range(60):
        stage.server.faults.extend([Fault(500)] if number % 4 == 3 else [])
        stage.server.faults.extend([Fault(500)] if number % 8 == 7 else [])
        answered += (await stage.responder.respond(brief(brain))).model == "parrot-1"
        stage.server.faults.clear()
    assert stage.server.requests - 60 <= 0.1 * stage.server.requests
    assert stage.server.requests > 60
    assert answered >= 45
    stage.server.faults.append(Fault(429, retry_after="20"))
    draft, seconds = await elapsed(stage.responder.respond(brief(brain)))
    assert draft.model == "embedded"
    assert seconds < 1.0, "there is no time to wait so long"


async def test_three_attempts_at_most(tmp_path: Path, brain: Brain) -> None:
    async with writing(tmp_path, deadline=20.0) as stage:
        for _ in range(40):
            await stage.responder.respond(brief(brain))
        before, stage.server.lasting = stage.server.requests, Fault(500)
        await stage.responder.respond(brief(brain, occasion=stage.occasion(within=20.0)))
    assert stage.server.requests - before == 3


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


@pytest.mark.parametrize(
    ("status", "key"), [(401, "LOVELM_MODEL_KEY"), (403, "LOVELM_MODEL_KEY"), (404, "LOVELM_MODEL")]
)
async def test_what_a_person_must_mend_is_named_and_not_asked_again(
    stage: Writing, brain: Brain, status: int, key: str
) -> None:
    stage.server.lasting = Fault(status)
    for _ in range(3):
        assert (await stage.responder.respond(brief(brain))).model == "embedded"
    assert stage.server.requests == 1
    assert stage.responder.problems["model"].startswith(f"{key}: ")
    stage.server.lasting = None
    stage.clock.tick(301)
    assert (await stage.responder.respond(brief(brain))).model == "parrot-1"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(400, code="content_filter"),
        Fault(400, code="context_length_exceeded"),
        Fault(403, code="content_policy_violation"),
        Fault(413),
        Fault(body=b'data: {"error": {"message": "x", "code": "content_filter"}}\n\n'),
    ],
)
async def test_a_viewers_words_never_keep_the_model_from_others(
    stage: Writing, brain: Brain, fault: Fault
) -> None:
    stage.server.lasting = fault
    for _ in range(10):
        assert (await stage.responder.respond(brief(brain))).model == "embedded"
    assert stage.server.requests == 10
    stage.server.lasting = None
    assert (await stage.responder.respond(brief(brain))).model == "parrot-1"
    assert stage.responder.problems == {}


async def test_nor_does_who_asks_for_another_language(stage: Writing, brain: Brain) -> None:
    stage.server.write = lambda _: "彼に連絡してみてください。\n---\n連絡してみてください。"
    for _ in range(10):
        assert (await stage.responder.respond(brief(brain))).model == "embedded"
    stage.server.write = lambda _: GOOD
    assert (await stage.responder.respond(brief(brain))).model == "parrot-1"


@pytest.mark.parametrize("status", [400, 422])
async def test_another_refusal_keeps_it_closed_no_longer_than_a_failure(
    stage: Writing, brain: Brain, status: int
) -> None:
    stage.server.lasting = Fault(status)
    for _ in range(9):
        await stage.responder.respond(brief(brain))
    assert stage.server.requests == 5
    stage.server.lasting = None
    stage.clock.tick(31)
    assert (await stage.responder.respond(brief(brain))).model == "parrot-1"


@pytest.mark.parametrize("status", [408, 409])
async def test_what_passes_is_asked_again(stage: Writing, brain: Brain, status: int) -> None:
    for _ in range(12):
        await stage.responder.respond(brief(brain))
    stage.server.faults.append(Fault(status))
    assert (await stage.responder.respond(brief(brain))).model == "parrot-1"
    assert stage.server.requests == 14


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


STRANGE = "오늘은 푹 주무십시오. 답은 내일 보십시오.\n---\n푹 주무십시오."


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
