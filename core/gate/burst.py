"""Several who gave, thanked together in one line."""

import hashlib
from collections.abc import Callable, Sequence

from core.events import Event
from core.gate.candidate import Candidate
from core.gifts.gift import given
from core.turns import Reason, Support, Thanked, Turn

# From so many waiting on, a line for each would keep the last one waiting too long.
BURST = 3
# Its thanks are spoken too.
SPOKEN = "large"
_END = " 모두 고맙습니다!"
# How short and how long a name is once it is fit to be said.
_SHORTEST, _LONGEST = 3, 12


def fitting(waiting: Sequence[Candidate], limit: int) -> list[Candidate]:
    """The first of `waiting` that one line of `limit` characters can name."""
    room = limit - len(_END)
    named = []
    for candidate in waiting:
        room -= _length(candidate.events[0])
        if room < 0:
            break
        named.append(candidate)
    return named


def _length(event: Event) -> int:
    """How long the part of a line about `event` can become."""
    name = min(max(len(event.viewer.name), _SHORTEST), _LONGEST)
    return name + len(given(event)) + len("님 , ")


def burst_turn(events: Sequence[Event]) -> Turn:
    """The turn that thanks for all `events`; others with the same first one have another id."""
    ids = "\n".join(event.id for event in events)
    return thanks_turn(events, f"burst:{hashlib.sha256(ids.encode()).hexdigest()[:32]}")


def thanks_turn(events: Sequence[Event], id: str) -> Turn:
    """The turn that thanks for `events` in one line, without a persona."""
    first = events[0]
    return Turn(
        id=id,
        platform=first.platform,
        channel=first.channel,
        viewer=first.viewer,
        text="",
        event_ids=tuple(event.id for event in events),
        reason=Reason.DONATION,
        score=1.0,
        at=first.at,
        support=Support(kind="burst", shown=given(first)),
        promised=True,
        thanked=tuple(
            Thanked(event.viewer.id, event.viewer.name, given(event)) for event in events
        ),
    )


def thanks_line(thanked: Sequence[Thanked], name: Callable[[str], str]) -> str:
    """Names every donor with all that each gave; `name` makes names fit to be said."""
    names: dict[str, str] = {}
    gifts: dict[str, list[str]] = {}
    for one in thanked:
        names.setdefault(one.viewer, name(one.name))
        gifts.setdefault(one.viewer, []).append(one.given)
    parts = [f"{names[viewer]}님 {'·'.join(gave)}" for viewer, gave in gifts.items()]
    return f"{', '.join(parts)} {'모두 ' if len(parts) > 1 else ''}고맙습니다!"
