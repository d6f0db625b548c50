"""Whether an answer was said, read back after a crash."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord import rest
from adapters.simulated import discord_shapes as shapes
from core.replies import Reply
from tests.conftest import line, until
from tests.servers.discord import CHANNEL, Stage, answer, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def asked(stage: Stage, text: str = "남친이 읽씹해요") -> Reply:
    """The answer to somebody's line."""
    count = len(stage.heard)
    await stage.discord.chat(text)
    await until(lambda: len(stage.heard) > count)
    return answer("천천히 봐요 ", stage.heard[-1])


@pytest.mark.parametrize("nonces", [True, False])
async def test_it_is_found_by_nonce_or_by_what_it_says(stage: Stage, nonces: bool) -> None:
    stage.discord.history_has_nonces = nonces
    reply = await asked(stage)
    assert await stage.adapter.was_said(reply) is False
    await stage.adapter.say(reply)
    assert await stage.adapter.was_said(reply) is True


async def test_another_answer_and_somebody_elses_line_are_not_it(stage: Stage) -> None:
    stage.discord.history_has_nonces = False
    first, second = await asked(stage, "하나"), await asked(stage, "둘")
    await stage.adapter.say(second)
    await stage.discord.chat("**온유** 천천히 봐요")
    assert await stage.adapter.was_said(first) is False


async def test_a_busy_channel_is_read_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patched, because a hundred lines a page make a slow test."""
    monkeypatch.setattr(rest, "HISTORY", 3)
    monkeypatch.setattr("adapters.discord.read_back.HISTORY", 3)
    reply = await asked(stage)
    for number in range(7):
        await stage.discord.chat(f"{number}")
    assert await stage.adapter.was_said(reply) is False
    await stage.adapter.say(reply)
    assert await stage.adapter.was_said(reply) is True
    later = await asked(stage, "늦게")
    for number in range(20):
        await stage.discord.chat(f"{number}")
    assert await stage.adapter.was_said(later) is None, "too far back to read it all"


async def test_what_cannot_be_read_is_not_known(stage: Stage) -> None:
    reply = await asked(stage)
    stage.discord.readable = False
    assert await stage.adapter.was_said(reply) is None
    stage.discord.readable = True
    stage.faults.add("GET", "/messages", answer=lambda: shapes.refuse(403, 50001, "Missing Access"))
    assert await stage.adapter.was_said(reply) is None
    stage.faults.add("GET", "/messages", times=9, answer=lambda: shapes.limited(60.0, via=False))
    assert await stage.adapter.was_said(reply) is None
    assert await stage.adapter.was_said(answer("누구에게도", line("x"), in_reply_to=())) is None


async def test_before_the_login_it_is_not_known(stage: Stage) -> None:
    reply = await asked(stage)
    stage.adapter._outbound.rest = None
    assert await stage.adapter.was_said(reply) is None


async def test_a_commands_answer_stands_where_it_was_asked(stage: Stage) -> None:
    await stage.discord.slash("상담", 고민="남친이 읽씹해요")
    await until(lambda: bool(stage.heard))
    reply = answer("천천히 봐요", stage.heard[0])
    await until(lambda: stage.faults.count("POST", "/callback") == 1)
    assert await stage.adapter.was_said(reply) is False
    await stage.adapter.say(reply)
    assert await stage.adapter.was_said(reply) is True
    assert await stage.adapter.was_said(answer("다른 말", stage.heard[0])) is None
    gone = answer("천천히 봐요", line("x"), token="from-long-ago", channel=CHANNEL)
    assert await stage.adapter.was_said(gone) is None
