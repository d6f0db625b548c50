"""A language model that fails again and again: when it is asked again, and when left alone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bots.brain import Brain
from tests.servers.openai import Fault
from tests.writing import GOOD, Writing, brief, elapsed, writing


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Writing]:
    async with writing(tmp_path) as stage:
        stage.server.write = lambda _: GOOD
        yield stage


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
