"""Processes of one installation that end, by their own will or not, while viewers wait."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from core.movies.catalogue import Catalogue
from tests.conftest import until
from tests.e2e.apart import BROADCASTER, SAID, WORRY, Hall, hall, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNELS = ("1001", "1002")
ENGINES = ("engine 1", "engine 2", "engine 3")
CHATS = ("one chat", "other chat")
# What may pass until another process does what one did that was killed, or that went (seconds).
TAKEN_OVER, HANDED_OVER = 25.0, 5.0
# A channel's settings as PostgreSQL shows their bytes.
PAUSED = b'"paused":true'.hex()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    """Two Twitch channels divided between two processes, two engines, and pages."""
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(hall(tmp_path_factory.mktemp("hall"), *CHANNELS))
        for name in CHATS:
            there.start(name, "chat", there.twitch)
        for name in ENGINES:
            await there.engine(name, stack)
        there.web("web")
        await there.fleet.ready()
        await divided(there)
        yield there


async def divided(there: Hall) -> None:
    """Return when each channel is heard by another process."""
    await until(lambda: all(len(there.listeners(chat)) == 1 for chat in CHANNELS), 30.0)
    await until(lambda: there.listeners("1001") != there.listeners("1002"), 30.0)


def together(there: Hall) -> bool:
    """Whether one process hears both channels."""
    one, other = map(there.listeners, CHANNELS)
    return len(one) == 1 and one == other


async def thinker(there: Hall) -> str:
    """The engine whose model is asked now, or as soon as one is."""
    await until(lambda: any(model.now for model in there.models.values()))
    return next(name for name, model in there.models.items() if model.now)


def hold(there: Hall, after: int) -> asyncio.Event:
    """No model writes on after so many letters before that is set."""
    held = asyncio.Event()
    for model in there.models.values():
        model.held, model.held_after = held, after
    return held


def kill(there: Hall, engine: str) -> None:
    """It is no more, and nobody writes for it."""
    there.fleet.kill(engine)
    del there.models[engine]


async def test_a_dialogue_goes_on_when_its_engine_is_gone(there: Hall) -> None:
    first = titles(await there.answered("온유야 코미디 영화 추천해줘", "10"))
    (engine,) = [name for name in ENGINES if await there.counted(name, "answered")]
    kill(there, engine)
    second = titles(await there.answered("온유야 다른 거", "10", within=TAKEN_OVER))
    films = Catalogue.load()
    assert len(first) == len(second) == 3
    assert not first & second
    for title in first | second:
        film = films.by_title(title)
        assert film is not None
        assert "Comedy" in film.genres, title


def titles(said: str) -> set[str]:
    """The films that an answer names."""
    return {part.partition("〉")[0] for part in said.split("〈")[1:]}


async def test_an_answer_that_was_being_written_comes_from_another_engine(there: Hall) -> None:
    streamer = {"user": "1001", "badges": BROADCASTER, "channel": "1001"}
    assert "열었어요" in await there.answered("!코너 열기", **streamer)
    async with screen(there.overlay("1001")) as page:
        held = hold(there, len(SAID[0]) + 4)
        id = await there.twitch.chat(f"온유야 {WORRY}", "11", "하나")
        engine = await thinker(there)
        await until(lambda: page.spoken() == [SAID[0]])
        kill(there, engine)
        held.set()
        await until(lambda: bool(there.said(id)), TAKEN_OVER)
        assert SAID[0] in there.said(id)[0].text
        await there.answered(f"온유야 {WORRY}", "12", "둘")
        await until(lambda: page.spoken()[-3:] == list(SAID))
        whose = Counter(event["viewer"] for event in page.kinds("speak"))
        assert whose == {"하나": 1, "둘": 3}, "what was said aloud is not said again"


async def test_a_killed_chat_process_is_replaced_and_nothing_said_twice(there: Hall) -> None:
    held = hold(there, 0)
    ids = [await there.twitch.chat(f"온유야 {WORRY}", f"2{c}", channel=c) for c in CHANNELS]
    await until(lambda: sum(model.now for model in there.models.values()) == 2)
    there.fleet.kill(CHATS[0])
    began = time.monotonic()
    held.set()
    await until(lambda: all(map(there.said, ids)), TAKEN_OVER)
    await until(lambda: together(there), TAKEN_OVER)
    print("taken over after", time.monotonic() - began)
    for chat in CHANNELS:
        assert "온유" in await there.answered("!럽 상담사", f"3{chat}", channel=chat)


async def test_a_process_that_stops_hands_its_channels_over(there: Hall) -> None:
    there.start(CHATS[0], "chat", there.twitch)
    await there.fleet.ready(CHATS[0])
    await divided(there)
    streamer = {"user": "1001", "badges": BROADCASTER, "channel": "1001"}
    assert "멈췄어요" in await there.answered("!일시정지", **streamer)
    await until(lambda: PAUSED in there.stored())
    await asyncio.sleep(0.5)  # the others hear of it
    there.fleet.kill(CHATS[1], signal.SIGTERM)
    began = time.monotonic()
    await until(lambda: together(there), HANDED_OVER)
    print("handed over after", time.monotonic() - began)
    waits = await there.twitch.chat(f"온유야 {WORRY}", "41", channel="1001")
    await there.answered(f"온유야 {WORRY}", "42", channel="1002")
    assert not there.said(waits), "a pause holds wherever the channel goes"
    await there.answered("!재개", **streamer)
    await until(lambda: bool(there.said(waits)))
    assert await there.fleet.ended(CHATS[1]) == 0
    told = [line.reply_to for line in there.twitch.said if line.reply_to]
    assert len(told) == len(set(told)), "something was said twice"
