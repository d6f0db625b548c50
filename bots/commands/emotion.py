"""Emotion, intent and situation: train the classifier, and measure it."""

import argparse
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from bots.classifier import load_classifier, require_torch
from core.errors import ConfigError
from core.labels import Emotion
from core.movies.catalogue import Catalogue
from core.ports import Classifier
from core.understanding import corpora, train
from core.understanding.confusion import draw
from core.understanding.evaluate import Report, evaluate, read_labelled
from core.understanding.linear import MODEL
from core.understanding.understander import Understander

TESTS = Path(__file__).parents[2] / "tests" / "core" / "understanding"
# Every so many reviews: enough for a share of ± .005, within seconds.
_EVERY, _REVIEWS = 20, 20_000
_GLAD = (Emotion.JOY, Emotion.LOVE)
_BATCH = 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    fit = verbs.add_parser("train", help="fit the shipped classifier, or fine-tune an encoder")
    fit.add_argument(
        "--data", type=Path, metavar="DIR", default=train.DATA, help="labelled lines, *.jsonl"
    )
    fit.add_argument("--base", metavar="NAME_OR_PATH", help="fine-tune this transformers encoder")
    fit.add_argument("--out", type=Path, metavar="PATH", help="where to: an .npz file or a folder")
    fit.add_argument("--epochs", type=int, default=4, help="of fine-tuning (default 4)")
    measure = verbs.add_parser("eval", help="figures by class, top-1 and top-2, intent, situation")
    measure.add_argument(
        "--test", type=Path, metavar="FILE", help="labelled JSON lines of your own"
    )
    measure.add_argument("--data", type=Path, metavar="DIR", help="also KOTE and NSMC from here")
    measure.add_argument("--plot", type=Path, metavar="FILE", help="write the confusion as SVG")
    measure.add_argument("--classifier", default="", metavar="PATH", help="instead of ours")


def main(chosen: argparse.Namespace) -> int:
    return _VERBS[chosen.verb](chosen)


def _train(chosen: argparse.Namespace) -> int:
    if chosen.base:
        return _fine_tune(chosen)
    out = chosen.out or MODEL
    try:
        count = train.run(chosen.data, out)
    except ModuleNotFoundError as error:
        why = f"{error.name} is not installed"
        raise ConfigError("emotion train", why, "pip install 'lovelm[train]'") from error
    print(f"{count} lines -> {out} ({out.stat().st_size / 1e6:.2f} MB)")
    return 0


def _fine_tune(chosen: argparse.Namespace) -> int:
    if chosen.out is None:
        raise ConfigError("--out", "a fine-tuned model needs a folder", "name one: --out FOLDER")
    require_torch("--base")
    from adapters.models.fine_tuning import Schedule, fine_tune
    from adapters.models.transformers_classifier import TransformersClassifier

    classifier = TransformersClassifier.start(chosen.base)
    lines = train.read_lines(chosen.data)
    print(f"{len(lines)} lines, {chosen.epochs} epochs")
    fine_tune(
        classifier,
        lines,
        Schedule(epochs=chosen.epochs),
        lambda epoch, loss: print(f"epoch {epoch}: loss {loss:.3f}", flush=True),
    )
    classifier.save(chosen.out)
    print(f"saved; use it with LOVELM_CLASSIFIER={chosen.out}")
    return 0


def _eval(chosen: argparse.Namespace) -> int:
    classifier = load_classifier(chosen.classifier)
    understander = Understander(classifier, Catalogue.load())
    files = [chosen.test] if chosen.test else sorted(TESTS.glob("*.jsonl"))
    if not files:
        raise ConfigError("--test", "the project's own test lines are not here", "name a file")
    reports = []
    for file in files:
        report = evaluate(read_labelled(file), understander)
        reports.append(report)
        _print(file.name, report)
    if chosen.data:
        _print_corpora(chosen.data, classifier)
    if chosen.plot:
        chosen.plot.write_text(draw(_joined(reports), "emotions"), "utf-8")
        print(f"\nconfusion: {chosen.plot}")
    return 0


def _print(name: str, report: Report) -> None:
    print(f"\n{name}: {report.lines} lines")
    print(f"{'intent accuracy':26}{report.intent:.3f}")
    print(f"{'emotion top-1, top-2':26}{report.top1:.3f}  {report.top2:.3f}")
    print(f"{'  of love worries':26}{report.love_top1:.3f}  {report.love_top2:.3f}")
    print(f"{'emotion macro-F1':26}{report.macro_f1:.3f}")
    print(
        f"{'situation right, wrong':26}{report.situation_right:.3f}  {report.situation_wrong:.3f}"
    )
    print(f"{'':12}{'precision':>10}{'recall':>10}{'F1':>10}{'lines':>8}")
    for emotion, score in report.classes.items():
        figures = f"{score.precision:10.3f}{score.recall:10.3f}{score.f1:10.3f}{score.lines:8}"
        print(f"{emotion:12}{figures}")


def _print_corpora(data: Path, classifier: Classifier) -> None:
    rows = [
        (text, wanted)
        for text, labels in corpora.kote(data)
        if (wanted := corpora.felt(labels, corpora.KOTE_EMOTIONS))
    ]
    read = _emotions(classifier, [text for text, _ in rows])
    hits = [
        max(felt, key=lambda label: felt[label]) in wanted
        for felt, (_, wanted) in zip(read, rows, strict=True)
    ]
    print(f"\nKOTE mapped to our emotions, top-1 among a comment's own: {_mean(hits):.3f}")
    print(f"  of {len(rows)} comments; published: {corpora.PUBLISHED['kote']}, another measure")
    reviews = list(islice(corpora.reviews(data), 0, _EVERY * _REVIEWS, _EVERY))
    read = _emotions(classifier, [text for text, _ in reviews])
    right = [_glad(felt) == liked for felt, (_, liked) in zip(read, reviews, strict=True)]
    print(f"NSMC, joy or love as the likeliest mood read as liking: {_mean(right):.3f}")
    liked = _mean([wanted for _, wanted in reviews])
    print(
        f"  of {len(reviews)} reviews, {liked:.3f} of which like their film; published: {corpora.PUBLISHED['nsmc']}, trained on them"
    )


def _emotions(classifier: Classifier, texts: Sequence[str]) -> list[dict[Emotion, float]]:
    return [
        prediction.emotion
        for start in range(0, len(texts), _BATCH)
        for prediction in classifier.predict(texts[start : start + _BATCH])
    ]


def _glad(felt: dict[Emotion, float]) -> bool:
    """Whether the likeliest mood is a glad one; neutral is none."""
    moods = [emotion for emotion in felt if emotion is not Emotion.NEUTRAL]
    return max(moods, key=lambda emotion: felt[emotion]) in _GLAD


def _mean(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _joined(reports: Sequence[Report]) -> dict[Emotion, Counter[Emotion]]:
    return {
        emotion: sum((report.confusion[emotion] for report in reports), Counter())
        for emotion in Emotion
    }


_VERBS = {"train": _train, "eval": _eval}
