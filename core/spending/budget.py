"""What models may cost: hard caps by viewer, channel and day, held before a call is made."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Protocol

from core.errors import BudgetSpent
from core.labels import Platform
from core.pipeline.occasion import Occasion
from core.spending.spent import MICRO, Spent
from core.viewers.veiled import hashed
from core.whole import whole

# Days are Korean ones.
KOREA = timezone(timedelta(hours=9))


class Scope(StrEnum):
    """Whose spending is counted."""

    VIEWER = "viewer"
    CHANNEL = "channel"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Price:
    """Won for a million tokens read and written."""

    tokens_in: float = 0.0
    tokens_out: float = 0.0

    def of(self, tokens_in: int, tokens_out: int) -> Spent:
        """What so many tokens come to; parts of a millionth won are rounded up."""
        microwon = math.ceil(tokens_in * self.tokens_in + tokens_out * self.tokens_out)
        return Spent(tokens_in, tokens_out, microwon)


@dataclass(frozen=True, slots=True)
class Cap:
    """The most of one day."""

    won: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's day, and what it may come to."""

    scope: Scope
    key: str
    cap: Cap


class SpendingStore(Protocol):
    """What was spent, by day and account."""

    async def hold(self, day: str, accounts: Sequence[Account], most: Spent) -> Account | None:
        """Count `most` in every account, or in none where that would pass a cap; the account
        whose cap forbids it. One after another, whoever asks; durable when it returns."""

    async def settle(self, day: str, accounts: Sequence[Account], more: Spent) -> None:
        """Count `more`, which is mostly less than nothing."""

    async def spent(self, day: str, scope: Scope, key: str) -> Spent:
        """What one account has come to."""


@dataclass(frozen=True, slots=True)
class Caps:
    """`channel` tells what a channel's streamer allows."""

    viewer: Cap
    channel: Callable[[Platform, str], Cap]
    all: Cap


@dataclass(slots=True)
class Call:
    """A call that is allowed; `spent` is what it came to, `most` until that is known."""

    most: Spent
    spent: Spent = field(init=False)

    def __post_init__(self) -> None:
        self.spent = self.most


class Budget:
    """Lets calls through while every cap holds. What a process that died held stays counted."""

    def __init__(
        self,
        store: SpendingStore,
        price: Price,
        caps: Caps,
        person: Callable[[str], str],
        clock: Callable[[], float],
    ) -> None:
        """`person(viewer id)`: one who linked several accounts has one budget."""
        self._store = store
        self.price = price
        self.caps = caps
        self._person = person
        self._clock = clock

    @asynccontextmanager
    async def call(
        self, occasion: Occasion, tokens_in: int, tokens_out: int
    ) -> AsyncIterator[Call]:
        """Hold what a call may come to at most, and count what it came to when it is over.

        Raises BudgetSpent.
        """
        day, accounts = self.day(), self._accounts(occasion)
        call = Call(self.price.of(tokens_in, tokens_out))
        over = await self._hold(day, accounts, call.most)
        if over is not None:
            raise BudgetSpent(f"the cap of a day is reached: {over.scope}")
        try:
            yield call
        finally:
            if call.spent != call.most:
                await whole(self._store.settle(day, accounts, call.spent + minus(call.most)))

    async def _hold(self, day: str, accounts: Sequence[Account], most: Spent) -> Account | None:
        """As the store does; given back when whoever asked left meanwhile."""
        held = False

        async def hold() -> Account | None:
            nonlocal held
            over = await self._store.hold(day, accounts, most)
            held = over is None
            return over

        try:
            return await whole(hold())
        except asyncio.CancelledError:
            if held:
                await whole(self._store.settle(day, accounts, minus(most)))
            raise

    async def today(self, platform: Platform, channel: str) -> Spent:
        """What a channel has spent today."""
        return await self._store.spent(self.day(), Scope.CHANNEL, account_of(platform, channel))

    def day(self) -> str:
        """Today, as accounts name it."""
        return today(self._clock())

    def _accounts(self, occasion: Occasion) -> tuple[Account, ...]:
        platform, channel = occasion.platform, occasion.channel
        return (
            Account(Scope.VIEWER, hashed(self._person(occasion.viewer)), self.caps.viewer),
            Account(
                Scope.CHANNEL, account_of(platform, channel), self.caps.channel(platform, channel)
            ),
            Account(Scope.ALL, "", self.caps.all),
        )


def today(now: float) -> str:
    """The Korean day at `now` (Unix seconds), as 2026-01-31."""
    return datetime.fromtimestamp(now, UTC).astimezone(KOREA).date().isoformat()


def account_of(platform: Platform, channel: str) -> str:
    """A channel's account; its threads have none of their own."""
    return f"{platform}:{channel.partition('/')[0]}"


def passes(spent: Spent, more: Spent, cap: Cap) -> bool:
    """Whether `spent` and `more` stay within `cap`."""
    both = spent + more
    return both.microwon <= cap.won * MICRO and both.tokens <= cap.tokens


def minus(spent: Spent) -> Spent:
    return Spent(-spent.tokens_in, -spent.tokens_out, -spent.microwon)
