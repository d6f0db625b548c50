"""The log of a whole conversation, as chatty as it can be: nobody and nothing of theirs is in it."""

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest
from aiohttp import ClientSession

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.twitch import SimulatedTwitch
from bots.logs import FORMS, Records
from tests.conftest import until
from tests.e2e.conftest import overlay_socket, running, visiting

NAMES = ("여름귤", "겨울감", "가을배", "bomdalgi")
WORDS = ("읽씹", "연락", "사라지고", "고백", "힘내", "온유야", "귤값")
USERS = ("4242777", "9090111", "c" * 32, "400000000000000077")


class Lines(logging.Handler):
    """Everything that any library logs, as this installation would write it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.written: list[str] = []
        self._formats = [FORMS[form](Records(b"k" * 16)) for form in ("json", "text")]

    def emit(self, record: logging.LogRecord) -> None:
        self.written += [formatter.format(record) for formatter in self._formats]

    @property
    def events(self) -> set[str]:
        return {json.loads(one)["event"] for one in self.written[::2]}


@pytest.fixture
def lines() -> Iterator[Lines]:
    root, lines = logging.getLogger(), Lines()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    yield lines
    root.setLevel(level)
    root.removeHandler(lines)


async def test_nobody_is_in_the_log(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        SimulatedTwitch().serve() as twitch,
        SimulatedChzzk().serve() as chzzk,
        SimulatedDiscord().serve() as discord,
    ):
        where = twitch.settings() | chzzk.settings() | discord.settings()
        for name, value in where.items():
            monkeypatch.setenv(name, value)
        async with running() as app, ClientSession() as session:
            overlay = await overlay_socket(session, app)
            await overlay.receive_str()
            async with visiting(app, NAMES[0]) as visitor:
                await visitor.say("남친이 3일째 읽씹하고 연락이 없는데 먼저 연락할까요?")
                said = await visitor.until("chat")
                await visitor.until("reply")
                gift = {"type": "donation", "amount": 5000, "text": "힘내요 귤값"}
                await visitor.socket.send_json(gift)
                await visitor.until("reply")
                await visitor.say("요즘 너무 힘들어서 사라지고 싶어")
                await visitor.until("reply", crisis=True)
            await asyncio.gather(twitch.listening(), chzzk.listening(), discord.listening())
            id = await twitch.chat("온유야 고백할까요?", USERS[0], NAMES[1])
            await twitch.cheer(100, "힘내요", USERS[1], NAMES[3])
            await chzzk.chat("온유야 고백할까요?", USERS[2], NAMES[1])
            await chzzk.donate(5000, "힘내요", USERS[2], NAMES[2], payAmount="5,000")
            line = await discord.chat("온유야 고백할까요?", USERS[3], NAMES[2])
            await asyncio.gather(twitch.heard(2), chzzk.heard(2), discord.heard(1))
            await chzzk.chat("사라지고 싶어", USERS[2], NAMES[1])
            await chzzk.heard(3)
            await twitch.close()  # and what is logged of a connection that breaks
            await until(lambda: "connection lost" in lines.events)
            await overlay.close()
    assert {"crisis", "first audio"} <= lines.events
    assert any("turn" in json.loads(one) for one in lines.written[::2])
    text = "\n".join(lines.written)
    ids = (said["id"].rpartition(":")[2], said["viewer"]["id"].rpartition(":")[2], id, line)
    assert all(len(one) > 5 for one in ids)
    assert [what for what in (*NAMES, *WORDS, *USERS, *ids) if what in text] == []
    assert all(one.isprintable() for one in lines.written)
