"""How well a small classifier tells who speaks, from lines of situations it has not seen."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.endings import sentences
from core.persona import Persona
from core.understanding.features import BUCKETS, buckets

FOLDS: Final = 5
# Added to every count, so that an n-gram never seen rules nobody out.
_SMOOTHING: Final = 0.1
_SECTIONS: Final = ("situation.", "emotion.")
# Sentence endings, forms of address and names: what gives a persona away without a thought.
_ADDRESS: Final = re.compile(
    r"\{[^}]*\}|자네|(?<![가-힣])(?:너|네|넌|널|제|저|나|내)(?=[는가를도의 ]|$)"
)
_LAST: Final = re.compile(r"[가-힣]{1,3}[.!?…~]*$")


class Sample(NamedTuple):
    speaker: str
    key: str
    text: str


def samples(personas: Mapping[str, Persona], masked: bool = False) -> list[Sample]:
    """Every spoken line on situations and feelings; `masked` without endings, names and forms
    of address."""
    return [
        Sample(persona.slug, key, _masked(line.speech, personas) if masked else line.speech)
        for persona in personas.values()
        for key, lines in persona.bank.lines.items()
        if key.startswith(_SECTIONS)
        for line in lines
    ]


def accuracy(found: Sequence[Sample]) -> float:
    """The share of lines ascribed to the right persona, folds by situation; naive Bayes over
    hashed n-grams of up to four letters (multinomial, uniform prior)."""
    keys = sorted({sample.key for sample in found})
    fold = {key: index % FOLDS for index, key in enumerate(keys)}
    right = 0
    for held in range(FOLDS):
        speakers, weights = _fit([s for s in found if fold[s.key] != held])
        for sample in found:
            if fold[sample.key] == held:
                scores = weights[:, buckets(sample.text)].sum(axis=1)
                right += speakers[int(scores.argmax())] == sample.speaker
    return right / len(found)


def _fit(found: Sequence[Sample]) -> tuple[list[str], NDArray[np.float32]]:
    """Speakers, and the logarithm of each n-gram's share in what they say."""
    speakers = sorted({sample.speaker for sample in found})
    counts = np.full((len(speakers), BUCKETS), _SMOOTHING, dtype=np.float32)
    for sample in found:
        np.add.at(counts[speakers.index(sample.speaker)], buckets(sample.text), 1.0)
    return speakers, np.log(counts / counts.sum(axis=1, keepdims=True))


def _masked(text: str, personas: Mapping[str, Persona]) -> str:
    for persona in personas.values():
        text = text.replace(persona.name, " ")
    bare = " ".join(_LAST.sub("", sentence) for sentence in sentences(text))
    return _ADDRESS.sub(" ", bare)
