"""`!존댓말` `!반말` `!기억해` `!내기억` `!잊어줘`, typed by viewers."""

import re
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bots.brain import Brain
from core.channels.settings import Bare, ChannelSettings, Tone
from core.commands import deciding, table
from core.commands.typed import Typed
from core.labels import Emotion, Platform, Situation
from core.replies import CHAT_LIMIT, Notice
from core.viewers.memories import ASKED_FOR
from core.viewers.recollection import Recollection
from tests.conftest import FakeClock, line
from tests.stores import Stores, stores

VIEWER = "chzzk:1"
REMEMBERING = ChannelSettings(memory=True)


@dataclass
class Chat:
    kept: Stores
    settings: ChannelSettings = field(default_factory=lambda: REMEMBERING)

    async def say(self, text: str, viewer: str = VIEWER) -> str:
        """What a command says; short enough for every platform."""
        event = line(text, viewer, platform=Platform.CHZZK, channel="c")
        found = table.find(text, self.settings)
        assert found is not None
        kept = self.kept
        channel = kept.channels.of(event.platform, event.channel)
        channel.decide(self.settings)
        told: list[Notice] = []
        said = found[0].run(Typed(event, found[1], channel, kept.services, event.at, told.append))
        answer = await said if isinstance(said, Awaitable) else said
        assert answer
        assert len(answer) <= min(CHAT_LIMIT.values())
        return answer

    async def remembers(self, viewer: str = VIEWER) -> bool:
        return (await self.kept.known.viewers.choice(viewer)).remembers


@pytest.fixture
async def chat(brain: Brain, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Chat]:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        yield Chat(kept)


@pytest.mark.parametrize(
    ("text", "polite"),
    [("!존댓말", True), ("!polite", True), ("!럽 존댓말", True), ("!반말", False), ("!casual", False)],
)  # fmt: skip
async def test_the_manner_is_kept(chat: Chat, text: str, polite: bool) -> None:
    assert "답할게요" in await chat.say(text)
    assert (await chat.kept.known.viewers.choice(VIEWER)).polite is polite


async def test_a_polite_channel_is_honest_about_it(chat: Chat) -> None:
    chat.settings = ChannelSettings(tone=Tone.POLITE)
    assert "모두에게 존댓말" in await chat.say("!반말")
    assert (await chat.kept.known.viewers.choice(VIEWER)).polite is False


NAMED = [
    ChannelSettings(bare=bare, renamed=renamed, memory=True)
    for bare in Bare
    for renamed in (
        "",
        "기억해=메모, 잊어줘=지워, 존댓말=정중, 반말=편하게",
        "상담=기억해, 영화=잊어줘",
    )
]


@pytest.mark.parametrize("settings", NAMED)
async def test_what_an_answer_quotes_works_in_that_channel(
    chat: Chat, settings: ChannelSettings
) -> None:
    chat.settings = settings
    said = [await chat.say(f"!럽 {name}") for name in ("존댓말", "반말", "기억해", "잊어줘")]
    said += [deciding.ON, deciding.REMEMBERS]
    quoted = [command for text in said for command in re.findall(r"`(!.+?)`", text)]
    assert len(quoted) == 7
    for command in quoted:
        found = table.find(command, settings)
        assert found is not None
        assert found[0] is table.COMMANDS[command.removeprefix("!럽 ").strip("!").split()[0]]


@pytest.mark.parametrize("settings", NAMED)
async def test_consent_and_its_end_are_called_the_same_everywhere(
    chat: Chat, settings: ChannelSettings
) -> None:
    chat.settings = settings
    await chat.say("!기억해")
    assert await chat.say("!기억해 네") == deciding.ON
    assert await chat.remembers()
    await chat.say("!기억해 꺼")
    assert not await chat.remembers()
    assert await chat.say("!잊어줘 네") == deciding.FORGOTTEN


async def test_memory_is_asked_for_and_then_on(chat: Chat) -> None:
    assert "만 14세 이상인가요?" in await chat.say("!기억해")
    assert not await chat.remembers()
    assert (await chat.say("!기억해 네")).startswith("기억 켜짐")
    assert await chat.remembers()
    assert await chat.say("!remember") == deciding.REMEMBERS
    assert not await chat.remembers("chzzk:2")


async def test_a_yes_to_nothing_is_no_consent(chat: Chat, clock: FakeClock) -> None:
    assert await chat.say("!기억해 네") == deciding.NOTICE
    assert not await chat.remembers()
    clock.tick(ASKED_FOR + 1)
    assert await chat.say("!기억해 yes") == deciding.NOTICE
    await chat.say("!기억해", "chzzk:2")
    assert not await chat.remembers()
    assert await chat.say("!기억해 네") == deciding.ON


