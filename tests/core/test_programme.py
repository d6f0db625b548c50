"""When corners are announced, opened and closed, and that each happens once."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.settings import ChannelSettings, Mode
from core.corners.lines import Lines
from core.corners.runner import Runner
from core.corners.slot import Kind, Slot, Step, words
from core.events import Viewer
from core.korea import KOREA
from core.labels import Platform
from core.replies import Notice
from core.turns import Reason
from scheduler.cron import following
from storage.idle import SqlAired
from tests.conftest import FakeClock, line
from tests.stores import Stores, stores

ROOM = (Platform.ROOM, "room")
TWITCH = (Platform.TWITCH, "1337")
# A Sunday.
ELEVEN = datetime(2026, 11, 22, 23, tzinfo=KOREA).timestamp()
RADIO = Slot(id="a", name="사연 라디오", kind=Kind.RADIO, cron="0 23 * * *", minutes=30)


class Evening:
    """A channel in the hands of a runner; what is said of it and on it."""

    def __init__(self, kept: Stores, brain: Brain, clock: FakeClock) -> None:
        self.kept, self.clock = kept, clock
        self.live: bool | None = True
        self.watched = True
        self.stories: list[str] = []
        self.told: list[str] = []
        self.gave_way: list[str] = []
        self.runner = self.process(brain)
        self.brain = brain

    def process(self, brain: Brain) -> Runner:
        runner = Runner(
            self.kept.channels, self.kept.turns, self.kept.topic, SqlAired(self.kept.engine),
            Lines(brain.personas), following, {Platform.TWITCH: _Live(self)}, self.clock,
        )  # fmt: skip
        runner.watched = lambda *_: self.watched
        runner.tell = lambda notice: self.told.append(_text(notice))
        runner.give_way = lambda *about: self.gave_way.append("soon")
        runner.silence = lambda viewer: self.gave_way.append(viewer)
        runner.stories = self
        return runner

    async def next(self, platform: Platform, channel: str) -> bool:
        return bool(self.stories) and bool(self.stories.pop())

    async def decide(self, **fields: object) -> None:
        await self.kept.channels.edit(*TWITCH, lambda settings: replace(settings, **fields))

    async def after(self, minutes: float) -> list[str]:
        """What personas say at the look after so many minutes; nobody is being answered."""
        self.clock.tick(minutes * 60)
        await self.runner.tick()
        channel = self.kept.channels.of(*TWITCH)
        said = [part.text for turn in channel.in_flight.values() for part in turn.script]
        channel.in_flight.clear()
        return said

    async def wrote(self, text: str = "안녕하세요") -> None:
        platform, channel = TWITCH
        self.runner.heard(line(text, platform=platform, channel=channel), self.clock())


class _Live:
    def __init__(self, evening: Evening) -> None:
        self._evening = evening

    def live(self, channel: str) -> bool | None:
        return self._evening.live


def _text(notice: Notice) -> str:
    return notice.text


@pytest.fixture
async def evening(tmp_path: Path, brain: Brain) -> AsyncIterator[Evening]:
    clock = FakeClock(ELEVEN - 600)
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        yield Evening(kept, brain, clock)


async def test_off_until_switched_on(evening: Evening) -> None:
    await evening.wrote()
    assert await evening.after(600) == []
    assert evening.told == []


async def test_nothing_is_said_where_nobody_would_hear_it(evening: Evening) -> None:
    await evening.decide(idle=True)
    await evening.after(0)
    evening.watched = False
    assert await evening.after(30) == []
    evening.watched, evening.live = True, False
    assert await evening.after(1) == []
    evening.live = None
    assert await evening.after(1) == [], "nobody tells, and nobody wrote"
    await evening.wrote()
    assert await evening.after(5)
    evening.live = True
    for rest in (
        {"paused": True},
        {"paused": False, "quiet": True},
        {"quiet": False, "mode": Mode.OFF},
    ):
        await evening.decide(**rest)
        assert await evening.after(100) == []
    await evening.decide(mode=Mode.CALLED)
    assert await evening.after(0)


async def test_outside_a_corner_it_speaks_only_where_answers_are_spoken(evening: Evening) -> None:
    await evening.decide(idle=True, aloud="auto")
    await evening.after(0)
    assert await evening.after(10) == []
    await evening.decide(idle_in_chat=True)
    assert await evening.after(0)


async def test_nobody_is_interrupted(evening: Evening) -> None:
    await evening.decide(idle=True)
    await evening.after(0)
    channel = evening.kept.channels.of(*TWITCH)
    platform, key = TWITCH
    asked = line("고백할까요", platform=platform, channel=key)
    channel.gate.ask(asked, asked.text, None, evening.clock())
    evening.clock.tick(600)
    await evening.runner.tick()
    assert not channel.in_flight, "somebody waits"
    turn = channel.take(evening.clock())
    assert turn is not None
    await evening.runner.tick()
    assert [*channel.in_flight] == [turn.id], "somebody is being answered"
    channel.in_flight.clear()
    assert await evening.after(0)


async def test_a_story_that_waits_comes_before_a_line_of_the_bank(evening: Evening) -> None:
    await evening.decide(idle=True)
    evening.stories = ["사연"]
    await evening.after(0)
    assert await evening.after(5) == []
    assert evening.stories == []
    assert await evening.after(9) == []
    assert await evening.after(1)


async def test_whoever_writes_is_given_way_and_a_disclosure_silences_at_once(
    evening: Evening,
) -> None:
    await evening.decide(idle=True)
    await evening.after(0)
    assert await evening.after(5)
    await evening.wrote()
    assert evening.gave_way == ["soon"]
    await evening.wrote()
    assert evening.gave_way == ["soon"], "once"
    evening.runner.disclosed(*TWITCH)
    assert evening.gave_way[1:] == ["idle:twitch:1337"]
    assert await evening.after(14) == []
    assert await evening.after(1)


async def test_after_a_restart_nothing_is_said_again(evening: Evening) -> None:
    await evening.decide(idle=True, personas=("onyu",))
    await evening.after(0)
    said: list[str] = []
    for _ in range(20):
        said += await evening.after(61)
        evening.runner = evening.process(evening.brain)
        await evening.runner.tick()
    assert len(said) >= 18
    assert len(set(said)) == len(said)


async def test_two_that_think_a_channel_is_theirs_say_it_once(evening: Evening) -> None:
    await evening.decide(idle=True)
    other = evening.process(evening.brain)
    for runner in (evening.runner, other):
        await runner.tick()
    evening.clock.tick(300)
    for runner in (evening.runner, other):
        await runner.tick()
        evening.kept.channels.of(*TWITCH).in_flight.clear()
    waiting = await evening.kept.turns.unfinished(0.0)
    assert [turn.reason for turn, _, _ in waiting] == [Reason.IDLE]
    assert waiting[0][0].viewer == Viewer("idle:twitch:1337", "")


async def test_an_evening_of_a_corner(evening: Evening) -> None:
    await evening.decide(programme=(RADIO,))
    stories = evening.stories
    stories += ["하나", "둘"]
    assert await evening.after(4) == []
    assert evening.told == []
    await evening.after(1)
    assert [text[:5] for text in evening.told] == ["5분 뒤에"]
    await evening.after(5)
    assert evening.told[1].startswith("지금부터 30분 동안 〈사연 라디오〉")
    assert evening.kept.channels.settings(*TWITCH).corner == Kind.RADIO
    await evening.after(0.5)
    await evening.after(0.5)
    assert stories == [], "one after another"
    assert await evening.after(3), "and then they talk"
    await evening.after(30)
    assert evening.told[2].endswith("고마워요.")
    assert evening.kept.channels.settings(*TWITCH).corner == ""
    evening.runner = evening.process(evening.brain)
    await evening.after(0)
    assert len(evening.told) == 3


async def test_what_a_manager_did_by_hand_stands(evening: Evening) -> None:
    await evening.decide(programme=(RADIO,), corner="talk")
    await evening.after(11)
    assert evening.kept.channels.settings(*TWITCH).corner == "talk", "one after another"
    await evening.decide(corner="")
    await evening.after(1)
    assert evening.kept.channels.settings(*TWITCH).corner == Kind.RADIO
    await evening.decide(corner="")
    await evening.after(1)
    assert evening.kept.channels.settings(*TWITCH).corner == "", "closed by hand"
    await evening.decide(corner="films")
    told = len(evening.told)
    await evening.after(30)
    assert evening.kept.channels.settings(*TWITCH).corner == "films", "another one"
    assert len(evening.told) == told


async def test_a_stream_that_begins_late_has_its_corner(evening: Evening) -> None:
    evening.live = False
    await evening.decide(programme=(RADIO,))
    await evening.after(20)
    assert evening.told == []
    evening.live = True
    await evening.after(1)
    assert evening.told[0].startswith("지금부터")
    evening.live = False
    await evening.after(60)
    assert evening.kept.channels.settings(*TWITCH).corner == ""
    assert len(evening.told) == 1, "nobody is there to be told"


async def test_a_corner_waits_until_a_disclosure_is_over(evening: Evening) -> None:
    await evening.decide(programme=(RADIO,))
    await evening.after(9)
    evening.runner.disclosed(*TWITCH)
    told = list(evening.told)
    await evening.after(5)
    assert evening.told == told
    await evening.after(10)
    assert evening.told[len(told) :] == [words(RADIO, Step.OPEN)]


async def test_what_is_left_of_it_must_be_worth_opening(evening: Evening) -> None:
    evening.live = False
    await evening.decide(programme=(RADIO,))
    evening.clock.now = ELEVEN + timedelta(minutes=28, seconds=1).total_seconds()
    evening.live = True
    await evening.after(0)
    assert evening.told == []


async def test_a_film_corner_begins_with_a_line_about_films(evening: Evening) -> None:
    films = replace(RADIO, kind=Kind.FILMS)
    await evening.decide(programme=(films,), personas=("onyu",))
    await evening.after(10)
    said = await evening.after(2)
    bank = evening.brain.personas["onyu"].bank
    assert said[0] in [line.speech for line in bank.find("idle.film")]


def test_the_default_has_no_programme() -> None:
    assert ChannelSettings().programme == ()
    assert not ChannelSettings().idle
