"""A recording of one's own or licensed voice, made into a persona's questions and answers."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import BadInput, ConfigError

WHY = """\
whose voice is it? A recording is a person's own words and voice.
LoveLM makes personas of one's own recordings, or of those whose speaker gave leave for exactly this;
it is no tool to imitate somebody who did not (publicity rights, Personal Information Protection Act)"""
RIGHTS = "--i-have-rights"

Run = Callable[[argparse.Namespace], int]


def verbs(subparsers: Any) -> None:
    """Add the studio's to those of `lovelm persona`, in the order they are used."""
    _transcribe_verb(
        _verb(subparsers, "transcribe", "write recordings down: FILE.transcript.jsonl", _transcribe)
    )
    clean = _verb(subparsers, "clean", "one speaker, no fillers, no personal data", _clean)
    clean.add_argument(
        "--speaker",
        metavar="LETTER",
        help="whose words stay (default: A, who talks longest; all keeps everybody's)",
    )
    clean.add_argument("--keep-questions", action="store_true", help="keep what others ask")
    clean.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="NAME",
        help="a person's name to take out; as often as needed",
    )
    pairs = _verb(subparsers, "pairs", "questions and answers, as JSON lines for training", _pairs)
    pairs.add_argument(
        "--by",
        choices=("rules", "model"),
        default="rules",
        help="what finds them: rules (default) or the configured model",
    )
    style = _verb(
        subparsers,
        "style",
        "endings and words of scripts; a draft persona.yaml",
        _style,
        out="FILE",
    )
    style.add_argument("--slug", default="draft", help="the persona's folder (default: draft)")
    style.add_argument("--name", default="이름", help="what it is called")
    tune = _verb(
        subparsers, "tune", "fine-tune a local chat model on pairs (LoRA)", _tune, out="FOLDER"
    )
    tune.add_argument(
        "--base", metavar="NAME_OR_PATH", help="the model (default: LOVELM_MODEL_LOCAL)"
    )
    tune.add_argument("--epochs", type=_count, default=3, help="(default: 3)")
    tune.add_argument("--rank", type=_count, default=16, help="LoRA's (default: 16)")


def _transcribe_verb(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME_OR_PATH", help="(default: LOVELM_WHISPER, small)")
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), help="(default: LOVELM_WHISPER_DEVICE, auto)"
    )
    parser.add_argument(
        "--compute", metavar="TYPE", help="int8, float16…; (default: LOVELM_WHISPER_COMPUTE, auto)"
    )
    parser.add_argument("--language", default="ko", help="ko (default), en, ja…; auto guesses")


def _verb(
    subparsers: Any, name: str, help: str, run: Run, out: str = "FOLDER"
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=help, description=help)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--out", type=Path, metavar=out, help="(default: beside the file)")
    parser.add_argument("--restart", action="store_true", help="make anew what is there")
    parser.add_argument(RIGHTS, action="store_true", help="the voice is mine, or I am licensed")
    parser.set_defaults(run=lambda chosen: _rightful(chosen, run))
    return parser


def _rightful(chosen: argparse.Namespace, run: Run) -> int:
    """Raises ConfigError where nobody says that they may."""
    if not chosen.i_have_rights:
        raise ConfigError(RIGHTS, WHY, f"add {RIGHTS} if the voice is yours or you have that leave")
    return run(chosen)


def _transcribe(chosen: argparse.Namespace) -> int:
    from bots import recordings, settings

    said = {"model": chosen.model, "device": chosen.device, "compute": chosen.compute}
    how = recordings.options(settings.load(), said, chosen.language)
    return recordings.transcribe_all(chosen.files, _folder(chosen.out), how, chosen.restart)


def _clean(chosen: argparse.Namespace) -> int:
    from bots.studio import clean

    speaker = "" if chosen.speaker == "all" else chosen.speaker
    out, questions = _folder(chosen.out), chosen.keep_questions
    return _each(
        chosen.files, lambda path: clean(path, out, speaker, chosen.name, questions, chosen.restart)
    )


def _pairs(chosen: argparse.Namespace) -> int:
    from bots import settings
    from bots.studio import pairs

    by = settings.load() if chosen.by == "model" else None
    return _each(chosen.files, lambda path: pairs(path, _folder(chosen.out), by, chosen.restart))


def _style(chosen: argparse.Namespace) -> int:
    from bots.studio import style

    style(chosen.files, chosen.out, chosen.slug, chosen.name, chosen.restart)
    return 0


def _tune(chosen: argparse.Namespace) -> int:
    from bots import settings
    from bots.tuning import tune

    base = chosen.base or settings.load().model_local
    if not base:
        raise ConfigError("--base", "names no model", "name one, or set LOVELM_MODEL_LOCAL")
    if chosen.out is None:
        raise ConfigError("--out", "a tuned model needs a folder", "name one: --out FOLDER")
    tune(chosen.files, base, chosen.out, chosen.epochs, chosen.rank, chosen.restart)
    return 0


def _each(paths: list[Path], work: Callable[[Path], None]) -> int:
    """1 if any cannot be used; the others are done."""
    wrong = 0
    for path in paths:
        try:
            work(path)
        except BadInput as error:
            print(f"lovelm: {error}", file=sys.stderr)
            wrong = 1
    return wrong


def _folder(out: Path | None) -> Path | None:
    """Where results go, made where it is missing. Raises ConfigError."""
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ConfigError(
                "--out", f"{out} cannot be made ({error.strerror})", "name a folder"
            ) from error
    return out


def _count(text: str) -> int:
    number = int(text)
    if not 0 < number <= 1_000:
        raise argparse.ArgumentTypeError("a number from 1 to 1000")
    return number
