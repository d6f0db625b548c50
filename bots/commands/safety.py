"""Crisis triage: measure it against its goals, and refit it."""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from core.errors import ConfigError
from core.safety import train
from core.safety.evaluate import GOALS, Report, alarms, evaluate
from core.safety.triage import Triager

TESTS = Path(__file__).parents[2] / "tests" / "core" / "safety"
FILES = "triage_*.jsonl"
_KEPT = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    measure = verbs.add_parser("eval", help="every goal with its figure: holds or falls short")
    measure.add_argument("--data", type=Path, metavar="DIR", help="also film reviews from here")
    measure.add_argument(
        "--test", type=Path, metavar="FILE", help="labelled JSON lines of your own"
    )
    measure.add_argument("--missed", action="store_true", help="print the lines judged wrongly")
    fit = verbs.add_parser("train", help="refit the classifier")
    fit.add_argument("--data", type=Path, metavar="DIR", default=train.DATA)
    fit.add_argument("--step", type=int, default=train.STEP, help="fit on every STEPth review only")


def main(chosen: argparse.Namespace) -> int:
    return _VERBS[chosen.verb](chosen)


def _train(chosen: argparse.Namespace) -> int:
    try:
        train.run(chosen.data, chosen.step)
    except ModuleNotFoundError as error:
        why = f"{error.name} is not installed"
        raise ConfigError("safety train", why, "pip install 'lovelm[train]'") from error
    return 0


def _eval(chosen: argparse.Namespace) -> int:
    triager = Triager.load()
    files = [chosen.test] if chosen.test else sorted(TESTS.glob(FILES))
    if not files:
        raise ConfigError("--test", "the project's own test lines are not here", "name a file")
    reports = {file.name: evaluate(file, triager) for file in files}
    for name, report in reports.items():
        _print(name, report)
    if len(reports) > 1:
        _print("all of them", sum(reports.values(), Report.empty()))
    if chosen.data:
        _print_reviews(chosen.data, triager)
    if chosen.missed:
        for report in reports.values():
            for miss in report.missed:
                print(f"{miss.level:10}{miss.kind or '':18}{miss.text}")
    return 0


def _print(name: str, report: Report) -> None:
    print(f"\n{name}")
    for goal in GOALS:
        hit, total = goal.count(report)
        if total:
            _row(goal.name, hit, total, goal.bound, goal.at_most)


def _print_reviews(data: Path, triager: Triager) -> None:
    started = time.perf_counter()
    raised, total = alarms(train.reviews(data), triager)
    seconds = time.perf_counter() - started
    print("\nfilm reviews (every second one was trained on as calm)")
    _row("false alarms, all", raised, total, 0.0005, True)
    print(f"  {total / seconds:,.0f} lines a second, {seconds:.0f} s")
    raised, total = alarms(_unseen(data), triager)
    _row("false alarms, the quarter kept from fit and bounds", raised, total, 0.0005, True)


def _unseen(data: Path) -> Iterator[str]:
    """Every fourth review: the weights learned from every second, the bounds are of the rest."""
    return (text for number, text in enumerate(train.reviews(data)) if number % 4 == _KEPT)


def _row(name: str, hit: int, total: int, bound: float, at_most: bool) -> None:
    share = hit / total
    holds = share <= bound if at_most else share >= bound
    sign, places = ("≤", 3) if at_most else ("≥", 1)
    figure = f"{hit:>6}/{total:<7}{share:9.{places}%}  {sign} {bound:.{places}%}"
    print(f"  {name:44}{figure:34}  {'holds' if holds else 'falls short'}")


_VERBS = {"eval": _eval, "train": _train}
