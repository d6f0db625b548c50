"""The studio's panels in a real Chromium: settings, gifts, stories, corner, crises, secrets."""

import asyncio
import time
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, expect

from bots.brain import Brain
from tests.adapters.test_report_page import FULL
from tests.e2e.studio_stand_in import EMPTY, SIZES, StandIn, entered, settled, standing_in, waiting

MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
BEYOND = "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"


async def test_a_setting_is_saved_at_once_and_says_so(desk: StandIn, browser: Browser) -> None:
    page, _ = await entered(browser, desk)
    await page.locator(".view-tab[data-view=settings]").click()
    row = page.locator(".setting", has_text="후원 글 최소 금액")
    amount = row.get_by_role("textbox")
    await expect(amount).to_have_value("1,000")
    await amount.fill("많이")
    await amount.press("Enter")
    await expect(row.get_by_role("status")).to_have_text("후원 글 최소 금액: 숫자로 적어 주세요.")
    assert await amount.input_value() == "많이"
    await amount.fill("5,000")
    await amount.press("Enter")
    await expect(row.get_by_role("status")).to_have_text("저장했어요")
    assert desk.settings.read_from == 5_000
    await page.get_by_role("button", name="되돌리기").click()
    await expect(amount).to_have_value("1,000")
    assert desk.settings.read_from == 1_000
    posters = page.get_by_role("switch", name="영화 포스터")
    await posters.focus()
    await page.keyboard.press("Space")
    async with asyncio.timeout(3):
        while not desk.settings.posters:
            await asyncio.sleep(0.02)


async def test_a_manager_sees_what_is_the_streamers_and_cannot_touch_it(
    brain: Brain, browser: Browser
) -> None:
    async with standing_in(brain, level="manager") as desk:
        page, _ = await entered(browser, desk)
        await page.locator(".view-tab[data-view=settings]").click()
        row = page.locator(".setting", has_text="스트리머만 바꿀 수 있어요").first
        await expect(row.locator("input").first).to_be_disabled()
        for title in ("비용", "비밀 주소", "초대"):
            await expect(page.get_by_role("heading", name=title, exact=True)).to_have_count(0)


async def test_a_crisis_has_no_name_on_the_page_until_it_is_opened(
    desk: StandIn, browser: Browser
) -> None:
    desk.state |= {"alarms": [{"id": "x", "at": time.time() - 60, "count": 2}]}
    page, _ = await entered(browser, desk)
    await page.get_by_text("도움이 필요할 수 있는 시청자").click()
    assert "조용한바다" not in await page.content()
    await page.get_by_role("button", name="누구인지 보기").click()
    await expect(page.locator(".alarm-who .chip")).to_have_text("자해·자살")
    await page.get_by_role("button", name="조용한바다님은 괜찮은 분이에요").click()
    await settled(desk.done, 2)
    assert desk.done == [{"do": "alarm", "id": "x"}, {"do": "false_alarm", "id": "x"}]


async def test_a_secret_address_is_copied_without_being_shown(
    desk: StandIn, browser: Browser
) -> None:
    page, _ = await entered(browser, desk)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.locator(".view-tab[data-view=settings]").click()
    await page.get_by_role("button", name="오버레이 주소 복사").click()
    await page.get_by_text("복사했어요").wait_for()
    assert await page.evaluate("navigator.clipboard.readText()") == f"{desk.url}/overlay/secret"
    assert "/secret" not in await page.content()
    await page.get_by_role("button", name="건너뛰기 주소 복사").click()
    await page.get_by_text("복사했어요").nth(1).wait_for()
    assert (await page.evaluate("navigator.clipboard.readText()")).endswith("/deck/secret/skip")
    await page.get_by_role("button", name="오버레이 주소 새로 만들기").click()
    await page.get_by_role("button", name="그만두기").click()
    assert desk.did("renew") == []
    await page.get_by_role("button", name="오버레이 주소 새로 만들기").click()
    await page.get_by_role("dialog").get_by_role("button", name="새로 만들기").click()
    await settled(desk.done, 3)
    assert desk.did("renew") == [{"do": "renew", "of": "overlay"}]


