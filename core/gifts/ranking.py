"""Who gave how much."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace


class Rank(Struct, frozen=True):
    """One donor and how much they gave, in won; `place` from 1, the same for equal amounts."""

    viewer: str
    name: str
    won: int
    place: int = 0


class Ranking(Struct, frozen=True):
    """Those who gave most, and what nameless donors gave together: nobody can tell them apart."""

    ranks: Sequence[Rank]
    anonymous: int = 0


def placed(ranks: Sequence[Rank]) -> list[Rank]:
    """`ranks`, most first, with their places: two first ones are followed by a third."""
    found: list[Rank] = []
    for number, rank in enumerate(ranks, 1):
        tied = found and found[-1].won == rank.won
        found.append(replace(rank, place=found[-1].place if tied else number))
    return found


def ranking_line(ranking: Ranking, title: str, limit: int) -> str:
    """As chat shows it, at most `limit` characters: whoever has no room is left out."""
    parts = [f"{rank.place}위 {rank.name}님 {rank.won:,}원" for rank in ranking.ranks]
    parts += [f"{ANONYMOUS} {ranking.anonymous:,}원"] if ranking.anonymous else []
    line = f"{title}: "
    for number, part in enumerate(parts):
        joined = line + (" · " if number else "") + part
        if len(joined) > limit:
            break
        line = joined
    return line


ANONYMOUS = "익명"
