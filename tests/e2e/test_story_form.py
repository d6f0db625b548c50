"""The story form: only with a public address, by consent, masked, and taken back by its code."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, expect

from bots.app import App
from bots.settings import Settings, data_folder
from core.labels import Platform
from core.stories.story import StoryState
from storage.database import open_database
from storage.stories import SqlStories
from tests.conftest import FakeClock
from tests.e2e.chromium import opened
from tests.e2e.conftest import running
from tests.security.naughty import NAUGHTY

PAGE = "/story/room/room"
TEXT = "3년 만난 사람이 010-1234-5678로 다시 연락했어요. 답장을 해야 할까요?"


@pytest.fixture
async def app() -> AsyncIterator[App]:
    async with running(demo=False, public_url="https://love.example") as app:
        yield app


async def post(app: App, path: str, **body: object) -> tuple[int, dict[str, object]]:
    async with ClientSession() as session, session.post(f"{app.url}{path}", json=body) as answer:
        return answer.status, await answer.json()


async def states() -> list[str]:
    async with open_database(data_folder(Settings()) / "lovelm.db") as engine:
        store = SqlStories(engine, FakeClock())
        found = await store.listed(Platform.ROOM, "room", list(StoryState), 100)
        return [story.state for story in found]


async def test_without_a_public_address_there_is_no_form() -> None:
    async with running() as app, ClientSession() as session:
        async with session.get(f"{app.url}{PAGE}") as answer:
            assert answer.status == 404
        async with session.post(f"{app.url}{PAGE}", json={"text": TEXT, "of_age": True}) as answer:
            assert answer.status in (404, 405)


async def test_it_is_kept_by_consent_and_changed_by_its_code(app: App) -> None:
    status, refused = await post(app, PAGE, text=TEXT, of_age=False, shorts=True)
    assert (status, "만 14세" in str(refused["error"])) == (400, True)
    assert await states() == []
    status, told = await post(app, PAGE, text=TEXT, of_age=True, shorts=True, pseudonym="감자")
    story, code = told["story"], told["code"]
    assert isinstance(story, dict)
    assert (status, story["pseudonym"], story["masked"]) == (200, "감자", [[10, 16]])
    assert "1234" not in str(told)
    assert (await post(app, "/story/mine", code=code))[1]["story"] == story
    status, changed = await post(app, "/story/mine", code=code, text="며칠째 답이 없어서 힘들어요.")
    assert "며칠째" in str(changed["story"])
    assert "code" not in changed
    assert (await post(app, "/story/mine", code="A" * 12))[0] == 400
    assert (await post(app, "/story/mine", code=code, revoke="shorts"))[1]["story"][
        "shorts"
    ] is False  # type: ignore[index]
    assert (await post(app, "/story/mine", code=code, withdraw=True))[1] == {"withdrawn": True}
    assert (await post(app, "/story/mine", code=code))[0] == 400
    assert await states() == ["withdrawn"]


async def test_a_crisis_is_answered_on_the_page_and_never_stored(app: App) -> None:
    status, told = await post(
        app, PAGE, text="오늘 죽으려고 해요. 더는 못 버티겠어요.", of_age=True
    )
    assert status == 200
    assert "109" in str(told["answer"])
    assert await states() == []


@pytest.mark.parametrize("path", ["/story/room/else", "/story/chzzk/" + "a" * 32, "/story/x/y"])
async def test_of_other_channels_there_is_none(app: App, path: str) -> None:
    assert (await _status(app, "GET", path), await _status(app, "POST", path)) == (404, 404)


async def _status(app: App, method: str, path: str) -> int:
    async with ClientSession() as session, session.request(method, f"{app.url}{path}") as answer:
        return answer.status


async def test_naughty_texts_do_no_harm(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.stories.adapter.Cooldown.allows", lambda *_: True)
    monkeypatch.setattr("core.stories.box.ALL", 100_000)
    for text in NAUGHTY:
        plain = text.encode("utf-8", "replace").decode()
        status, told = await post(
            app, PAGE, text=f"이야기가 길어요 {plain}", pseudonym=plain, of_age=True
        )
        assert status in (200, 400), repr(text)
        assert {"error", "story", "answer"} & told.keys()
    async with ClientSession() as session:
        for body in (b"", b"\xff", b"[]", b'{"text": 5}', b'{"text":"\\ud800 abcdefghijk"}'):
            async with session.post(f"{app.url}{PAGE}", data=body) as answer:
                assert answer.status in (200, 400)


async def test_a_flood_is_told_to_wait(app: App) -> None:
    found = {(await post(app, PAGE, text="x", of_age=True))[0] for _ in range(40)}
    assert 429 in found


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
async def test_a_visitor_tells_and_takes_back(
    app: App, browser: Browser, width: int, height: int
) -> None:
    page, wrong = await opened(browser, f"{app.url}{PAGE}", width, height)
    assert not await page.get_by_label("이야기").is_visible()
    await page.get_by_label("아니요", exact=True).check()
    await expect(page.locator("#status")).to_contain_text("만 14세 이상만")
    await page.get_by_label("네", exact=True).check()
    await page.locator("#text").fill(TEXT)
    await page.locator("#name").fill("감자")
    await page.get_by_role("button", name="사연 보내기").click()
    await expect(page.locator("#done-title")).to_have_text("‘감자’의 사연")
    await expect(page.locator("#done-text mark")).to_have_text("[전화번호]")
    code = await page.locator("#done-code").inner_text()
    assert len(code) == 12
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await page.get_by_role("button", name="고치기").click()
    await page.locator("#text").fill("며칠째 답이 없어서 잠이 안 와요.")
    await page.get_by_role("button", name="사연 보내기").click()
    await expect(page.locator("#done-text")).to_have_text("며칠째 답이 없어서 잠이 안 와요.")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="거두기").click()
    await expect(page.locator("#status")).to_have_text("사연을 거뒀어요. 남긴 글은 지웠어요.")
    assert wrong == []
