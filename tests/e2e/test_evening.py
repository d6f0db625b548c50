"""Two hours of a stream, from first contact to the report, as viewers and the streamer see them:
one story on the composed application, the platforms' servers and two pages in a real Chromium."""

import asyncio
import logging
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from adapters.simulated.obs import SILENT
from bots import cli
from tests.conftest import until
from tests.e2e.apart import ALERTS
from tests.e2e.evening import LOUD, MICROPHONE, PATIENCE, STREAMER, Clock, Evening, evening
from tests.e2e.evening_begins import FIRST, GONE, STORY, TRACES
from tests.servers.discord_desk import OWNER

# Who discloses, with words that nobody finds afterwards.
HURT, DISCLOSURE = "밤바다", "이제 그만 죽고 싶어요"
MARKED = "오늘의 명장면"
# Seconds that the overlay stays dark here.
CALM = 5.0


async def a_disclosure(there: Evening) -> None:
    """The fixed answer first; all is dark, and nothing else comes before that is over."""
    await there.screen.unhurried()
    await there.write("!상담 도건 짝사랑이 너무 오래 됐는데 고백할까요?", "가을밤")
    await there.screen.shows("speech", "도건|가을밤")
    assert "109" in await there.told(DISCLOSURE, HURT)
    async with asyncio.timeout(2.0):
        while not await there.screen.dark():
            await asyncio.sleep(0.02)
    there.screen.since = await there.screen.page.evaluate("window.seen.length")
    answer = await there.told("!상담 라온 소개팅에서 무슨 말을 해야 하죠?", "첫손님1")
    assert answer.startswith("[라온] "), "whoever else asks is answered in chat"
    assert await there.screen.dark()
    assert await there.screen.seen() == []
    alarms = there.studio.locator("#alarms")
    await alarms.get_by_text("도움이 필요할 수 있는 시청자").wait_for()
    assert HURT not in await there.studio.content()
    await alarms.locator("summary").click()
    await alarms.get_by_role("button", name="누구인지 보기").click()
    await expect(alarms).to_contain_text(HURT)
    assert DISCLOSURE not in await there.studio.content()
    (alarm,) = [said.text for said in there.discord.said if said.channel == ALERTS]
    assert HURT in alarm
    assert DISCLOSURE not in alarm
    async with asyncio.timeout(PATIENCE):
        while await there.screen.dark():
            await asyncio.sleep(0.02)
    there.screen.hurry()
    await there.screen.shows("speech", "라온|첫손님1")
    assert HURT not in " ".join(await there.screen.seen())


async def a_corner(there: Evening) -> None:
    """Announced and opened by the clock; where nobody writes a persona does the talking."""
    assert "채팅으로만" in await there.told("!코너 닫기", STREAMER)
    there.clock.skip(16)  # after a disclosure nothing is said unasked for a while
    await there.plan("밤 영화", "영화 코너", minutes=8)
    await there.write("다들 저녁 드셨나요", "구경꾼")
    await there.app.tick()
    there.clock.skip(4)
    await there.app.tick()
    await there.screen.shows("notice", "5분 뒤에 〈밤 영화〉 코너를 열어요")
    await there.says("5분 뒤에 〈밤 영화〉")
    there.clock.skip(5)
    await there.app.tick()
    await there.says("지금부터 60분 동안 〈밤 영화〉 코너예요")
    there.clock.skip(3)
    await there.app.tick()
    await there.screen.shows("speech", "||")  # to nobody


async def the_streamer_speaks(there: Evening) -> None:
    """Chat has the answer, the overlay waits; one word may be let through."""
    there.obs.levels[MICROPHONE] = LOUD
    corner = there.studio.locator("#corner")
    await expect(corner).to_contain_text("스트리머가 말하는 중", timeout=20_000)
    answer = await there.told("!상담 온유 남친 생일 선물을 뭘 해야 할까요?", "가을밤")
    assert answer.startswith("[온유] ")
    await expect(corner).to_contain_text("말할 답 1개", timeout=20_000)
    assert not [line for line in await there.screen.seen("speech") if "가을밤" in line]
    await there.studio.keyboard.press("t")
    await there.screen.shows("speech", "온유|가을밤")
    there.obs.levels[MICROPHONE] = SILENT


