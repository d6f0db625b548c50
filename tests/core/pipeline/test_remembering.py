"""What a persona was told is kept by consent, by each for itself, and never taken up in public."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.models.embedded import EmbeddedResponder
from bots.brain import Brain, build_brain
from bots.viewer_data import ViewerData, viewer_data
from core.channels.settings import ChannelSettings
from core.errands import Errand
from core.events import Viewer
from core.gate.candidate import Candidate, turn_of
from core.labels import Emotion, Platform, Situation
from core.pipeline.brief import Brief, Draft
from core.pipeline.remembering import NEWEST
from core.replies import Reply
from core.safety.triage import Triager
from core.turns import Reason, Support
from core.viewers.recollection import Recollection
from storage.database import open_database
from tests.conftest import FakeClock, line

STORY = "남친이 3일째 카톡 읽씹해서 너무 불안해요 어떡하죠"
ENGLISH = "My boyfriend has ignored my texts for 3 days and I feel so anxious, what should I do?"
DAY = 86_400.0


@dataclass
class Overhearing:
    """The embedded responder, and what it was told."""

    briefs: list[Brief] = field(default_factory=list)
    inner: EmbeddedResponder = field(default_factory=EmbeddedResponder)
    name: str = "embedded"
    # What a model writes, once there is one.
    model: str = ""

    async def respond(self, brief: Brief) -> Draft:
        self.briefs.append(brief)
        if self.model:
            return Draft(self.model, self.model, "", "a model")
        return await self.inner.respond(brief)


@dataclass
class Talk:
    brain: Brain
    known: ViewerData
    heard: Overhearing
    clock: FakeClock
    errands: list[Errand] = field(default_factory=list)
    viewer: str = "discord:1"
    # Channels that have it off.
    off: set[str] = field(default_factory=set)

    async def say(self, text: str = STORY, days: float = 0.0, **fields: object) -> Reply:
        """The answer, `days` later; what is to be kept is kept."""
        self.clock.tick(10.0 + days * DAY)
        event = line(text, self.viewer, at=self.clock.now)
        turn = replace(
            turn_of(Candidate([event], Reason.MENTION, 1.0, event.at)),
            **{
                "viewer": Viewer(self.viewer, "두부"), "platform": Platform.DISCORD,
                "channel": "c", "persona": "onyu",
            } | fields,
        )  # fmt: skip
        reply = await self.brain.answer(turn)
        for errand in self.errands:
            await errand()
        self.errands.clear()
        return reply

    async def consent(self) -> None:
        await self.known.memories.switch(self.viewer, on=True)

    async def kept(self, viewer: str = "") -> list[Recollection]:
        return await self.known.memories.all(viewer or self.viewer)


@pytest.fixture
async def talk(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Talk]:
    async with open_database(tmp_path / "test.db") as engine:
        known = await viewer_data(engine, clock)
        heard = Overhearing()
        off = set[str]()
        brain = build_brain(
            "러블름",
            heard,
            settings=lambda _, channel: ChannelSettings(memory=channel not in off),
            viewers=known.viewers,
            memories=known.memories,
        )
        talk = Talk(brain, known, heard, clock, off=off)
        known.memories.errand = talk.errands.append
        yield talk


async def test_without_consent_nothing_is_kept(talk: Talk) -> None:
    await talk.say()
    await talk.say(token="t")
    await talk.say(support=Support(kind="large", amount=50_000, shown="50,000원"))
    assert await talk.kept() == []


async def test_where_it_is_off_nothing_is_kept(talk: Talk) -> None:
    talk.off.add("off")
    await talk.consent()
    hows: tuple[dict[str, object], ...] = (
        {},
        {"token": "t"},
        {"private": True},
        {"together": True},
    )
    for how in hows:
        await talk.say(channel="off", **how)
    assert await talk.kept() == []
    await talk.say()
    assert len(await talk.kept()) == 1


async def test_where_it_is_off_nothing_is_taken_up(talk: Talk) -> None:
    await talk.consent()
    await talk.say()
    talk.off.add("off")
    hows: tuple[dict[str, object], ...] = ({"token": "t"}, {"private": True})
    for how in hows:
        assert not before(talk, await talk.say(days=1.0, channel="off", **how))
        assert not talk.heard.briefs[-1].memories
    assert before(talk, await talk.say(days=1.0, channel="on", token="t"))


async def test_a_worry_is_kept_as_a_summary(talk: Talk) -> None:
    await talk.consent()
    await talk.say("두부라고 하는데 010-1234-5678 " + STORY)
    (told,) = await talk.kept()
    assert told.persona == "onyu"
    assert told.situation is Situation.READ_IGNORED
    assert (told.partner, told.duration) == ("남친", "3일")
    assert told.phrase(told.at + 7 * DAY) == "지난주 읽씹 고민, 남친, 3일, 불안"


async def test_small_talk_films_and_what_is_refused_are_not_kept(talk: Talk) -> None:
    await talk.consent()
    for text in SMALL:
        await talk.say(text)
        await talk.say(text, support=Support(kind="small", amount=1_000, shown="1,000원"))
    assert await talk.kept() == []


SMALL = (
    "안녕", "ㅋㅋㅋ", "오늘 뭐 먹지", "남친 폰에 위치추적 앱 몰래 까는 법 알려줘", "영화 추천해줘",
)  # fmt: skip


def test_a_crisis_never_comes_so_far() -> None:
    assert Triager.load().triage("남친이 읽씹해서 그냥 죽어버리고 싶어요").crisis


async def test_only_whoever_answered_remembers(talk: Talk) -> None:
    await talk.consent()
    await talk.say(persona="raon")
    assert [one.persona for one in await talk.kept()] == ["raon"]
    for persona in ("onyu", "dogeon", "yudam"):
        await talk.say("그냥 요즘 외롭고 우울해요", days=2.0, token="t", persona=persona)
        assert talk.heard.briefs[-1].memories == (), persona
    await talk.say("그냥 요즘 외롭고 우울해요", days=2.0, token="t", persona="raon")
    assert talk.heard.briefs[-1].memories == ("지난주 읽씹 고민, 남친, 3일, 불안",)


async def test_all_who_answered_together_remember(talk: Talk) -> None:
    await talk.consent()
    await talk.say(together=True)
    assert {one.persona for one in await talk.kept()} == {*talk.brain.personas}


async def test_the_newest_are_told(talk: Talk) -> None:
    await talk.consent()
    for _ in range(NEWEST + 2):
        await talk.say(days=1.0)
    await talk.say("그냥 요즘 외롭고 우울해요", days=1.0, token="t")
    days = [memory.split()[0] for memory in talk.heard.briefs[-1].memories]
    assert days == ["어제", "그저께", "3일"]


async def test_a_model_is_told_and_not_given_a_line(talk: Talk) -> None:
    await talk.consent()
    await talk.say()
    known = await talk.say(days=1.0, token="t")
    assert before(talk, known)
    talk.heard.model = "모델이 쓴 답이에요."
    reply = await talk.say(days=1.0, token="t")
    assert talk.heard.briefs[-1].memories
    assert reply.chat == "모델이 쓴 답이에요."


async def test_it_is_taken_up_once_a_dialogue_and_not_within_the_same(talk: Talk) -> None:
    await talk.consent()
    first = [await talk.say(token="t") for _ in range(3)]
    assert not any(before(talk, reply) for reply in first)
    again = [await talk.say(days=days, token="t") for days in (1.0, 0.0, 0.0)]
    assert [before(talk, reply) for reply in again] == [True, False, False]
    assert "읽씹" in again[0].chat
    assert before(talk, await talk.say(days=1.0, token="t"))


async def test_in_every_manner(talk: Talk) -> None:
    await talk.consent()
    for persona in talk.brain.personas:
        await talk.say(persona=persona)
        assert before(talk, await talk.say(days=1.0, token="t", persona=persona), persona)
    await talk.known.viewers.decide(talk.viewer, "polite", True)
    for persona in talk.brain.personas:
        assert before(talk, await talk.say(days=1.0, token="t", persona=persona), persona)
        reply = await talk.say(ENGLISH, days=1.0, token="t", persona=persona)
        assert before(talk, reply, persona)
        assert "unanswered texts" in reply.chat


PUBLIC: dict[str, dict[str, object]] = {
    "chat": {},
    "command": {"reason": Reason.COMMAND},
    "stream": {"platform": Platform.CHZZK},
    "the room": {"platform": Platform.ROOM},
    "all of them": {"together": True},
    "all of them, in private": {"together": True, "private": True},
    "thanks": {
        "support": Support(kind="large", amount=50_000, shown="50,000원"),
        "reason": Reason.DONATION,
    },
    "a small gift": {
        "support": Support(kind="small", amount=1_000, shown="1,000원"),
        "reason": Reason.DONATION,
    },
    "spoken only": {
        "support": Support(kind="large", amount=50_000, shown="50,000원"),
        "aloud": True,
    },
}


async def test_no_public_answer_takes_up_a_memory(talk: Talk) -> None:
    for route, fields in PUBLIC.items():
        talk.viewer = route
        await talk.consent()
        for persona in talk.brain.personas:
            await talk.known.memories._keep(secret(talk, persona))
        for text in (STORY, "요즘 너무 외롭고 우울해요", ENGLISH, "고마워"):
            reply = await talk.say(text, days=1.0, **fields)
            said = " ".join((reply.chat, reply.speech, *(part.text for part in reply.parts)))
            assert not [word for word in SECRET if word in said], route
    assert not any(brief.memories or "before" in brief.slots for brief in talk.heard.briefs)


SECRET = ("결혼 준비", "the wedding", "예비신랑", "77일")


def secret(talk: Talk, persona: str) -> Recollection:
    return Recollection(
        turn=f"{talk.viewer} {persona}", viewer=talk.viewer, persona=persona,
        situation=Situation.WEDDING, emotion=Emotion.TIRED, at=talk.clock.now,
        partner="예비신랑", duration="77일",
    )  # fmt: skip


@pytest.mark.parametrize("how", [{"token": "t"}, {"private": True}])
async def test_a_private_answer_does(talk: Talk, how: dict[str, object]) -> None:
    await talk.consent()
    await talk.say()
    assert before(talk, await talk.say(days=1.0, **how))


def test_a_private_message_is_answered_in_private() -> None:
    event = line(STORY, private=True)
    assert turn_of(Candidate([event], Reason.MENTION, 1.0, 0.0)).private
    assert not turn_of(Candidate([line(STORY)], Reason.MENTION, 1.0, 0.0)).private


def before(talk: Talk, reply: Reply, persona: str = "onyu") -> bool:
    """Whether the answer begins with a line on what was told before."""
    banks = talk.brain.personas[persona].banks.values()
    lines = [re.escape(line.chat) for bank in banks for line in bank.find("echo.before")]
    return any(re.match(line.replace(r"\{before\}", ".+"), reply.chat) for line in lines)
