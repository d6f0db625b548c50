"""The films shown last to each party, and all that was shown lately."""

from collections import OrderedDict, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.labels import Platform
from core.movies.film import Film
from core.party import Party

# Seconds for which "the second one" is understood, and for which a channel's films rest.
REMEMBERED = 1_800.0
RESTING = 3_600.0
PARTIES = 5_000
CHANNELS = 1_000
SHOWN = 400
IN_CHANNEL = 40


@dataclass(slots=True)
class Listing:
    """`films` in the order they were shown, the first `named` of them in so many words; `focus`
    is the one that was spoken of since."""

    films: tuple[Film, ...]
    named: int
    at: float
    focus: Film | None = None


class Listings:
    """In bounded memory; whoever was silent longest is forgotten first."""

    def __init__(self) -> None:
        self._last: OrderedDict[Party, Listing] = OrderedDict()
        self._shown: OrderedDict[Party, deque[str]] = OrderedDict()
        self._channels: OrderedDict[tuple[Platform, str], deque[tuple[float, str]]] = OrderedDict()

    def put(self, to: Party, films: Sequence[Film], named: int, now: float) -> None:
        """`films` are shown to a party now."""
        ids = [film.id for film in films]
        self._last[to] = Listing(tuple(films), min(named, len(films)), now)
        _bounded(self._last, to, PARTIES)
        self._shown.setdefault(to, deque(maxlen=SHOWN)).extend(ids)
        _bounded(self._shown, to, PARTIES)
        if not to.private:
            here = to.platform, to.channel
            rest = self._channels.setdefault(here, deque(maxlen=IN_CHANNEL))
            rest.extend((now, id) for id in ids)
            _bounded(self._channels, here, CHANNELS)

    def of(self, to: Party, now: float) -> Listing | None:
        """What was shown to a party last, within half an hour."""
        last = self._last.get(to)
        return last if last is not None and now - last.at < REMEMBERED else None

    def forget(self, viewers: Collection[str]) -> None:
        """Nothing was shown to these viewers."""
        for held in (self._last, self._shown):
            for to in [to for to in held if to.viewer in viewers]:
                del held[to]

    def shown(self, to: Party) -> frozenset[str]:
        """Ids of what was shown to a party."""
        return frozenset(self._shown.get(to, ()))

    def resting(self, to: Party, now: float) -> frozenset[str]:
        """Ids of what a party's whole channel saw within the hour; nothing in private."""
        if to.private:
            return frozenset()
        held = self._channels.get((to.platform, to.channel), ())
        return frozenset(id for at, id in held if now - at < RESTING)


def _bounded(held: OrderedDict, key: object, most: int) -> None:  # type: ignore[type-arg]
    held.move_to_end(key)
    if len(held) > most:
        held.popitem(last=False)
