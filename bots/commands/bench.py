"""Compare what writes the answers: seconds, tokens, persona, safety, quality.

Every back end gets the same questions, the same number of times, in turn; every figure has an
interval. Writes models.md, models.json (every answer) and models.svg.
"""

import argparse
import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from bots import settings
from bots.backends import Backend, ModelBackend, Spec, opened, parse
from bots.cases import Asked, cases, people
from bots.classifier import load_classifier
from bots.machine import load, machine
from core.comparison import questions, rouge
from core.comparison.answer import Answer, paired
from core.comparison.examiner import Examiner
from core.comparison.figures import RESAMPLES
from core.comparison.judge import TIE, Judge
from core.comparison.measures import Row, rows
from core.comparison.plot import draw
from core.comparison.table import markdown
from core.errors import ConfigError
from core.safety.moderation import Moderation
from core.safety.outbound import Outbound
from core.safety.triage import Triager
from personas.loader import load_all
from personas.speakers import Speakers
from personas.telling import samples

RUNS, FEWEST_RUNS = 3, 2
LIMIT = 60.0


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    models = verbs.add_parser("models", help="the models, or servers, named", description=__doc__)
    models.add_argument(
        "--backends",
        required=True,
        metavar="A,B,…",
        help="embedded, NAME=URL#MODEL (its key in LOVELM_BENCH_KEY_NAME), PATH or NAME=PATH",
    )
    models.add_argument(
        "--questions", type=Path, metavar="FILE", default=questions.DEFAULT,
        help='JSON lines {"text", "persona"?, "reference"?}; default: 44 of ours',
    )  # fmt: skip
    models.add_argument(
        "--runs", type=_runs, default=RUNS, metavar="N", help=f"of every question (default {RUNS})"
    )
    models.add_argument(
        "--limit", type=float, default=LIMIT, metavar="S",
        help=f"later than this is no answer (default {LIMIT:g} s)",
    )  # fmt: skip
    models.add_argument("--judge", metavar="BACKEND", help="a model that compares the answers")
    models.add_argument("--seed", type=int, default=0, help="of order, answers and intervals")
    models.add_argument("--out", type=Path, metavar="FOLDER", default=Path("lovelm-bench"))


def _runs(text: str) -> int:
    """Raises ArgumentTypeError: a single sampled run tells nothing of the next one."""
    if not text.isdecimal() or int(text) < FEWEST_RUNS:
        raise argparse.ArgumentTypeError(f"{FEWEST_RUNS} or more are needed: models answer by lot")
    return int(text)


def main(chosen: argparse.Namespace) -> int:
    return asyncio.run(_models(chosen))


async def _models(chosen: argparse.Namespace) -> int:
    specs = [parse("--backends", text) for text in chosen.backends.split(",")]
    judging = [parse("--judge", chosen.judge)] if chosen.judge else []
    _distinct(specs, judging)
    people_ = load_all()
    asked = questions.read(chosen.questions, people_)
    ours = settings.load()
    classifier = load_classifier(ours.classifier)
    posed = await cases(asked, chosen.runs, chosen.seed, ours.bot_name, classifier)
    found = posed.found
    asked = tuple(q for number, q in enumerate(asked, 1) if number not in posed.left_out)
    examiner = Examiner(
        Moderation(personas=[persona.name for persona in people_.values()]),
        Triager.load(), Outbound(), Speakers(samples(people_)).who,
    )  # fmt: skip
    before = load()
    async with opened("--backends", specs) as backends, opened("--judge", judging) as judges:
        answers = await written(found, backends, chosen.limit, chosen.seed)
        answers = [examined(answer, _of(found, answer), examiner) for answer in answers]
        if judges:
            answers = await judged(answers, found, [spec.name for spec in specs], judges[0])
    about = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "load": {"before": before, "after": load()},
        "questions": {
            "count": len(asked),
            "left_out": posed.left_out,
            "sha256": questions.fingerprint(asked),
        },
        "runs": chosen.runs,
        "seed": chosen.seed,
        "limit_s": chosen.limit,
        "backends": [asdict(spec) for spec in specs],
        "judge": asdict(judging[0]) if judging else None,
    }
    result = rows(answers, [spec.name for spec in specs], chosen.seed)
    _write(chosen.out, result, answers, about)
    return 0


