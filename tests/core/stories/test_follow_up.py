"""A teller is asked once, in private, by day, a week after; and may tell on in public."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.settings import ChannelSettings
from core.errors import Disconnected, PlatformError, SendUnknown
from core.events import Viewer
from core.labels import Platform
from core.safety.levels import Kind, Level, Triage
from core.stories.follow_up import AFTER, AT_ONCE, DAY, LATEST, FollowUps
from core.stories.story import OPEN, Consents, Story, StoryState
from tests.conftest import FakeClock
from tests.core.stories.world import HERE, TELLER, TEXT, World, world

# Noon in Korea.
NOON = 1_795_316_400.0
ASKED_FOR = Consents(of_age=True, follow_up=True)


class Letters:
    """What was written to whom."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails: PlatformError | None = None

    async def write(self, viewer: str, text: str, about: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.sent.append((viewer, text))


@pytest.fixture
async def there(brain: Brain, clock: FakeClock, tmp_path: Path) -> AsyncIterator[World]:
    clock.now = NOON
    async with world(tmp_path / "test.db", brain, clock) as there:
        await switch(there, True)
        yield there


async def switch(there: World, on: bool) -> None:
    await there.channels.edit(*HERE, lambda settings: replace(settings, follow_up=on))


def asking(there: World, letters: Letters) -> FollowUps:
    return FollowUps(
        there.store, there.people.accounts, there.airing.held, there.channels.settings,
        letters.write, there.clock,
    )  # fmt: skip


async def read(
    there: World,
    viewer: Viewer = TELLER,
    consents: Consents = ASKED_FOR,
    where: tuple[Platform, str] = HERE,
) -> Story:
    taken = await there.box.submit(*where, viewer, TEXT, consents, "감자")
    assert taken.story is not None
    moved = await there.store.move(
        taken.story.id, OPEN, StoryState.ANSWERED, read_at=there.clock(), reader="dogeon"
    )
    assert moved is not None
    return moved


async def test_once_after_a_week(there: World) -> None:
    letters = Letters()
    ups = asking(there, letters)
    await read(there)
    await read(there, Viewer("discord:8", "남"), replace(ASKED_FOR, follow_up=False))
    there.clock.tick(AFTER - 1)
    await ups.ask()
    assert letters.sent == []
    there.clock.tick(2)
    await ups.ask()
    await asking(there, letters).ask()
    there.clock.tick(AFTER)
    await ups.ask()
    ((viewer, text),) = letters.sent
    assert viewer == TELLER.id
    assert "그 뒤로 어떻게 됐어요?" in text
    assert "감자" in text
    assert "연락했어요" not in text


@pytest.mark.parametrize(("hours", "asked"), [(-4, 0), (-3, 1), (10.9, 1), (11, 0), (15, 0)])
async def test_by_day_only(there: World, hours: float, asked: int) -> None:
    letters = Letters()
    await read(there)
    there.clock.tick(8 * DAY + hours * 3_600)
    await asking(there, letters).ask()
    assert len(letters.sent) == asked


async def test_through_the_linked_account_or_not_at_all(there: World) -> None:
    letters = Letters()
    await read(there, Viewer("chzzk:1", "남"))
    await read(there, Viewer("chzzk:2", "남"))
    await there.people.link("chzzk:1", "discord:1")
    there.clock.tick(AFTER + 1)
    for _ in range(2):
        await asking(there, letters).ask()
    assert [viewer for viewer, _ in letters.sent] == ["discord:1"]


async def test_what_was_certainly_not_asked_is_asked_later(there: World) -> None:
    letters = Letters()
    await read(there)
    there.clock.tick(AFTER + 1)
    letters.fails = Disconnected("away")
    await asking(there, letters).ask()
    letters.fails = None
    await asking(there, letters).ask()
    assert len(letters.sent) == 1


async def test_what_may_have_been_asked_is_not_asked_again(there: World) -> None:
    letters = Letters()
    await read(there)
    there.clock.tick(AFTER + 1)
    letters.fails = SendUnknown("lost")
    await asking(there, letters).ask()
    letters.fails = None
    await asking(there, letters).ask()
    assert letters.sent == []


async def test_nobody_is_asked_late_nor_after_a_crisis(there: World) -> None:
    letters = Letters()
    await read(there)
    there.clock.tick(AFTER + 1)
    there.aftercare.answer(TELLER.id, Triage(Level.EXPLICIT, Kind.SELF_HARM), there.clock())
    await asking(there, letters).ask()
    assert letters.sent == []
    there.clock.tick(LATEST)
    await asking(there, letters).ask()
    assert letters.sent == []


async def test_a_consent_is_taken_back(there: World) -> None:
    letters = Letters()
    story = await read(there)
    assert not (await there.box.revoke(story, "follow_up")).consents.follow_up
    there.clock.tick(AFTER + 1)
    await asking(there, letters).ask()
    assert letters.sent == []


async def test_nobody_is_asked_of_a_channel_that_has_it_off_then(there: World) -> None:
    letters = Letters()
    await read(there)
    there.clock.tick(AFTER + 1)
    await switch(there, False)
    await asking(there, letters).ask()
    await switch(there, True)
    await asking(there, letters).ask()
    assert letters.sent == []


async def test_a_channel_that_has_it_off_keeps_nobody_elsewhere_waiting(there: World) -> None:
    letters = Letters()
    elsewhere = (Platform.TWITCH, "t1")
    for number in range(AT_ONCE):
        await read(there, Viewer(f"discord:{number}", "남"))
    await switch(there, False)
    await there.channels.edit(*elsewhere, lambda settings: replace(settings, follow_up=True))
    await read(there, Viewer("discord:99", "남"), where=elsewhere)
    there.clock.tick(AFTER + 1)
    for _ in range(2):
        await asking(there, letters).ask()
    assert [viewer for viewer, _ in letters.sent] == ["discord:99"]


async def test_a_channel_that_has_it_off_takes_no_yes_to_it(there: World) -> None:
    assert not ChannelSettings().follow_up
    await switch(there, False)
    asked_for = replace(ASKED_FOR, shorts=True)
    assert (await read(there, consents=asked_for)).consents == replace(asked_for, follow_up=False)


async def test_some_at_a_time(there: World) -> None:
    letters = Letters()
    for number in range(AT_ONCE + 1):
        await read(there, Viewer(f"discord:{number}", "남"))
    there.clock.tick(AFTER + 1)
    await asking(there, letters).ask()
    assert len(letters.sent) == AT_ONCE
    await asking(there, letters).ask()
    assert len({viewer for viewer, _ in letters.sent}) == AT_ONCE + 1
