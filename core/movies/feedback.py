"""What viewers think of films, and what that says for the next recommendation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.movies.opinion import FIRM, Opinion, Verdict
from core.ports import Clock
from core.stores import OpinionStore


@dataclass(frozen=True, slots=True)
class Known:
    """What a recommendation may go by; none of it is ever told in public.

    `saved` are saved films, the newest first; `avoid` all that must not be recommended now;
    `leanings` (film, -1 to 1): how much something like it would please.
    """

    saved: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    leanings: tuple[tuple[str, float], ...] = ()


class Feedback:
    """Keeps ids and verdicts, never words. Linked accounts share theirs."""

    def __init__(
        self, store: OpinionStore, accounts: Callable[[str], Sequence[str]], clock: Clock
    ) -> None:
        """`accounts(viewer)` are all of that person's, `viewer` among them."""
        self._store = store
        self._accounts = accounts
        self._clock = clock

    async def known(self, viewer: str) -> Known:
        """What counts now."""
        now = self._clock()
        return known(await self._store.of(self._accounts(viewer), now - SHOWN_FOR), now)

    async def judge(self, viewer: str, films: Sequence[str], verdict: Verdict) -> None:
        """Store what `viewer` thinks of `films`."""
        await self._store.judge(viewer, films, verdict, self._clock())

    async def unsave(self, viewer: str, films: Sequence[str]) -> int:
        """Take `films` off the saved ones; how many were there."""
        return await self._store.unsave(self._accounts(viewer), films)

    async def shown(self, viewer: str, films: Sequence[str]) -> None:
        """Remember that `films` were recommended to `viewer`."""
        await self._store.shown(viewer, films, self._clock())


def known(opinions: Iterable[Opinion], now: float) -> Known:
    """What counts of one person's `opinions`, of however many accounts."""
    held = sorted(opinions, key=lambda opinion: (opinion.verdict in FIRM, opinion.at))
    judged = {opinion.film: opinion for opinion in held if opinion.verdict is not None}
    newest = sorted(judged.values(), key=lambda opinion: (-opinion.at, opinion.film))
    lately = {opinion.film for opinion in held if now - opinion.shown_at < SHOWN_FOR}
    return Known(
        saved=tuple(o.film for o in newest if o.verdict is Verdict.SAVED),
        avoid=frozenset({*judged, *lately}),
        leanings=tuple(
            (o.film, WEIGHTS[o.verdict] * 0.5 ** (max(0.0, now - o.at) / HALF_LIFE))
            for o in newest[:LEARNT_FROM]
            if o.verdict is not None
        ),
    )


SHOWN_FOR: Final = 30 * 86_400.0
HALF_LIFE: Final = 30 * 86_400.0
LEARNT_FROM: Final = 50
WEIGHTS: Final[Mapping[Verdict, float]] = {
    Verdict.SAVED: 1.0,
    Verdict.CHOSEN: 0.3,
    Verdict.SEEN: 0.3,
    Verdict.LIKED: 1.0,
    Verdict.DISLIKED: -1.0,
}
