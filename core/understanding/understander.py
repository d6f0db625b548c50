"""Text to meaning: the classifier's probabilities, made into one reading."""

import math
from collections.abc import Sequence
from dataclasses import replace

from core.labels import Emotion, Intent, Situation
from core.movies.catalogue import Catalogue
from core.movies.wish import read_constraints, read_wish
from core.ports import Classifier
from core.understanding.angles import Angles
from core.understanding.cases import Case, Cases
from core.understanding.injection import tampers
from core.understanding.lexicon import Lexicon
from core.understanding.love import about_love
from core.understanding.reading import Prediction, Reading

# Below this a love situation is a guess, and an honest general answer is better.
CERTAIN = 0.6
CERTAIN_BY_LOVE = 0.6
CERTAIN_BY_NOTHING = 0.75
SURELY = 0.6
SHARPNESS = 2.0
LONGEST_WORD = 3
# A wish stands in the first letters of a line, or nowhere.
LONGEST_WISH = 500
COMMAND_MARKS = ("!", "/")


class Understander:
    """Reads texts; `catalogue`, whose titles it knows, may be replaced at any time."""

    def __init__(self, classifier: Classifier, catalogue: Catalogue) -> None:
        self._classifier = classifier
        self.catalogue = catalogue
        self._lexicon = Lexicon.load()
        self._angles = Angles.load()
        self._cases = Cases.load()

    def read(self, text: str) -> Reading:
        """The reading of one text; about 0.2 ms."""
        return self.read_many((text,))[0]

    def read_many(self, texts: Sequence[str]) -> list[Reading]:
        """The reading of each text, in order."""
        predictions = self._classifier.predict(texts)
        return [self._read(*pair) for pair in zip(texts, predictions, strict=True)]

    def _read(self, text: str, prediction: Prediction) -> Reading:
        start = text[:LONGEST_WISH]
        wish = read_wish(start, self.catalogue)
        if wish is None and prediction.intent[Intent.RECOMMEND] > SURELY:
            wish = read_constraints(start, self.catalogue)
        intent = self._intent(text, prediction, asks_for_film=wish is not None)
        case = self._case(text, prediction) if intent is Intent.COUNSEL else None
        ranked = sorted(prediction.emotion.items(), key=lambda pair: -pair[1])
        if not text.strip():
            ranked = [(Emotion.NEUTRAL, 1.0), (Emotion.JOY, 0.0)]
        return Reading(
            intent=intent,
            emotions=(ranked[0], ranked[1]),
            situation=case.situation if case else None,
            confidence=case.probability if case else 0.0,
            wish=wish,
            angle=case.angle if case else None,
        )

    def _case(self, text: str, prediction: Prediction) -> Case | None:
        """The situation and what of it `text` tells: by likeness to lines of known cases, or
        where that leaves it open by telling words; None when neither is sure."""
        like = self._cases.find(text, prediction.situation)
        if like is None:
            words = self._lexicon.hits(text)
            situation, confidence = _situation(prediction, words)
            if situation is None or confidence < _needed(text, situation, words):
                return None
            like = Case(situation, None, confidence)
        # Within a situation, who is in danger is not left to likeness (life and limb: triage was first).
        grave = self._angles.find(like.situation, text, grave=True)
        alike = like.angle
        if alike and self._angles.denied(like.situation, alike, text):
            alike = None
        angle = grave or alike or self._angles.find(like.situation, text)
        return replace(like, angle=angle)

    def _intent(self, text: str, prediction: Prediction, asks_for_film: bool) -> Intent:
        stripped = text.lstrip()
        if stripped.startswith(COMMAND_MARKS) and len(stripped) > 1:
            return Intent.COMMAND
        if not any(letter.isalnum() for letter in stripped):
            return Intent.REACTION
        if tampers(text) or prediction.intent[Intent.INJECTION] > SURELY:
            return Intent.INJECTION
        if asks_for_film:
            return Intent.RECOMMEND
        likely = sorted(prediction.intent.items(), key=lambda pair: -pair[1])
        # A film is only ever recommended for a wish that was understood, a command only
        # where one is written: the next best reading stands in for those.
        closed = {Intent.RECOMMEND, Intent.COMMAND, Intent.INJECTION}
        return next(intent for intent, _ in likely if intent not in closed)


def _situation(
    prediction: Prediction, words: dict[Situation, int]
) -> tuple[Situation | None, float]:
    """The best love situation and how likely it is.

    The classifier is strongly regularised, so its probabilities are sharpened; each letter
    of a telling word multiplies a situation's odds by e, up to LONGEST_WORD of them (chosen on
    lines of two of the four personas' authors).
    """
    odds = {
        situation: p**SHARPNESS
        * math.exp(min(words.get(situation, 0) if situation else 0, LONGEST_WORD))
        for situation, p in prediction.situation.items()
    }
    situation, best = max(odds.items(), key=lambda pair: pair[1])
    confidence = best / sum(odds.values())
    return situation, confidence


def _needed(text: str, situation: Situation | None, words: dict[Situation, int]) -> float:
    """How sure a situation must be: the less the text says in so many words, the surer."""
    if situation in words:
        return CERTAIN
    return CERTAIN_BY_LOVE if words or about_love(text) else CERTAIN_BY_NOTHING
