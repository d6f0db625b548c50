"""The studio's page in a real Chromium, on the whole application."""

from playwright.async_api import Browser, expect

from bots.app import App
from tests.e2e.chromium import opened, watching
from tests.e2e.conftest import visiting
from tests.e2e.studio_stand_in import WORRY


async def test_the_studio_of_the_room(app: App, browser: Browser) -> None:
    await watching(browser, app)
    page, wrong = await opened(browser, app.studio_url, 1440, 900)
    await page.locator("#studio").wait_for()
    assert page.url == f"{app.url}/studio"
    await page.keyboard.press("p")
    await page.get_by_text("일시정지 중이에요").wait_for()
    async with visiting(app, "새벽네시") as visitor:
        await visitor.say(f"온유야 {WORRY}")
        line = page.locator(".line", has_text="새벽네시")
        await line.wait_for()
        assert WORRY in await line.inner_text()
        await page.keyboard.press("j")
        await page.keyboard.press("s")
        await line.wait_for(state="detached")
        await page.keyboard.press("p")
        await page.get_by_text("일시정지 중이에요").wait_for(state="hidden")
        await visitor.say("도건아 고백해도 될까?")
        await page.locator(".speaking-now").wait_for(timeout=15_000)
        await page.keyboard.press("q")
        await page.get_by_text("조용히 있는 중이에요").wait_for()
        await page.locator(".speaking-now").wait_for(state="detached")
        await page.keyboard.press("p")
        await page.get_by_text("도네 직접 넣기").click()
        await page.get_by_label("보낸 분").fill("여름귤")
        await page.get_by_label("금액 (원)").fill("5000")
        await page.get_by_role("button", name="넣기", exact=True).click()
        await page.locator(".gift", has_text="여름귤").wait_for()
        reply = await visitor.until("reply")
        while "여름귤" not in reply["text"]:
            reply = await visitor.until("reply")
    await page.locator(".view-tab[data-view=settings]").click()
    form = page.locator("#settings .setting", has_text="호출만:")
    await form.get_by_role("radio", name="꺼짐").check()
    await page.get_by_text("모드: 저장했어요.").wait_for()
    await page.reload()
    await page.locator(".view-tab[data-view=settings]").click()
    await expect(page.get_by_role("radio", name="꺼짐")).to_be_checked()
    assert wrong == []


async def test_a_persona_says_what_was_typed_after_it_was_heard_in_the_studio(
    app: App, browser: Browser
) -> None:
    page, wrong = await opened(browser, app.studio_url, 1440, 900)
    async with visiting(app) as visitor:
        await page.get_by_role("radio", name="유담").check()
        text = page.get_by_label("할 말")
        await text.fill("오늘 밤은 여기까지 읽을게요.")
        await page.get_by_role("button", name="미리 듣기").click()
        await page.get_by_text("이 스튜디오에서만 들려요").wait_for()
        assert await text.input_value() == "오늘 밤은 여기까지 읽을게요."
        await text.press("Enter")
        reply = await visitor.until("reply", persona="yudam")
        assert "오늘 밤은 여기까지 읽을게요." in reply["text"]
    await expect(text).to_have_value("")
    assert wrong == []


async def test_who_was_invited_there_is_in_until_they_are_not(app: App, browser: Browser) -> None:
    page, wrong = await opened(browser, app.studio_url, 1440, 900)
    await page.locator(".view-tab[data-view=settings]").click()
    await page.get_by_label("누구에게").fill("새벽 도우미")
    async with page.expect_response("**/studio/do") as answered:
        await page.get_by_role("button", name="초대 링크 만들고 복사").click()
    link = (await (await answered.value).json())["link"]
    row = page.locator(".invite", has_text="새벽 도우미")
    await row.get_by_text("매니저", exact=True).wait_for()
    helper, _ = await opened(browser, link, 390, 844)
    await helper.locator("#studio").wait_for()
    await expect(helper.get_by_text("초대가 취소되어")).to_be_hidden()
    await row.get_by_role("button", name="새벽 도우미님 초대 취소").click()
    await page.get_by_role("dialog").get_by_role("button", name="초대 취소").click()
    await helper.get_by_text("초대가 취소되어 스튜디오를 닫았어요.").wait_for()
    await expect(helper.locator("#studio")).to_be_hidden()
    await row.get_by_text("취소됨").wait_for()
    again, _ = await opened(browser, link, 390, 844)
    await again.get_by_text("이 초대는 쓸 수 없어요.").wait_for()
    await expect(again.locator("#studio")).to_be_hidden()
    assert wrong == []