async def test_a_gift_entered_by_hand_is_one_gift_however_often_it_is_sent(
    desk: StandIn, browser: Browser
) -> None:
    page, _ = await entered(browser, desk)
    await page.get_by_text("도네 직접 넣기").click()
    await page.get_by_label("보낸 분").fill("여름귤")
    await page.get_by_label("금액 (원)").fill("공짜")
    await page.get_by_role("button", name="넣기", exact=True).click()
    await page.get_by_text("금액은 1원부터").wait_for()
    await page.get_by_label("금액 (원)").fill("5,000")
    await page.route("**/studio/do", lambda route: route.abort())
    await page.get_by_role("button", name="넣기", exact=True).click()
    await page.locator("#gift-wrong").filter(has_text="연결").wait_for()
    await page.unroute("**/studio/do")
    await page.get_by_role("button", name="넣기", exact=True).click()
    await settled(desk.done, 1)
    assert desk.done[0] | {"key": ""} == {
        "do": "gift", "donor": "여름귤", "amount": 5000, "text": "", "key": "",
    }  # fmt: skip
    assert len(desk.done[0]["key"]) == 32
    await expect(page.get_by_label("보낸 분")).to_have_value("")


async def test_a_story_is_shown_with_what_was_masked_and_approved(
    desk: StandIn, browser: Browser
) -> None:
    story = {
        "id": "s", "pseudonym": "비 오는 날의 감자", "text": "🌧️ ○○○에서 만났어요", "masked": [[3, 6]],
        "version": "1", "state": "pending", "at": time.time(), "likes": 0, "consents": {"shorts": True},
    }  # fmt: skip
    page, _ = await entered(browser, desk)
    await expect(page.locator("#stories-tab")).to_be_hidden()
    await desk.tell(stories=[story])
    await page.locator("#stories-tab").click()
    await expect(page.locator("mark")).to_have_text("○○○ (가림)")
    await page.get_by_role("button", name="고치기").click()
    await page.get_by_label("사연 내용").fill("회사에서 만났어요")
    await page.get_by_role("button", name="승인").click()
    await settled(desk.done, 1)
    approved = {"do": "story_approve", "id": "s", "version": "1", "text": "회사에서 만났어요"}
    assert desk.done == [approved]
    await desk.tell(stories=[story | {"state": "approved"}])
    await page.get_by_role("button", name="지금 읽기").click()
    await settled(desk.done, 2)
    assert desk.done[1] == {"do": "story_read", "id": "s", "version": "1"}


async def test_the_best_stories_are_looked_at(desk: StandIn, browser: Browser) -> None:
    page, _ = await entered(browser, desk)
    await desk.tell(stories=[])
    await page.locator("#stories-tab").click()
    await page.get_by_text("인기 사연").click()
    await expect(page.get_by_text("아직 마음을 받은 사연이 없어요.")).to_be_visible()
    desk.best = [
        {"id": "a", "pseudonym": "졸린 오후의 수달", "text": "<b>○○○</b>에서", "masked": [[3, 6]],
         "version": "1", "state": "answered", "at": time.time(), "likes": 12, "consents": {}},
    ]  # fmt: skip
    await page.get_by_text("인기 사연").click()
    await page.get_by_text("인기 사연").click()
    row = page.locator("#stories-best .story")
    await expect(row).to_contain_text("<b>○○○ (가림)</b>에서")
    await expect(row).to_contain_text("12")
    await expect(page.get_by_text("아직 마음을 받은 사연이 없어요.")).to_be_hidden()


async def test_other_words_do_not_come_under_the_cursor(desk: StandIn, browser: Browser) -> None:
    story = {
        "id": "s", "pseudonym": "감자", "text": "회사에서 만났어요", "masked": [], "version": "1",
        "state": "pending", "at": time.time(), "likes": 0, "consents": {},
    }  # fmt: skip
    page, _ = await entered(browser, desk)
    await desk.tell(stories=[story])
    await page.locator("#stories-tab").click()
    await page.get_by_role("button", name="승인").hover()
    await desk.tell(
        stories=[story | {"text": "학교에서 만났어요", "version": "2"}, story | {"id": "t"}]
    )
    await expect(page.locator(".story")).to_have_count(2)
    first = page.locator(".story").first
    await expect(first).to_contain_text("회사에서")
    await first.get_by_role("button", name="승인").click()
    await settled(desk.done, 1)
    assert desk.done == [{"do": "story_approve", "id": "s", "version": "1"}]
    await page.mouse.move(0, 0)
    await first.get_by_role("button", name="승인").blur()
    await expect(first).to_contain_text("학교에서")