async def a_clip(there: Evening) -> None:
    """The broadcaster's mark is acknowledged; anybody else's counts quietly."""
    await there.told("!상담 유담 권태기가 온 것 같은데 어떡하죠?", "여름귤")
    await there.screen.shows("speech", "유담|여름귤")
    assert "이 순간을 표시했어요" in await there.told(f"!클립 {MARKED}", STREAMER)
    said = len(there.twitch.said)
    await there.write("!클립", "첫손님0")
    assert "온유" in await there.told("!상담사", "첫손님0")
    assert len(there.twitch.said) == said + 1


async def forgetting(there: Evening) -> None:
    """Asked once more, then gone for good."""
    assert all(there.stored(trace) for trace in TRACES)
    assert "정말" in await there.told("!잊어줘", GONE)
    assert "모두 지웠어요" in await there.told("!잊어줘 네", GONE)
    assert not any(there.stored(trace) for trace in TRACES)


async def a_rest(there: Evening) -> None:
    """Paused, skipped and resumed by keys of the studio."""
    page = there.studio
    await page.keyboard.press("p")
    await page.get_by_text("일시정지 중이에요").wait_for()
    lines = [
        await there.write("!상담 라온 썸인지 아닌지 모르겠어요", "첫손님0"),
        await there.write("!상담 온유 결혼 이야기만 나오면 싸워요", "첫손님1"),
    ]
    rows = page.locator(".line")
    await expect(rows).to_have_count(2)
    await page.keyboard.press("j")
    await page.keyboard.press("s")
    await expect(rows).to_have_count(1)
    await page.keyboard.press("p")
    assert (await there.reply(lines[1])).startswith("[온유] ")
    there.skipped = lines[0]


async def the_end(there: Evening) -> None:
    """Who was passed over has been told; `/리포트` has as much as was done, and nobody."""
    assert "건너뛰었어요" in await there.reply(there.skipped)
    await there.silent()
    asked = await there.discord.slash("리포트", OWNER)
    await until(lambda: bool(asked.files), PATIENCE)
    assert asked.answer is not None
    text = asked.answer.text
    assert f"이야기 {there.answers + 1}개 가운데 **{there.answers}개**에 답했어요" in text
    assert f"후원 {len(there.given)}번, **{sum(there.given):,}원**" in text
    (html,) = asked.files.values()
    for name in (*there.ids, *TRACES, DISCLOSURE):
        assert name not in text + html.decode()
    assert there.wrong == []
    assert there.clock.skipped > 100 * 60.0


SCENES = (
    *FIRST, a_disclosure, a_corner, the_streamer_speaks, a_rest, a_clip, forgetting, the_end,
)  # fmt: skip


@pytest.mark.timeout(300)  # 86 s on two cores with a load of 15
async def test_an_evening(
    browser: Browser,
    own_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr("core.show.narrator.CALM_FOR", CALM)
    # Nothing happens by the clock but what a scene lets happen.
    monkeypatch.setattr("bots.roles.clockwork.TICK_EVERY", 3_600)
    async with evening(browser, monkeypatch, Clock(), own_folder / "data") as there:
        for scene in SCENES:
            await there.scene()
            await scene(there)
    await afterwards(there, own_folder, capfd)
    said = caplog.text
    assert not [word for word in (*TRACES, HURT, DISCLOSURE, there.ids[GONE]) if word in said]


async def afterwards(there: Evening, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What `lovelm report` and `lovelm highlights` make of it, with nobody in it."""
    here = ("--channel", "twitch/1337")
    assert await asyncio.to_thread(cli.main, ["report", *here, "-o", "report.html"]) == 0
    told = f"{there.answers} answered, 1 not, {len(there.given)} gifts"
    assert told in capfd.readouterr().out
    assert await asyncio.to_thread(cli.main, ["highlights", *here, "-o", "clips"]) == 0
    page = (folder / "clips" / "highlights.md").read_text("utf-8")
    assert "매니저가 표시한 순간" in page
    assert MARKED not in page, "it stands beside a worry that nobody may use"
    everything = page + (folder / "report.html").read_text("utf-8")
    for name in (*there.ids, *TRACES, DISCLOSURE, STORY):
        assert name not in everything
