"""A backup is of yesterday: what was said since is not said again, and too old a one is refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.topics.memory import MemoryTopic
from bots.brain import Brain
from core.delivery.mouth import SAY, Mouth
from core.delivery.recovery import Recovery
from core.errors import BadInput, ConfigError
from core.gifts.gift import Gift, GiftState, WordState
from core.replies import Reply
from core.turns import State, Support, Turn
from storage.backup import dump, restore
from storage.database import Target, open_database
from storage.retention import DAY, KEPT
from storage.turns import SqlTurns
from tests.conftest import FakeClock, gift
from tests.core.test_mouth import Outlet
from tests.storage.rows import contents, everything
from tests.storage.test_backup import quiet
from tests.storage.test_forgetting import brain
from tests.storage.test_turns import brought, reply, turn
from tests.stores import stores

__all__ = ["brain"]

THANKS = Support(kind="donation", amount=5_000, shown="5,000원")
TOKEN = "aW50ZXJhY3Rpb246planted"


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


async def test_what_was_said_since_is_not_said_again(
    target: Target, brain: Brain, clock: FakeClock, tmp_path: Path
) -> None:
    given, asked = gift(5_000), gift(5_000, "힘내요", at=clock.now)
    async with stores(target, brain, clock) as kept:
        await kept.gifts.add([Gift(event=given), Gift(event=asked, words=WordState.WAITING)])
        thanks = replace(turn("thanks", clock.now, THANKS), event_ids=(given.id,))
        await kept.turns.accept([thanks, turn("a", clock.now), turn("b", clock.now)])
        await kept.turns.answered("thanks", reply(thanks))
        await brought(kept.turns, turn("a"), State.SAYING)
        await dump(kept.engine, tmp_path / "a", clock.now, quiet)
        await kept.turns.move("thanks", State.SAYING)
        await kept.turns.move("thanks", State.SAID)
        await kept.gifts.move([given.id], GiftState.ACKNOWLEDGED)
    clock.tick(60.0)
    async with open_database(target) as engine:
        await restore(engine, tmp_path / "a", clock.now, True, quiet)
    async with stores(target, brain, clock) as kept:
        replies: MemoryTopic[Reply] = MemoryTopic((SAY,))
        mouth = Mouth(
            kept.turns, kept.donations, replies, {"room": Outlet()}, {}, kept.channels,
            lambda _: False, lambda *_: False, clock,
        )  # fmt: skip
        assert await kept.turns.unfinished(0.0) == []
        recovery = Recovery(
            kept.turns, kept.donations, mouth, kept.topic, replies, kept.channels, clock
        )
        await recovery.look(died=True)
        async with kept.engine.connect() as connection:
            states = await connection.execute(text("SELECT id, state, why FROM turn ORDER BY id"))
            assert states.all() == [
                ("a", State.UNKNOWN, "restored"),
                ("b", State.DROPPED, "restored"),
                ("thanks", State.DROPPED, "restored"),
            ]
        # A manager may have said yes since.
        assert kept.donations.approval.waiting(asked.platform, asked.channel) == []
        found = await kept.gifts.get(given.id)
        assert found is not None
        assert found.state is GiftState.CHECK


async def test_too_old_a_backup_is_refused(
    engine: AsyncEngine, clock: FakeClock, tmp_path: Path
) -> None:
    await SqlTurns(engine, clock).accept([turn("a")])
    await dump(engine, tmp_path / "a", clock.now, quiet)
    before = await everything(engine)
    with pytest.raises(BadInput, match=r"is 31\.5 days old; after 30 days .* to be forgotten"):
        await restore(engine, tmp_path / "a", clock.now + 31.5 * DAY, True, quiet)
    assert await everything(engine) == before
    await restore(engine, tmp_path / "a", clock.now + KEPT, True, quiet)


async def test_no_token_of_a_command_is_in_it(
    engine: AsyncEngine, clock: FakeClock, tmp_path: Path
) -> None:
    turns = SqlTurns(engine, clock)
    asked = replace(turn("a"), token=TOKEN)
    told = replace(turn("b"), text='"token":"mine" "token":"')
    await turns.accept([asked, told])
    await turns.answered("a", replace(reply(asked), token=TOKEN))
    await dump(engine, tmp_path / "a", clock.now, quiet)
    assert {one.token for one, _, _ in await turns.unfinished(0.0)} == {TOKEN, None}
    await restore(engine, tmp_path / "a", clock.now, True, quiet)
    assert TOKEN.encode() not in b"".join((await contents(engine)).values())
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT turn, reply FROM turn ORDER BY id"))).all()
    assert [msgspec.json.decode(bytes(one), type=Turn) for one, _ in rows] == [turn("a"), told]
    assert msgspec.json.decode(bytes(rows[0][1]), type=Reply) == reply(asked)


async def test_a_restore_that_is_not_purged_says_so(tmp_path: Path, clock: FakeClock) -> None:
    async with open_database(tmp_path / "test.db") as engine:
        await SqlTurns(engine, clock).accept([turn("a")])
        await dump(engine, tmp_path / "a", clock.now, quiet)

        @event.listens_for(engine.sync_engine, "before_cursor_execute", retval=True)
        def fail(_1: object, _2: object, sql: str, values: object, *_3: object) -> object:
            return ("VACUUM nowhere" if sql == "VACUUM" else sql), values

        with pytest.raises(ConfigError, match=r"restored, but .* not purged"):
            await restore(engine, tmp_path / "a", clock.now, True, quiet)
        async with engine.connect() as connection:
            why = (await connection.execute(text("SELECT why FROM turn"))).scalars().all()
        assert why == ["restored"]
