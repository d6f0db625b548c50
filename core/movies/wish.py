"""What film a viewer asks for, read from one line of chat."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from core.movies.asking import asks_for_film
from core.movies.catalogue import TITLE_SIGN, Catalogue
from core.movies.korean_genres import SPOKEN
from core.movies.providers import ProviderName
from core.movies.wish_words import (
    COMPANY_WORDS,
    CONGRUENT_CUES,
    COUNTRIES,
    LENGTH_LIMIT,
    PROVIDER_WORDS,
    REPAIR_CUES,
    UNWANTED,
    Company,
)

Intent = Literal["repair", "congruent"]


@dataclass(frozen=True, slots=True)
class FilmWish:
    """What a film must or should be; an empty wish allows every film.

    `likes` are titles; `genres` TMDB's English names; `exclusions` are such names,
    titles, or Korean words as written ("잔인", "슬픈"); `runtime` is the most minutes;
    `era` is a decade ("1990s"), "classic" or "recent"; `country` ISO 3166-1 alpha-2.
    """

    intent: Intent | None = None
    likes: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    runtime: int | None = None
    company: Company | None = None
    provider: ProviderName | None = None
    era: str | None = None
    country: str | None = None


def read_wish(text: str, catalogue: Catalogue) -> FilmWish | None:
    """The wish in `text`, None when no film is asked for there.

    A film that is only part of the story ("어제 영화 봤는데 싸웠어요") is no wish.
    """
    if not asks_for_film(catalogue.blanked(text)):
        return None
    return read_constraints(text, catalogue)


def read_constraints(text: str, catalogue: Catalogue) -> FilmWish:
    """What `text` would ask of a film, taking for granted that it asks for one."""
    blanked = " ".join(catalogue.blanked(text).split())
    titles = tuple(film.title for film in catalogue.mentioned(text))
    unwanted_titles = _unwanted_titles(blanked, titles)
    excluded, wanted = _split_exclusions(blanked)
    return FilmWish(
        intent=_intent(wanted),
        likes=tuple(title for title in titles if title not in unwanted_titles),
        genres=tuple(name for name in _genres(wanted) if name not in excluded),
        exclusions=(*excluded, *unwanted_titles),
        runtime=_runtime(blanked),
        company=_company(blanked),
        provider=_provider(blanked),
        era=_era(wanted),
        country=_country(wanted),
    )


def _unwanted_titles(blanked: str, titles: Sequence[str]) -> tuple[str, ...]:
    """Titles before 말고 or 빼고; those signs come in the order of `titles`."""
    if blanked.count(TITLE_SIGN) != len(titles):
        return ()
    pieces = blanked.split(TITLE_SIGN)[1:]
    return tuple(
        title for title, after in zip(titles, pieces, strict=True) if _NOT_THAT.match(after)
    )


def _split_exclusions(text: str) -> tuple[tuple[str, ...], str]:
    """(what is not wanted, `text` without the places that say so)."""
    found: list[str] = []
    wanted: list[str] = []
    last = 0
    for refusal in _REFUSAL.finditer(text):
        start = refusal.start()
        if refusal["after"]:
            start = _first_refused(text, max(last, start - _REACH), start)
        words = _excluded_words(text[start : refusal.end()])
        if words:
            found += words
            wanted += (text[last:start], " , ")
            last = refusal.end()
    return tuple(dict.fromkeys(found)), "".join((*wanted, text[last:]))


def _first_refused(text: str, earliest: int, refusal: int) -> int:
    """Where the list of things begins that the word at `refusal` refuses; there when it is empty."""
    starts: list[int] = []
    for thing in reversed(tuple(_THINGS.finditer(text, earliest, refusal))):
        if _TO_REFUSAL.fullmatch(text, thing.end(), refusal) or any(
            _TO_NEXT.fullmatch(text, thing.end(), start) for start in starts
        ):
            starts.append(thing.start())
    return starts[-1] if starts else refusal


def _excluded_words(phrase: str) -> tuple[str, ...]:
    genres = _genres(phrase)
    stems = tuple(
        _STEMS.get(match[0], match[0]) for match in _UNWANTED.finditer(_GENRE.sub(" ", phrase))
    )
    return tuple(dict.fromkeys((*genres, *stems)))


def _genres(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(name for match in _GENRE.finditer(text) for name in SPOKEN[match[0]])
    )


def _intent(text: str) -> Intent | None:
    congruent, repair = _CONGRUENT.search(text), _REPAIR.search(text)
    if congruent and not (repair and repair.start() > congruent.start()):
        return "congruent"
    return "repair" if repair else None


def _runtime(text: str) -> int | None:
    limit = _LENGTH.search(text)
    if limit is None:
        return _SHORT_MINUTES if _SHORT.search(text) else None
    hours = _HOURS.search(limit[0])
    if hours is None:
        return int(limit[0][: limit[0].index("분")])
    minutes = 60 * _NUMBERS[hours[1]]
    if hours[2]:
        minutes += 30 if hours[2] == "반" else int(hours[2].rstrip("분 "))
    return minutes


def _company(text: str) -> Company | None:
    for company, pattern in _COMPANY.items():
        found = pattern.search(text)
        if found and not _APART.search(found[0]):
            return company
    if _DATE.search(text):
        return "couple"
    return "alone" if _ALONE.search(text) else None


def _provider(text: str) -> ProviderName | None:
    found = [(match.start(), name) for name, at in _PROVIDERS.items() if (match := at.search(text))]
    return min(found)[1] if found else None


def _era(text: str) -> str | None:
    decade = _DECADE.search(text)
    if decade:
        digits = _KOREAN_DECADES.get(decade[1], decade[1])
        if len(digits) == 4:
            return f"{digits}s"
        return f"19{digits}s" if digits >= "30" else f"20{digits}s"
    if _RECENT.search(text):
        return "recent"
    return "classic" if _CLASSIC.search(text) else None


def _country(text: str) -> str | None:
    found = _COUNTRY.search(text)
    return COUNTRIES[found[1]] if found else None


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SHORT_MINUTES: Final = 100
_NUMBERS: Final = {"한": 1, "두": 2, "세": 3, "1": 1, "2": 2, "3": 3, "4": 4}
_KOREAN_DECADES: Final = {"육십": "60", "칠십": "70", "팔십": "80", "구십": "90"}
# The same wish however it is inflected.
_STEMS: Final = {"슬프": "슬픈", "무섭": "무서", "야하": "야한", "어둡": "어두운", "무겁": "무거운"}
_LATIN_GENRES: Final = [word for word in SPOKEN if word.isascii()]
_SPOKEN_GENRES: Final = [word for word in SPOKEN if not word.isascii()]
_GENRE = re.compile(
    rf"{_alternatives(_SPOKEN_GENRES)}|(?<![a-z])(?:{_alternatives(_LATIN_GENRES)})(?![a-z])"
)
_UNWANTED = re.compile(UNWANTED)
_AND: Final = r"(?:이?랑|이?나|하고|와|과|,|\s*또는|도|이?든)"
_FILLER: Final = r"(?:\s*(?:거나|거|건|것|게|걸|영화|장면|얘기|이야기|내용|쪽|류|부분|너무)(?:[은는이가도만을를])?){0,4}"
# The longest word first: 로맨스코미디 is one thing, not 로맨스 with an ending.
_THINGS = re.compile(rf"{_alternatives(tuple(SPOKEN))}|{UNWANTED}")
_TO_REFUSAL = re.compile(rf"\S{{0,4}}?{_FILLER}\s*")
_TO_NEXT = re.compile(rf"\S{{0,4}}?{_FILLER}{_AND}\s*")
# How far back from the word that refuses its things are looked for.
_REACH: Final = 60
_REFUSAL = re.compile(
    r"(?P<after>빼고|빼\s*줘|빼\s*주|빼$|말고|제외|싫|안\s*(?:좋아|땡|보|나오|돼|되)|못\s*(?:봐|보)|없는|없이|아닌"
    r"|별로|금지|노노|사절|안\s*들어)"
    rf"|(?<![가-힣])(?:안|덜)\s*(?:{UNWANTED})\S{{0,3}}|(?:{UNWANTED})\S{{0,2}}지\s*않\S{{1,2}}"
    rf"|\b(?:no|not|without|except)\s+(?:too\s+)?(?:{UNWANTED}|{_alternatives(tuple(SPOKEN))})"
)
_NOT_THAT = re.compile(r"\s*(?:이?랑|같은\s*(?:거|영화)|은|는)?\s*(?:말고|빼고|제외)")
_INTENT_FLAGS: Final = re.IGNORECASE
_CONGRUENT = re.compile(CONGRUENT_CUES, _INTENT_FLAGS)
_REPAIR = re.compile(REPAIR_CUES, _INTENT_FLAGS)
_LENGTH = re.compile(LENGTH_LIMIT)
_HOURS = re.compile(r"(한|두|세|[1-4])\s*시간(?:\s*(반|[1-5]?\d\s*분))?")
_SHORT = re.compile(
    r"짧은|짧게|시간\s*(?:이\s*)?(?:별로|많이)?\s*없(?:어|는데|으니)|러닝\s*타임\s*짧"
)
_WATCH: Final = r"(?:볼|보기|보려|보게|봐도|보면|보는|보고\s*싶|볼만)"
_COMPANY: Final = {
    company: re.compile(
        rf"{words}(?:이?랑|하고|와|과|끼리)\s*(?:\S{{1,20}}\s+){{0,4}}?{_WATCH}|{words}(?:끼리|용)"
    )
    for company, words in COMPANY_WORDS.items()
}
_APART = re.compile(r"헤어|싸[우웠]|차[였인]|이별|끝났|다퉜|다투")
_DATE = re.compile(
    rf"데이트(?:할\s*때|용|\s*날|에서|하면서|하며|로)\S{{0,4}}\s*(?:\S{{1,20}}\s+){{0,2}}?{_WATCH}|데이트\s*영화"
)
_ALONE = re.compile(rf"혼자(?:서)?\s*(?:\S{{1,20}}\s+){{0,2}}?{_WATCH}|혼영")
_PROVIDERS: Final = {name: re.compile(words) for name, words in PROVIDER_WORDS.items()}
_DECADE = re.compile(r"(?<!\d)((?:19|20)\d0|\d0|육십|칠십|팔십|구십)\s*년대")
_RECENT = re.compile(
    r"최신|신작|(?:요즘|최근)(?:에)?\s*(?:나온|개봉|핫한|뜨는|인기|영화)|올해\s*(?:나온|개봉)"
)
_CLASSIC = re.compile(r"고전|옛날\s*(?:영화|거|꺼|로코|멜로)|오래된\s*(?:영화|거)|classic")
_COUNTRY = re.compile(
    rf"({'|'.join(COUNTRIES)})\s*(?:\S{{1,20}}\s)?(?:영화|꺼|거|작품|애니|배경|감성|{_alternatives(tuple(SPOKEN))})"
)