async def test_the_words_of_a_gift_wait_for_a_yes(desk: StandIn, browser: Browser) -> None:
    about = {"name": "여름귤", "given": "5,000치즈", "text": "힘내요", "at": time.time()}
    desk.state |= {
        "gifts": [{"id": "g", "donor": "여름귤", "state": "received"} | about],
        "gift_words": [{"id": "g"} | about, {"id": "h"} | about],
    }
    page, _ = await entered(browser, desk)
    show = page.get_by_role("button", name="여름귤님 글 보이기")
    await show.first.click()
    await page.get_by_role("button", name="여름귤님 글 숨기기").nth(1).click()
    await page.get_by_role("button", name="여름귤님 후원 소리 내어 읽지 않기").click()
    await settled(desk.done, 3)
    assert desk.done == [
        {"do": "gift_show", "id": "g"}, {"do": "gift_hide", "id": "h"}, {"do": "gift_skip", "id": "g"},
    ]  # fmt: skip
    await desk.tell(gift_words=[])
    await expect(show).to_have_count(0)


async def test_a_corner_is_led_from_the_studio(desk: StandIn, browser: Browser) -> None:
    corner = {"open": False, "kind": None, "mode": "hand", "streamer_speaking": None, "waiting": 0}
    desk.state |= {"corner": corner}
    page, _ = await entered(browser, desk)
    await page.get_by_role("button", name="코너 열기").click()
    await desk.tell(corner=corner | {"open": True, "streamer_speaking": True, "waiting": 2})
    await expect(page.locator(".mic")).to_have_text("스트리머가 말하는 중")
    await page.get_by_role("radio", name="말 없을 때").check()
    await page.keyboard.press("t")
    await page.get_by_role("button", name="영상 끝났어요").click()
    await page.get_by_role("button", name="코너 닫기").click()
    await settled(desk.done, 5)
    assert desk.done == [
        {"do": "open"}, {"do": "set", "key": "aloud", "value": "auto"}, {"do": "take"},
        {"do": "release_video"}, {"do": "close"},
    ]  # fmt: skip


def filled(text: str) -> dict[str, Any]:
    """A state with `text` wherever a text can be."""
    person = {"id": text, "name": text}
    gift = {"id": "g", "donor": text, "given": text, "text": text, "state": text, "at": 1.0}
    return EMPTY | {
        "queue": [waiting("q", text, viewer=person, kind=text, reasons=[{"what": text, "fact": text}])],
        "speaking": {"turn": text, "persona": text, "viewer": text, "text": text},
        "held": [{"id": "h", "name": text, "text": text, "answer": text}],
        "gifts": [gift], "to_check": [gift | {"id": "c"}],
        "gift_words": [{"id": "w", "name": text, "given": text, "text": text, "at": 1.0, "viewer": text}], "ignored": [person],
        "alarms": [{"id": text, "at": 1.0, "count": 1}],
        "parts": [{"name": text, "ok": False, "problems": [text]}],
        "corner": {"open": True, "kind": text, "mode": text, "streamer_speaking": None, "waiting": 2},
        "costs": {"model": text, "won": 1, "cap": 1, "all_cap": 1, "an_hour": 1, "guessed": True, "troubles": [text]},
        "stories": [
            {"id": state, "pseudonym": text, "text": text, "masked": [[0, 3], [2, 99], ["a", None]], "state": state,
             "at": 1.0, "likes": 3, "consents": {text: text, "shorts": True}}
            for state in ("pending", "approved", text)
        ],
        "programme": [
            {"id": text, "name": text, "kind": text, "cron": text, "minutes": 60, "next": [1.0, text, None]},
            {"id": "never", "name": text, "kind": text, "cron": text, "minutes": text, "next": text},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("text", [MARKUP, "가나다라마바사" * 40, "\u202eabc\u0000 ﷽ 👩‍👩‍👧‍👦" * 9])
async def test_any_text_stays_text_and_fits(
    desk: StandIn, browser: Browser, text: str, width: int, height: int
) -> None:
    desk.state |= filled(text)
    desk.report = replace(FULL, name=text)
    desk.invites = [{"id": "i", "name": text, "level": text, "seen_at": 1.0, "revoked": False}]
    desk.audit = [{"at": 1.0, "who": text, "what": text, "about": text}]
    page, wrong = await entered(browser, desk, width, height)
    for tab in await page.locator(".view-tab:visible").all():
        await tab.click()
        for summary in await page.locator("summary:visible").all():
            await summary.click()
        beyond = await page.evaluate(BEYOND)
        assert beyond[0] <= 0
        # At a desk the page stands still, and its columns scroll.
        assert width < 860 or beyond[1] <= 0
    await expect(page.locator("#invites .row-name")).to_be_visible()
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("img[src=x]").count() == 0
    assert wrong == []
