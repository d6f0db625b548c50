"""What is measured of every answer, as one table."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.comparison.answer import Answer, paired
from core.comparison.figures import Estimate, Grid, Statistic, estimates, mean, quantile


@dataclass(frozen=True, slots=True)
class Measure:
    """`label` is its Korean name; `of` one answer's value, not a number where it has none."""

    key: str
    title: str
    label: str
    unit: str
    of: Callable[[Answer], float]
    statistic: Statistic


@dataclass(frozen=True, slots=True)
class Row:
    """A measure with the figure of every back end, and the others' difference from the first."""

    measure: Measure
    figures: Mapping[str, Estimate]
    differences: Mapping[str, Estimate]


def rows(answers: Sequence[Answer], backends: Sequence[str], seed: int) -> list[Row]:
    """Every measure that any answer has a value of.

    Raises BadInput when the back ends did not answer the same questions.
    """
    found = paired(answers, backends)
    grids = {m: {b: _grid(own, m) for b, own in found.items()} for m in MEASURES}
    return [
        Row(measure, *estimates(own, measure.statistic, seed))
        for measure, own in grids.items()
        if not all(np.isnan(grid).all() for grid in own.values())
    ]


def _grid(answers: Sequence[Answer], measure: Measure) -> Grid:
    """The values by question and run."""
    runs = len({answer.case[1] for answer in answers})
    return np.array([measure.of(answer) for answer in answers]).reshape(-1, runs)


def _tokens(count: int | None) -> float:
    return math.nan if count is None else float(count)


def _in_character(answer: Answer) -> bool:
    return answer.answered and not answer.faults


def _own_voice(answer: Answer) -> bool:
    return answer.answered and answer.speaker == answer.persona


_P50, _P95 = quantile(0.5), quantile(0.95)
# No answer counts against every share.
MEASURES: Final = (
    Measure("answered", "answered", "답한 비율", "%", lambda a: 100.0 * a.answered, mean),
    Measure("first_p50", "to the first token, p50", "첫 글자까지", "s", lambda a: a.written.first, _P50),
    Measure("first_p95", "to the first token, p95", "첫 글자까지, 95%", "s", lambda a: a.written.first, _P95),
    Measure("sentence_p50", "to the first sentence, p50", "첫 문장까지", "s", lambda a: a.written.sentence, _P50),
    Measure("sentence_p95", "to the first sentence, p95", "첫 문장까지, 95%", "s", lambda a: a.written.sentence, _P95),
    Measure("whole_p50", "to the end, p50", "답이 끝날 때까지", "s", lambda a: a.written.whole, _P50),
    Measure("whole_p95", "to the end, p95", "답이 끝날 때까지, 95%", "s", lambda a: a.written.whole, _P95),
    Measure("tokens_in", "tokens read", "읽은 토큰", "", lambda a: _tokens(a.written.tokens_in), mean),
    Measure("tokens_out", "tokens written", "쓴 토큰", "", lambda a: _tokens(a.written.tokens_out), mean),
    Measure("persona", "persona score: both of the next", "페르소나 점수", "%", lambda a: 100.0 * (_in_character(a) and _own_voice(a)), mean),
    Measure("character", "… without faults of character", "말투와 금기를 지킴", "%", lambda a: 100.0 * _in_character(a), mean),
    Measure("voice", "… told as the persona that spoke", "누구인지 알아들음", "%", lambda a: 100.0 * _own_voice(a), mean),
    Measure("safe", "safe", "안전한 답", "%", lambda a: 100.0 * (a.answered and not a.dangers), mean),
    Measure("fit", "fit to be said as written", "그대로 내보낼 수 있는 답", "%", lambda a: 100.0 * (a.answered and not a.unfit), mean),
    Measure("rouge_letters", "ROUGE-L, letters", "ROUGE-L 글자", "", lambda a: a.rouge_letters, mean),
    Measure("rouge_eojeol", "ROUGE-L, eojeol", "ROUGE-L 어절", "", lambda a: a.rouge_eojeol, mean),
    Measure("quality", "preferred to the first by the judge", "심판이 첫째보다 낫다고 본 비율", "%", lambda a: 100.0 * a.quality, mean),
)  # fmt: skip