async def test_where_it_is_off_nothing_is_asked_nor_kept(chat: Chat) -> None:
    assert not ChannelSettings().memory
    chat.settings = ChannelSettings()
    for text in ("!기억해", "!기억해 네", "!remember", "!remember yes"):
        assert await chat.say(text) == deciding.NOT_HERE
    chat.settings = REMEMBERING
    assert await chat.say("!기억해 네") == deciding.NOTICE, "nobody was asked"
    chat.settings = ChannelSettings()
    assert await chat.say("!기억해 네") == deciding.NOT_HERE
    assert not await chat.remembers()


async def test_where_it_is_off_it_can_be_ended(chat: Chat, clock: FakeClock) -> None:
    memories = chat.kept.known.memories
    chat.settings = ChannelSettings()
    for command in ("!기억해 꺼", "!기억해 아니요", "!잊어줘 네"):
        await memories.switch(VIEWER, on=True)
        await memories._keep(told(clock))
        assert await chat.say("!기억해") == deciding.NOT_HERE
        assert "/내기억" in await chat.say("!내기억")
        await chat.say(command)
        assert not await chat.remembers()
        assert await memories.all(VIEWER) == []


@pytest.mark.parametrize("no", ["아니요", "아니", "no", "꺼", "끄기", "off"])
async def test_no_means_nothing_is_kept(chat: Chat, clock: FakeClock, no: str) -> None:
    memories = chat.kept.known.memories
    await memories.switch(VIEWER, on=True)
    await memories._keep(told(clock))
    assert len(await memories.all(VIEWER)) == 1
    await chat.say(f"!기억해 {no}")
    assert not await chat.remembers()
    assert await memories.all(VIEWER) == []
    await memories._keep(told(clock))
    assert await memories.all(VIEWER) == []


async def test_chat_never_shows_what_is_remembered(chat: Chat, clock: FakeClock) -> None:
    memories = chat.kept.known.memories
    await memories.switch(VIEWER, on=True)
    await memories._keep(told(clock))
    for command in ("!내기억", "!memories", "!기억해", "!기억해 뭐라고 했지", "!기억해 네"):
        answer = await chat.say(command)
        assert not [word for word in ("짝사랑", "설렘", "썸남", "이틀") if word in answer]
    assert "/내기억" in await chat.say("!내기억")


async def test_being_forgotten_asks_once(chat: Chat) -> None:
    await chat.say("!존댓말")
    for question in ("!잊어줘", "!잊어줘 진짜?", "!forget"):
        assert "정말 다 지울까요?" in await chat.say(question)
    assert (await chat.kept.known.viewers.choice(VIEWER)).polite
    assert "지웠어요" in await chat.say("!잊어줘 네")
    assert (await chat.kept.known.viewers.choice(VIEWER)).polite is None


async def test_what_is_being_answered_is_not_forgotten_half(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.say("!존댓말")
    monkeypatch.setattr("core.viewers.forgetting.PATIENCE", 0.1)
    channel = chat.kept.channels.of(Platform.CHZZK, "c")
    event = line("고민", VIEWER, platform=Platform.CHZZK, channel="c")
    channel.gate.ask(event, event.text, None, event.at)
    assert channel.take(event.at) is not None
    assert "아직 못 지웠어요" in await chat.say("!잊어줘 네")
    assert (await chat.kept.known.viewers.choice(VIEWER)).polite


def test_every_situation_and_feeling_has_words() -> None:
    for situation in Situation:
        for emotion in Emotion:
            told = Recollection(
                turn="t", viewer="v", persona="p", situation=situation, emotion=emotion, at=0.0
            )
            assert told.summary.removesuffix(" 고민")
            assert told.noun(english=False) in told.summary
            assert told.noun(english=True).isascii()


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "오늘"), (1, "어제"), (2, "그저께"), (3, "3일 전"), (6, "6일 전"), (7, "지난주"),
     (13, "지난주"), (14, "2주 전"), (59, "8주 전"), (60, "2달 전"), (179, "5달 전"), (-1, "오늘")],
)  # fmt: skip
def test_a_phrase_tells_how_long_ago(clock: FakeClock, days: int, words: str) -> None:
    phrase = told(clock).phrase(clock.now + days * 86_400)
    assert phrase == f"{words} 짝사랑 고민, 썸남, 이틀, 설렘"


def told(clock: FakeClock) -> Recollection:
    return Recollection(
        turn="t", viewer=VIEWER, persona="onyu", situation=Situation.CRUSH, emotion=Emotion.LOVE,
        at=clock.now, partner="썸남", duration="이틀",
    )  # fmt: skip