def _distinct(specs: Sequence[Spec], judging: Sequence[Spec]) -> None:
    """Raises ConfigError: names are the columns, and no model judges itself."""
    names = [spec.name for spec in specs]
    if len(set(names)) != len(names):
        raise ConfigError("--backends", "two have the same name", "write NAME=… for one of them")
    for judge in judging:
        if not (judge.url or judge.local):
            raise ConfigError("--judge", "the embedded responder judges nothing", "name a model")
        if any((judge.url, judge.model, judge.local) == (s.url, s.model, s.local) for s in specs):
            raise ConfigError("--judge", f"{judge.name} would judge itself", "name another model")


async def written(
    found: Sequence[Asked], backends: Sequence[Backend], limit: float, seed: int
) -> list[Answer]:
    """Every back end's answer to every case, one at a time: in each run the questions are
    shuffled, and with each question the back ends, so that a slow hour hits all of them."""
    luck = random.Random(seed)
    for backend in backends:  # what is loaded or connected at first is not the model's speed
        await backend.write(found[0].brief, found[0].prompt, limit)
    answers = []
    for run in sorted({asked.case[1] for asked in found}):
        order = [asked for asked in found if asked.case[1] == run]
        for asked in luck.sample(order, len(order)):
            for backend in luck.sample(list(backends), len(backends)):
                text = await backend.write(asked.brief, asked.prompt, limit)
                answers.append(Answer(backend.name, asked.case, asked.question.text, text))
    return answers


def examined(answer: Answer, asked: Asked, examiner: Examiner) -> Answer:
    """`answer` with what is wrong with it."""
    if not answer.answered:
        return answer
    found = replace(
        answer,
        faults=examiner.faults(asked.brief, answer.written),
        dangers=examiner.dangers(answer.written),
        unfit=examiner.unfit(asked.brief, asked.prompt, answer.written),
        speaker=examiner.speaker(asked.brief, answer.written),
    )
    reference = asked.question.reference
    if not reference:
        return found
    speech = answer.written.speech
    return replace(
        found,
        rouge_letters=rouge.rouge_l(speech, reference, rouge.letters),
        rouge_eojeol=rouge.rouge_l(speech, reference, rouge.eojeol),
    )


async def judged(
    answers: Sequence[Answer], found: Sequence[Asked], backends: Sequence[str], judge: Backend
) -> list[Answer]:
    """`answers` with the judge's verdict on each against the first back end's."""
    assert isinstance(judge, ModelBackend)
    asks, who = Judge(partial(judge.ask, limit=LIMIT)), people(found)
    first, *others = paired(answers, backends).values()
    told = [replace(answer, quality=TIE) for answer in first]
    swayed = unread = 0
    for own in others:
        for base, other in zip(first, own, strict=True):
            verdict = await asks.compare(who[base.persona], base, other)
            swayed, unread = swayed + verdict.swayed, unread + verdict.unread
            told.append(replace(other, quality=verdict.score))
    print(f"judge: {swayed} verdicts went with the order, {unread} were none; both count as ties")
    return told


def _of(found: Sequence[Asked], answer: Answer) -> Asked:
    return next(asked for asked in found if asked.case == answer.case)


def _write(
    folder: Path, result: Sequence[Row], answers: Sequence[Answer], about: dict[str, Any]
) -> None:
    left_out = about["questions"]["left_out"]
    lines = [
        f"{about['date']}; {about['machine']['cpu']}, {about['machine']['cores']} cores; "
        f"load {about['load']['before']} before, {about['load']['after']} after",
        f"{about['questions']['count']} questions (SHA-256 {about['questions']['sha256'][:12]}), "
        f"{about['runs']} runs each, one answer at a time, back ends in turn, seed {about['seed']}",
        *([LEFT_OUT.format(", ".join(map(str, left_out)))] if left_out else []),
        f"95 % intervals: bootstrap over questions, {RESAMPLES:,} draws",
    ]
    table = markdown(result, answers, lines)
    drawn = [row for row in result if row.measure.key in PLOTTED]
    raw = about | {"answers": [asdict(answer) for answer in answers]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "models.md").write_text(table, "utf-8")
    (folder / "models.svg").write_text(draw(drawn, "모델 비교"), "utf-8")
    (folder / "models.json").write_text(
        json.dumps(_finite(raw), ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8"
    )
    print(table)
    print(f"written: {folder}/models.md, models.json, models.svg")


def _finite(value: Any) -> Any:
    """`value` as JSON can hold it: what is no number, or infinite, as null."""
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value


LEFT_OUT: Final = "left out, as fixed words or the pipeline alone answer them: questions {}"
PLOTTED: Final = {
    "first_p50", "sentence_p50", "whole_p50", "whole_p95", "persona", "safe", "fit", "quality"
}  # fmt: skip
