"""What somebody gives: stored first, acknowledged always, once."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.settings import Announcer, Mode
from core.events import Event, Raid, Subscription
from core.gate.burst import thanks_line
from core.gifts.donations import Donations
from core.gifts.gift import Gift, GiftState
from core.gifts.later import AFTER_THEIR_ALERT, TICK
from core.labels import Platform
from core.turns import State, Thanked
from tests.conftest import FakeClock, gift, line, until
from tests.storage.test_turns import lost_once
from tests.stores import Stores, stores


@dataclass
class Desk:
    """Donations at work, and what they passed on."""

    kept: Stores
    clock: FakeClock
    recorded: list[Gift] = field(default_factory=list)
    alerts: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def donations(self) -> Donations:
        return self.kept.donations

    async def state(self, event: Event) -> GiftState | None:
        found = await self.kept.gifts.get(event.id)
        return found.state if found else None

    async def decide(self, **fields: Any) -> None:
        await self.kept.channels.edit(Platform.ROOM, "room", lambda s: replace(s, **fields))

    async def given(self, event: Event, plain: bool = False) -> None:
        """Record `event`, and return when it is stored and passed on or set aside."""
        self.donations.record(event, plain)
        await self.donations.stored(event.id)


@pytest.fixture
async def desk(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Desk]:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        desk = Desk(kept, clock)
        kept.donations.recorded = desk.recorded.append
        kept.donations.alert = lambda event, keep: desk.alerts.append((event.id, keep))
        task = asyncio.create_task(kept.donations.run())
        yield desk
        task.cancel()
        await asyncio.wait({task})


async def test_it_is_stored_before_anything_else_happens_with_it(desk: Desk) -> None:
    event = gift(5_000, "힘내요")
    seen: list[tuple[str]] = []

    path = desk.kept.engine.url.database
    assert path is not None

    def recorded(_: Gift) -> None:
        with sqlite3.connect(path) as other:  # another connection sees only what is committed
            seen.extend(other.execute("SELECT state FROM donation").fetchall())

    desk.donations.recorded = recorded
    desk.donations.record(event)
    await until(lambda: bool(seen))
    assert seen == [("received",)]


async def test_one_known_already_is_none_even_after_a_restart(
    desk: Desk, tmp_path: Path, brain: Brain, clock: FakeClock
) -> None:
    event = gift(5_000)
    await desk.given(event)
    async with stores(tmp_path / "test.db", brain, clock) as again:
        heard: list[Gift] = []
        again.donations.recorded = heard.append
        task = asyncio.create_task(again.donations.run())
        again.donations.record(event)
        again.donations.record(other := gift(1_000))
        await until(lambda: bool(heard))
        task.cancel()
        await asyncio.wait({task})
    assert [g.event.id for g in heard] == [other.id]


async def test_a_full_disk_delays_it_and_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, failures = desk.kept.gifts.add, [OSError("disk full")]

    async def failing(gifts: Any) -> set[str]:
        if failures:
            raise failures.pop()
        return await add(gifts)

    monkeypatch.setattr(desk.kept.gifts, "add", failing)
    await desk.given(event := gift(5_000))
    assert await desk.state(event) is GiftState.RECEIVED
    await until(lambda: [g.event.id for g in desk.recorded] == [event.id])


async def test_one_whose_commit_seemed_to_fail_is_passed_on_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifts, turns, before = desk.kept.gifts, desk.kept.turns, gift(1_000)
    await desk.given(before)
    await until(lambda: bool(desk.recorded))
    desk.clock.tick(1.0)
    monkeypatch.setattr(gifts, "_insert", lost_once(gifts._insert))
    monkeypatch.setattr(turns, "_insert", lost_once(turns._insert))
    desk.donations.record(before)
    desk.donations.record(event := gift(5_000, viewer="a"), plain=True)
    await until(lambda: len(desk.recorded) > 1)
    assert [g.event.id for g in desk.recorded] == [before.id, event.id]
    async for delivery in desk.kept.topic.listen("engine"):
        assert delivery.item.id == event.id
        break


async def test_our_alert_comes_at_once_and_theirs_leaves_us_one_line_later(desk: Desk) -> None:
    await desk.given(ours := gift(5_000))
    await until(lambda: desk.alerts == [(ours.id, False)] and len(desk.recorded) == 1)
    await desk.decide(announcer=Announcer.CHANNEL)
    await desk.given(theirs := gift(5_000))
    await asyncio.sleep(2 * TICK)
    assert len(desk.recorded) == 1
    desk.clock.tick(AFTER_THEIR_ALERT)
    await until(lambda: desk.recorded[-1].event.id == theirs.id)
    assert desk.alerts == [(ours.id, False)]


@pytest.mark.parametrize(
    "settings", [{"mode": Mode.OFF}, {"announcer": Announcer.CHANNEL, "in_chat": False}]
)
async def test_a_channel_that_wants_nothing_said_gets_it_recorded(
    desk: Desk, settings: dict[str, Any]
) -> None:
    await desk.decide(**settings)
    await desk.given(event := gift(5_000))
    await until(lambda: bool(desk.recorded))
    assert await desk.state(event) is GiftState.OFF
    assert desk.alerts == []


async def test_after_a_disclosure_it_is_thanked_plainly_and_keeps_no_words(desk: Desk) -> None:
    await desk.given(event := gift(5_000, "죽고 싶어요", viewer="a"), plain=True)
    stored = await desk.kept.gifts.get(event.id)
    assert stored == Gift(event=replace(event, text=""), plain=True)
    await until(lambda: bool(desk.recorded))
    ((turn, state, _),) = await desk.kept.turns.unfinished(0.0)
    assert (turn.id, turn.text, state) == (event.id, "", State.ACCEPTED)
    assert thanks_line(turn.thanked, str) == "a님 5,000원 고맙습니다!"
    assert desk.alerts == []


async def test_thanks_in_doubt_are_shown_once_and_checked(desk: Desk) -> None:
    await desk.given(event := gift(5_000))
    await until(lambda: len(desk.alerts) == 1)
    await desk.donations.doubted([event.id])
    assert await desk.state(event) is GiftState.CHECK
    assert desk.alerts[1:] == [(event.id, True)]
    assert [g.event.id for g in await desk.donations.checks(Platform.ROOM, "room")] == [event.id]
    desk.donations.shown(event.id)
    async with asyncio.timeout(5.0):
        while await desk.state(event) is not GiftState.ACKNOWLEDGED:
            await asyncio.sleep(0.01)
    await desk.donations.doubted([event.id])
    assert await desk.state(event) is GiftState.ACKNOWLEDGED
    assert len(desk.alerts) == 2


async def test_what_a_dead_process_left_is_taken_up_again(desk: Desk) -> None:
    fresh, covered, unsure, old = gift(1), gift(2), gift(3), gift(4, at=100.0)
    for event in (fresh, covered, unsure, old):
        await desk.given(event)
    await until(lambda: len(desk.recorded) == 4)
    await desk.donations.doubted([unsure.id])
    desk.recorded.clear()
    desk.alerts.clear()
    await desk.donations.resume({covered.id})
    assert not desk.recorded, "what came here is known here"
    desk.donations.leave("")
    await desk.donations.resume({covered.id})
    await until(lambda: bool(desk.recorded))
    assert [g.event.id for g in desk.recorded] == [fresh.id]
    assert {*desk.alerts} == {(fresh.id, False), (unsure.id, True)}
    assert await desk.state(old) is GiftState.CHECK


async def test_the_ranking_is_todays_in_korea_and_names_are_fit_to_be_shown(desk: Desk) -> None:
    midnight = datetime(2026, 11, 22, tzinfo=ZoneInfo("Asia/Seoul")).timestamp()
    desk.clock.now = midnight + 3_600.0
    given = [
        gift(3_000, viewer="a", at=midnight),
        gift(9_000, viewer="a", at=midnight - 1.0),
        gift(2_000, viewer="b", at=midnight + 60.0),
        gift(2_500, viewer="b", at=midnight + 90.0),
        gift(9_000, viewer="room:anonymous", at=midnight + 1.0),
        gift(2_000, viewer="시발", at=midnight + 1.0),
        gift(1_000, viewer="d", at=midnight + 1.0),
    ]
    for event in given:
        await desk.given(event)
    ranking = await desk.donations.rankings.of(Platform.ROOM, "room", 3)
    assert [(rank.place, rank.name, rank.won) for rank in ranking.ranks] == [
        (1, "b", 4_500), (2, "a", 3_000), (3, "시청자", 2_000),
    ]  # fmt: skip
    assert ranking.anonymous == 9_000


async def test_everything_that_can_be_given_is_stored_and_read_back(desk: Desk) -> None:
    about = {"platform": Platform.ROOM, "channel": "room", "viewer": line("x").viewer, "at": 1.0}
    events: list[Event] = [
        Subscription(id="s", months=3, **about),  # type: ignore[arg-type]
        Raid(id="r", viewers=30, **about),  # type: ignore[arg-type]
    ]
    for event in events:
        await desk.given(event)
        stored = await desk.kept.gifts.get(event.id)
        assert stored is not None
        assert stored.event == event


def test_a_line_of_thanks_names_everybody_once(brain: Brain) -> None:
    thanked = [
        Thanked("a", "여름귤", "5,000원"),
        Thanked("b", "시발", "1,000원"),
        Thanked("a", "여름귤", "3개월 구독"),
    ]
    said = thanks_line(thanked, brain.moderation.name)
    assert said == "여름귤님 5,000원·3개월 구독, 시청자님 1,000원 모두 고맙습니다!"


async def test_the_ranking_of_a_month_names_nobody_who_disclosed_or_is_forgotten(
    desk: Desk,
) -> None:
    first = datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Seoul")).timestamp()
    desk.clock.now = datetime(2026, 12, 31, 23, tzinfo=ZoneInfo("Asia/Seoul")).timestamp()
    given = [
        gift(3_000, viewer="a", at=first),
        gift(3_000, viewer="b", at=desk.clock.now),
        gift(9_000, viewer="before", at=first - 1.0),
        gift(8_000, viewer="disclosed", at=first + 1.0),
        gift(7_000, viewer="forgotten", at=first + 1.0),
        gift(1_000, viewer="금지어", at=first + 1.0),
    ]
    for event in given:
        await desk.given(event)
    await desk.decide(banned_words=("금지어",))
    await desk.donations.forget({"forgotten"})
    desk.donations.rankings.held = lambda viewer: viewer == "disclosed"
    ranking = await desk.donations.rankings.of(Platform.ROOM, "room", 3, month=True)
    found = [(rank.place, rank.name, rank.won) for rank in ranking.ranks]
    assert found == [(1, "a", 3_000), (1, "b", 3_000), (3, "시청자", 1_000)]
    assert ranking.anonymous == 7_000
