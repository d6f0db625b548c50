"""`!찜`, `!봤어`, `!별로` and `!기분영화`, typed by viewers."""

from collections.abc import Awaitable
from pathlib import Path

import pytest

from bots.brain import Brain
from core.channels.settings import ChannelSettings
from core.commands import table
from core.commands.typed import Typed
from core.events import ChatMessage, Command, Viewer
from core.labels import Platform
from core.movies.saved import UNKNOWN
from core.replies import Notice
from tests.conftest import FakeClock, line
from tests.core.pipeline.talking import Talking
from tests.stores import Stores, stores


async def typed(kept: Stores, event: ChatMessage | Command) -> str | None:
    """What a command says."""
    found = (
        table.asked(event)
        if isinstance(event, Command)
        else table.find(event.text, ChannelSettings())
    )
    assert found is not None
    channel = kept.channels.of(event.platform, event.channel)
    told: list[Notice] = []
    said = found[0].run(Typed(event, found[1], channel, kept.services, event.at, told.append))
    return await said if isinstance(said, Awaitable) else said


def slash(name: str, viewer: str, **arguments: str) -> Command:
    return Command(
        id="discord:1", platform=Platform.DISCORD, channel="c", viewer=Viewer(viewer, "두부"),
        at=1_000_000.0, name=name, arguments=arguments, token="t",
    )  # fmt: skip


async def test_saved_films(brain: Brain, clock: FakeClock, tmp_path: Path) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:

        async def say(text: str) -> str:
            event = line(text, "twitch:1", platform=Platform.TWITCH, channel="c")
            return await typed(kept, event) or ""

        assert "아직 찜한 영화가 없어요" in await say("!찜")
        assert await say("!찜 괴물") == "〈괴물〉을 찜해 뒀어요."
        assert await say("!찜 인셉션이랑 라라랜드") == "〈인셉션〉, 〈라라랜드〉를 찜해 뒀어요."
        assert await say("!찜 그런영화없음") == UNKNOWN
        assert await say("!찜 취소 괴물") == "〈괴물〉을 찜에서 뺐어요."
        assert await say("!save 괴물") == "〈괴물〉을 찜해 뒀어요."
        assert await say("!save cancel 괴물") == "〈괴물〉을 찜에서 뺐어요."
        told = await say("!찜")
        assert "2편" in told
        assert "인셉션" not in told
        mine = await typed(kept, slash("찜", "twitch:1")) or ""
        assert "〈인셉션〉" in mine
        assert "〈라라랜드〉" in mine
        assert "괴물" not in mine
        assert "뺐어요" in await say("!찜 취소")
        assert "뺐어요" in await say("!찜 취소")
        assert await say("!찜 취소") == "찜해 둔 영화가 없어요."


async def test_the_last_list_by_number(brain: Brain, clock: FakeClock, tmp_path: Path) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        talking = Talking(brain, channel="room")
        reply = await talking.say("영화 추천해줘")
        titles = [film.title for film in reply.films]

        async def say(text: str) -> str:
            return await typed(kept, line(text, talking.viewer, talking.at)) or ""

        assert titles[0] in await say("!save #1")
        assert titles[1] in await say("!save 2")
        assert await say("!save 9") == UNKNOWN
        assert titles[1] in await say("!찜 2번")
        assert titles[0] in await say("!봤어 첫 번째 좋았어")
        assert titles[2] in await say("!별로 3번")
        assert titles[1] in await say("!찜")
        known = dict((await brain.corner.feedback.known(talking.viewer)).leanings)
        ids = [film.id for film in reply.films]
        assert [round(known[id]) for id in ids[:3]] == [1, 1, -1]
        for title in titles[:3]:
            assert title in await say("!별로")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("!봤어", "어떤 영화를 보셨어요"),
        ("!별로", "어떤 영화가 별로였어요"),
        ("!봤어 기생충", "본 영화로"),
        ("!봤어 기생충 재밌었어", "좋았던 영화로"),
        ("!봤어 기생충 노잼", "별로였던 영화로"),
        ("!seen 기생충", "본 영화로"),
        ("!럽 별로 기생충", "빼 둘게요"),
        ("!기분영화", "기분과 장르를"),
    ],
)
async def test_what_is_told(
    brain: Brain, clock: FakeClock, tmp_path: Path, text: str, part: str
) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        assert part in (await typed(kept, line(text)) or "")


async def test_the_survey_is_a_promised_turn(
    brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        event = slash("기분영화", "discord:1", 기분="슬퍼요", 장르="로맨스")
        assert await typed(kept, event) is None
        turn = kept.channels.of(Platform.DISCORD, "c").gate.take(event.at)
        assert turn is not None
        assert turn.text == "기분영화 슬퍼요 로맨스"
        reply = await brain.answer(turn)
        assert len(reply.films) == 8
        assert "Romance" in reply.films[0].genres


async def test_what_was_saved_in_private_is_not_named_in_public(
    brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        talking = Talking(brain, viewer="discord:8", channel="c", platform=Platform.DISCORD)
        told = "마지막에 찜한 영화"

        async def say(text: str) -> str:
            event = line(text, "discord:8", talking.at, platform=Platform.DISCORD, channel="c")
            return await typed(kept, event) or ""

        shown = await talking.say("영화 추천해줘")
        save = slash("찜", "discord:8", 영화="괴물")
        assert await typed(kept, save) == "〈괴물〉을 찜해 뒀어요."
        assert await say("!찜 취소") == f"{told}를 찜에서 뺐어요."
        await typed(kept, save)
        reply = await talking.say("찜 취소")
        assert told in reply.chat
        assert "괴물" not in reply.chat + reply.speech
        await typed(kept, save)
        assert "〈괴물〉" in (await talking.say("찜 취소", token="t")).chat
        assert shown.films[0].title in await say("!찜 이거"), "what everybody saw, not 괴물"
