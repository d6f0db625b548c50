"""A folder of guests, and cards that come into it."""

import json
from pathlib import Path
from typing import Any

from personas.card_import import Imported, settle
from personas.cards import read
from personas.loader import FOLDER

FOUR = ("dogeon", "onyu", "raon", "yudam")


def arrive(own: Path, card: dict[str, Any], slug: str = "mina", **how: Any) -> Imported:
    how = {"like": FOLDER / "onyu"} | how
    return settle(read(json.dumps(card).encode()), own, slug, **how)


def files(own: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(own)): path.read_bytes() for path in own.rglob("*") if path.is_file()
    }
