"""What a manager has a persona say is said whole, in chat and aloud, or refused."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from adapters.chzzk.line import tagged
from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.channels.guilds import Place
from core.errors import BadInput
from core.labels import Platform
from core.replies import Reply
from core.show.prompter import LINES, LONGEST, Prompter
from tests.conftest import FakeClock
from tests.stores import Stores, stores

CHZZK = Place(Platform.CHZZK, "c" * 32)
TEXT = (
    "오늘 방송은 여기까지예요, 늦은 시간까지 함께해 주셔서 정말 고마워요. "
    "다음 방송은 금요일 밤 아홉 시에 열어요! 그때는 여러분이 보내 주신 사연을 읽을게요. "
    "잘 자요, 좋은 꿈 꾸고 내일 또 만나요."
)


@dataclass
class Desk:
    prompter: Prompter
    kept: Stores
    taken: list[Reply]

    async def chat(self) -> list[str]:
        """The lines of chat that are on their way, oldest first."""
        replies = [reply for _, _, reply in await self.kept.turns.unfinished(0.0) if reply]
        assert {reply.persona for reply in replies} <= {"onyu"}
        return [reply.chat for reply in sorted(replies, key=lambda one: TEXT.find(one.chat))]


@pytest.fixture
async def desk(brain: Brain, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Desk]:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        taken: list[Reply] = []
        stage = SimpleNamespace(take=taken.append, watched=lambda *_: True)
        topic = MemoryTopic[Reply](("say",))
        prompter = Prompter(
            brain.personas, brain.words, kept.channels, kept.turns, topic, stage, stage,  # type: ignore[arg-type]
            lambda _: None, clock,  # type: ignore[arg-type, return-value]
        )  # fmt: skip
        yield Desk(prompter, kept, taken)


async def test_a_long_text_is_spoken_whole_and_written_in_several_lines(desk: Desk) -> None:
    assert 100 < len(TEXT) <= LONGEST
    for _ in range(2):  # the first answer was lost
        await desk.prompter.say(CHZZK, "onyu", TEXT, "k")
    lines = await desk.chat()
    assert 1 < len(lines) <= LINES
    assert " ".join(lines) == TEXT
    assert all(line[-1] in ".!" for line in lines), "each ends where a sentence does"
    assert all(tagged("온유", line).endswith(line) for line in lines)
    assert [reply.speech for reply in desk.taken] == [TEXT], "aloud once, and whole"


async def test_where_a_line_is_long_enough_it_is_one(desk: Desk) -> None:
    await desk.prompter.say(Place(Platform.TWITCH, "1337"), "onyu", TEXT, "k")
    assert await desk.chat() == [TEXT]


async def test_out_of_chat_it_is_one_for_the_overlay(desk: Desk) -> None:
    await desk.kept.channels.edit(
        CHZZK.platform, CHZZK.channel, lambda settings: replace(settings, in_chat=False)
    )
    await desk.prompter.say(CHZZK, "onyu", TEXT, "k")
    assert [(reply.chat, reply.speech) for reply in desk.taken] == [(TEXT, TEXT)]
    assert await desk.chat() == [TEXT]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("가" * (LONGEST + 1), f"{LONGEST}자"),
        ("🥔" * LONGEST, f"{LINES}줄"),
        ("여기서 봐요 https://example.com/a 꼭이요", "링크"),
        ("제 번호는 010-1234-5678이에요", "전화번호"),
    ],
)
async def test_what_cannot_be_said_whole_is_refused(desk: Desk, text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        await desk.prompter.say(CHZZK, "onyu", text, "k")
    assert (desk.taken, await desk.chat()) == ([], [])


async def test_whatever_is_as_long_as_it_may_be_fits(desk: Desk) -> None:
    for number, text in enumerate(
        ("가" * LONGEST, "가나 다라마. " * 18, "하" * 74 + ". " + "호" * 74)
    ):
        await desk.prompter.say(CHZZK, "onyu", text, f"{number}")
    assert len(desk.taken) == 3
