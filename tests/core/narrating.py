"""A narrator before a wall and a voice that remember."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.channel import Channel
from core.channels.words import ChannelWords
from core.events import Viewer
from core.labels import Emotion, Intent, Platform
from core.persona import Voice
from core.replies import Reply
from core.safety.moderation import Moderation
from core.safety.verdict import Reason, Severity, Verdict
from core.show.narrator import Narrator
from core.show.sound import Caption, Utterance
from tests.conftest import FakeClock
from tests.stores import stores

Key = tuple[Platform, str]
ONE, OTHER = (Platform.TWITCH, "1"), (Platform.TWITCH, "2")


@dataclass
class Wall:
    """A screen that remembers; what is played ends when `goes_on` is set."""

    watching: set[Key] = field(default_factory=lambda: {ONE, OTHER})
    without_alerts: set[Key] = field(default_factory=set)
    # Whether what is played comes to a page.
    shows: bool = True
    shown: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    played: list[tuple[str, dict[str, Any], bytes | None]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    def watched(self, platform: Platform, channel: str) -> bool:
        return (platform, channel) in self.watching

    def shows_alerts(self, platform: Platform, channel: str) -> bool:
        return (platform, channel) in self.watching - self.without_alerts

    def show(self, platform: Platform, channel: str, event: dict[str, Any]) -> None:
        self.shown.append((channel, event))

    async def play(
        self, platform: Platform, channel: str, event: dict[str, Any], wav: bytes | None, _: float
    ) -> bool:
        self.played.append((channel, event, wav))
        await self.goes_on.wait()
        return self.shows

    def stop(self, platform: Platform, channel: str) -> None:
        self.stopped.append(channel)

    def interrupt(self, platform: Platform, channel: str) -> None:
        self.interrupted.append(channel)

    def calm(self, platform: Platform, channel: str, seconds: float) -> None:
        self.show(platform, channel, {"type": "calm", "seconds": seconds})

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
    channel: Channel
    settings: Any
    held: set[str]


@pytest.fixture
async def stage(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Stage]:
    wall, voice, held = Wall(), Spoken(), set[str]()
    async with stores(tmp_path / "test.db", brain, clock) as kept:

        async def decide(**fields: Any) -> None:
            await kept.channels.edit(*ONE, lambda settings: replace(settings, **fields))

        narrator = Narrator(
            wall,
            voice,
            brain.personas,
            ChannelWords(Careful(), kept.channels.settings),
            kept.channels,
            held.__contains__,
        )
        task = asyncio.create_task(narrator.run())
        channel = kept.channels.of(*ONE)
        yield Stage(wall, voice, narrator, channel, decide, held)
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
