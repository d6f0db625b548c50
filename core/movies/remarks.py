"""What viewers say of films just shown: "두 번째 거 찜", "첫 번째는 봤는데 좋았어", "별로"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.movies.catalogue import TITLE_SIGN, Catalogue
from core.movies.film import Film
from core.movies.listing import Listing
from core.movies.opinion import Verdict
from core.movies.titles import fold, plain
from core.understanding.love import about_love


@dataclass(frozen=True, slots=True)
class Remark:
    """`verdict` None: not to be saved any longer, without `films` the one saved last. `whole`:
    the list as such is done with. `found`: by what was saved, perhaps where nobody else saw it;
    the viewer did not name it here."""

    films: tuple[Film, ...]
    verdict: Verdict | None
    whole: bool = False
    found: bool = False


def read_remarks(text: str, last: Listing | None, catalogue: Catalogue) -> tuple[Remark, ...]:
    """What `text` says of films of the `last` list or, by title, of others; often nothing.

    A film that is part of somebody's story is no remark.
    """
    if len(text) > LONGEST:
        return ()
    line, titles = _marked(text, last, catalogue)
    refs = list(_REF.finditer(line))
    if not refs:
        return _bare(line, last)
    # "첫 번째, 두 번째 다 봤어": those, not all.
    refs = [ref for ref in refs if ref is refs[0] or not ref["all"]]
    story = about_love(text)
    found: list[Remark] = []
    verdicts = _verdicts(line, refs)
    for ref, verdict in zip(refs, verdicts, strict=True):
        films = _meant(ref, titles, last)
        if verdict is _NONE or not films:
            continue
        if story and (not ref["title"] or verdict is Verdict.SEEN):
            continue
        whole = len(films) > 1 and verdict in (Verdict.SEEN, Verdict.DISLIKED)
        found.append(Remark(films, verdict if isinstance(verdict, Verdict) else None, whole))
    return tuple(found)


def film_named(words: str, last: Listing | None, catalogue: Catalogue) -> tuple[Film, ...]:
    """The films that a command's words name: a title, "2번", "이거"; none when unknown."""
    line, titles = _marked(words, last, catalogue)
    films = [film for ref in _REF.finditer(line) for film in _meant(ref, titles, last)]
    if not films:
        bare = _AFTER_TITLE.sub("", words.strip())
        film = catalogue.by_title(words) or (catalogue.by_title(bare) if bare else None)
        films = [film] if film else _numbered(words, last)
    return tuple(dict.fromkeys(films))


def _numbered(words: str, last: Listing | None) -> list[Film]:
    """The film that a bare number stands for, as "2" and "#2" do."""
    number = _BARE.fullmatch(words)
    return [] if last is None or number is None else list(last.films[int(number[1]) - 1 :][:1])


def verdict_in(words: str) -> Verdict | None:
    """What `words` say of a film; None for nothing."""
    found = _verdict(words)
    return found if isinstance(found, Verdict) else None


def _marked(
    text: str, last: Listing | None, catalogue: Catalogue
) -> tuple[str, Mapping[str, Film]]:
    """`text` with one private letter for each title, and the films those stand for."""
    line = _PRIVATE.sub("", fold(text))
    titles: dict[str, Film] = {}
    for film in sorted(last.films if last else (), key=lambda film: -len(film.title)):
        pattern = _spaced(film.title)
        if pattern and pattern.search(line):
            sign = chr(_FIRST + len(titles))
            titles[sign] = film
            line = pattern.sub(sign, line)
    others = catalogue.mentioned(line)
    blanked = catalogue.blanked(line)
    if blanked.count(TITLE_SIGN) == len(others):
        line = blanked
        for film in others:
            sign = chr(_FIRST + len(titles))
            titles[sign] = film
            line = line.replace(TITLE_SIGN, sign, 1)
    return line, titles


def _spaced(title: str) -> re.Pattern[str] | None:
    """Finds a title however it is spaced, at the start of a word."""
    letters = plain(title)
    if len(letters) < 2:
        return None
    return re.compile(_QUOTED.format(_GAP.join(map(re.escape, letters))))


def _meant(
    ref: re.Match[str], titles: Mapping[str, Film], last: Listing | None
) -> tuple[Film, ...]:
    if ref["title"]:
        return (titles[ref["title"]],)
    if last is None or not last.films:
        return ()
    named = max(1, last.named)
    if ref["all"]:
        return last.films[:named]
    if ref["this"]:
        return (last.focus or last.films[0],)
    if ref["last"]:
        return (last.films[named - 1],)
    number = next(n for n, words in enumerate(_NUMBERS) if words.match(ref["nth"]))
    return last.films[number : number + 1]


