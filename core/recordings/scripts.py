"""A transcript cleaned into a script: one person's words, without what nobody should learn."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.questions import asks
from core.recordings.transcript import Segment, clock_time
from core.safety.masking import mask


class Why(StrEnum):
    """Why a line was changed or taken out."""

    SPEAKER = "another speaker"
    NOISE = "not said"
    REPEATED = "repeated"
    FILLER = "filler"
    PERSONAL = "personal data"


@dataclass(frozen=True, slots=True)
class Cut:
    """A segment and what is left of it; nothing where it is taken out."""

    segment: Segment
    text: str
    why: tuple[Why, ...]


def clean(
    segments: Sequence[Segment], own: str, names: Sequence[str] = (), questions: bool = False
) -> list[Cut]:
    """What stays of each segment. `own` is whose words are kept, "" for everybody's; `questions`
    keeps what others ask; `names` are people's, which no rule can know."""
    cuts: list[Cut] = []
    before = ""
    for segment in segments:
        text = _folded(segment.text)
        others = bool(own) and segment.speaker != own
        if others and not (questions and asks(text)):
            cut = Cut(segment, "", (Why.SPEAKER,))
        elif text == before and len(text) >= _LOOP:
            cut = Cut(segment, "", (Why.REPEATED,))
        else:
            cut = _cut(segment, text, names)
        before = text
        cuts.append(cut)
    return cuts


def kept(cuts: Sequence[Cut]) -> list[Segment]:
    """The script: what is left, with its times and speakers."""
    return [
        Segment(cut.segment.start, cut.segment.end, cut.text, cut.segment.speaker, cut.segment.sure)
        for cut in cuts
        if cut.text
    ]


def diff(cuts: Sequence[Cut], before: str, after: str) -> Iterator[str]:
    """The lines of a diff, why before each; it holds what was taken out."""
    yield f"--- {before}"
    yield f"+++ {after}"
    for cut in cuts:
        if not cut.why:
            continue
        segment = cut.segment
        speaker = f" {segment.speaker}" if segment.speaker else ""
        yield f"@@ {clock_time(segment.start)}{speaker}: {', '.join(cut.why)} @@"
        yield f"-{_folded(segment.text)}"
        if cut.text:
            yield f"+{cut.text}"


def _cut(segment: Segment, text: str, names: Sequence[str]) -> Cut:
    why = []
    for reason, change in (
        (Why.NOISE, lambda words: _said(words, segment.sure)),
        (Why.FILLER, _without_fillers),
        (Why.PERSONAL, lambda words: _masked(words, names)),
    ):
        changed = change(text)
        if changed != text:
            why.append(reason)
        text = changed
    return Cut(segment, text, tuple(why))


def _folded(text: str) -> str:
    """On one line, in composed letters, without control characters."""
    plain = "".join(
        letter if unicodedata.category(letter)[0] != "C" else " "
        for letter in unicodedata.normalize("NFC", text)
    )
    return " ".join(plain.split())


def _said(text: str, sure: float) -> str:
    """Without notes on sounds, and without what recognisers write into silence."""
    text = " ".join(_SOUND.sub(" ", text).split())
    hallucinated = sure < _UNSURE and _CREDITS.fullmatch(text.strip(" .!"))
    return "" if hallucinated or not any(letter.isalnum() for letter in text) else text


def _without_fillers(text: str) -> str:
    words: list[str] = []
    for word in text.split():
        bare = word.rstrip(",.…~")
        halting = bare != word and bare in _HALTING
        if bare.casefold() in _FILLERS or halting:
            # A sentence that ended with it ends before it; a reaction ("어?") is none.
            if words and word.endswith(".") and words[-1][-1] not in ".!?…":
                words[-1] = words[-1].rstrip(",") + "."
            continue
        if words and _stutters(words[-1], word):
            words[-1] = word
        else:
            words.append(word)
    return " ".join(words)


def _stutters(word: str, after: str) -> bool:
    """Whether `word` is a false start of what comes `after` it, as in "제, 제가"."""
    bare = word.rstrip(",.…~-")
    return 0 < len(bare) <= 2 and bare != word and after.startswith(bare)


def _masked(text: str, names: Sequence[str]) -> str:
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, "[이름]")
    return mask(text)


# Segments this long that come twice in a row are the recogniser's loop.
_LOOP: Final = 6
_UNSURE: Final = 0.5
_SOUND: Final = re.compile(
    r"[\[(<（［][^\])>）］]{0,20}(?:박수|웃음|음악|노래|침묵|효과음|music|laugh\w*|applause)[^\])>）］]{0,20}[\])>）］]|[♪♫🎵🎶]+",
    re.IGNORECASE,
)
_CREDITS: Final = re.compile(
    r"(?:(?:다음 영상에서|다음에) (?:만나요|뵙겠습니다)|시청해 ?주셔서 감사합니다"
    r"|(?:구독|좋아요)(?:과|와|,)? ?(?:좋아요|구독|알림 ?설정)?.{0,12}부탁드립니다"
    r"|(?:한글)? ?자막 ?(?:by|제공).{0,20}|.{0,8}뉴스 .{2,4}입니다|thanks? for watching)",
    re.IGNORECASE,
)
_FILLERS: Final = frozenset(
    {"음", "으음", "음음", "음음음", "어", "어어", "어어어", "으", "엄", "흠", "에", "에에"}
    | {"uh", "um", "uhm", "er", "erm", "hmm"}
)
# Fillers only where the speaker halts behind them.
_HALTING: Final = frozenset({"그", "저", "뭐", "이제", "저기", "그게", "뭐지", "뭐랄까", "그니까"})
