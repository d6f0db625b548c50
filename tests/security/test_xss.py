"""Hostile markup in every field that a page of ours shows: it stays text."""

import asyncio
import contextlib
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest
from playwright.async_api import Browser, Page

from adapters.fanout import FRAMES_HELD
from adapters.oauth_callback import PAGE, _page
from adapters.overlay import avatars
from adapters.overlay.adapter import Overlay
from adapters.room.adapter import RoomAdapter
from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.stage.stage import Stage
from adapters.simulated.twitch import SimulatedTwitch
from adapters.site import serve
from adapters.trial.adapter import Trial
from core.channels.keys import ChannelKeys
from core.events import Emote, Viewer
from core.labels import Emotion, Intent, Platform
from core.movies.film import Film, Offer
from core.movies.providers import Provider
from core.movies.request import Pick
from core.replies import FilmCard, FilmLink, Notice, Reply
from core.safety.moderation import Moderation
from core.show import emotes
from personas.loader import load_all
from tests.conftest import until
from tests.security.published import published
from tests.security.watching import watched
from tests.security.xss import payloads

PERSONAS = load_all()
WHERE = (Platform.ROOM, "room")
TOKEN = "right"
# So many texts in one field of the overlay, which shows one speech and few alerts at a time.
TOGETHER = 120
AT_ONCE = FRAMES_HELD // 8
POLICIES = pytest.mark.parametrize("policy", [True, False], ids=["policy", "code alone"])


@dataclass
class Pages:
    """Our pages with nobody behind them: what they show is said here."""

    room: RoomAdapter
    overlay: Overlay
    films: list[Pick]
    url: str = ""

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["Pages"]:
        trial = Trial(lambda _: self.films, posters=True)
        routes = [*self.room.routes(), *self.overlay.routes(), *trial.routes()]

        async def ready() -> dict[str, str]:
            return {}

        async with serve("127.0.0.1", 0, "", routes, ready) as self.url:
            running = asyncio.create_task(self.room.run(lambda _: True))
            yield self
            await self.room.close()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def show(self, **event: Any) -> None:
        self.overlay.show(*WHERE, event)

    async def sent(self) -> None:
        """The overlay's page has been sent all of it: what is too much for one is dropped."""
        (pages,) = self.overlay._pages.values()
        (page,) = pages.pages
        await until(lambda: not page.client._frames)
        assert page.client.dropped == 0


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    keys = ChannelKeys(b"secret", lambda *_: 0)
    room = RoomAdapter(PERSONAS, Moderation(), b"secret", demo=True)
    async with Pages(room, Overlay(PERSONAS, TOKEN, keys), []).serve() as pages:
        yield pages


def reply(number: int, text: str) -> Reply:
    """A model's answer that is `text` all through, with a film of the same kind."""
    return Reply(
        turn_id=f"{number} {text}", platform=WHERE[0], channel=WHERE[1],
        viewer=Viewer("room:1", text), in_reply_to=(f"{number}",), question=text,
        persona=None if number % 5 == 0 else "onyu", speaker=text, chat=f"{text} 109", speech=text,
        emotion=Emotion.JOY, intent=Intent.COUNSEL, films=(card(text),), crisis=number % 5 == 0,
    )  # fmt: skip


def card(text: str) -> FilmCard:
    links = (FilmLink(text, text), FilmLink(text, "https://ok.example/" + text))
    return FilmCard(
        id=text, title=text, year=2000, genres=(text,), rating=text, score=1.0, why=text,
        providers=links, poster=f"https://image.tmdb.org/{text}", credit=text,
    )  # fmt: skip


def pick(number: int, text: str) -> Pick:
    """A film of a catalogue that somebody spoilt."""
    film = Film(
        f"{number}", text, text, 2000, (text,), rating=text, poster=text if number % 2 else  # type: ignore[arg-type]
        f"https://image.tmdb.org/{text}", offers=(Offer(text, "flatrate"),), watch_url=text,
    )  # fmt: skip
    return Pick(film, 1.0, text, (Provider(text, text),))


