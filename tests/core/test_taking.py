"""Whose turn it is to be heard: decided by what is set, what is heard, and the clock."""

import pytest

from bots.brain import Brain
from core.channels.channel import Channel
from core.channels.settings import Aloud, ChannelSettings
from core.gate.gate import GateSettings
from core.labels import Platform
from core.show.taking import LONGEST_VIDEO, NEVER, Hearing, Taking, Takings
from tests.conftest import FakeClock


class Ear:
    hearing = Hearing.NONE


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def taking(ear: Ear, brain: Brain, clock: FakeClock) -> Taking:
    return Taking(channel(brain, "1"), lambda: ear.hearing, clock)


def channel(brain: Brain, key: str) -> Channel:
    settings = ChannelSettings(aloud=Aloud.AUTO, corner="talk")
    return Channel(Platform.TWITCH, key, brain.gate(GateSettings()), settings)


def decide(taking: Taking, aloud: Aloud) -> None:
    taking._channel.decide(ChannelSettings(aloud=aloud, corner="talk"))


@pytest.mark.parametrize(
    ("aloud", "hearing", "begins", "goes_on"),
    [
        (Aloud.ALWAYS, Hearing.NONE, 0.0, 0.0),
        (Aloud.ALWAYS, Hearing.SPEAKING, NEVER, NEVER),
        (Aloud.ALWAYS, Hearing.SILENT, 0.0, 0.0),
        (Aloud.ALWAYS, Hearing.AWAY, 0.0, 0.0),
        (Aloud.AUTO, Hearing.NONE, 0.0, 0.0),
        (Aloud.AUTO, Hearing.SPEAKING, NEVER, NEVER),
        (Aloud.AUTO, Hearing.SILENT, 0.0, 0.0),
        (Aloud.AUTO, Hearing.AWAY, NEVER, 0.0),
        (Aloud.HAND, Hearing.NONE, NEVER, 0.0),
        (Aloud.HAND, Hearing.SPEAKING, NEVER, NEVER),
        (Aloud.HAND, Hearing.SILENT, NEVER, 0.0),
        (Aloud.HAND, Hearing.AWAY, NEVER, 0.0),
    ],
)
def test_who_is_heard(
    taking: Taking, ear: Ear, aloud: Aloud, hearing: Hearing, begins: float, goes_on: float
) -> None:
    decide(taking, aloud)
    ear.hearing = hearing
    assert (taking.wait(), taking.wait(begun=True)) == (begins, goes_on)
    taking.allow()
    assert (taking.wait(), taking.wait(begun=True)) == (0.0, 0.0)
    taking.passed()
    assert (taking.wait(), taking.wait(begun=True)) == (begins, goes_on)


@pytest.mark.parametrize(
    ("told", "waited"), [(None, LONGEST_VIDEO), (20.0, 20.0), (600.0, LONGEST_VIDEO)]
)
def test_a_video_is_waited_for(
    taking: Taking, clock: FakeClock, told: float | None, waited: float
) -> None:
    stirred: list[float] = []
    taking.changed = lambda: stirred.append(taking.wait())
    taking.video_began(told)
    assert taking.wait() == taking.wait(begun=True) == waited
    clock.tick(waited - 1)
    assert taking.wait() == pytest.approx(1.0)
    clock.tick(1)
    assert taking.wait() == 0.0
    assert not taking.video_ended(), "it was over"
    taking.video_began(told)
    assert taking.video_ended()
    assert taking.wait() == 0.0
    assert stirred == [waited, 0.0, waited, 0.0]


@pytest.mark.parametrize(
    ("aloud", "corner", "speaks"),
    [
        (Aloud.ALWAYS, "", True),
        (Aloud.AUTO, "", False),
        (Aloud.AUTO, "radio", True),
        (Aloud.HAND, "", False),
        (Aloud.HAND, "talk", True),
    ],
)
def test_outside_a_corner_all_is_chat(aloud: Aloud, corner: str, speaks: bool) -> None:
    assert ChannelSettings(aloud=aloud, corner=corner).speaks is speaks


def test_a_microphone_is_one_channels(brain: Brain, clock: FakeClock) -> None:
    takings = Takings(clock)
    takings.heard = lambda _, key: Hearing.SPEAKING if key == "1" else Hearing.NONE
    theirs, others = (takings.of(channel(brain, key)) for key in "12")
    assert (theirs.wait(), others.wait()) == (NEVER, 0.0)
    assert (theirs.speaking, others.speaking) == (True, None)
    assert (theirs.listened, others.listened) == (True, False)
    stirred: list[str] = []
    theirs.changed = lambda: stirred.append("theirs")
    others.changed = lambda: stirred.append("others")
    takings.stir()
    assert stirred == ["theirs", "others"]
