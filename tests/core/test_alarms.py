"""Managers hear of a crisis, once, and a flood as one line that counts."""

from core.alarms import CHANNEL_EVERY, VIEWER_EVERY, VIEWERS, Alarm, Alarms
from core.events import Viewer
from core.labels import Platform
from tests.conftest import FakeClock


def disclose(alarms: Alarms, viewer: str, channel: str = "77") -> None:
    alarms.disclosure(Platform.TWITCH, channel, Viewer(viewer, viewer), "self_harm")


def test_one_alarm_a_viewer_in_ten_minutes(clock: FakeClock) -> None:
    told: list[Alarm] = []
    alarms = Alarms(told.append, clock)
    for _ in range(3):
        disclose(alarms, "a")
        clock.tick(CHANNEL_EVERY)
    disclose(alarms, "a", channel="78")
    assert told == [
        Alarm(
            platform=Platform.TWITCH, channel="77", viewer=Viewer("a", "a"), kind="self_harm",
            at=1_000_000.0,
        )
    ]  # fmt: skip
    clock.tick(VIEWER_EVERY)
    disclose(alarms, "a")
    assert len(told) == 2


def test_a_flood_comes_as_one_line_that_counts(clock: FakeClock) -> None:
    told: list[Alarm] = []
    alarms = Alarms(told.append, clock)
    for number in range(5):
        disclose(alarms, f"v{number}")
    disclose(alarms, "elsewhere", channel="78")
    assert [(alarm.viewer.id, alarm.more) for alarm in told] == [("v0", 0), ("elsewhere", 0)]
    clock.tick(CHANNEL_EVERY)
    alarms._pass_on(clock())
    assert [(alarm.viewer.id, alarm.more) for alarm in told[2:]] == [("v4", 3)]
    clock.tick(CHANNEL_EVERY)
    alarms._pass_on(clock())
    assert len(told) == 3


def test_the_oldest_viewers_are_forgotten(clock: FakeClock) -> None:
    alarms = Alarms(lambda _: None, clock)
    for number in range(VIEWERS + 10):
        disclose(alarms, f"v{number}")
    assert len(alarms._viewers) == VIEWERS