def chunks(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (texts[at : at + size] for at in range(0, len(texts), size))


async def shown(page: Page, selector: str, count: int) -> list[str]:
    """The texts of `selector`, once there are `count` of them."""
    script = f"[...document.querySelectorAll({selector!r})].map(node => node.textContent)"
    async with asyncio.timeout(20.0):
        while len(found := await page.evaluate(script)) < count:
            await asyncio.sleep(0.02)
    return list(found)


async def check_room(pages: Pages, browser: Browser, texts: Sequence[str], policy: bool) -> None:
    """Lines, names, donations, answers with films, notices: written as anybody could."""
    seen = await watched(browser, pages.url, policy)
    await seen.page.locator("#connection[data-state=live]").wait_for()
    for chunk in chunks(texts, 100):
        for number, text in enumerate(chunk):
            pages.room.enter(Viewer(f"room:{number}", text), text)
            pages.room.enter(Viewer(f"room:{number}", text), text, 1_000)
            await pages.room.say(reply(number, text))
        for text in chunk:
            await pages.room.notify(Notice(*WHERE, None, text, text))
        notices = await settled(seen.page, ".notice", chunk[-1])
        assert notices[-len(chunk) :] == [*chunk]
        assert await seen.inside() == []
    assert seen.page.url == f"{pages.url}/"
    await seen.page.context.close()


async def settled(page: Page, selector: str, last: str) -> list[str]:
    """The texts of `selector`, once the last of them is `last`."""
    async with asyncio.timeout(20.0):
        while (found := await shown(page, selector, 0))[-1:] != [last]:
            await asyncio.sleep(0.02)
    return found


async def check_overlay(pages: Pages, browser: Browser, texts: Sequence[str], policy: bool) -> None:
    """Alerts, captions, questions, receipts, films, votes, and who the personas are."""
    seen = await watched(browser, f"{pages.url}/overlay#{TOKEN}", policy)
    await seen.page.locator("#screen:not([hidden])").wait_for(state="attached")
    for chunk in chunks(texts, TOGETHER):
        together = "\n".join(chunk).strip()
        kept = emotes.kept(
            Emote(text, url)
            for text in chunk
            for url in (text, f"https://{emotes.HOSTS[0]}/{text}")
        )
        about = {"emotes": msgspec.to_builtins(kept)}
        for number, text in enumerate(chunk):
            pages.show(type="receipt", viewer=text, position=text, eta_s=text)
            pages.show(type="films", persona=text, films=[msgspec.to_builtins(card(text))])
            choices = [{"name": text, "persona": text, "votes": text}, {"name": text, "votes": 1}]
            pages.show(type="poll", id=text, seconds=9, closed=number % 2 == 0, choices=choices)
            who = {"slug": text, "name": text, "tagline": text, "colour": text}
            pages.show(type="hello", personas=[who], audio_owner=True)
            pages.show(type=text, id=text)
            if number % AT_ONCE == 0:
                await pages.sent()
        pages.show(
            type="donation", id=chunk[0], donor=together, amount=together, text=together, **about
        )
        lines = [{"text": text, "start": 0, "end": 1} for text in chunk]
        said = {"text": together, "question": together, "viewer": together, "voice": together}
        pages.show(type="speak", id=chunk[0], persona=together, emotion=together, audio=chunk[0],
                   duration_s=2, captions=[{"text": together, "start": 0, "end": 2}, *lines], **said, **about)  # fmt: skip
        (words,) = await shown(seen.page, "#speaker.on #question-text", 1)
        assert words == together
        assert (await shown(seen.page, ".alert-text", 1))[0] == together
        assert (await shown(seen.page, ".toast-row b", 1))[-1] == f"{chunk[-1]}님"
        assert (await shown(seen.page, ".film-title", 1)) == [chunk[-1]]
        assert await seen.inside() == []
        pages.show(type="stop")
        await seen.page.locator("#screen[hidden]").wait_for(state="attached")
    await seen.page.context.close()


async def check_trial(pages: Pages, browser: Browser, texts: Sequence[str], policy: bool) -> None:
    """Titles, reasons, ratings, links and posters of films."""
    pages.films[:] = [pick(number, text) for number, text in enumerate(texts)]
    seen = await watched(browser, f"{pages.url}/try", policy)
    await seen.page.get_by_label("외로워요", exact=True).check()
    await seen.page.locator("#ask").click()
    titles = await shown(seen.page, ".film-title", len(texts))
    assert titles == [f"{text}2000" for text in texts]
    assert await seen.inside() == []
    await seen.page.context.close()


async def check_stage(browser: Browser, texts: Sequence[str], policy: bool) -> None:
    """The rehearsal's page: whoever writes on one of the three platforms."""
    async with SimulatedChzzk().serve() as chzzk, SimulatedTwitch().serve() as twitch:
        async with SimulatedDiscord().serve() as discord:
            stage = Stage(chzzk, twitch, discord, TOKEN)
            async with stage.serve():
                running = asyncio.create_task(stage.run())
                seen = await watched(browser, stage.url, policy)
                await seen.page.locator(".scene").first.wait_for(state="attached")
                for number, text in enumerate(texts):
                    for won in (None, 1_000):
                        await stage.enter(Viewer(f"v{number}", text), text, won)
                await until(lambda: len(stage._recent) > min(150, len(texts)))
                await shown(seen.page, ".feed > li", min(100, len(texts)))
                assert await seen.inside() == []
                await seen.page.context.close()
                running.cancel()
                await asyncio.wait({running})


async def check_drawings(texts: Sequence[str]) -> None:
    """A guest's drawing, served as a picture with their name in it."""
    plain = [node.tag for node in (await drawing("미나")).iter()]
    for text in filter(str.isprintable, texts):
        drawn = await drawing(text)
        assert [node.tag for node in drawn.iter()] == plain
        assert drawn.get("aria-label") == text


async def drawing(name: str) -> ET.Element:
    guest = replace(PERSONAS["onyu"], slug="mina", name=name)
    route: Any = avatars._route(guest)
    return ET.fromstring((await route.handler(None)).text)


def check_callback(texts: Sequence[str]) -> None:
    """The page at the end of a consent, the only one that is put together of texts."""
    tags = PAGE.count("<")
    for text in texts:
        body = str(_page(True, text, 200).text)
        assert body.count("<") == tags
        assert '"' not in body.split("<p>")[1]


async def check(pages: Pages, browser: Browser, texts: Sequence[str], policy: bool) -> None:
    """Every page, one after another in one browser."""
    await check_room(pages, browser, texts, policy)
    await check_overlay(pages, browser, texts, policy)
    await check_trial(pages, browser, texts, policy)
    await check_stage(browser, texts, policy)


@POLICIES
async def test_texts_stay_texts(pages: Pages, browser: Browser, policy: bool) -> None:
    await check(pages, browser, payloads(), policy)


async def test_drawings_and_the_callback() -> None:
    await check_drawings(payloads())
    check_callback(payloads())


@pytest.mark.long
@pytest.mark.timeout(600)
@POLICIES
async def test_published_lists(pages: Pages, browser: Browser, policy: bool) -> None:
    texts = published("xss")
    await check(pages, browser, texts, policy)
    await check_drawings(texts)
    check_callback(texts)
