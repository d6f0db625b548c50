"""`/리포트`, through the real composition: a file to keep, with its cost for the streamer alone."""

import asyncio

from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.discord_people import Asker
from bots.app import App
from tests.conftest import until
from tests.e2e.test_discord import app, discord  # noqa: F401 - fixtures
from tests.servers.discord_desk import MANAGER, OWNER, Person

WORRY = "온유야 남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"


async def page_for(there: SimulatedDiscord, who: Asker) -> str:
    """What somebody gets as soon as the answer is known to stand in chat."""
    async with asyncio.timeout(10.0):
        while True:
            asked = await there.slash("리포트", who)
            await until(lambda asked=asked: asked.edits > 0)
            assert asked.answer is not None
            if "1개 가운데 **1개**에 답했어요" in asked.answer.text:
                [page] = asked.files.values()
                return page.decode()


async def test_the_streamer_gets_the_last_stream_as_a_file(
    app: App,  # noqa: F811
    discord: SimulatedDiscord,  # noqa: F811
) -> None:
    owner = Person(discord, OWNER)
    assert "아직 남은 기록이 없어요" in await owner.use("리포트")
    await discord.chat(WORRY, name="두부")
    await discord.heard(2)
    asked = await discord.slash("리포트", OWNER)
    await until(lambda: asked.edits > 0)
    assert asked.answer is not None
    assert asked.answer.ephemeral
    assert "1개 가운데 **1개**에 답했어요" in asked.answer.text
    [(name, page)] = asked.files.items()
    assert name.startswith("lovelm-report-discord-")
    assert page.startswith(b"<!doctype html>")
    assert "두부" not in page.decode()


async def test_what_it_cost_is_no_managers_matter(app: App, discord: SimulatedDiscord) -> None:  # noqa: F811
    assert "아직 남은 기록이 없어요" in await Person(discord, MANAGER).use("리포트")
    await discord.chat(WORRY, name="두부")
    await discord.heard(2)
    whole, told = [await page_for(discord, who) for who in (OWNER, MANAGER)]
    assert "누가 쓴 답인가요" in whole
    assert "답한 이야기" in told
    assert "비용" not in told
    assert "토큰" not in told
