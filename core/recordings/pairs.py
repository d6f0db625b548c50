"""Questions and their answers in a script, by rules."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec import Struct

from core.endings import ending
from core.questions import asks
from core.recordings.transcript import Segment
from core.safety.outbound import fit

# Seconds of silence that end an answer; before a question that opens something new.
ENDS, OPENS = 3.0, 2.0
# Characters.
LONGEST, SHORTEST, SHORTEST_QUESTION, LONGEST_STORY = 400, 10, 5, 600
_GAP: Final = 0.8
_LONGEST_SENTENCE: Final = 200


class Pair(Struct, frozen=True):
    """`instruction` is what is asked, `input` the story before it, `output` the answer."""

    instruction: str
    input: str
    output: str

    @property
    def asked(self) -> str:
        """Story and question, as a viewer would write them in one go."""
        return f"{self.input} {self.instruction}".strip()

    def messages(self) -> dict[str, Any]:
        """The same as a chat."""
        return {
            "messages": [
                {"role": "user", "content": self.asked},
                {"role": "assistant", "content": self.output},
            ]
        }


class Sentence(Struct, frozen=True):
    start: float
    end: float
    text: str
    speaker: str = ""


def sentences(script: Iterable[Segment]) -> list[Sentence]:
    """The sentences of a script; a segment that breaks off goes on in the next one."""
    found: list[Sentence] = []
    for segment in script:
        parts = _PART.split(segment.text)
        letters = sum(map(len, parts)) or 1
        begun = segment.start
        for part in parts:
            ended = begun + (segment.end - segment.start) * len(part) / letters
            sentence = Sentence(begun, ended, part, segment.speaker)
            if found and _goes_on(found[-1], sentence):
                text = f"{found[-1].text} {part}"
                found[-1] = Sentence(found[-1].start, ended, text, segment.speaker)
            else:
                found.append(sentence)
            begun = ended
    return found


def pairs(script: Sequence[Segment], own: str) -> list[Pair]:
    """What `own` answers: to other speakers' questions that the script still holds, to what they
    read out ("… 라고 하셨는데요"), and to a question after a pause or an announced story."""
    return list(_Reader(own).read(sentences(script)))


def pair(story: Sequence[str], asked: str, answer: Sequence[str]) -> Pair | None:
    """None where too little is asked or answered."""
    said = fit(" ".join(answer), LONGEST)
    if len(asked) < SHORTEST_QUESTION or len(said) < SHORTEST:
        return None
    return Pair(asked, fit(" ".join(story), LONGEST_STORY), said)


def asked_in(sentence: str) -> str:
    """The viewer's words in a sentence that reads them out; as it is where it reads out none."""
    words = _WHO.sub("", sentence)
    if match := _READ.search(words):
        words = f"{match['said']}{match['end'] or ''}"
    return words.strip(" \"'“”‘’,")


@dataclass(slots=True)
class _Reader:
    """One pass over the sentences."""

    own: str
    opened: bool = False
    asked: str = ""
    story: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)

    def read(self, spoken: Sequence[Sentence]) -> Iterator[Pair]:
        last = float("-inf")
        for sentence in spoken:
            pause = sentence.start - last
            if self.answer and pause >= ENDS:
                yield from self._close()
            yield from self._hear(sentence, pause)
            last = sentence.end
        yield from self._close()

    def _hear(self, sentence: Sentence, pause: float) -> Iterator[Pair]:
        others = bool(self.own) and sentence.speaker != self.own
        if _ANNOUNCES.search(sentence.text) and not others:
            yield from self._close()
            self.opened = True
        elif self._asks(sentence, others, pause):
            if self.answer:
                yield from self._close()
            if self.asked:
                self.story.append(self.asked)
            self.asked = asked_in(sentence.text)
        elif others:
            yield from self._close()
        elif self.asked:
            self.answer.append(sentence.text)
        elif self.opened:
            self.story.append(sentence.text)

    def _asks(self, sentence: Sentence, others: bool, pause: float) -> bool:
        if others or _READ.search(sentence.text):
            return others is False or asks(sentence.text)
        fresh = (self.opened and not self.asked) or pause >= OPENS
        # What follows a question at once and asks as well belongs to it.
        return asks(sentence.text) and (fresh or bool(self.asked and not self.answer))

    def _close(self) -> Iterator[Pair]:
        if self.asked and (found := pair(self.story, self.asked, self.answer)):
            yield found
        self.opened, self.asked = False, ""
        self.story, self.answer = [], []


def _goes_on(before: Sentence, after: Sentence) -> bool:
    """Whether `after` belongs to the sentence that `before` left open."""
    return (
        before.speaker == after.speaker
        and before.text[-1:] not in _ENDED
        and ending(before.text) is None
        and not asks(before.text)
        and after.start - before.end < _GAP
        and len(before.text) + len(after.text) < _LONGEST_SENTENCE
    )


_ENDED: Final = frozenset(".!?…~")
_PART: Final = re.compile(r"(?<=[.!?…~])\s+")
_WHO: Final = re.compile(r"^(?:\[이름\]|[^\s,.?!\[]{1,12}) ?님(?:이|은|께서|께서는|의)?[,:]? +")
_READ: Final = re.compile(
    r"^(?P<said>.{4,}?)(?:(?P<end>[다냐자])고|[\"'”’.?!]? ?(?:이)?라고|[\"'”’?!] ?하고) ?"
    r"(?:하셨|하시|물어|여쭤|질문|적어|적으|써 ?주|쓰셨|남겨|남기|보내|말씀|올려|올리|하네요|하는데)"
)
_ANNOUNCES: Final = re.compile(
    r"(?:사연|질문|고민|댓글|채팅|도네).{0,12}(?:읽|왔|입니다|이에요|예요|보내 ?주|볼게|보겠|갈게|가겠)"
    r"|읽어 ?(?:볼게|드릴게|보겠|드리겠)"
)