def _verdicts(line: str, refs: Sequence[re.Match[str]]) -> list[object]:
    """What is said of each: after it, or after the ones it is joined to, or before the first."""
    ends = [*(ref.start() for ref in refs[1:]), len(line)]
    after = [line[ref.end() : end] for ref, end in zip(refs, ends, strict=True)]
    found = [_verdict(words) for words in after]
    for index in range(len(refs) - 2, -1, -1):
        if found[index] is _NONE and _JOINED.fullmatch(after[index]):
            found[index] = found[index + 1]
    if found[0] is _NONE and not _QUESTION.search(after[-1]):
        found[0] = _verdict(line[: refs[0].start()])
        for index in range(1, len(refs)):
            if found[index] is _NONE and _JOINED.fullmatch(after[index - 1]):
                found[index] = found[index - 1]
    return found


def _verdict(words: str) -> object:
    """A Verdict, None for one taken back, _NONE for none."""
    if _QUESTION.search(words) and not _ASKS_TO_SAVE.search(words):
        return _NONE
    return next((verdict for pattern, verdict in _SAID if pattern.search(words)), _NONE)


def _bare(line: str, last: Listing | None) -> tuple[Remark, ...]:
    """A verdict and nothing else: of the film spoken of, or of the list."""
    if last is None or not last.films or not _ALONE.fullmatch(line):
        return ()
    verdict = _verdict(line)
    one = (last.focus or last.films[0],)
    if verdict is _NONE or (
        verdict is Verdict.LIKED and not _WATCHED.search(line) and not last.focus
    ):
        return ()
    if verdict is None and last.focus is None:
        return (Remark((), None),)
    if verdict is Verdict.DISLIKED and last.focus is None and not _WATCHED.search(line):
        return (Remark(last.films[: max(1, last.named)], Verdict.DISLIKED, whole=True),)
    whole = verdict is Verdict.SEEN
    return (Remark(one, verdict if isinstance(verdict, Verdict) else None, whole),)


