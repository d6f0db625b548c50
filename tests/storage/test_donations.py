"""The rows of what was given, on real databases."""

import pytest

from core.gifts import Gift, GiftState
from storage.database import Target, open_database
from storage.donations import SqlDonations
from tests.conftest import FakeClock, gift
from tests.storage.test_turns import lost_once


async def test_a_gift_whose_commit_seemed_to_fail_is_new(
    target: Target, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_database(target) as engine:
        gifts = SqlDonations(engine, clock)
        known, new, off = (Gift(event=gift(amount)) for amount in (1_000, 2_000, 3_000))
        off = Gift(event=off.event, state=GiftState.OFF)
        await gifts.add([known])
        clock.tick(1.0)
        monkeypatch.setattr(gifts, "_insert", lost_once(gifts._insert))
        with pytest.raises(OSError, match="lost"):
            await gifts.add([known, new, off])
        clock.tick(1.0)
        assert await gifts.add([known, new, off]) == {new.event.id, off.event.id}
        assert await gifts.add([known, new, off]) == set()


async def test_a_gift_that_was_acknowledged_meanwhile_is_not_new(
    target: Target, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_database(target) as engine:
        gifts, given = SqlDonations(engine, clock), Gift(event=gift(1_000))
        monkeypatch.setattr(gifts, "_insert", lost_once(gifts._insert))
        with pytest.raises(OSError, match="lost"):
            await gifts.add([given])
        await gifts.move([given.event.id], GiftState.ACKNOWLEDGED)
        assert await gifts.add([given]) == set()
