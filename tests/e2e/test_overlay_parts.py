"""The parts of the overlay's page in a real Chromium: faces, animals, themes, layers."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from adapters.overlay.pages import Look
from core.channels.settings import Pet
from tests.conftest import until
from tests.e2e.showing import HERE, seen, showing, tones

FILMS = [{"title": "리틀 포레스트", "year": 2018, "why": "잠깐 멈춰 밥을 지어 먹고 싶을 때."}]
DRAWN = Path(__file__).parents[2] / "adapters/overlay/static/pets"
MOUTH = "document.querySelector('#figure .mouth[opacity=\"1\"]')?.getAttribute('class') ?? ''"


async def test_a_mouth_follows_the_sound_in_five_shapes(browser: Browser) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        sound = tones(
            (0.6, 0, 0), (0.8, 500, 0.06), (0.8, 500, 0.15), (0.8, 2_500, 0.15), (0.8, 500, 0.5), (0.8, 0, 0)
        )  # fmt: skip
        screen.speak(sound, 4.6)
        await seen(page, "!!document.querySelector('#figure svg')")
        await page.evaluate(
            """() => { window.shapes = []; const look = () => {
            const now = document.querySelector('#figure .mouth[opacity="1"]')?.getAttribute('class');
            if (now && shapes.at(-1) !== now) shapes.push(now);
            requestAnimationFrame(look); }; look(); }"""
        )
        await seen(page, "document.querySelector('#speaker.on') === null", within=15)
        shapes = [one.removeprefix("mouth mouth-") for one in await page.evaluate("window.shapes")]
        assert {"closed", "small", "round", "wide", "open"} == set(shapes)
        first = [shapes.index(one) for one in ("small", "round", "wide", "open")]
        assert first == sorted(first), shapes
        assert shapes[-1] == "closed"
        assert screen.wrong == []


@pytest.mark.parametrize(
    ("emotion", "mood"),
    [
        ("joy", "laugh"),
        ("hurt", "sad"),
        ("anxiety", "worry"),
        ("anger", "anger"),
        ("neutral", "idle"),
    ],
)
async def test_a_face_is_that_of_the_replys_emotion(
    browser: Browser, emotion: str, mood: str
) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        screen.speak(emotion=emotion)
        asked = "document.querySelector('#figure .avatar-box')?.dataset.mood"
        assert await seen(page, asked) == mood


async def test_all_are_glad_of_a_gift_but_whoever_comforts(browser: Browser) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        screen.speak(emotion="sadness")
        await seen(page, "document.querySelector('#figure .avatar-box')?.dataset.mood")
        screen.give(1)
        glad = "document.querySelectorAll('.cast [data-mood=laugh]').length"
        await seen(page, glad, lambda count: count >= 3)
        assert (
            await page.evaluate("document.querySelector('#figure .avatar-box').dataset.mood")
            == "sad"
        )


async def test_each_animal_has_a_drawing_a_manner_and_words(browser: Browser) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        manners = await page.evaluate("import('/overlay/static/pets.js').then((m) => m.PETS)")
        assert set(manners) == {path.stem for path in DRAWN.glob("*.svg")} == {*Pet} - {Pet.NONE}
        assert len(manners) >= 10
        css = (DRAWN.parent / "pets.css").read_text("utf-8")
        for part in ("idle", "enter", "host"):
            kinds = [manner[part] for manner in manners.values()]
            assert len(set(kinds)) == len(kinds), f"two have the same {part}"
            for kind in kinds:
                assert f'data-{part}="{kind}"' in css
        said = [line for manner in manners.values() for line in manner["says"]]
        assert len(set(said)) == len(said) >= 2 * len(manners)
        # A move is of parts that the drawing has.
        for name, manner in manners.items():
            drawing = (DRAWN / f"{name}.svg").read_text("utf-8")
            for part, kind in manner.items():
                rules = (
                    re.findall(rf'data-{part}="{kind}"\] ([^{{]+){{', css) if part != "says" else []
                )
                for rule in rules:
                    wanted = set(re.findall(r"\.([\w-]+)", rule)) - {"coming"}
                    assert all(f'"{one}"' in drawing for one in wanted), (name, rule)


async def test_the_animal_hosts_films_and_goes_with_the_setting(browser: Browser) -> None:
    async with showing(browser, pet="redpanda") as screen:
        page = await screen.page()
        await page.locator("#pet .pet-redpanda").wait_for(timeout=10_000)
        screen.show("films", persona="yudam", pet="redpanda", films=FILMS)
        await page.locator("#pet.hosts .pet-redpanda").wait_for(timeout=10_000)
        await expect(page.locator(".pet-line")).to_have_text(re.compile("두둥|짠"))
        await expect(page.locator(".film")).to_have_count(1)
        cards, pet = (
            await page.locator(".film").bounding_box(),
            await page.locator("#pet").bounding_box(),
        )
        assert cards
        assert pet
        assert cards["x"] + cards["width"] <= pet["x"]
        screen.look = Look("none")
        await screen.overlay.recheck()
        await expect(page.locator("#pet .pet")).to_have_count(1)  # it ends its film corner first
        await expect(page.locator("#pet .pet")).to_have_count(0, timeout=15_000)
        assert screen.wrong == []


async def test_no_animal_without_the_setting(browser: Browser) -> None:
    async with showing(browser) as screen:
        page = await screen.page()
        screen.show("films", persona="yudam", pet="none", films=FILMS)
        await page.locator(".film").wait_for(timeout=10_000)
        await expect(page.locator("#pet *")).to_have_count(0)
        await expect(page.locator(".pet-line")).to_have_count(0)


HIDE = """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(`.ai-badge, #badge {
  display: none !important; visibility: hidden !important; opacity: 0 !important; font-size: 0 !important;
  color: transparent !important; transform: scale(0) !important; position: absolute !important;
  left: -999rem !important; clip-path: circle(0) !important; background: none !important;
  width: 0 !important; height: 0 !important; overflow: hidden !important; border: 0 !important }`);
  document.adoptedStyleSheets = [sheet]; }"""


@pytest.mark.parametrize("query", ["", "?layer=avatar", "?theme=contrast"])
async def test_no_theme_takes_the_ai_badge_away(browser: Browser, query: str) -> None:
    async with showing(browser) as screen:
        page = await screen.page(query)
        screen.speak()
        await page.locator("#speaker.on").wait_for(timeout=10_000)
        badge = page.locator("#figure-badge" if "layer" in query else "#badge")
        before = await badge.bounding_box()
        await page.evaluate(HIDE)
        await expect(badge).to_be_visible()
        await expect(badge).to_have_text("AI")
        after = await badge.bounding_box()
        assert before
        assert after
        for side in ("width", "height"):
            assert after[side] == pytest.approx(before[side], abs=0.1)  # type: ignore[literal-required]
        look = await badge.evaluate(
            "(b) => { const s = getComputedStyle(b); return [s.opacity, s.color, s.backgroundColor, s.transform] }"
        )
        assert look == ["1", "rgb(25, 23, 34)", "rgb(255, 255, 255)", "none"]


async def test_a_page_of_alerts_shows_no_more_and_leaves_the_sound_to_another(
    browser: Browser,
) -> None:
    async with showing(browser) as screen:
        alerts, there = await screen.page("?layer=alerts"), screen.overlay
        assert (there.watched(*HERE), there.shows_alerts(*HERE)) == (False, True)
        faces = await screen.page("?layer=avatar,captions")
        assert there.watched(*HERE)
        speech = screen.speak(tones((0.4, 500, 0.4)), 0.4)
        screen.give(1)
        screen.show("receipt", viewer="봄", position=2, eta_s=60)
        await faces.locator("#speaker.on").wait_for(timeout=10_000)
        await alerts.locator(".alert").wait_for(timeout=10_000)
        await speech
        assert screen.shown == ["donation:1"], "told once, by the page that shows it"
        await expect(faces.locator(".alert")).to_have_count(0)
        await expect(alerts.locator("#speaker.on")).to_have_count(0)
        await expect(alerts.locator(".toast")).to_be_hidden()
        assert await alerts.evaluate("document.querySelector('audio')") is None
        await alerts.close()
        await until(lambda: not there.shows_alerts(*HERE))
        assert there.watched(*HERE)


@pytest.mark.parametrize("query", ["", "?layer=", "?layer=rubbish", "?theme=day"])
async def test_a_page_without_a_known_layer_shows_all(browser: Browser, query: str) -> None:
    async with showing(browser) as screen:
        await screen.page(query)
        assert (screen.overlay.watched(*HERE), screen.overlay.shows_alerts(*HERE)) == (True, True)


@pytest.mark.parametrize("theme", ["night", "day", "pastel", "contrast"])
async def test_words_are_readable_in_each_theme(browser: Browser, theme: str) -> None:
    async with showing(browser) as screen:
        page = await screen.page(f"?theme={theme}")
        screen.speak()
        screen.give(1)
        screen.show("films", persona="raon", films=FILMS)
        await page.locator(".film-why").wait_for(timeout=10_000)
        await seen(page, "document.querySelector('#caption-text').textContent")
        for words in (
            "#caption-text",
            "#speaker-name",
            ".alert-amount",
            ".alert-text",
            ".film-why",
            ".film-year",
        ):
            contrast = await page.locator(words).first.evaluate(CONTRAST)
            assert contrast >= 4.5, (words, contrast)


CONTRAST = """(node) => {
  const light = (text) => { const [r, g, b] = text.match(/[\\d.]+/g).map((v) => { const c = v / 255;
    return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
  let card = node; while (getComputedStyle(card).backgroundColor === 'rgba(0, 0, 0, 0)') card = card.parentElement;
  const [one, two] = [light(getComputedStyle(node).color), light(getComputedStyle(card).backgroundColor)];
  return (Math.max(one, two) + .05) / (Math.min(one, two) + .05); }"""


@pytest.mark.parametrize("safe", ["left", "right", "top", "bottom", "left,bottom"])
async def test_what_is_to_be_left_free_is_left_free(browser: Browser, safe: str) -> None:
    async with showing(browser, pet="shiba") as screen:
        page = await screen.page(f"?safe={safe}")
        screen.speak(
            text="이 문장은 꽤 길어서 말풍선이 가능한 만큼 넓어지고 줄도 바뀌게 되는 그런 문장이에요. 정말이에요."
        )
        screen.give(1)
        screen.show("receipt", viewer="봄", position=2, eta_s=60)
        screen.show("films", persona="raon", films=FILMS * 4)
        for part in (".bubble", ".alert", ".toast", ".film >> nth=3", "#pet .pet"):
            await page.locator(part).wait_for(timeout=10_000)
        await page.wait_for_timeout(2_200)  # until all have come in
        rem = 16
        free = {
            "left": 29 * rem,
            "right": 1920 - 29 * rem,
            "top": 9 * rem,
            "bottom": 1080 - 12 * rem,
        }
        for part in (
            ".figure",
            ".bubble",
            ".alert",
            ".toast",
            ".film >> nth=0",
            ".film >> nth=3",
            "#pet",
            ".cast",
        ):
            box = await page.locator(part).bounding_box()
            assert box
            assert "left" not in safe or box["x"] >= free["left"], part
            assert "right" not in safe or box["x"] + box["width"] <= free["right"] + 1, part
            assert "top" not in safe or box["y"] >= free["top"], part
            assert "bottom" not in safe or box["y"] + box["height"] <= free["bottom"] + 1, part
            assert box["x"] >= 0, part
            assert box["x"] + box["width"] <= 1920, part


async def test_a_test_shows_one_of_each_and_tells_nobody(browser: Browser) -> None:
    async with showing(browser, pet="cat") as screen:
        page = await screen.page()
        screen.show("test")
        for part in (".alert", ".toast", ".film", ".poll", "#speaker.on", "#pet.hosts"):
            await page.locator(part).first.wait_for(timeout=10_000)
        await seen(page, "document.querySelector('#speaker.on') === null")
        assert screen.shown == []
        assert screen.wrong == []


async def test_the_sound_goes_to_the_scene_on_air(browser: Browser) -> None:
    async with showing(browser) as screen:
        first, second = await screen.page(), await screen.page()
        off = "window.dispatchEvent(new CustomEvent('obsSourceActiveChanged', {detail: {active: false}}))"
        await first.evaluate(off)
        pages = screen.overlay._pages[HERE]
        await until(lambda: pages.owner(pages.pages[1]))
        screen.speak(tones((1.5, 500, 0.4)), 1.5)
        await seen(second, "document.querySelector('audio')?.currentTime > 0.2")
        assert await first.evaluate("document.querySelector('audio')") is None
        await asyncio.gather(first.close(), second.close())
