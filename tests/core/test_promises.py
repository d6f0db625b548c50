"""Who was promised an answer hears how it ended; what was skipped is in the report's rows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.channel import Channel
from core.delivery.promises import STORY_BOX, TOO_LATE, Promises
from core.delivery.saying import late
from core.gate.gate import WAITING
from core.labels import Platform, Role
from core.replies import Notice
from core.turns import FRESH, PROMISED_FRESH, Passed, State, fresh_for
from tests.conftest import FakeClock, line
from tests.storage.test_turns import reply, turn
from tests.stores import Stores, stores

HERE = (Platform.ROOM, "room")


@pytest.fixture
async def kept(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Stores]:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        yield kept


def promises(kept: Stores, told: list[Notice], held: str = "") -> Promises:
    return Promises(kept.channels, kept.turns, lambda viewer: viewer == held, told.append)


def ask(channel: Channel, text: str, who: str, clock: FakeClock) -> None:
    event = line(text, who, name=who)
    assert channel.gate.ask(event, text, None, clock.now) is not None


async def test_whoever_waited_in_vain_is_told_once_and_offered_the_story_box(kept: Stores) -> None:
    told: list[Notice] = []
    mine = replace(turn("a"), promised=True)
    promises(kept, told).broken(mine)
    promises(kept, told).broken(replace(reply(mine), promised=True))
    assert {one.text for one in told} == {TOO_LATE + STORY_BOX}
    assert {(one.viewer, one.in_reply_to) for one in told} == {(mine.viewer, "a")}
    await kept.channels.edit(*HERE, lambda settings: replace(settings, stories=False))
    promises(kept, told).broken(mine)
    assert told[-1].text == TOO_LATE


async def test_nobody_else_is_told(kept: Stores) -> None:
    told: list[Notice] = []
    promises(kept, told).broken(turn("unpromised"))
    promises(kept, told).broken(replace(turn("in private"), promised=True, private=True))
    promises(kept, told, held="v").broken(replace(turn("disclosed"), promised=True))
    assert told == []


def test_a_promise_is_kept_for_an_hour_and_what_nobody_asked_for_is_said_at_once() -> None:
    mine = replace(reply(turn("a")), heard=1_000.0)
    assert late(mine, 1_000.0 + FRESH + 1)
    kept = replace(mine, promised=True)
    assert not late(kept, 1_000.0 + PROMISED_FRESH)
    assert late(kept, 1_000.0 + PROMISED_FRESH + 1)
    assert fresh_for(unasked=True, promised=True) < FRESH


async def test_who_still_waits_at_a_stop_is_answered_after_it(
    kept: Stores, clock: FakeClock
) -> None:
    channel = kept.channels.of(*HERE)
    ask(channel, "남친이 읽씹했어요", "하나", clock)
    ask(channel, "고백해도 될까요", "둘", clock)
    await promises(kept, []).keep()
    found = await kept.turns.unfinished(0.0)
    assert {(turn.viewer.name, state) for turn, state, _ in found} == {
        ("하나", State.ACCEPTED), ("둘", State.ACCEPTED),
    }  # fmt: skip


async def test_what_is_passed_over_has_a_row_that_tells_why(kept: Stores, clock: FakeClock) -> None:
    channel = kept.channels.of(*HERE)
    ask(channel, "남친이 읽씹했어요", "하나", clock)
    (waiting,) = channel.gate.waiting()
    kept.services.unanswered(channel.gate.withdraw(waiting.viewer.id), Passed.CANCELLED)
    await kept.errands.flush()
    assert await kept.turns.look(waiting.events[0].id) == (State.DROPPED, None)
    assert await kept.turns.unfinished(0.0) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.BROADCASTER])
def test_managers_ask_as_often_as_they_like(brain: Brain, role: Role, clock: FakeClock) -> None:
    from core.gate.gate import GateSettings

    gate = brain.gate(GateSettings())
    for number in range(10):
        event = line(f"고민 {number}", "m", roles=frozenset({role}))
        assert gate.ask(event, event.text, None, clock.now) is not None
        assert gate.take(clock.now) is not None
    asked = [
        gate.ask(line(f"또 {n}", "m", roles=frozenset({role})), "또", None, clock.now)
        for n in range(4)
    ]
    assert sum(one is not None for one in asked) == WAITING, "the queue is everybody's"


def test_where_a_manager_silenced_it_nothing_is_taken(
    brain: Brain, kept: Stores, clock: FakeClock
) -> None:
    channel = kept.channels.of(*HERE)
    ask(channel, "남친이 읽씹했어요", "하나", clock)
    channel.rest(quiet=True)
    clock.tick(5.0)
    assert channel.take(clock.now) is None
    channel.rest(quiet=False)
    assert channel.take(clock.now) is not None
