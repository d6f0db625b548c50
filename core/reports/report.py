"""What a stream came to, from what was kept of it: counts only, nobody's words or names."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from core.events import Donation, Raid, Redemption, Subscription
from core.gifts.gift import Gift, GiftState
from core.labels import Emotion, Intent, Platform, Situation
from core.reports.highlights import Clip, clip, highlights
from core.reports.kept import Kept, KeptTurn
from core.reports.waits import Wait, wait
from core.spending.spent import Spent
from core.turns import Passed, Reason, State

T = TypeVar("T")


class Skip(StrEnum):
    """Why something that was to be answered was not, or is not known to have been."""

    SKIPPED = "skipped"
    IGNORED = "ignored"
    CANCELLED = "cancelled"
    CRISIS = "crisis"
    LATE = "late"
    RESTARTED = "restarted"
    UNWATCHED = "unwatched"
    LIMITED = "limited"
    DISCONNECTED = "disconnected"
    FORGOTTEN = "forgotten"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    WAITING = "waiting"


class Moods(Struct, frozen=True):
    """How many spoke with which feeling, in steps of `width` seconds, each begun at one of
    `begins` (Unix seconds)."""

    width: float
    begins: tuple[float, ...]
    counts: Mapping[Emotion, tuple[int, ...]]

    @property
    def total(self) -> int:
        return sum(map(sum, self.counts.values()))


class Title(Struct, frozen=True):
    """A film's, with the `credit` that must stand where it is named, or ""."""

    title: str
    year: int | None
    credit: str = ""


class ShownFilm(Struct, frozen=True):
    """A film that was recommended `shown` times, and saved by so many."""

    title: Title
    shown: int
    saved: int


class Tier(Struct, frozen=True):
    """Donations from `least` won on, below the next tier's."""

    least: int
    count: int
    won: int


class Gifts(Struct, frozen=True, kw_only=True):
    """`tiers` are of donations of money, the smallest first; `gifted` subscriptions came as
    presents, by the piece."""

    won: int
    donations: int
    tiers: tuple[Tier, ...]
    subscriptions: int
    gifted: int
    raids: int
    redemptions: int
    states: Mapping[GiftState, int]

    @property
    def count(self) -> int:
        return sum(self.states.values())


class Report(Struct, frozen=True, kw_only=True):
    """`worries`, in people, and `reasons` with the most frequent first; None are worries that no
    situation was surely told of. `said` is until the line stood in chat, `heard` until its first
    sound. `spent` is None, and no `models` are named, for those whose matter it is not."""

    platform: Platform
    channel: str
    name: str
    since: float
    until: float
    lines: int
    moods: Moods
    worries: tuple[tuple[Situation | None, int], ...]
    films: tuple[ShownFilm, ...]
    gifts: Gifts
    answered: int
    reasons: tuple[tuple[Reason, int], ...]
    skipped: tuple[tuple[Skip, int], ...]
    said: Wait | None
    heard: Wait | None
    spent: Spent | None
    models: tuple[tuple[str, int], ...]
    # The best moments, the earliest first.
    moments: tuple[Clip, ...] = ()


# Of one text each, in order.
Read = Callable[[Sequence[str]], Sequence[Situation | None]]
# Of a film's id; None where no film has it any more.
Named = Callable[[str], Title | None]


def report(kept: Kept, read: Read, named: Named) -> Report:
    """The figures of `kept`; `read` tells situations, `named` what a film is called.

    What was said in private counts as an answer, and for nothing that its viewer told.
    """
    moments = sorted(highlights(kept), key=lambda one: one.span.begin)
    clips = tuple(clip(one, kept) for one in moments)
    # What nobody asked for answers nobody.
    kept = replace(kept, turns=[one for one in kept.turns if not one.turn.script])
    # What is only spoken belongs to a donation whose line in chat is counted.
    turns = [one for one in kept.turns if not one.turn.aloud]
    answered = [one for one in turns if one.state is State.SAID]
    skips = [_skip(one) for one in turns if one.state is not State.SAID]
    told = [one for one in kept.turns if _told(one)]
    spoken = [one.first_audio for one in kept.turns if one.first_audio is not None]
    return Report(
        platform=kept.platform,
        channel=kept.channel,
        name=kept.name,
        since=kept.since,
        until=kept.until,
        lines=kept.lines,
        moods=moods(told, kept.since, kept.until),
        worries=_worries(told, read),
        films=_films(answered, kept.saved, named),
        gifts=_gifts(kept.gifts),
        answered=len(answered),
        reasons=_ranked(one.turn.reason for one in answered),
        skipped=_ranked(skips),
        said=wait(_seconds(answered)),
        heard=wait(spoken),
        spent=sum((one.spent for one in kept.turns), Spent()),
        models=_ranked(one.model for one in kept.turns if one.model),
        moments=clips,
    )


def without_cost(whole: Report) -> Report:
    """What managers may read of it."""
    return replace(whole, spent=None, models=())


def _told(one: KeptTurn) -> bool:
    """Whether a viewer said something of themselves for everybody to read."""
    if one.reply is None or one.reply.persona is None or one.turn.private:
        return False
    return bool(one.turn.text.strip()) and one.reply.intent in TELLING


