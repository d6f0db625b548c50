"""Texts that break programs, spoken and sent through every door."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ClientSession
from yarl import URL

from adapters.discord.commands import COMMANDS, DESK
from adapters.speech.espeak import PROCESSES, WORKER, EspeakSpeech
from bots import settings
from bots.app import App
from bots.secret_file import kept_secret
from core.channels.keys import ChannelKeys
from core.errors import SpeechError
from core.events import Viewer
from core.labels import Platform
from core.speech.text import speakable
from personas.loader import load_all
from tests.conftest import until
from tests.e2e.conftest import Visitor, running, visiting
from tests.security.naughty import NAUGHTY
from tests.security.published import published
from tests.servers.discord import staged

VOICE = load_all()["onyu"].voice
# Waited-for children's page faults, time in user and in system mode: proc(5).
CHILDREN = (11, 13, 16, 17)


def started_children(pid: int) -> list[int]:
    """What proc(5) tells of children that a process ever had: nothing but zeroes when none."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    now = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [*(int(fields[at - 3]) for at in CHILDREN), len(now)]


def arguments(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]


@pytest.fixture
async def speech() -> AsyncIterator[EspeakSpeech]:
    async with EspeakSpeech() as speech:
        yield speech


async def speak_all(speech: EspeakSpeech, texts: Sequence[str], folder: Path) -> int:
    """How many were spoken; the voice's processes are started once, and start nobody."""
    processes, spoken = set(), 0
    for text in texts:
        for form in {text, speakable(text)}:
            try:
                spoken += (await speech.speak(form, VOICE)).duration < 600
            except SpeechError:
                continue
            finally:
                ours = [one._process for one in speech._processes]
                processes |= {process.pid for process in ours if process is not None}
    assert 1 <= len(processes) <= PROCESSES
    assert any(started_children(os.getpid())), "as ours has: it is told of them"
    for pid in processes:
        assert arguments(pid) == [sys.executable, "-m", WORKER]
        assert started_children(pid) == [0, 0, 0, 0, 0]
    assert not [name for name in os.listdir(folder) if "pwned" in name]
    return spoken


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="proc(5) tells of children")
async def test_the_voice_obeys_no_text(speech: EspeakSpeech, own_folder: Path) -> None:
    assert await speak_all(speech, [text[:300] for text in NAUGHTY], own_folder) > 100


@pytest.mark.parametrize(
    "text", ["<speak><break time='20s'/>네</speak>", "-w pwned 네", "-s 450 네"]
)
async def test_no_text_is_an_order(speech: EspeakSpeech, text: str) -> None:
    plain = (await speech.speak("네", VOICE)).duration
    told = (await speech.speak(text, VOICE)).duration
    assert plain < told < 15.0, "markup and options are read out, or left out"


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_published_strings_are_spoken(speech: EspeakSpeech, own_folder: Path) -> None:
    assert await speak_all(speech, [t[:300] for t in published("naughty")], own_folder) > 200


@asynccontextmanager
async def served() -> AsyncIterator[tuple[App, ClientSession, str]]:
    """The demo, a browser, and the room's token for donations."""
    async with running() as app, ClientSession() as session:
        folder = settings.data_folder(settings.load())
        keys = ChannelKeys(kept_secret(folder / "hook.key"), lambda *_: 0)
        yield app, session, keys.token(Platform.ROOM, "room")


async def still_serves(visitor: Visitor, app: App) -> None:
    """Another viewer is answered: nothing of what was sent broke anything."""
    async with visiting(app, "나중손님") as late:
        await late.say("온유야 안녕")
        await late.until("reply", within=20.0)
    assert not visitor.socket.closed


async def send_everywhere(texts: Sequence[str], caplog: pytest.LogCaptureFixture) -> None:
    async with served() as (app, session, token), visiting(app) as visitor:
        for number, text in enumerate(texts):
            app.room.enter(Viewer(f"room:{number}", text), text)
        await asyncio.gather(*(named(session, app, text) for text in texts[::5]))
        statuses = [await donate(session, app, token, n, text) for n, text in enumerate(texts)]
        statuses += [await asked(session, app, text) for text in texts]
        assert {*statuses} <= {200, 400, 429}
        assert statuses.count(200) > len(texts) // 3
        await still_serves(visitor, app)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


async def named(session: ClientSession, app: App, text: str) -> None:
    """A browser whose name is `text` comes, says it as it stands, and is greeted."""
    name = text.encode("utf-8", "replace").decode()
    async with session.ws_connect(f"{app.url}/room/ws", params={"name": name}) as socket:
        await socket.send_str(text.encode("utf-8", "replace").decode())
        assert '"hello"' in await socket.receive_str()


async def donate(session: ClientSession, app: App, token: str, number: int, text: str) -> int:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"k{number}"}
    body: dict[str, Any] = {"donor": text, "message": text, "amount": 1_000 if number % 3 else text}
    async with session.post(f"{app.url}/hooks/donation", json=body, headers=headers) as answer:
        return answer.status if answer.status != 503 else 200  # a busy machine asks again


async def asked(session: ClientSession, app: App, text: str) -> int:
    body = {"moods": ["joy"], "genres": [], "shown": [text]}
    wrong = {"moods": [text], "genres": [text], "intent": text, text: text}
    for form in (body, wrong):
        async with session.post(f"{app.url}/try/films", json=form) as answer:
            status = answer.status
    guess = quote(text[:300], safe="", errors="replace")
    async with session.get(URL(f"{app.url}/overlay/audio/{guess}x", encoded=True)) as got:
        assert got.status == 404
    return status


async def test_no_text_breaks_a_door(caplog: pytest.LogCaptureFixture) -> None:
    await send_everywhere(NAUGHTY, caplog)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_no_published_string_breaks_a_door(caplog: pytest.LogCaptureFixture) -> None:
    await send_everywhere([text[:2_000] for text in published("naughty")], caplog)


# Those without an option get one that nobody registered.
OPTIONS = [
    (command.name, name)
    for command in (*COMMANDS.values(), *DESK.values())
    for name in ([option.name for option in command.options] or ["없음"])
]


def encodable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


async def use_commands(texts: Sequence[str], caplog: pytest.LogCaptureFixture) -> None:
    """Every form of every slash command, in turn, with each text in its options."""
    async with staged() as stage:
        for text, (command, option) in zip(texts, cycle(OPTIONS), strict=False):
            filled = {"고민": text} if command == "상담" else {}
            asked = await stage.discord.slash(command, **(filled | {option: text}))
            if not encodable(text):
                continue  # the whole frame is passed over
            await until(lambda asked=asked: asked.acknowledged)
        assert stage.adapter.connected
        before = len(stage.heard)
        await stage.discord.slash("상담", 고민="썸남이 연락이 줄었어요")
        await until(lambda: len(stage.heard) > before)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


async def test_no_text_breaks_a_slash_command(caplog: pytest.LogCaptureFixture) -> None:
    await use_commands(NAUGHTY, caplog)


@pytest.mark.long
async def test_no_published_string_breaks_a_slash_command(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await use_commands(published("naughty"), caplog)
