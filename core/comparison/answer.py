"""One answer of one back end, as it was written and as it is judged."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.errors import BadInput

# Of a question: its number, the run, and the persona that answers.
Case = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Written:
    """`text` is all that was written, `speech` and `chat` its two parts.

    Seconds until the first piece, the first whole sentence and the end; infinite where that
    never came. `failure` says why there is no answer, "" where there is one.
    """

    text: str = ""
    speech: str = ""
    chat: str = ""
    first: float = math.inf
    sentence: float = math.inf
    whole: float = math.inf
    tokens_in: int | None = None
    tokens_out: int | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was written, and what is wrong with it: `faults` of character, `dangers`, and why
    LoveLM would not say it (`unfit`, "" where it would). `speaker` is whom it sounds like."""

    backend: str
    case: Case
    question: str
    written: Written
    faults: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    unfit: str = ""
    speaker: str = ""
    rouge_letters: float = math.nan
    rouge_eojeol: float = math.nan
    # A judge's verdict against the first back end's answer to the same case, 0 to 1.
    quality: float = math.nan

    @property
    def persona(self) -> str:
        return self.case[2]

    @property
    def answered(self) -> bool:
        return not self.written.failure


def paired(answers: Sequence[Answer], backends: Collection[str]) -> dict[str, list[Answer]]:
    """The answers of each back end in the order of their cases.

    Raises BadInput unless all answered the same cases with the same words, each once.
    """
    found = {
        backend: sorted((a for a in answers if a.backend == backend), key=lambda a: a.case)
        for backend in backends
    }
    asked = [[(answer.case, answer.question) for answer in own] for own in found.values()]
    if any(len(set(own)) != len(own) or own != asked[0] for own in asked):
        raise BadInput("these back ends did not answer the same questions")
    return found
