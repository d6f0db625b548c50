"""What several tests look at, made once."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Called, what `make` made; the first call makes it."""

    def __init__(self, make: Callable[[], Awaitable[T]]) -> None:
        self._make = make
        self._made: list[T] = []

    async def __call__(self) -> T:
        if not self._made:
            self._made.append(await self._make())
        return self._made[0]
