"""The turn rows, on real databases."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import ConfigError
from core.events import Viewer
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from core.turns import Reason, State, Support, Turn
from storage.chat_log import SqlChatLog
from storage.database import Target, open_database
from storage.retention import KEPT, Retention
from storage.turns import SqlTurns
from tests.conftest import FakeClock, line

P = ParamSpec("P")
T = TypeVar("T")


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


def turn(id: str, at: float = 1_000_000.0, support: Support | None = None) -> Turn:
    return Turn(
        id=id,
        platform=Platform.ROOM,
        channel="room",
        viewer=Viewer("v", "두부"),
        text="고백할까요",
        event_ids=(id,),
        reason=Reason.WORRY,
        score=0.8,
        at=at,
        support=support,
    )


def lost_once(write: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """`write` whose first commit nobody hears of."""
    errors = [OSError("connection lost")]

    async def lost(*args: P.args, **kwargs: P.kwargs) -> T:
        done = await write(*args, **kwargs)
        if errors:
            raise errors.pop()
        return done

    return lost


def reply(to: Turn) -> Reply:
    return Reply(
        turn_id=to.id,
        platform=to.platform,
        channel=to.channel,
        viewer=to.viewer,
        in_reply_to=to.event_ids,
        question=to.text,
        persona="onyu",
        speaker="온유",
        chat="천천히요.",
        speech="천천히 같이 봐요.",
        emotion=Emotion.LOVE,
        intent=Intent.COUNSEL,
    )


async def brought(turns: SqlTurns, there: Turn, state: State) -> None:
    """Bring an accepted turn to `state`."""
    if state is not State.DROPPED:
        assert await turns.answered(there.id, reply(there))
        assert await turns.move(there.id, State.SAYING)
    if state is not State.SAYING:
        assert await turns.move(there.id, state)


async def test_a_turn_is_accepted_once(engine: AsyncEngine, clock: FakeClock) -> None:
    turns = SqlTurns(engine, clock)
    assert await turns.accept([turn("a"), turn("b")]) == [turn("a"), turn("b")]
    assert await turns.accept([turn("a"), turn("c")]) == [turn("c")]


async def test_a_turn_survives_with_its_state_and_reply(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    turns = SqlTurns(engine, clock)
    await turns.accept([turn("a"), turn("b"), turn("c")])
    await turns.answered("b", reply(turn("b")))
    await brought(turns, turn("c"), State.SAID)
    again = SqlTurns(engine, clock)
    assert await again.unfinished(0.0) == [
        (turn("a"), State.ACCEPTED, None),
        (turn("b"), State.ANSWERED, reply(turn("b"))),
    ]


async def test_what_was_said_lately_is_known_after_a_restart(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    turns = SqlTurns(engine, clock)
    await turns.accept([turn(id) for id in ("old", "saying", "said", "unknown", "dropped", "new")])
    await brought(turns, turn("old"), State.SAID)
    began = clock.tick(10.0)
    for state in (State.SAYING, State.SAID, State.UNKNOWN, State.DROPPED):
        await brought(turns, turn(state.value), state)
        clock.tick(1.0)
    again = SqlTurns(engine, clock)
    assert await again.said_since(Platform.ROOM, began) == [
        ("room", began),
        ("room", began + 1.0),
        ("room", began + 2.0),
    ]
    assert await again.said_since(Platform.TWITCH, 0.0) == []


async def test_many_changes_at_once_all_commit(engine: AsyncEngine, clock: FakeClock) -> None:
    turns = SqlTurns(engine, clock)
    many = [turn(str(number)) for number in range(100)]
    await turns.accept(many)
    await asyncio.gather(*(turns.move(t.id, State.DROPPED) for t in many))
    assert await turns.unfinished(0.0) == []


async def test_of_changes_that_share_a_commit_each_learns_whether_it_did(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    turns = SqlTurns(engine, clock)
    await turns.accept([turn(id) for id in ("z", "a", "said")])
    await brought(turns, turn("said"), State.SAID)
    answer = reply(turn("z"))
    done = await asyncio.gather(
        turns.answered("z", answer),
        turns.answered("nobody's", answer),
        turns.move("said", State.DROPPED, "too late"),
        turns.move("a", State.SAYING),
        turns.answered("z", answer),
        turns.move("z", State.SAYING),
        turns.move("z", State.SAYING),
        turns.move("a", State.DROPPED, "stale"),
    )
    assert done == [True, False, False, False, True, True, False, True]
    assert await turns.look("said") == (State.SAID, reply(turn("said")))
    assert await turns.unfinished(0.0) == [(turn("z"), State.SAYING, answer)]


async def test_another_answer_than_the_stored_one_is_refused(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    turns = SqlTurns(engine, clock)
    await turns.accept([turn("a")])
    first, second = reply(turn("a")), msgspec.structs.replace(reply(turn("a")), chat="다른 말")
    assert await turns.answered("a", first)
    assert not await turns.answered("a", second)
    assert await turns.answered("a", first)
    assert await turns.look("a") == (State.ANSWERED, first)


async def test_a_cancelled_waiter_does_not_harm_the_others(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    turns = SqlTurns(engine, clock)
    many = [turn(str(number)) for number in range(20)]
    await turns.accept(many)
    tasks = [asyncio.create_task(turns.move(t.id, State.DROPPED)) for t in many]
    await asyncio.sleep(0)
    tasks[3].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert [t.id for t, _, _ in await turns.unfinished(0.0)] in ([], ["3"])


async def test_the_chat_log_masks_and_writes_once(engine: AsyncEngine) -> None:
    log = SqlChatLog(engine)
    said = line("제 번호 010-1234-5678이에요")
    log.append(said)
    log.append(said)
    await log.flush()
    await log.flush()
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT text FROM chat"))).scalars().all()
    assert rows == ["제 번호 [전화번호]이에요"]


async def test_old_rows_are_forgotten(engine: AsyncEngine, clock: FakeClock) -> None:
    turns = SqlTurns(engine, clock)
    await turns.accept([turn("old"), turn("owed"), turn("new", at=clock() + 1.0)])
    await brought(turns, turn("old"), State.SAID)
    clock.tick(KEPT + 1.0)
    await Retention(engine, clock).sweep()
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT id FROM turn"))).scalars().all() == ["new"]


async def test_a_corrupt_file_is_named_with_a_fix(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"this is no database at all" * 400)
    with pytest.raises(ConfigError, match=r"not a usable database") as error:
        async with open_database(path):
            pass
    assert "mv " in error.value.fix


async def test_a_torn_file_is_named_with_a_fix(tmp_path: Path) -> None:
    path = tmp_path / "torn.db"
    async with open_database(path) as engine:
        await SqlTurns(engine, lambda: 0.0).accept([turn(str(n)) for n in range(500)])
    data = bytearray(path.read_bytes())
    data[8192:40960] = b"\xff" * 32768
    path.write_bytes(data)
    with pytest.raises(ConfigError, match="not a usable database"):
        async with open_database(path):
            pass


async def test_a_turn_whose_commit_seemed_to_fail_is_new(
    engine: AsyncEngine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = SqlTurns(engine, clock)
    await turns.accept([turn("known")])
    clock.tick(1.0)
    monkeypatch.setattr(turns, "_insert", lost_once(turns._insert))
    both = [turn("known"), turn("new")]
    with pytest.raises(OSError, match="lost"):
        await turns.accept(both)
    clock.tick(1.0)
    assert await turns.accept(both) == [turn("new")]
    assert await turns.accept(both) == []


async def test_a_turn_that_somebody_else_works_on_meanwhile_is_not_new(
    engine: AsyncEngine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = SqlTurns(engine, clock)
    monkeypatch.setattr(turns, "_insert", lost_once(turns._insert))
    with pytest.raises(OSError, match="lost"):
        await turns.accept([turn("a")])
    await turns.answered("a", reply(turn("a")))
    assert await turns.accept([turn("a")]) == []