def moods(told: Sequence[KeptTurn], since: float, until: float) -> Moods:
    """Feelings over the time from `since` to `until`, in at most STEPS steps that begin on the
    clock's round times in Korea."""
    width = next((one for one in WIDTHS if until - since <= one * (STEPS - 1)), WIDTHS[-1])
    first = math.floor((since + KOREA_AHEAD) / width) * width - KOREA_AHEAD
    steps = math.floor((until - first) / width) + 1
    counts: dict[Emotion, list[int]] = {}
    for one in told:
        assert one.reply is not None
        step = min(max(0, math.floor((one.turn.at - first) / width)), steps - 1)
        counts.setdefault(one.reply.emotion, [0] * steps)[step] += 1
    return Moods(
        width=width,
        begins=tuple(first + width * step for step in range(steps)),
        counts={
            emotion: tuple(counts[emotion])
            for emotion in sorted(counts, key=lambda emotion: -sum(counts[emotion]))
        },
    )


def _worries(told: Sequence[KeptTurn], read: Read) -> tuple[tuple[Situation | None, int], ...]:
    """How many people had each; who told of it twice, or asked the same as another, is one."""
    turns = [one.turn for one in told if one.reply and one.reply.intent is Intent.COUNSEL]
    people: dict[Situation | None, set[str]] = {}
    for turn, situation in zip(turns, read([turn.text for turn in turns]), strict=True):
        people.setdefault(situation, set()).update(turn.people)
    counts = [(situation, len(whose)) for situation, whose in people.items()]
    return tuple(sorted(counts, key=lambda pair: (pair[0] is None, -pair[1], str(pair[0]))))


def _films(
    answered: Iterable[KeptTurn], saved: Mapping[str, int], named: Named
) -> tuple[ShownFilm, ...]:
    cards = [
        card
        for one in answered
        if one.reply is not None and not one.turn.private
        for card in one.reply.films
    ]
    shown = Counter(card.id for card in cards)
    titles = {id: found for id in saved if (found := named(id)) is not None}
    titles |= {card.id: Title(card.title, card.year, card.credit) for card in cards}
    films = [ShownFilm(title, shown[id], saved.get(id, 0)) for id, title in titles.items()]
    return tuple(sorted(films, key=lambda film: (-film.shown, -film.saved, film.title.title)))


def _gifts(gifts: Sequence[Gift]) -> Gifts:
    events = [gift.event for gift in gifts]
    amounts = [event.amount for event in events if isinstance(event, Donation)]
    subscriptions = [event for event in events if isinstance(event, Subscription)]
    return Gifts(
        won=sum(amounts),
        donations=len(amounts),
        tiers=tuple(_tiers(amounts)),
        subscriptions=sum(not event.gifted for event in subscriptions),
        gifted=sum(event.gifted for event in subscriptions),
        raids=sum(isinstance(event, Raid) for event in events),
        redemptions=sum(isinstance(event, Redemption) for event in events),
        states=dict(Counter(gift.state for gift in gifts)),
    )


def _tiers(amounts: Sequence[int]) -> Iterable[Tier]:
    for least, below in zip(TIERS, chain(TIERS[1:], (math.inf,)), strict=True):
        mine = [amount for amount in amounts if least <= amount < below]
        if mine:
            yield Tier(least, len(mine), sum(mine))


def _skip(one: KeptTurn) -> Skip:
    if one.state is State.DROPPED:
        return DROPPED.get(one.why, Skip.REFUSED)
    return Skip.UNKNOWN if one.state is State.UNKNOWN else Skip.WAITING


def _seconds(answered: Iterable[KeptTurn]) -> list[float]:
    """How long answers took; of those that were found in chat later nobody knows."""
    return [
        max(0.0, one.moved_at - one.turn.at)
        for one in answered
        if one.why not in NO_TIME and not one.turn.thanked
    ]


def _ranked(found: Iterable[T]) -> tuple[tuple[T, int], ...]:
    return tuple(sorted(Counter(found).items(), key=lambda pair: (-pair[1], str(pair[0]))))


TELLING: Final = (Intent.COUNSEL, Intent.RECOMMEND, Intent.SMALLTALK)
# Seconds of a step of moods, and how many steps can be told apart on a phone.
WIDTHS: Final = (
    60.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0,
    7_200.0, 21_600.0, 86_400.0, 604_800.0,
)  # fmt: skip
STEPS: Final = 18
# Of Korea's clock before UTC's, in seconds; it has no summer time.
KOREA_AHEAD: Final = 9 * 3_600.0
# Won from which each tier of donations begins.
TIERS: Final = (0, 1_000, 5_000, 10_000, 50_000, 100_000)
# What the row of an answer says that was not timed in chat.
NO_TIME: Final = ("found there", "overlay only")
# What the row of a dropped turn says; all else is a platform's own wording.
DROPPED: Final = {
    Passed.SKIPPED: Skip.SKIPPED,
    Passed.IGNORED: Skip.IGNORED,
    Passed.CANCELLED: Skip.CANCELLED,
    "crisis": Skip.CRISIS,
    "too old": Skip.LATE,
    "too old after a restart": Skip.RESTARTED,
    "overlay only": Skip.UNWATCHED,
    "RateLimited": Skip.LIMITED,
    "Disconnected": Skip.DISCONNECTED,
    "forgotten": Skip.FORGOTTEN,
}
