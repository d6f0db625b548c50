"""What goes wrong with what is said on Discord: every line at most once, and no lie about it."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest

from adapters.discord import outbound, rest
from adapters.discord.outbound import nonce
from adapters.ratelimit import Limiter
from adapters.simulated import discord_shapes as shapes
from core.errors import AuthExpired, Disconnected, RateLimited, SendRejected, SendUnknown
from core.events import Command
from tests.conftest import line, until
from tests.servers.discord import Stage, adapter_for, answer, staged

MESSAGES = "/messages"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patched, because a test cannot wait nine seconds for a budget to be spent."""
    shorter: list[tuple[ModuleType, str, Any]] = [
        (outbound, "BUDGET", 1.0),
        (outbound, "GRACE", 0.1),
        (outbound, "AGAIN_AFTER", 0.3),
        (rest, "SEND_WITHIN", 0.3),
    ]
    for module, name, value in shorter:
        monkeypatch.setattr(module, name, value)


def busy() -> Any:
    return shapes.refuse(503, 0, "busy")


async def test_what_answers_no_message_of_discord_is_said_as_a_line_of_its_own(
    stage: Stage,
) -> None:
    thanks = answer("고마워요", line("x"), in_reply_to=("hook:03ca42a8dfc0",))
    await stage.adapter.say(thanks)
    (said,) = stage.discord.said
    assert (said.text, said.reply_to) == ("**온유** 고마워요", None)
    assert await stage.adapter.was_said(thanks) is None


async def test_a_lost_answer_is_read_back_and_the_line_said_once(stage: Stage) -> None:
    stage.faults.add("POST", MESSAGES, lost=True)
    await stage.adapter.say(answer("한 번만", line("x")))
    assert [said.text for said in stage.discord.said] == ["**온유** 한 번만"]
    assert stage.faults.count("POST", MESSAGES) == 1


async def test_the_history_proves_what_no_echo_did(hasty: None) -> None:
    async with staged() as stage:
        stage.discord.gateway.alive = False  # the gateway is mute: no echo
        stage.faults.add("POST", MESSAGES, lost=True)
        await stage.adapter.say(answer("한 번만", line("x")))
        assert stage.faults.count("POST", MESSAGES) == 1
        assert len(stage.discord.said) == 1


async def test_a_history_without_nonces_is_no_harm(hasty: None) -> None:
    async with staged(history_has_nonces=False) as stage:
        stage.discord.gateway.alive = False
        stage.faults.add("POST", MESSAGES, lost=True)
        await stage.adapter.say(answer("한 번만", line("x")))
        assert stage.faults.count("POST", MESSAGES) == 2, "the nonce made the second one harmless"
        assert len(stage.discord.said) == 1


async def test_a_slow_send_is_not_said_twice(stage: Stage, hasty: None) -> None:
    stage.faults.add("POST", MESSAGES, before=0.6)
    await stage.adapter.say(answer("한 번만", line("x")))
    await stage.discord.chat("다음")
    await until(lambda: bool(stage.heard))
    assert len(stage.discord.said) == 1


async def test_a_line_said_before_a_restart_is_not_said_again(stage: Stage) -> None:
    event = line("x")
    await stage.adapter.say(answer("한 번만", event))
    other = adapter_for(stage.discord, stage.management)
    other._outbound.rest = stage.adapter._outbound.rest  # the same account, no memories
    await other.say(answer("한 번만", event))
    assert len(stage.discord.said) == 1


async def test_a_failing_server_is_asked_again(stage: Stage, hasty: None) -> None:
    stage.faults.add("POST", MESSAGES, answer=busy)
    await stage.adapter.say(answer("그래도", line("x")))
    assert len(stage.discord.said) == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_that_keeps_failing_leaves_it_unknown(
    stage: Stage, hasty: None, status: int
) -> None:
    stage.faults.add("POST", MESSAGES, times=50, answer=lambda: shapes.refuse(status, 0, "down"))
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("못 해요", line("x")))
    assert not stage.discord.said


@pytest.mark.parametrize(
    "refuse", [lambda: shapes.limited(60.0), lambda: shapes.refuse(403, 50013, "refused")]
)
async def test_a_doubt_outlives_a_clear_refusal(hasty: None, refuse: Any) -> None:
    async with staged(history_has_nonces=False) as stage:
        stage.discord.gateway.alive = False
        stage.faults.add("POST", MESSAGES, lost=True)
        stage.faults.add("POST", MESSAGES, answer=refuse)
        with pytest.raises(SendUnknown):
            await stage.adapter.say(answer("한 번만", line("x")))


@pytest.mark.parametrize("via", [True, False])
async def test_a_short_rate_limit_is_waited_for(stage: Stage, hasty: None, via: bool) -> None:
    stage.faults.add("POST", MESSAGES, answer=lambda: shapes.limited(0.1, via))
    await stage.adapter.say(answer("조금 뒤에", line("x")))
    assert len(stage.discord.said) == 1


