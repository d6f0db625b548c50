"""What of a reply is shown and said aloud, and on which channel's overlay."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.channel import Channel
from core.channel_settings import Announcer
from core.channel_words import ChannelWords
from core.events import Emote, Viewer
from core.labels import Emotion, Intent, Platform
from core.narrator import ALERT, Narrator
from core.persona import Voice
from core.replies import Reply
from core.safety.moderation import Moderation
from core.safety.verdict import Reason, Severity, Verdict
from core.sound import Caption, Utterance
from tests.conftest import FakeClock, gift, until
from tests.stores import stores

EMOTE = Emote("하트", "https://static-cdn.jtvnw.net/emoticons/v2/1/default/dark/1.0")
FOREIGN = Emote("x", "https://evil.example/x.png")
Key = tuple[Platform, str]
ONE, OTHER = (Platform.TWITCH, "1"), (Platform.TWITCH, "2")


@dataclass
class Wall:
    """A screen that remembers; what is played ends when `goes_on` is set."""

    watching: set[Key] = field(default_factory=lambda: {ONE, OTHER})
    shown: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    played: list[tuple[str, dict[str, Any], bytes | None]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    def watched(self, platform: Platform, channel: str) -> bool:
        return (platform, channel) in self.watching

    def show(self, platform: Platform, channel: str, event: dict[str, Any]) -> None:
        self.shown.append((channel, event))

    async def play(
        self, platform: Platform, channel: str, event: dict[str, Any], wav: bytes | None, _: float
    ) -> None:
        self.played.append((channel, event, wav))
        await self.goes_on.wait()

    def stop(self, platform: Platform, channel: str) -> None:
        self.stopped.append(channel)

    def ids(self) -> list[str]:
        return [event["id"].removeprefix("speak:") for _, event, _ in self.played]


@dataclass
class Spoken:
    """A voice that remembers what it was given."""

    label: str = "임시 음성"
    texts: list[str] = field(default_factory=list)

    async def speak(self, text: str, voice: Voice) -> Utterance:
        self.texts.append(text)
        return Utterance(b"RIFF", 1.0, (Caption(text, 0.0, 1.0),))


class Careful(Moderation):
    """Moderation for which one word is uncertain."""

    def judge(self, text: str) -> Verdict:
        if "글쎄" in text:
            return Verdict(Severity.UNCERTAIN, frozenset({Reason.PERSON}))
        return super().judge(text)


@dataclass
class Stage:
    wall: Wall
    voice: Spoken
    narrator: Narrator
    replies: MemoryTopic[Reply]
    channel: Channel
    settings: Any
    held: set[str]


@pytest.fixture
async def stage(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Stage]:
    wall, voice, held = Wall(), Spoken(), set[str]()
    replies: MemoryTopic[Reply] = MemoryTopic(("overlay",))
    async with stores(tmp_path / "test.db", brain, clock) as kept:

        async def decide(**fields: Any) -> None:
            await kept.channels.edit(*ONE, lambda settings: replace(settings, **fields))

        narrator = Narrator(
            wall,
            voice,
            brain.personas,
            ChannelWords(Careful(), kept.channels.settings),
            replies,
            kept.channels,
            held.__contains__,
        )
        task = asyncio.create_task(narrator.run())
        channel = kept.channels.of(*ONE)
        yield Stage(wall, voice, narrator, replies, channel, decide, held)
        task.cancel()
        await asyncio.wait({task})


def reply(id: str, channel: str = "1", **fields: Any) -> Reply:
    about = {
        "turn_id": id,
        "platform": Platform.TWITCH,
        "channel": channel,
        "viewer": Viewer("v", "두부"),
        "in_reply_to": (id,),
        "question": "고백할까요",
        "persona": "onyu",
        "speaker": "온유",
        "chat": "천천히요.",
        "speech": "천천히 같이 봐요.",
        "emotion": Emotion.LOVE,
        "intent": Intent.COUNSEL,
    }
    return Reply(**about | fields)  # type: ignore[arg-type]


def paid(id: str, **fields: Any) -> Reply:
    about = {"question": "힘내요", "donation": "5,000원", "won": 5_000, "acknowledges": (id,)}
    return reply(id, **about | fields)


async def test_each_channel_speaks_for_itself(stage: Stage) -> None:
    for id, channel in (("a", "1"), ("b", "1"), ("c", "2")):
        await stage.replies.put(reply(id, channel))
    await until(lambda: sorted(stage.wall.ids()) == ["a", "c"])
    stage.narrator.hush(stage.channel)
    assert stage.wall.stopped == ["1"]
    stage.wall.goes_on.set()
    await stage.replies.put(reply("d", "2"))
    await until(lambda: "d" in stage.wall.ids())
    assert "b" not in stage.wall.ids()


async def test_a_donor_comes_first_and_a_silenced_viewer_no_more(stage: Stage) -> None:
    await stage.replies.put(reply("a"))
    await until(lambda: stage.wall.ids() == ["a"])
    for one in (reply("b"), reply("c", viewer=Viewer("x", "엑스")), paid("d")):
        await stage.replies.put(one)
    await until(lambda: len(stage.narrator._speakers[ONE]._unpaid) == 2)
    stage.narrator.silence("x")
    stage.wall.goes_on.set()
    await until(lambda: stage.wall.ids() == ["a", "d", "b"])
    assert stage.wall.stopped == []


async def test_who_disclosed_is_neither_spoken_of_nor_shown(stage: Stage) -> None:
    stage.held.add("v")
    await stage.replies.put(reply("a"))
    await stage.replies.put(reply("b", viewer=Viewer("w", "다른")))
    await until(lambda: stage.wall.ids() == ["b"])
    stage.narrator.alert(gift(1_000, viewer="v"), keep=True)
    assert stage.wall.shown == []


async def test_without_speech_there_are_captions(stage: Stage) -> None:
    await stage.settings(speech=False)
    await stage.replies.put(reply("a"))
    await until(lambda: bool(stage.wall.played))
    _, event, wav = stage.wall.played[0]
    assert (wav, stage.voice.texts) == (None, [])
    assert [row["text"] for row in event["captions"]] == ["천천히 같이 봐요."]


@pytest.mark.parametrize(
    ("settings", "won", "words", "read"),
    [
        ({}, 5_000, "힘내요", False),
        ({"read_donations": True, "read_from": 5_000}, 5_000, "힘내요", True),
        ({"read_donations": True, "read_from": 5_001}, 5_000, "힘내요", False),
        ({"read_donations": True, "read_from": 0}, 0, "힘내요", False),
        ({"read_donations": True}, 5_000, "시발", False),
        ({"read_donations": True}, 5_000, "글쎄 그 사람", False),
    ],
)
async def test_a_donors_words_are_read_where_the_streamer_wants_it(
    stage: Stage, settings: dict[str, Any], won: int, words: str, read: bool
) -> None:
    await stage.settings(**settings)
    await stage.replies.put(paid("a", won=won, question=words))
    await until(lambda: bool(stage.voice.texts))
    assert (words in stage.voice.texts[0]) is read
    assert "천천히 같이 봐요" in stage.voice.texts[0]


async def test_a_channel_with_its_own_alert_hears_no_thanks_of_ours(stage: Stage) -> None:
    await stage.settings(announcer=Announcer.CHANNEL)
    await stage.replies.put(paid("a"))
    await stage.replies.put(reply("b"))
    await until(lambda: stage.wall.ids() == ["b"])


async def test_uncertain_words_wait_for_a_manager(stage: Stage) -> None:
    stage.wall.goes_on.set()
    await stage.replies.put(reply("a", question="글쎄 그 사람이요"))
    await stage.replies.put(reply("b"))
    await until(lambda: stage.wall.ids() == ["b"])
    assert list(stage.channel.held) == ["a"]
    stage.narrator.release(stage.channel, stage.channel.held.pop("a"))
    await until(lambda: stage.wall.ids() == ["b", "a"])
    assert stage.wall.played[1][1]["question"] == "글쎄 그 사람이요"


async def test_what_is_held_is_bounded_and_goes_with_its_writer(stage: Stage) -> None:
    for number in range(60):
        viewer = Viewer(f"v{number % 2}", "누구")
        await stage.replies.put(reply(str(number), question="글쎄요", viewer=viewer))
    await until(lambda: "59" in stage.channel.held)
    assert len(stage.channel.held) == 50
    stage.narrator.silence("v0")
    assert {one.viewer.id for one in stage.channel.held.values()} == {"v1"}


async def test_emotes_are_shown_beside_the_words_and_never_spoken(stage: Stage) -> None:
    await stage.replies.put(reply("a", emotes=(EMOTE,)))
    await until(lambda: bool(stage.voice.texts))
    assert [*stage.wall.played[0][1]["emotes"]] == [{"name": EMOTE.name, "url": EMOTE.url}]
    assert EMOTE.name not in stage.voice.texts[0]
    event = replace(gift(5_000), platform=ONE[0], channel=ONE[1], emotes=(EMOTE, FOREIGN))
    stage.narrator.alert(event, keep=False)
    assert [*stage.wall.shown[-1][1]["emotes"]] == [{"name": EMOTE.name, "url": EMOTE.url}]


async def test_an_alert_in_doubt_waits_for_a_page(stage: Stage) -> None:
    kept, lost = (
        replace(gift(won, text), platform=ONE[0], channel=ONE[1])
        for won, text in ((5_000, "시발"), (1_000, "힘내요"))
    )
    stage.wall.watching.clear()
    stage.narrator.alert(kept, keep=True)
    stage.narrator.alert(lost, keep=False)
    stage.narrator.arrived()
    assert stage.wall.shown == []
    stage.wall.watching.add(ONE)
    for _ in range(2):
        stage.narrator.arrived()
    ((channel, alert),) = stage.wall.shown
    assert (channel, alert["id"]) == ("1", ALERT + kept.id)
    assert (alert["amount"], alert["text"]) == ("5,000원", "")


async def test_a_channels_own_words_are_kept_from_its_overlay(stage: Stage) -> None:
    await stage.settings(banned_words=("민트초코",))
    stage.wall.goes_on.set()
    await stage.replies.put(reply("a", question="민트초코 좋아해요?"))
    await stage.replies.put(reply("b", "2", question="민트초코 좋아해요?"))
    await until(lambda: sorted(stage.wall.ids()) == ["a", "b"])
    shown = {channel: event["question"] for channel, event, _ in stage.wall.played}
    assert shown == {"1": None, "2": "민트초코 좋아해요?"}


async def test_sentences_are_told_as_they_come_and_never_twice(stage: Stage) -> None:
    stage.wall.goes_on.set()
    part = reply("a", chat="", speech="하나예요.", begun=1.0)
    stage.narrator.hear(part)
    await until(lambda: stage.voice.texts == ["하나예요."])
    stage.narrator.hear(replace(part, speech="둘이에요."))
    await until(lambda: len(stage.voice.texts) == 2)
    await stage.replies.put(replace(part, chat="셋.", speech="하나예요. 둘이에요. 셋이에요."))
    await stage.replies.put(reply("b"))
    await until(lambda: len(stage.voice.texts) == 4)
    assert stage.voice.texts == ["하나예요.", "둘이에요.", "셋이에요.", "천천히 같이 봐요."]
    assert stage.wall.ids() == ["a", "a:1", "a:2", "b"]


async def test_an_answer_that_changed_ends_what_was_begun(stage: Stage) -> None:
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", speech="하나예요."))
    await stage.replies.put(reply("a", speech="전혀 다른 말이에요."))
    await stage.replies.put(reply("b"))
    await until(lambda: stage.wall.ids() == ["a", "b"])
    assert stage.voice.texts == ["하나예요.", "천천히 같이 봐요."]


async def test_an_answer_that_failed_ends_what_was_begun(stage: Stage) -> None:
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", speech="하나예요."))
    await until(lambda: stage.wall.ids() == ["a"])
    await stage.replies.put(reply("a", speech="", persona=None))
    await stage.replies.put(reply("b"))
    await until(lambda: stage.wall.ids() == ["a", "b"])


@pytest.mark.parametrize("how", ["hush", "silence", "disclosed"])
async def test_what_is_half_told_stops(stage: Stage, how: str) -> None:
    stage.narrator.hear(reply("a", speech="하나예요."))
    await until(lambda: stage.wall.ids() == ["a"])
    if how == "hush":
        stage.narrator.hush(stage.channel)
    else:
        stage.narrator.silence("v")
        stage.held.add("v")
    assert stage.wall.stopped == ["1"]
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", speech="둘이에요."))
    await stage.replies.put(reply("a", speech="하나예요. 둘이에요. 셋이에요."))
    await stage.replies.put(reply("b", viewer=Viewer("w", "다른")))
    await until(lambda: "b" in stage.wall.ids())
    assert stage.wall.ids() == ["a", "b"]


async def test_what_is_not_for_the_overlay_is_not_heard_early(stage: Stage) -> None:
    stage.wall.goes_on.set()
    stage.narrator.hear(reply("a", token="t"))
    stage.narrator.hear(reply("b", question="글쎄 그 사람이요"))
    stage.narrator.hear(reply("c", crisis=True))
    await stage.replies.put(reply("d"))
    await until(lambda: stage.wall.ids() == ["d"])
    await stage.replies.put(reply("b", question="글쎄 그 사람이요"))
    await until(lambda: list(stage.channel.held) == ["b"])


async def test_the_first_sound_is_timed(stage: Stage) -> None:
    timed: list[tuple[str, float]] = []
    stage.wall.goes_on.set()
    stage.narrator.sounded = lambda *what: timed.append(what)
    stage.narrator._clock = lambda: 101.5
    stage.narrator.hear(reply("a", speech="하나예요.", begun=100.0))
    await stage.replies.put(reply("a", speech="하나예요. 둘이에요.", begun=100.0))
    await until(lambda: stage.wall.ids() == ["a", "a:1"])
    assert timed == [("a", 1.5)]
    await stage.settings(speech=False)
    await stage.replies.put(reply("b", begun=100.0))
    await until(lambda: "b" in stage.wall.ids())
    assert len(timed) == 1, "captions are no sound"
