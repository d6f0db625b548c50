"""A comparison as Markdown: a row for each measure, a column for each back end."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.comparison.answer import Answer
from core.comparison.figures import Estimate
from core.comparison.measures import Measure, Row

NONE: Final = "–"
SMALL: Final = 0.01


def markdown(found: Sequence[Row], answers: Sequence[Answer], about: Sequence[str]) -> str:
    """Tables of figures, differences and faults, after the lines `about` the run."""
    backends = list(found[0].figures)
    parts = [
        "# Models compared",
        *(f"- {line}" for line in about),
        "",
        "## Figures",
        *_table(
            ["", *backends], ([_title(row.measure), *_figures(row, backends)] for row in found)
        ),
    ]
    if len(backends) > 1:
        title = f"## Differences from {backends[0]}, over the same questions"
        rows = ([_title(row.measure), *_differences(row, backends[1:])] for row in found)
        parts += ["", title, *_table(["", *backends[1:]], rows), "", SURE]
    counted = {backend: _wrong(answers, backend) for backend in backends}
    wrong = sorted({what for count in counted.values() for what in count})
    if wrong:
        rows = ([what, *(str(counted[b][what]) for b in backends)] for what in wrong)
        parts += ["", "## What was wrong, in answers", *_table(["", *backends], rows)]
    return "\n".join([*parts, ""])


def shown(estimate: Estimate, sign: bool = False) -> str:
    """A figure and its interval; a dash where it cannot be told."""
    if not estimate.told:
        return NONE
    plus = "+" if sign else ""
    figure, low, high = (_number(x, plus) for x in (estimate.figure, estimate.low, estimate.high))
    return f"{figure} ({low} to {high})"


def _figures(row: Row, backends: Iterable[str]) -> list[str]:
    return [shown(row.figures[backend]) for backend in backends]


def _differences(row: Row, backends: Iterable[str]) -> list[str]:
    found = [row.differences[backend] for backend in backends]
    return [f"**{text}**" if d.sure else text for d in found for text in [shown(d, sign=True)]]


def _wrong(answers: Iterable[Answer], backend: str) -> Mapping[str, int]:
    count: Counter[str] = Counter()
    for answer in answers:
        if answer.backend == backend:
            count.update(f"fault: {fault.lower()}" for fault in answer.faults)
            count.update(f"danger: {danger}" for danger in answer.dangers)
            if answer.unfit:
                count[f"not to be said: {answer.unfit}"] += 1
            if not answer.answered:
                count[f"no answer: {answer.written.failure}"] += 1
    return count


def _title(measure: Measure) -> str:
    return f"{measure.title} ({measure.unit})" if measure.unit else measure.title


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Raises ValueError for a row that has not as many cells as the head: none may shift."""
    whole = [head, ["---"] * len(head), *rows]
    if any(len(row) != len(head) for row in whole):
        raise ValueError("a row has too few or too many cells")
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in whole]


def _number(value: float, plus: str) -> str:
    if abs(value) == float("inf"):
        return "never" if value > 0 else "sooner"
    if abs(value) < SMALL:
        return f"{value:{plus}.1g}"
    digits = 1 if abs(value) >= 10 else 3 if abs(value) < 1 else 2
    return f"{value:{plus}.{digits}f}"


SURE: Final = (
    "Bold: the 95 % interval does not hold 0. That is said of each row alone; of twenty rows one "
    "may be bold by chance."
)
