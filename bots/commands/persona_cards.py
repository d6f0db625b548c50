"""Character cards: a persona for others' tools, and others' characters as guests here."""

import argparse
import sys
from pathlib import Path
from typing import Any

from bots import settings
from bots.settings import persona_folder
from core.errors import BadInput
from personas.loader import FOLDER, PERSONA


def verbs(subparsers: Any) -> None:
    """Add `export` and `import` to those of `lovelm persona`."""
    give = subparsers.add_parser("export", help="write a persona as a character card (V2 or V3)")
    give.add_argument("slug", help="see lovelm persona list")
    give.add_argument("--format", choices=("json", "png"), help="(default: as --out ends, or png)")
    give.add_argument("--version", type=int, choices=(2, 3), default=3, help="(default: 3)")
    give.add_argument("--out", type=Path, metavar="FILE", help="(default: SLUG.png or SLUG.json)")
    give.add_argument("--force", action="store_true", help="write over a file that is there")
    give.set_defaults(run=_export)
    take = subparsers.add_parser(
        "import", help="make a guest persona of a character card (V1, V2, V3; PNG or JSON)"
    )
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--slug", required=True, help="small letters, digits and _: its folder")
    take.add_argument(
        "--like",
        required=True,
        metavar="SLUG",
        help="onyu, dogeon, yudam, raon or a guest: whose endings, voice and lines it has at first",
    )
    take.add_argument("--name", default="", help="2 to 8 letters (default: the card's)")
    take.add_argument("--force", action="store_true", help="replace the guest of that slug")
    take.set_defaults(run=_import)


def _export(chosen: argparse.Namespace) -> int:
    from personas import portrait
    from personas.card_export import exported
    from personas.cards import in_picture, written

    own = persona_folder(settings.load())
    kind = chosen.format or _kind(chosen.out)
    out: Path = chosen.out or Path(f"{chosen.slug}.{kind}")
    folder = _folder(own, chosen.slug)
    data = exported(folder)
    if kind == "png":
        content = in_picture(data, chosen.version, portrait.rows(_colour(folder)))
    else:
        content = written(data, chosen.version)
    if out.exists() and not chosen.force:
        raise BadInput(f"{out} is there already; --force writes over it")
    try:
        _put(out, content)
    except OSError as error:
        raise BadInput(f"{out} cannot be written ({error.strerror})") from error
    print(f"{out}: {data.name} as a V{chosen.version} card, {len(content):,} bytes")
    return 0


def _import(chosen: argparse.Namespace) -> int:
    from personas.card_import import settle
    from personas.cards import LARGEST_FILE, read

    own = persona_folder(settings.load())
    like = _folder(own, chosen.like)
    try:
        with chosen.file.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput(f"{chosen.file} cannot be read ({error.strerror})") from error
    try:
        reading = read(content)
    except BadInput as error:
        raise BadInput(f"{chosen.file}: {error}") from error
    try:
        done = settle(reading, own, chosen.slug, like, chosen.name, chosen.force)
    except OSError as error:
        raise BadInput(f"{own / chosen.slug} cannot be written ({error.strerror})") from error
    for note in done.notes:
        print(f"note: {note}", file=sys.stderr)
    name, slug = done.persona.name, done.persona.slug
    print(
        f"{done.folder}: {name} ({slug}), {len(done.persona.examples)} examples of the card\n"
        f"Stand-in lines: what {name} says without a model are {chosen.like}'s lines, refusals and"
        " thanks too,\nuntil you write your own into the bank files there."
        f" Then: lovelm persona check {slug}\n"
        f"{name} answers from the next start on."
    )
    return 0


def _kind(out: Path | None) -> str:
    return "json" if out is not None and out.suffix.lower() == ".json" else "png"


def _folder(own: Path, slug: str) -> Path:
    """Where the persona of that slug is. Raises BadInput when there is none."""
    for parent in (FOLDER, own):
        # A name, never a path: it came from the command line and may end in a folder's name.
        if slug.isidentifier() and (parent / slug / PERSONA).is_file():
            return parent / slug
    raise BadInput(f"no persona {slug!r}; lovelm persona list names them")


def _colour(folder: Path) -> str:
    from personas.loader import who_is

    return who_is(folder).colour


def _put(out: Path, content: bytes) -> None:
    """Write beside, then put in place: never half a card."""
    fresh = out.with_name(f".{out.name}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)
