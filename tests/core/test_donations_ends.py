"""What was given when a process ends: what is in doubt, and what waits."""

import pytest

from adapters.topics.memory import MemoryTopic
from core.delivery.mouth import SAY, Mouth
from core.delivery.recovery import Recovery
from core.gate.burst import thanks_turn
from core.gifts.gift import GiftState
from core.labels import Emotion, Intent
from core.replies import Reply
from core.turns import State, Turn
from tests.conftest import gift, until
from tests.core.test_donations import Desk, desk

__all__ = ["desk"]


async def settled(desk: Desk, mouth: Mouth, replies: MemoryTopic[Reply]) -> None:
    kept = desk.kept
    recovery = Recovery(
        kept.turns, desk.donations, mouth, kept.topic, replies, kept.channels, desk.clock
    )
    await recovery.look(died=True)
    await recovery.resume()


async def test_what_was_being_said_is_unknown_and_its_gift_is_checked(desk: Desk) -> None:
    event = gift(5_000)
    await desk.given(event)
    thanks = thanks_turn([event], "t")
    reply = answered(thanks)
    await desk.kept.turns.accept([thanks])
    await desk.kept.turns.answered("t", reply)
    await desk.kept.turns.move("t", State.SAYING)
    replies: MemoryTopic[Reply] = MemoryTopic((SAY,))
    mouth = Mouth(
        desk.kept.turns, desk.donations, replies, {}, {}, desk.kept.channels,
        lambda _: False, lambda *_: False, desk.clock,
    )  # fmt: skip
    await until(lambda: bool(desk.recorded))
    desk.recorded.clear()
    await settled(desk, mouth, replies)
    assert await desk.kept.turns.unfinished(0.0) == []
    assert await desk.state(event) is GiftState.CHECK
    assert desk.recorded == [], "its turn was there: it is not answered again"


def answered(turn: Turn) -> Reply:
    return Reply(
        turn_id=turn.id,
        platform=turn.platform,
        channel=turn.channel,
        viewer=turn.viewer,
        in_reply_to=(),
        question="",
        persona=None,
        speaker="",
        chat="고맙습니다!",
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
        acknowledges=turn.event_ids,
    )


async def test_what_waits_when_a_process_stops_is_stored_for_the_next(desk: Desk) -> None:
    late = gift(5_000)
    desk.donations.record(late)
    await desk.donations.flush()
    stored = await desk.kept.gifts.get(late.id)
    assert stored is not None
    assert stored.state is GiftState.RECEIVED


async def test_a_stop_does_not_wait_for_a_database_that_is_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: object) -> set[str]:
        raise OSError("gone")

    monkeypatch.setattr(desk.kept.gifts, "add", away)
    desk.donations.record(gift(5_000))
    await desk.donations.flush()
