"""The stage's page in a real Chromium: what a streamer tries goes the platforms' way."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from playwright.async_api import Browser, Locator, Page, expect

from adapters.simulated.audience import Audience
from adapters.simulated.stage.stage import WRONG_TOKEN, Stage
from bots.rehearsal import pointed, rehearsal
from bots.settings import Settings
from tests.conftest import until
from tests.e2e.chromium import opened
from tests.e2e.test_browser import MARKUP

WORRY = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
WITHIN = 10_000
DEEDS = [
    ("chzzk", "치즈 후원", "5,000치즈 후원"),
    ("chzzk", "구독", "3개월 구독"),
    ("twitch", "비트", "100비트 응원"),
    ("twitch", "구독", "구독 시작"),
    ("twitch", "구독 선물", "구독권 5장 선물"),
    ("twitch", "레이드", "40명과 레이드"),
    ("twitch", "포인트", "포인트 보상 · 고민 상담권"),
]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with rehearsal(Settings(PORT=0)) as (app, stage):
        task = asyncio.create_task(app.run())
        try:
            yield stage
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def shown(browser: Browser, stage: Stage, width: int = 1280) -> tuple[Page, list[str]]:
    """The page, as soon as the bot is on every platform, and the list its errors go to."""
    page, wrong = await opened(browser, stage.url, width, 844)
    await expect(page.locator(".state.on")).to_have_count(3, timeout=WITHIN)
    return page, wrong


def scene(page: Page, platform: str) -> Locator:
    return page.locator(f"#scene-{platform}")


async def writes(place: Locator, text: str) -> None:
    await place.locator(".message").fill(text)
    await place.locator(".message").press("Enter")


async def does(page: Page, platform: str, label: str, **fields: str) -> None:
    """Fill in the form behind a button and send it."""
    await scene(page, platform).get_by_role("button", name=label, exact=True).click()
    for name, value in fields.items():
        await page.locator(f"#dialog [name={name}]").fill(value)
    await page.locator("#dialog-submit").click()


async def test_a_worry_on_each_platform_is_answered(stage: Stage, browser: Browser) -> None:
    page, wrong = await shown(browser, stage)
    for platform, starts in (("chzzk", "[🤖"), ("twitch", "["), ("discord", "")):
        await writes(scene(page, platform), WORRY)
        answer = scene(page, platform).locator(".bot").first
        await answer.wait_for(timeout=WITHIN)
        assert starts in await answer.inner_text()
    assert wrong == []


async def test_donations_are_acknowledged_with_donor_and_amount(
    stage: Stage,
    browser: Browser,
) -> None:
    page, wrong = await shown(browser, stage)
    await does(page, "chzzk", "치즈 후원", amount="7000", text="힘내요")
    await does(page, "twitch", "비트", amount="300", text="응원해요")
    for platform, amount in (("chzzk", "7,000치즈"), ("twitch", "300비트")):
        thanks = scene(page, platform).locator(".bot").filter(has_text=amount)
        await thanks.wait_for(timeout=WITHIN)
        assert "봄소풍" in await thanks.inner_text()
    assert wrong == []


async def test_everything_that_can_be_done_arrives(stage: Stage, browser: Browser) -> None:
    page, wrong = await shown(browser, stage)
    for platform, label, note in DEEDS:
        await does(page, platform, label)
        line = scene(page, platform).locator(".gift").filter(has_text=note)
        await line.wait_for(timeout=WITHIN)
    await scene(page, "chzzk").get_by_role("button", name="치즈 후원").click()
    await page.get_by_label("익명으로 보내기").check()
    await page.locator("#dialog-submit").click()
    await scene(page, "chzzk").get_by_text("익명의 후원자").wait_for(timeout=WITHIN)
    assert wrong == []


async def test_a_slash_command_is_answered_in_private_until_published(
    stage: Stage,
    browser: Browser,
) -> None:
    page, wrong = await shown(browser, stage)
    discord = scene(page, "discord")
    await discord.locator(".message").fill("/상담")
    await discord.get_by_role("button", name="/상담 ").first.click()
    await page.locator("#dialog [name=고민]").fill(WORRY)
    await page.locator("#dialog-submit").click()
    private = discord.locator(".private")
    await private.get_by_role("button", name="공개하기").wait_for(timeout=WITHIN)
    await expect(private).to_contain_text("봄소풍 님이 /상담 사용")
    await discord.locator(".who").select_option("b")
    await expect(private).to_be_hidden()
    await discord.locator(".who").select_option("a")
    await private.get_by_role("button", name="공개하기").click()
    public = discord.locator(".bot:not(.private)")
    await public.wait_for(timeout=WITHIN)
    await expect(public).to_contain_text("공개")
    await expect(private.get_by_role("button", name="공개하기")).to_have_count(0)
    assert wrong == []


async def test_a_streamer_links_the_channel_with_a_code(stage: Stage, browser: Browser) -> None:
    page, wrong = await shown(browser, stage)
    discord, chzzk = scene(page, "discord"), scene(page, "chzzk")
    await discord.locator(".who").select_option("owner")
    await writes(discord, "/연동")
    code = await discord.locator("pre").inner_text(timeout=WITHIN)
    await writes(chzzk, code)
    await chzzk.locator(".bot").wait_for(timeout=WITHIN)
    await expect(chzzk.locator(".bot")).not_to_contain_text("/설정")
    await chzzk.locator(".who").select_option("streamer")
    await writes(chzzk, code)
    await expect(chzzk.locator(".bot").last).to_contain_text("/설정", timeout=WITHIN)
    assert wrong == []


async def test_on_a_phone_one_platform_at_a_time(stage: Stage, browser: Browser) -> None:
    page, wrong = await shown(browser, stage, width=390)
    await page.get_by_role("tab", name="트위치").click()
    await expect(scene(page, "chzzk")).to_be_hidden()
    await writes(scene(page, "twitch"), f"온유야 {MARKUP}")
    await scene(page, "twitch").locator(".bot").wait_for(timeout=WITHIN)
    assert await page.evaluate("window.hacked") is None
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    assert wrong == []


async def test_scripted_viewers_are_there_for_whoever_comes_later(
    stage: Stage,
    browser: Browser,
) -> None:
    page, wrong = await shown(browser, stage)
    playing = asyncio.create_task(Audience(stage.enter, pace=40.0).run())
    for platform in ("chzzk", "twitch", "discord"):
        await scene(page, platform).locator(".line").nth(2).wait_for(timeout=WITHIN)
    playing.cancel()
    later, _ = await shown(browser, stage)
    await scene(later, "discord").locator(".line").nth(2).wait_for(timeout=WITHIN)
    assert wrong == []


async def test_only_the_page_with_the_token_gets_in(stage: Stage) -> None:
    address = stage.url.split("/stage")[0] + "/stage/ws"
    async with ClientSession() as session:
        async with session.ws_connect(address) as socket:
            await socket.send_json({"token": "guessed"})
            await socket.receive()
            assert socket.close_code == WRONG_TOKEN
        with pytest.raises(WSServerHandshakeError):
            await session.ws_connect(address, origin="http://elsewhere.example")


async def test_what_is_no_deed_is_refused_and_costs_nothing_else(stage: Stage) -> None:
    address, token = stage.url.split("/stage#")
    async with ClientSession() as session, session.ws_connect(f"{address}/stage/ws") as socket:
        await socket.send_json({"token": token})
        for bad in (
            "{",
            '{"platform":"elsewhere","deed":{}}',
            '{"platform":"chzzk","deed":{"type":"donate","who":"a","amount":0}}',
            '{"platform":"discord","deed":{"type":"press","who":"a","message":"1","custom_id":"x"}}',
        ):
            await socket.send_str(bad)
            while not any(e["type"] == "refused" for e in await socket.receive_json()):
                pass
        await socket.send_json(
            {"platform": "chzzk", "deed": {"type": "chat", "who": "a", "text": "하이"}}
        )
        while not any(e.get("text") == "하이" for e in await socket.receive_json()):
            pass


async def test_nothing_real_is_within_reach(
    monkeypatch: pytest.MonkeyPatch, own_folder: Path
) -> None:
    monkeypatch.setenv("LOVELM_CHZZK_CLIENT_ID", "real")
    monkeypatch.setenv("LOVELM_CHZZK_REFRESH_TOKEN", "real-and-single-use")
    monkeypatch.setenv("LOVELM_DISCORD_CHANNELS", "1,2")
    real = Settings(PORT=0)
    here = pointed(real, {"LOVELM_CHZZK_REFRESH_TOKEN": "played", "LOVELM_DISCORD_CHANNELS": "7"})
    assert here.chzzk_refresh_token.get_secret_value() == "played"
    assert here.discord_channels == ("7",)
    async with rehearsal(real) as (app, _):
        task = asyncio.create_task(app.run())
        await until(lambda: app.adapters["chzzk"].connected)  # type: ignore[attr-defined]
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert not (own_folder / "data").exists()


async def test_the_command_says_where_the_stage_is_and_ends_cleanly() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots.cli", "demo", "--platforms", "--quiet-audience",
        env={**os.environ, "PORT": "0", "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(30.0):
        while not (line := await process.stdout.readline()).startswith(b"stage "):
            assert line
    address = line.split()[1].decode()
    async with ClientSession() as session, session.get(address) as response:
        assert response.status == 200
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