@pytest.mark.parametrize("via", [True, False])
async def test_a_long_rate_limit_is_told(stage: Stage, via: bool) -> None:
    stage.faults.add("POST", MESSAGES, answer=lambda: shapes.limited(60.0, via))
    with pytest.raises(RateLimited) as caught:
        await stage.adapter.say(answer("나중에", line("x")))
    assert caught.value.retry_after == 60.0
    assert not stage.discord.said


async def test_a_rate_limit_that_says_nothing_is_told(stage: Stage, hasty: None) -> None:
    def bare() -> Any:
        response = shapes.limited(0.0, via=False)
        del response.headers["Retry-After"]
        return response

    stage.faults.add("POST", MESSAGES, answer=bare)
    with pytest.raises(RateLimited):
        await stage.adapter.say(answer("나중에", line("x")))


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [(403, 50013, SendRejected), (404, 10003, SendRejected), (401, 0, AuthExpired)],
)
async def test_a_refusal_is_final(
    stage: Stage, status: int, code: int, error: type[Exception]
) -> None:
    stage.faults.add("POST", MESSAGES, answer=lambda: shapes.refuse(status, code, "refused"))
    with pytest.raises(error, match=f"{status}/{code}"):
        await stage.adapter.say(answer("안 돼요", line("x")))
    assert stage.faults.count("POST", MESSAGES) == 1


async def test_an_answer_to_a_command_survives_a_lost_response(stage: Stage, hasty: None) -> None:
    await stage.discord.slash("상담", 고민="남친이 답이 없어요")
    await until(lambda: bool(stage.heard))
    event = stage.heard[0]
    assert isinstance(event, Command)
    stage.faults.add("PATCH", "@original", lost=True)
    stage.faults.add("PATCH", "@original", answer=busy)
    await stage.adapter.say(answer("한 번만", event))
    assert [said.text for said in stage.discord.said] == ["**온유** 한 번만"]


async def test_an_expired_command_is_a_refusal_and_no_dead_token(stage: Stage) -> None:
    gone = answer("늦었어요", line("x"), token="from-before-the-restart")
    with pytest.raises(SendRejected, match="404/10015"):
        await stage.adapter.say(gone)
    stage.faults.add(
        "PATCH", "@original", answer=lambda: shapes.refuse(401, 50027, "Invalid Webhook Token")
    )
    with pytest.raises(SendRejected, match="401/50027"):
        await stage.adapter.say(gone)


async def test_a_command_whose_acknowledgement_failed_may_be_answered(stage: Stage) -> None:
    stage.faults.add("POST", "/callback", answer=busy)
    await stage.discord.slash("도움말")
    await until(lambda: bool(stage.heard))
    with pytest.raises(SendRejected):  # Discord never saw it; had it, the answer would stand
        await stage.adapter.say(answer("안내", stage.heard[0]))


async def test_publishing_where_the_bot_may_not_write_is_told_to_its_asker(stage: Stage) -> None:
    await stage.discord.slash("상담", 고민="남친이 답이 없어요")
    await until(lambda: bool(stage.heard))
    await stage.adapter.say(answer("오래 기다렸네요.", stage.heard[0]))
    stage.faults.add("POST", MESSAGES, answer=lambda: shapes.refuse(403, 50013, "refused"))
    await stage.discord.press(stage.discord.said[0], "publish")
    await stage.discord.heard(2)
    assert stage.discord.said[1].ephemeral
    assert "공개하지 못했어요" in stage.discord.said[1].text


async def test_what_is_said_before_the_login_waits_for_it(hasty: None) -> None:
    async with staged() as stage:
        outbound = stage.adapter._outbound
        rest, outbound.rest = outbound.rest, None  # as between two connections
        with pytest.raises(Disconnected):
            await stage.adapter.say(answer("아직", line("x")))
        saying = asyncio.create_task(stage.adapter.say(answer("이제", line("x"))))
        await asyncio.sleep(0)
        outbound.rest = rest
        await saying
        assert len(stage.discord.said) == 1


async def test_discord_is_never_asked_for_more_than_it_allows() -> None:
    limiter = Limiter(outbound.SENDS, outbound.PER_SECONDS, outbound.RESERVED, lambda: clock[0])
    clock, sent = [0.0], []
    for _ in range(40):
        clock[0] += limiter.delay()
        await limiter.wait()
        sent.append(clock[0])
    five_apart = [later - earlier for earlier, later in zip(sent, sent[5:], strict=False)]
    assert min(five_apart) >= outbound.PER_SECONDS
    assert all(later >= earlier for earlier, later in pairwise(sent))


def test_a_nonce_fits_and_tells_lines_apart() -> None:
    assert nonce("discord:1") == nonce("discord:1") != nonce("crisis:discord:1")
    assert len(nonce("discord:1")) <= 25
