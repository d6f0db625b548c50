"""The best moments of a stream, from what was kept of it, and where they are in its recording.

Nothing is picked of who disclosed a crisis, was forgotten, spoke in private, or told a story
without a yes to short clips; nor is anything else that was on air while they were. Of any other
worry, whose viewer nobody has asked, only what a manager marked is picked, and only its time.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, StrEnum, auto
from itertools import chain, pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from core.events import Donation, Event
from core.labels import Intent
from core.reports.kept import GAP, Kept, KeptTurn
from core.reports.mark import Mark, MarkKind
from core.reports.worries import tells, worries
from core.stories.story import Story
from core.turns import Reason, State, Turn
from core.viewers.nameless import nobody


class Why(StrEnum):
    """What makes a moment one of the best; the first counts most."""

    MARK = "mark"
    VOTE = "vote"
    GIFT = "gift"
    ASKED = "asked"
    STORY = "story"
    HINT = "hint"


class Use(Enum):
    """What a moment may be used for: all, its time where a manager marked it, or nothing."""

    ALL = auto()
    TIME = auto()
    NOTHING = auto()


class Span(Struct, frozen=True):
    """From `begin` to `end` (Unix seconds)."""

    begin: float
    end: float

    def meets(self, other: "Span") -> bool:
        return self.begin < other.end and other.begin < self.end

    def with_(self, other: "Span") -> "Span":
        return Span(min(self.begin, other.begin), max(self.end, other.end))


class Clip(Struct, frozen=True):
    """A `span` of the stream that began at `stream` (Unix seconds)."""

    span: Span
    stream: float

    @property
    def offsets(self) -> tuple[str, str]:
        """Where it is in the recording, as 01:02:03."""
        return offset(self.span.begin, self.stream), offset(self.span.end, self.stream)


class Moment(Struct, frozen=True, kw_only=True):
    """`whys` has marks, votes, won, people who asked, 1 for a story, people who hinted. `titles`
    are managers' own. `turn` is the answer that was heard then, None where its words are not for
    use and for a mark on something else; `story` what it answers, of a teller who agreed to short
    clips."""

    span: Span
    whys: Mapping[Why, int]
    titles: tuple[str, ...] = ()
    turn: KeptTurn | None = None
    story: Story | None = None

    @property
    def rank(self) -> tuple[int, int, float]:
        first = min(self.whys, key=ORDER.index)
        return ORDER.index(first), -self.whys[first], self.span.begin


def highlights(kept: Kept) -> list[Moment]:
    """The best first, at most MOST; none at the same time as a better one."""
    on_air = _on_air(kept)
    shut = [moment.span for moment, use in on_air if use is Use.NOTHING]
    shut += [
        Span(one.at - BEFORE_A_MARK, one.at + AFTER_A_DISCLOSURE)
        for one in kept.marks
        if one.kind is MarkKind.LEFT_OUT
    ]
    gifts = [(gift, Use.ALL) for gift in _gifts(on_air, kept)]
    found = _marked([*(one for one in on_air if one[1] is not Use.NOTHING), *gifts], kept)
    best: list[Moment] = []
    for moment in sorted((one for one in found if one.whys), key=lambda one: one.rank):
        taken = chain(shut, (one.span for one in best))
        if len(best) < MOST and not any(map(moment.span.meets, taken)):
            best.append(moment)
    return best


def clip(moment: Moment, kept: Kept) -> Clip:
    """Where `moment` is in the recording of its stream."""
    at = moment.span.begin
    times = (*(one.turn.at for one in kept.turns), *(one.event.at for one in kept.gifts))
    known = sorted(one for one in (*times, *(one.at for one in kept.marks)) if one <= at)
    begins = [after for one, after in pairwise((kept.since, *known)) if after - one > GAP]
    return Clip(moment.span, begins[-1] if begins else kept.since)


def offset(at: float, since: float) -> str:
    """How far into a recording that began at `since`, as 01:02:03."""
    minutes, seconds = divmod(max(0, int(at - since)), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def _on_air(kept: Kept) -> list[tuple[Moment, Use]]:
    """What was answered before everybody, and what it may be used for."""
    private = worries(kept.turns) | {story.sequel for story in kept.stories}
    told = {turn: story for story in kept.stories for turn in (story.reading, story.reactions)}
    found: dict[str, tuple[Moment, Use]] = {}
    for one in kept.turns:
        if one.state not in HEARD or one.reply is None or one.turn.private:
            continue
        story = told.get(one.turn.id)
        moment = Moment(span=_span(one, kept), whys=_whys(one, kept), turn=one, story=story)
        use = _use(one, kept, story, private)
        if use is Use.ALL and not _worth(one):
            continue
        key = story.id if story else one.turn.id
        if story and key in found:  # reading and reactions are one moment
            before, used = found[key]
            moment = replace(
                moment,
                span=moment.span.with_(before.span),
                whys={**before.whys, **moment.whys},
                turn=one if one.turn.together else before.turn,
            )
            use = Use.NOTHING if Use.NOTHING in (use, used) else use
        found[key] = (moment, use)
    return list(found.values())


def _use(one: KeptTurn, kept: Kept, story: Story | None, private: frozenset[str]) -> Use:
    turn = one.turn
    agreed = story is not None and story.consents.shorts
    if turn.reason is Reason.CRISIS or (one.reply is not None and one.reply.crisis):
        return Use.NOTHING
    if turn.reason is Reason.STORY and not agreed:
        return Use.NOTHING
    if _forgotten(turn) or not turn.people.isdisjoint(kept.left_out):
        return Use.NOTHING
    return Use.ALL if agreed or turn.id not in private else Use.TIME


def _worth(one: KeptTurn) -> bool:
    """Whether a persona was certainly heard, and answered what was asked."""
    assert one.reply is not None
    known = one.state is State.SAID and one.reply.persona is not None
    return known and one.reply.intent is not Intent.INJECTION


def _forgotten(one: Turn | Event) -> bool:
    """Donors without a name who wrote nothing look the same."""
    return one.viewer.id == nobody(one.platform).id and not one.text


def _gifts(on_air: Iterable[tuple[Moment, Use]], kept: Kept) -> list[Moment]:
    """Large gifts that no answer belongs to: their alert was seen all the same, with its words."""
    answered = {id for one, _ in on_air if one.turn for id in one.turn.turn.event_ids}
    return [
        Moment(
            span=Span(max(kept.since, gift.at - LEAD), gift.at + AFTER_A_GIFT),
            whys={Why.GIFT: gift.amount},
        )
        for gift in _donations(kept)
        if gift.amount >= BIG and gift.id not in answered and not tells(gift.text)
    ]


def _donations(kept: Kept) -> list[Donation]:
    """Of donors of whom something may be picked."""
    return [
        gift.event
        for gift in kept.gifts
        if isinstance(gift.event, Donation)
        and not gift.plain
        and not _forgotten(gift.event)
        and gift.event.viewer.id not in kept.left_out
    ]


def _span(one: KeptTurn, kept: Kept) -> Span:
    """From the question, where that is not long ago, to the end of the answer and its vote."""
    assert one.reply is not None
    asked, said = one.turn.at, one.moved_at
    begin = asked - LEAD if said - asked <= LONGEST_WAIT else said - LEAD
    spoken = len(one.reply.speech or one.reply.chat) / LETTERS_A_SECOND
    voted = VOTED_FOR if sum(kept.votes.get(one.turn.id, ())) >= VOICES else 0.0
    return Span(max(kept.since, begin), said + max(spoken, voted) + LEAD)


def _whys(one: KeptTurn, kept: Kept) -> dict[Why, int]:
    voices = sum(kept.votes.get(one.turn.id, ()))
    won = sum(gift.amount for gift in _donations(kept) if gift.id in one.turn.event_ids)
    reactions = one.turn.reason is Reason.STORY and one.turn.together
    found = {
        Why.VOTE: voices if voices >= VOICES else 0,
        Why.GIFT: won if won >= BIG else 0,
        Why.ASKED: len(one.turn.also) + 1 if len(one.turn.also) + 1 >= ASKERS else 0,
        Why.STORY: int(reactions),
    }
    return {why: count for why, count in found.items() if count}


def _marked(moments: Sequence[tuple[Moment, Use]], kept: Kept) -> list[Moment]:
    """`moments` with what was marked of them, and what was marked besides."""
    places: dict[int, list[Mark]] = {}
    alone: list[list[Mark]] = []
    for mark in sorted(kept.marks, key=lambda one: one.at):
        if mark.kind is MarkKind.LEFT_OUT or mark.viewer in kept.left_out:
            continue
        there = [n for n, (one, _) in enumerate(moments) if _means(mark, one)]
        if any(moments[n][1] is Use.TIME for n in there):
            mark = replace(mark, title="")  # it may tell what the worry was
        if there:
            nearest = max(there, key=lambda n: moments[n][0].span.begin)
            places.setdefault(nearest, []).append(mark)
        elif alone and mark.at - alone[-1][0].at <= TOGETHER:
            alone[-1].append(mark)
        else:
            alone.append([mark])
    found = [
        _with(one if use is Use.ALL else _bare(one), places.get(n, ()), use)
        for n, (one, use) in enumerate(moments)
    ]
    return found + [_with(_around(marks, kept), marks) for marks in alone]


def _means(mark: Mark, moment: Moment) -> bool:
    return moment.span.begin <= mark.at <= moment.span.end + LATE


def _bare(moment: Moment) -> Moment:
    """When it was, and nothing of what it was."""
    return Moment(span=moment.span, whys={})


def _around(marks: Sequence[Mark], kept: Kept) -> Moment:
    begin = max(kept.since, marks[0].at - BEFORE_A_MARK)
    return Moment(span=Span(begin, marks[-1].at + AFTER_A_MARK), whys={})


def _with(moment: Moment, marks: Iterable[Mark], use: Use = Use.ALL) -> Moment:
    marks = list(marks)
    by_managers = [one for one in marks if one.kind is MarkKind.MARK]
    hints = len({one.viewer for one in marks if one.kind is MarkKind.HINT})
    whys = dict(moment.whys)
    if by_managers:
        whys[Why.MARK] = len(by_managers)
    if hints >= HINTS and use is Use.ALL:
        whys[Why.HINT] = hints
    titles = tuple(dict.fromkeys(one.title for one in by_managers if one.title))
    return replace(moment, whys=whys, titles=titles)


ORDER: Final = tuple(Why)
MOST: Final = 10
# From which votes, won, people who asked and who hinted a moment is one of the best.
VOICES, BIG, ASKERS, HINTS = 5, 10_000, 3, 3
# Seconds before a question and after an answer; and a question that was longer ago is left out.
LEAD, LONGEST_WAIT = 5.0, 45.0
# Of speech, as airing counts it; seconds until a vote's result is told.
LETTERS_A_SECOND, VOTED_FOR = 8.0, 80.0
# Seconds after an answer in which a mark still means it; within which several mean the same; and
# around what was marked where nothing was answered.
LATE, TOGETHER = 20.0, 60.0
BEFORE_A_MARK, AFTER_A_MARK = 60.0, 15.0
AFTER_A_DISCLOSURE = 180.0
AFTER_A_GIFT = 30.0
HEARD: Final = (State.SAID, State.UNKNOWN)
