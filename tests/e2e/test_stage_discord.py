"""The stage's Discord against a bot that is played here: every part a message can have."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, Locator, Page, expect

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import API, SimulatedDiscord
from adapters.simulated.discord_ledger import Asked
from adapters.simulated.discord_shapes import MANAGE_GUILD, command
from adapters.simulated.stage.stage import Stage
from adapters.simulated.twitch import SimulatedTwitch
from tests.conftest import until
from tests.e2e.chromium import opened

CHANNEL = "300000000000000001"
MENU = {
    "type": 3,
    "custom_id": "mode",
    "placeholder": "언제 답할까요",
    "options": [{"label": "호출만", "value": "called"}, {"label": "고민도", "value": "open"}],
}
SEVERAL = {"type": 8, "custom_id": "channels", "min_values": 1, "max_values": 5}
PANEL = [
    {"type": 1, "components": [MENU]},
    {"type": 1, "components": [SEVERAL]},
    {
        "type": 1,
        "components": [{"type": 2, "style": 1, "label": "사연 쓰기", "custom_id": "story"}],
    },
]
STORY = {"type": 4, "custom_id": "words", "label": "사연", "style": 2, "min_length": 2}
MODAL = {
    "custom_id": "story",
    "title": "사연 보내기",
    "components": [{"type": 1, "components": [STORY]}],
}


@dataclass
class Bot:
    """What the bot says and hears, by hand."""

    discord: SimulatedDiscord
    session: ClientSession

    async def says(self, **message: Any) -> None:
        url = f"{self.discord.url}{API}/channels/{CHANNEL}/messages"
        headers = {"Authorization": f"Bot {self.discord.token}"}
        async with self.session.post(url, json=message, headers=headers) as response:
            assert response.status == 200

    async def answers(self, asked: Asked, kind: int, data: dict[str, Any]) -> None:
        url = f"{self.discord.url}{API}/interactions/{asked.id}/{asked.token}/callback"
        async with self.session.post(url, json={"type": kind, "data": data}) as response:
            assert response.status == 204

    async def asked(self, count: int) -> Asked:
        """The newest interaction, once there were `count`."""
        every = self.discord.interactions.asked
        await until(lambda: len(every) == count)
        return list(every.values())[-1]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with SimulatedDiscord().serve() as discord, ClientSession() as session:
        yield Bot(discord, session)


@pytest.fixture
async def page(bot: Bot, browser: Browser) -> AsyncIterator[Page]:
    async with AsyncExitStack() as stack:
        chzzk = await stack.enter_async_context(SimulatedChzzk().serve())
        twitch = await stack.enter_async_context(SimulatedTwitch().serve())
        stage = Stage(chzzk, twitch, bot.discord, "token")
        await stack.enter_async_context(stage.serve())
        running = asyncio.create_task(stage.run())
        page, wrong = await opened(browser, stage.url, 1280, 800)
        yield page
        running.cancel()
        assert wrong == []


@pytest.fixture
def channel(page: Page) -> Locator:
    return page.locator("#scene-discord")


async def test_menus_buttons_and_modals(bot: Bot, page: Page, channel: Locator) -> None:
    await bot.says(content="설정", components=PANEL)
    await channel.locator(".menu").select_option("open")
    first = await bot.asked(1)
    assert first.about["data"] == {"custom_id": "mode", "component_type": 3, "values": ["open"]}
    await channel.locator(".several summary").click()
    await channel.get_by_label("고민", exact=True).check()
    await channel.get_by_role("button", name="고르기").click()
    second = await bot.asked(2)
    assert second.about["data"]["values"] == [CHANNEL]
    await channel.get_by_role("button", name="사연 쓰기").click()
    await bot.answers(await bot.asked(3), 9, MODAL)
    await page.get_by_role("textbox", name="사연 *").fill("첫사랑을 다시 만났어요")
    await page.locator("#dialog-submit").click()
    sent = await bot.asked(4)
    assert sent.about["type"] == 5
    (row,) = sent.about["data"]["components"]
    assert row["components"][0]["value"] == "첫사랑을 다시 만났어요"
    await bot.answers(sent, 4, {"content": "사연을 잘 받았어요.", "flags": 64})
    await expect(channel.locator(".private")).to_contain_text("사연을 잘 받았어요.")


async def test_a_changed_message_changes_in_place(bot: Bot, channel: Locator) -> None:
    await bot.says(content="켜져 있어요", components=PANEL)
    await channel.get_by_role("button", name="사연 쓰기").click()
    await bot.answers(await bot.asked(1), 7, {"content": "꺼졌어요", "components": []})
    await expect(channel.locator(".line")).to_have_count(1)
    await expect(channel.locator(".line")).to_contain_text("꺼졌어요")
    await expect(channel.get_by_role("button", name="사연 쓰기")).to_have_count(0)


async def test_only_what_one_may_use_is_offered(bot: Bot, page: Page, channel: Locator) -> None:
    count = {"type": 4, "name": "횟수", "description": "몇 번", "required": True, "max_value": 9}
    add = {"type": 1, "name": "추가", "description": "더하기", "options": [count]}
    for_managers = {"default_member_permissions": str(MANAGE_GUILD), "options": [add]}
    words = {"type": 1, "name": "금칙어", "description": "막을 말"} | for_managers
    bot.discord.commands = [
        command({"type": 1, "name": "상담", "description": "상담"}),
        command(words),
    ]
    await channel.get_by_role("button", name="/ 명령어").click()
    await expect(channel.locator(".suggestion")).to_have_count(1)
    await channel.locator(".who").select_option("manager")
    await expect(channel.locator(".suggestion")).to_have_count(2)
    await channel.locator(".message").fill("/금")
    await channel.locator(".suggestion").click()
    await page.get_by_label("횟수").fill("3")
    await page.locator("#dialog-submit").click()
    asked = await bot.asked(1)
    assert asked.about["member"]["permissions"] == str(MANAGE_GUILD)
    inner = {"name": "횟수", "type": 4, "value": 3}
    assert asked.about["data"]["name"] == "금칙어"
    assert asked.about["data"]["options"] == [{"name": "추가", "type": 1, "options": [inner]}]


async def test_words_look_as_discord_shows_them(bot: Bot, channel: Locator) -> None:
    text = (
        r"**온유** \*별\* [약관](https://example.org/a) <@400000000000000002> <b>x</b> snake_case_x"
    )
    await bot.says(
        content=text, embeds=[{"title": "영화", "color": 0xE8638B, "description": "_좋아요_"}]
    )
    body = channel.locator(".body").first
    await expect(body.locator("strong")).to_have_text("온유")
    await expect(body.locator("a")).to_have_attribute("href", "https://example.org/a")
    await expect(body.locator("p").first).to_have_text(
        "온유 *별* 약관 @겨울밤 <b>x</b> snake_case_x"
    )
    await bot.says(content="이렇게 적어 주세요.\n```\n!연동 123456\n```\n-# 한 번만")
    await expect(channel.locator("pre")).to_have_text("!연동 123456")
    await expect(channel.locator("pre + p.small")).to_have_text("한 번만")
    await expect(body.locator("h3")).to_have_text("영화")
    await expect(body.locator("em")).to_have_text("좋아요")