_NONE: Final = object()
LONGEST: Final = 80
_FIRST: Final = 0xE000
# Between a title's letters.
_GAP: Final = r"[^\w\ue000-\uf8ff]{0,2}"
_QUOTED: Final = r"(?<!\w)[「『〈<\"']?{}[」』〉>\"']?"
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
# In the order of the list.
_BARE: Final = re.compile(r"\s*#?([1-8])\s*")
_NUMBERS: Final = tuple(
    re.compile(words)
    for words in (
        r"(?:맨\s?)?(?:첫|처음|1)", "두|둘|2", "세|셋|3", "네|넷|4", "다섯|5", "여섯|6", "일곱|7", "여덟|8",
    )
)  # fmt: skip
_NTH: Final = (
    r"(?:맨\s?)?처음\s?(?:거|것|걸|건|영화)|첫\s?영화|(?:맨\s?)?첫\s?(?:번째|째)|(?:둘|셋|넷)째|(?:두|세|네|다섯|여섯|일곱|여덟)\s?번째"
    r"|(?<!\d)[1-8]\s?번(?:째)?(?!\s?(?:이나|이상|넘게|은\s?봤|정도|도\s?더))"
)
_LAST_WORDS: Final = r"(?:맨\s?)?마지막\s?(?:거|것|걸|건|영화)?"
_THIS_WORDS: Final = r"(?<![가-힣])(?:이거|이것|이건|이걸|이게|요거|그거|그것|그건|그걸|그게|저거|저건|저걸|(?:이|그|저)\s?영화)(?!\s?말고)"
_ALL_WORDS: Final = r"(?<![가-힣])(?:(?:둘|셋|세\s?개|싹|죄|전부|모두|몽땅)\s?다|전부|모두|몽땅|다(?=\s?(?:봤|본\s?거|별로|찜|재미|노잼|싫|구려|내\s?취향|좋았|저장)))"
_REF = re.compile(
    rf"(?P<title>[\ue000-\uf8ff])|(?P<nth>{_NTH})|(?P<last>{_LAST_WORDS})|(?P<all>{_ALL_WORDS})|(?P<this>{_THIS_WORDS})"
)
_JOINED = re.compile(r"\s*(?:거|것|걸|건|영화)?\s*(?:이?랑|하고|와|과|도|,|·|&|/|그리고|\s){1,4}")
_WATCHED = re.compile(r"봤|봄|본\s")
_QUESTION = re.compile(r"\?|[어니나냐까]요?\?|어때|어떄|뭐야|무슨|누가|어디서|언제")
_ASKS_TO_SAVE = re.compile(r"찜")
_ZZIM: Final = r"(?<![가-힣])찜(?!닭|질|기|요리|통|찜)"
_TAKEN_BACK = re.compile(
    rf"{_ZZIM}\S{{0,4}}\s?(?:취소|빼|해제|풀|삭제|지워|그만)|(?:취소|빼줘|빼\s?줘)\S{{0,6}}$"
)
_SAVES = re.compile(rf"{_ZZIM}|저장|킵|keep|담아|보관해|리스트에\s?넣", re.IGNORECASE)
_DISLIKES = re.compile(
    r"별로|재미\s?없|재밌지\s?않|재미있지\s?않|노잼|지루|(?<![가-힣])싫|취향\s?(?:이?\s?아|은\s?아|아님|아니)|안\s?(?:땡|끌|당|좋았|맞)|구[려렸]|실망|최악|좋지\s?(?:는\s?)?않|맘에\s?안|마음에\s?안|👎"
)
_NOT_SEEN = re.compile(
    r"(?:안|못)\s?봤|아직|안\s?본|못\s?본|본\s?적\s?(?:이\s?)?없|봤으면|봤을\s?때|봤다면|보고\s?싶|볼까\s?말까"
)
_LIKES = re.compile(
    r"좋았|좋더라|재밌었|재미있었|재밌게\s?봤|재미있게\s?봤|재밌더라|최고였|최고야|인생\s?(?:영화|작)|명작|감동(?:적이었|이었|받)|꿀잼|존잼|대박이었|울었|좋아해|사랑해|👍|(?:맘|마음)에\s?들었|괜찮았|나쁘지\s?않았"
)
_SEES = re.compile(r"봤|본\s?(?:거|건|영화|적\s?있)|본거|봄(?![가-힣])|보았")
_CHOOSES = re.compile(
    r"볼게|볼래|봐야겠|봐야지|보러|로\s?할게|로\s?할래|로\s?정했|로\s?결정|볼\s?거야|당첨|틀었|끌리?[네린려]|좋겠다|맘에\s?들어|마음에\s?들어|재밌겠|재미있겠|보고\s?싶"
)
_SAID: Final[tuple[tuple[re.Pattern[str], Verdict | object | None], ...]] = (
    (_TAKEN_BACK, None),
    (_SAVES, Verdict.SAVED),
    (_DISLIKES, Verdict.DISLIKED),
    (_CHOOSES, Verdict.CHOSEN),
    (_NOT_SEEN, _NONE),
    (_LIKES, Verdict.LIKED),
    (_SEES, Verdict.SEEN),
)
_LITTLE: Final = r"(?:[\s.,!~…ㅋㅎㅠㅜ]|아|어|음|흠|에이|이미|벌써|예전에|전에|저번에|옛날에|나|난|나는|저|저는|전|좀|다|그냥|진짜|너무|완전|솔직히|영|근데|이번에?도?|이번\s?건|해줘|해\s?줘|해주세요|해\s?주세요|해둘게|할래|할게요?|해|했|어|요|용|야|네|인데|임|이야|예요|이에요|었|였|는데|거|건|것|영화|은|는|도|지|당|죠|더라|습니다|이|ㅇ)"
_SAYING: Final = rf"(?:{_ZZIM}|취소|빼줘|저장|킵|담아\s?줘?|별로|재미\s?없|재미없|노잼|지루|싫|취향\s?아니|내\s?취향\s?아|구려|봤|봄|본|좋았|재밌었|재미있었|재밌게|재미있게|이걸로|볼게|볼래|안\s?땡[겨김기]|안\s?끌[려림리])"
_ALONE = re.compile(rf"{_LITTLE}{{0,6}}(?:{_SAYING}{_LITTLE}{{0,8}}){{1,3}}")
# What stands after a title that is not found in running text because it is an everyday word.
_AFTER_TITLE = re.compile(
    r"\s*(?:은|는|도|을|를|이|가)?\s*(?:이미|예전에|전에)?\s*(?:봤|본|봄|재밌|재미|좋|별로|싫|노잼|지루|찜|취소|빼|저장|인데|영화).*$"
)
