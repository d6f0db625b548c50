"""The studio's page in a real Chromium, before a server that shows it anything: door, queue, keys."""

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.chromium import opened
from tests.e2e.studio_stand_in import INVITE, StandIn, entered, settled, waiting


async def three_waiting(browser: Browser, desk: StandIn) -> tuple[Page, Locator]:
    desk.state |= {"queue": [waiting("a"), waiting("b"), waiting("c")]}
    page, _ = await entered(browser, desk)
    lines = page.locator(".line")
    await expect(lines).to_have_count(3)
    return page, lines


async def test_an_invite_lets_in_once_and_leaves_the_address_bar(
    desk: StandIn, browser: Browser
) -> None:
    page, wrong = await entered(browser, desk)
    assert page.url == f"{desk.url}/studio"
    assert INVITE not in await page.content()
    await expect(page.get_by_role("heading", name="밤에 여는 상담소")).to_be_visible()
    await page.reload()
    await page.locator("#studio").wait_for()
    assert wrong == []


async def test_without_a_right_invite_there_is_a_door_only(desk: StandIn, browser: Browser) -> None:
    page, _ = await opened(browser, f"{desk.url}/studio", 1440, 900)
    await page.get_by_text("받은 초대 링크로 열어 주세요").wait_for()
    link = page.get_by_label("초대 링크")
    await link.fill(f"{desk.url}/studio#wrong")
    await link.press("Enter")
    await page.get_by_text("이 초대는 쓸 수 없어요").wait_for()
    assert desk.sockets == set()
    await link.fill(f"{desk.url}/studio#{INVITE}")
    await link.press("Enter")
    await page.locator("#studio").wait_for()


async def test_the_queue_moves_and_keeps_what_is_chosen(desk: StandIn, browser: Browser) -> None:
    page, lines = await three_waiting(browser, desk)
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    chosen = page.locator(".line[data-chosen]")
    await expect(chosen).to_be_focused()
    await desk.tell(queue=[waiting("d"), waiting("c"), waiting("b")])
    await expect(lines.first).to_contain_text("시청자 d")
    await expect(chosen).to_contain_text("시청자 b")
    await expect(chosen).to_be_focused()
    await expect(page.locator("#queue-count")).to_have_text("3명")
    await desk.tell(queue=[])
    await expect(page.locator("#queue-empty")).to_be_visible()


async def test_the_keyboard_alone_does_everything_in_the_queue(
    desk: StandIn, browser: Browser
) -> None:
    page, _ = await three_waiting(browser, desk)
    for key in ("j", "Enter", "ArrowDown", "s", "j", "i", "p", "q", "n"):
        await page.keyboard.press(key)
    await settled(desk.done, 6)
    viewer = {"id": "v-c", "on": True, "name": "시청자 c"}
    assert desk.done == [
        {"do": "answer_now", "id": "a"}, {"do": "skip", "id": "b"}, {"do": "ignore"} | viewer,
        {"do": "pause", "on": True}, {"do": "quiet"}, {"do": "answer_now"},
    ]  # fmt: skip
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="키보드로 하기")).to_be_visible()
    await page.keyboard.press("s")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.locator("#say-text").fill("")
    await page.locator("#say-text").press_sequentially("psq")
    assert len(desk.done) == 6


async def test_the_keys_work_while_a_korean_keyboard_is_on(desk: StandIn, browser: Browser) -> None:
    page, _ = await three_waiting(browser, desk)
    await page.keyboard.press("j")
    await page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ㄴ', code: 'KeyS', bubbles: true}))"
    )
    await settled(desk.done, 1)
    assert desk.done == [{"do": "skip", "id": "a"}]


async def test_a_key_does_not_hit_the_line_that_took_anothers_place(
    desk: StandIn, browser: Browser
) -> None:
    page, lines = await three_waiting(browser, desk)
    await page.keyboard.press("j")
    await desk.tell(queue=[waiting("b"), waiting("c")])
    await expect(lines).to_have_count(2)
    await page.keyboard.press("s")
    await page.keyboard.press("p")
    await settled(desk.done, 1)
    assert desk.did("skip") == []


async def test_what_was_done_can_be_taken_back(desk: StandIn, browser: Browser) -> None:
    page, _ = await three_waiting(browser, desk)
    await page.keyboard.press("j")
    await page.keyboard.press("i")
    undo = page.get_by_role("button", name="되돌리기")
    await undo.click()
    await settled(desk.done, 2)
    assert desk.done[1] == desk.done[0] | {"on": False}
    await page.keyboard.press("q")
    await undo.wait_for()
    await page.keyboard.press("z")
    await settled(desk.done, 4)
    assert desk.done[3] == {"do": "resume"}


async def test_a_lost_connection_is_said_and_nothing_typed_is_lost(
    desk: StandIn, browser: Browser
) -> None:
    page, _ = await entered(browser, desk)
    await page.locator("#say-text").fill("조금만 기다려 주세요")
    desk.open = False
    await desk.cut()
    lost = page.get_by_role("alert").filter(has_text="연결이 끊겼어요")
    await expect(lost).to_be_visible()
    desk.open = True
    desk.state |= {"queue": [waiting("a")]}
    await page.get_by_role("button", name="지금 연결").click()
    await expect(page.locator(".line")).to_have_count(1)
    await expect(lost).to_be_hidden()
    await expect(page.locator("#say-text")).to_have_value("조금만 기다려 주세요")
    await page.reload()
    await expect(page.locator("#say-text")).to_have_value("조금만 기다려 주세요")


async def test_who_is_invited_no_more_stands_before_the_door(
    desk: StandIn, browser: Browser
) -> None:
    page, _ = await three_waiting(browser, desk)
    await desk.cut(4401)
    await page.get_by_text("초대가 취소되어").wait_for()
    await expect(page.locator("#studio")).to_be_hidden()


async def test_english_and_light_are_kept(desk: StandIn, browser: Browser) -> None:
    page, wrong = await entered(browser, desk)
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.locator(".view-tab[data-view=settings]").click()
    await page.get_by_role("radio", name="밝게").check()
    await page.locator("input[type=radio][value=en]").click()
    await page.get_by_role("button", name="Quiet").wait_for()
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert wrong == []
