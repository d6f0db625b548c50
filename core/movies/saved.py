"""The commands about one's own films: `!찜`, `!봤어`, `!별로`."""

import re
from collections.abc import Sequence

from core.korean import particle
from core.movies.film import Film
from core.movies.opinion import Verdict
from core.movies.remarks import Remark, film_named, verdict_in
from core.party import Party
from core.pipeline.film_corner import FilmCorner
from core.pipeline.films import quoted

MOST_LISTED = 20


async def save(corner: FilmCorner, who: Party, words: str, alone: bool, now: float) -> str:
    """Save what `words` name, or take it back; without words what is saved, told by title only
    where nobody else reads it (`alone`), and so is what is taken back without being named."""
    if not words:
        return await _saved(corner, who, alone)
    back = _BACK.search(words) is not None
    words = _BACK.sub("", words).strip()
    if back and not words:
        taken = await corner.note(who, (Remark((), None),), now)
        if not taken:
            return "찜해 둔 영화가 없어요."
        film = _object(taken[0].films) if alone else "마지막에 찜한 영화를"
        return f"{film} 찜에서 뺐어요."
    films = film_named(words, corner.last(who, now), corner.library.catalogue)
    if not films:
        return UNKNOWN
    await corner.note(who, (Remark(films, None if back else Verdict.SAVED),), now)
    return f"{_object(films)} {'찜에서 뺐어요.' if back else '찜해 뒀어요.'}"


async def seen(corner: FilmCorner, who: Party, words: str, now: float) -> str:
    """What `words` name was seen, and liked or not if they say so."""
    if not words:
        return "어떤 영화를 보셨어요? `!봤어 제목`이나 `!봤어 2번`처럼 적어 주세요."
    films = film_named(words, corner.last(who, now), corner.library.catalogue)
    if not films:
        return UNKNOWN
    said = verdict_in(words)
    verdict = said if said in (Verdict.LIKED, Verdict.DISLIKED) else Verdict.SEEN
    await corner.note(who, (Remark(films, verdict),), now)
    return f"{_object(films)} {SEEN[verdict]}"


async def dislike(corner: FilmCorner, who: Party, words: str, now: float) -> str:
    """What `words` name, or the last list, is not for this viewer."""
    last = corner.last(who, now)
    if words:
        films = film_named(words, last, corner.library.catalogue)
        missing = UNKNOWN
    else:
        films = last.films[: max(1, last.named)] if last else ()
        missing = "어떤 영화가 별로였어요? `!별로 제목`처럼 적어 주세요."
    if not films:
        return missing
    await corner.note(who, (Remark(films, Verdict.DISLIKED),), now)
    return f"{_object(films)} 빼 둘게요. 다음에는 다른 쪽으로 골라 볼게요."


async def _saved(corner: FilmCorner, who: Party, alone: bool) -> str:
    known = await corner.known(who)
    catalogue = corner.library.catalogue
    films = [film for id in known.saved if (film := catalogue.by_id(id))]
    if not films:
        return "아직 찜한 영화가 없어요. 추천을 받은 뒤에 `두 번째 거 찜`처럼 말해 주세요."
    if not alone:
        return f"찜한 영화가 {len(films)}편 있어요. 어떤 영화인지는 디스코드 /찜 에서 혼자 볼 수 있어요."
    titles = ", ".join(f"〈{film.title}〉" for film in films[:MOST_LISTED])
    more = f" 외 {len(films) - MOST_LISTED}편" if len(films) > MOST_LISTED else ""
    return f"찜한 영화 {len(films)}편: {titles}{more}. 빼려면 `찜 취소 제목`이라고 적어 주세요."


def _object(films: Sequence[Film]) -> str:
    titles = quoted(films)
    return f"{titles}{particle(titles, '을', '를')}"


UNKNOWN = "제가 아는 영화 중에는 없어요. 제목을 한 번만 다시 확인해 주세요."
SEEN = {
    Verdict.SEEN: "본 영화로 적어 뒀어요. 이제 추천하지 않을게요.",
    Verdict.LIKED: "좋았던 영화로 적어 뒀어요. 비슷한 쪽으로 골라 볼게요.",
    Verdict.DISLIKED: "별로였던 영화로 적어 뒀어요. 그쪽은 피해서 골라 볼게요.",
}
_BACK = re.compile(
    r"^\s*(?:취소|빼기|해제|삭제|(?:cancel|remove)\b)|(?:취소|빼\s?줘|빼기|해제|삭제)\S*\s*$"
)
