"""Requests that are words alone: is the named film understood, is what is refused left out?"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import Finding, at_least
from core.movies.catalogue import Catalogue
from core.movies.exclusions import has
from core.movies.rank import Recommender, Request
from core.movies.wish import read_constraints


def requests(data: Path, folder: Path) -> list[Finding]:
    """On the packaged films; needs no data."""
    catalogue = Catalogue.load()
    recommender = Recommender(catalogue)
    named = [
        _resolved(catalogue, recommender, template.format(film.title), film.title)
        for film in catalogue
        for template in NAMED
    ]
    refused = [
        _obeyed(catalogue, recommender, template.format(word))
        for template in REFUSED
        for word in UNWANTED
    ]
    return [
        at_least("words", f"{len(named):,} requests that name a film: it is understood, not shown", 100 * sum(named) / len(named), "%", 100),
        at_least("words", f"{len(refused):,} requests that refuse something: no film has it", 100 * sum(refused) / len(refused), "%", 100),
    ]  # fmt: skip


def _resolved(catalogue: Catalogue, recommender: Recommender, text: str, title: str) -> bool:
    likes = read_constraints(text, catalogue).likes
    shown = [pick.film.title for pick in recommender.recommend(Request(text, max_rating="any"))]
    return title in likes and title not in shown and bool(shown)


def _obeyed(catalogue: Catalogue, recommender: Recommender, text: str) -> bool:
    exclusions: Sequence[str] = read_constraints(text, catalogue).exclusions
    picks = recommender.recommend(Request(text, max_rating="any"))
    return bool(exclusions and picks) and not any(
        has(pick.film, term) for pick in picks for term in exclusions
    )


NAMED = ("{} 같은 거 추천해줘", "나 {} 같은 영화 보고 싶어", "'{}' 비슷한 영화 없나요?")
REFUSED = (
    "반전 있는 스릴러 추천해줘, {} 거 빼고",
    "볼만한 영화 추천해줘. {} 건 싫어",
    "오늘 볼 영화 뭐 있지? {} 영화 말고",
)
UNWANTED = (
    "잔인한", "무서운", "슬픈", "야한", "폭력적인", "우울한", "어두운", "전쟁", "공포", "로맨스",
    "불륜", "자살", "귀신", "좀비", "복수", "지루한", "무거운", "이별", "느와르", "애니",
)  # fmt: skip
