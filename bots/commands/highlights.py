"""The best moments of a stream: when they were, by the clock and in the recording, with a script
and captions of half a minute to a minute where the persona's words alone can be used."""

import argparse
from pathlib import Path

from adapters.report.highlights import PAGE, files
from bots import settings
from bots.classifier import load_classifier
from bots.commands import report
from bots.reporting import picked
from core.errors import BadInput
from core.movies.catalogue import Catalogue
from core.understanding.understander import Understander


def arguments(parser: argparse.ArgumentParser) -> None:
    report.times(parser)
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FOLDER", required=True,
        help=f"where {PAGE} and the captions go; what is there of an earlier run is replaced",
    )  # fmt: skip


def main(chosen: argparse.Namespace) -> int:
    options = settings.load()
    kept = report.kept(options, chosen)
    # What a story is about needs no film's name.
    found = picked(kept, Understander(load_classifier(options.classifier), Catalogue([])))
    if not found:
        raise BadInput("no moment of that time stands out: `!클립` marks one while it happens")
    _write(chosen.out, files(kept, found))
    scripts = sum(one.script is not None for one in found)
    print(
        f"{chosen.out}: {kept.platform}/{kept.channel}, {len(found)} moments, {scripts} with a script"
    )
    return 0


def _write(folder: Path, made: dict[str, str]) -> None:
    """Captions of an earlier run would belong to other moments."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("[0-9][0-9].srt"), *folder.glob("[0-9][0-9].vtt")):
            old.unlink()
        for name, text in made.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror})") from error
