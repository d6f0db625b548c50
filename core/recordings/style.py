"""How somebody talks, in figures, from what they said."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from core.endings import ending
from core.endings import sentences as bare_sentences
from core.persona import Register
from core.questions import asks
from core.recordings.pairs import sentences
from core.recordings.transcript import Segment

MOST_ENDINGS, MOST_WORDS = 12, 24
# Words that come less often tell nothing.
_OFTEN: Final = 2


@dataclass(frozen=True, slots=True)
class Style:
    """`registers` are shares of the sentences that tell one; `words` come oftener than in what
    others say; `pace` in syllables a second."""

    sentences: int
    registers: Mapping[Register, float]
    endings: tuple[tuple[str, int], ...]
    words: tuple[tuple[str, int], ...]
    length: int
    questions: float
    pace: float

    @property
    def register(self) -> Register | None:
        """What most sentences end in; None where none tells."""
        return max(self.registers, key=lambda one: self.registers[one], default=None)


def style(script: Sequence[Segment], own: str, others: Iterable[str] = ()) -> Style:
    """The profile of `own` ("" for everybody); `others` is ordinary talk to compare with."""
    mine = [segment for segment in script if not own or segment.speaker == own]
    texts = [sentence.text for sentence in sentences(mine)]
    bare = [part for text in texts for part in bare_sentences(text)]
    told = Counter(register for part in bare if (register := ending(part)))
    seconds = sum(segment.end - segment.start for segment in mine)
    syllables = sum(len(_SYLLABLE.findall(segment.text)) for segment in mine)
    return Style(
        sentences=len(texts),
        registers={register: count / told.total() for register, count in told.most_common()},
        endings=tuple(Counter(map(_tail, bare)).most_common(MOST_ENDINGS)),
        words=_words(texts, others),
        length=round(median(map(len, texts))) if texts else 0,
        questions=sum(map(asks, texts)) / len(texts) if texts else 0.0,
        pace=round(syllables / seconds, 2) if seconds else 0.0,
    )


def draft(style: Style, slug: str, name: str) -> str:
    """A persona.yaml to be finished by a person: what was measured is filled in, what only its
    owner can know is empty, and the loader asks for it."""
    register = style.register or Register.HAEYO
    shares = ", ".join(f"{one} {share:.0%}" for one, share in style.registers.items()) or "none"
    speed = min(450, max(80, round(style.pace * _SPEED))) if style.pace else 200
    return _DRAFT.format(
        slug=slug,
        name=name,
        register=register,
        shares=shares,
        count=style.sentences,
        length=style.length,
        questions=f"{style.questions:.0%}",
        endings=", ".join(f"-{end} {count}" for end, count in style.endings) or "none",
        words=", ".join(f"{word} {count}" for word, count in style.words) or "none",
        forbidden="\n".join(f'  - "{word}"' for word in _FORBIDDEN[register]),
        speed=speed,
        pace=style.pace,
    )


def _words(texts: Iterable[str], others: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The words that are said oftenest, measured by how often `others` say them."""
    ours = Counter(word for text in texts for word in _stems(text))
    theirs = Counter(word for text in others for word in _stems(text))
    rare = sorted(
        (word for word, count in ours.items() if count >= _OFTEN),
        key=lambda word: (-ours[word] / (1 + theirs[word]), word),
    )
    return tuple((word, ours[word]) for word in rare[:MOST_WORDS])


def _stems(text: str) -> Iterable[str]:
    """Words of two letters and more, without the commonest particles."""
    for word in _WORD.findall(text):
        stem = _PARTICLE.sub("", word) if len(word) > 2 else word
        if len(stem) > 1 and stem not in _MASKS:
            yield stem


def _tail(sentence: str) -> str:
    return sentence.split()[-1][-2:]


_SYLLABLE: Final = re.compile(r"[가-힣0-9a-zA-Z]")
_WORD: Final = re.compile(r"[가-힣]{2,}|[a-zA-Z]{2,}")
_PARTICLE: Final = re.compile(
    r"(?<=[가-힣]{2})(?:은|는|이|가|을|를|에|에서|에게|한테|도|만|랑|이랑|하고|으로|로|의|까지|부터)$"
)
_MASKS: Final = frozenset(
    {"전화번호", "계좌번호", "이메일", "메신저", "주소", "학교", "이름", "주민번호"}
)
# espeak-ng's words a minute for one Korean syllable a second, measured with the project's voice.
_SPEED: Final = 28.7
# Endings and forms of address of other registers; its owner strikes out what is theirs.
_FORBIDDEN: Final[Mapping[Register, tuple[str, ...]]] = {
    Register.HAEYO: ("습니다", "십시오", "자네", "일세"),
    Register.HAPSYO: ("네요", "거예요", "자네", "일세"),
    Register.HAGE: ("네요", "거예요", "습니다", "십시오"),
    Register.HAE: ("네요", "거예요", "습니다", "자네"),
}
_DRAFT: Final = """\
# A draft from a recording, not a persona yet. Filled in: what was measured. Empty: what only you
# can say; `lovelm persona list` names each field that is still missing.
#
# sentences     {count}, half of them shorter than {length} characters, {questions} ask something
# register      {shares}
# endings       {endings}
# own words     {words}
# pace          {pace} syllables a second
slug: {slug}
name: {name}
aliases: []
tagline: ""
colour: "#888888"
register: {register}
address: "{{name}}님"
calls:
  own: "{{name}}님"
  polite: "{{name}}님"
  english: "{{name}}"
order: ""
why: ""
values: []
blind_spot: ""
humour: []
refuses: []
forbidden:
{forbidden}
favourite_films: []
sees: {{}}
voice:
  speed: {speed}
  pitch: 50
"""
