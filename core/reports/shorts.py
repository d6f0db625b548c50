"""A script of half a minute to a minute for a moment of a stream: a persona's own words, and
nobody else's."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from core.labels import Situation
from core.replies import Part
from core.reports.captions import Caption, timed
from core.reports.highlights import Moment
from core.reports.kept import Kept
from core.viewers.recollection import EMOTIONS, SITUATIONS


class Line(Struct, frozen=True):
    """`speaker` is a persona's name, "" for whoever narrates."""

    speaker: str
    text: str


class Script(Struct, frozen=True):
    """What is said, in order: hook, situation where a story is told, answer, closing."""

    lines: tuple[Line, ...]
    captions: tuple[Caption, ...]

    @property
    def seconds(self) -> float:
        return self.captions[-1].end


def names_of(kept: Kept) -> frozenset[str]:
    """What anybody was called there, in letters that can be told from other words."""
    people = (
        name
        for one in kept.turns
        for name in (
            one.turn.viewer.name,
            *(viewer.name for viewer in one.turn.also),
            *(thanked.name for thanked in one.turn.thanked),
        )
    )
    given = (gift.event.viewer.name for gift in kept.gifts)
    told = (story.pseudonym for story in kept.stories)
    return frozenset(name for name in (*people, *given, *told) if len(name) > 1)


def script(
    moment: Moment, situation: Situation | None, votes: Sequence[int], names: frozenset[str]
) -> Script | None:
    """None where too little was answered that names and quotes nobody. `situation` is what a
    story is about; `votes` are for the parts of the answer; `names` nobody may be called."""
    turn = moment.turn
    if turn is None or turn.reply is None:
        return None
    reply = turn.reply
    told = "" if moment.story else turn.turn.text  # a story's teller agreed
    parts = ranked(reply.parts, votes) or (
        Part(reply.persona or "", reply.speaker, reply.speech or reply.chat),
    )
    answer = [
        Line(part.speaker, sentence)
        for part in parts
        for sentence in best(part.text)
        if not _tells(sentence, told, names)
    ]
    if not answer:
        return None
    if moment.story:
        before = _told(situation, EMOTIONS[reply.emotion])
    else:
        before = (Line("", f"오늘 방송에서 {answer[0].speaker}의 한마디를 가져왔어요."),)
    return _fitted(before, answer)


def ranked(parts: Sequence[Part], votes: Sequence[int]) -> tuple[Part, ...]:
    """What most voted for first; as they were said where nobody did."""
    counts = (*votes, *[0] * len(parts))
    order = sorted(range(len(parts)), key=lambda number: -counts[number])
    return tuple(parts[number] for number in order)


def best(text: str) -> list[str]:
    """The sentences of `text` that stand by themselves, in their order; all where none does."""
    sentences = [one.strip() for one in _SENTENCE.findall(text) if one.strip()]
    alone = [one for one in sentences if not one.endswith("?") and len(one) >= SHORT]
    return alone or sentences


def _tells(sentence: str, told: str, names: Iterable[str]) -> bool:
    """Whether `sentence` names somebody, or says again what they wrote."""
    if any(name in sentence for name in names) or "[" in sentence:
        return True
    if any(one not in TITLES for one in _ADDRESSED.findall(sentence)):
        return True
    wrote, said = ("".join(text.split()) for text in (told, sentence))
    return any(said[at : at + QUOTED] in wrote for at in range(len(said) - QUOTED + 1))


def _told(situation: Situation | None, feeling: str) -> tuple[Line, ...]:
    """A story in what can be said of many."""
    noun = SITUATIONS[situation][0] if situation else ""
    hook = f"{noun} 고민, 혼자서만 앓고 있지 않나요?" if noun else HOOK
    about = f"방송에 {noun} 고민을 담은 사연이 왔어요." if noun else "방송에 사연이 하나 왔어요."
    felt = f" 그때 마음을 한마디로 하면 ‘{feeling}’." if feeling else ""
    return Line("", hook), Line("", about + felt)


def _fitted(before: tuple[Line, ...], answer: Sequence[Line]) -> Script | None:
    """As much of `answer` as fits, as slowly as it must be; None where it is too short even so."""
    chosen = list(answer[:1])
    for line in answer[1:]:
        if _seconds((*before, *chosen, line, CLOSING), PACES[0]) > LONGEST:
            break
        chosen.append(line)
    lines = (*before, *chosen, CLOSING)
    for pace in PACES:
        if SHORTEST <= _seconds(lines, pace) <= LONGEST:
            return Script(lines, tuple(_captions(lines, pace)))
    return None


def _seconds(lines: Iterable[Line], pace: float) -> float:
    return _captions(lines, pace)[-1].end


def _captions(lines: Iterable[Line], pace: float) -> list[Caption]:
    return timed((line.text for line in lines), pace)


_SENTENCE: Final = re.compile(r"[^.!?~…]*[.!?~…]+[\"'”’)]*\s*|[^.!?~…]+$")
_ADDRESSED: Final = re.compile(r"(\S+?)님")
# Of people whom an answer may be about.
TITLES: Final = frozenset({"부모", "선생", "손", "시부모", "형", "누", "어머", "아버"})
# Letters in a row that make a quotation, spaces left out.
QUOTED: Final = 6
# Characters of a sentence that says something.
SHORT: Final = 8
# Seconds of a script.
SHORTEST, LONGEST = 30.0, 60.0
# Letters a second: as one reads at ease, then slower.
PACES: Final = (7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
HOOK: Final = "이런 고민, 혼자서만 앓고 있지 않나요?"
CLOSING: Final = Line("", "여러분이라면 어떻게 하시겠어요? 댓글로 들려주세요. 상담사는 AI예요.")
