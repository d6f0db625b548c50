"""A card becomes a guest: a folder with who they are, and another's lines until they have own."""

import os
import re
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from core.character import faults
from core.errors import BadInput, ConfigError
from core.korean import particle
from core.labels import Emotion
from core.persona import Manner, Persona
from core.prompts.guest import TOLD
from personas import mes_example
from personas.card_export import EXTENSION, Extension, composed
from personas.cards import CARD, CardData, Reading, written
from personas.loader import (
    EXAMPLES,
    FOLDER,
    PERSONA,
    below,
    load,
    tell_apart,
    who_is,
)
from personas.schema import SLUG, ExampleFile, GuestFile, PersonaFile

LONGEST_NAME: Final = 8
TAGLINE: Final = "새로 온 상담사"
# Letters and digits, with a space, dot or hyphen between them: safe in chat, files and patterns.
_NAME: Final = re.compile(r"[^\W_](?:[^\W_]|[ .·-](?=[^\W_])){1,7}")
_ALIAS: Final = re.compile(r"[^\W_](?:[^\W_]|[ .·-](?=[^\W_])){0,19}")


@dataclass(frozen=True, slots=True)
class Imported:
    """Where the persona is now, and what its owner should know."""

    folder: Path
    persona: Persona
    notes: tuple[str, ...]


def settle(
    reading: Reading,
    own: Path,
    slug: str,
    like: Path,
    name: str = "",
    force: bool = False,
    packaged: Path = FOLDER,
) -> Imported:
    """Make `own`/`slug` of a card, with the manner and lines of the persona in `like`; those in
    `packaged` are there already.

    The folder is there whole or not at all. Raises BadInput when the card or what was asked for
    cannot be used, ConfigError when two personas would share a name, OSError from the disk.
    """
    data, target = reading.data, own / _slug(slug, own, force, packaged)
    called = _name(name or data.name)
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The loader passes over names with a dot, should this be killed half way.
    with tempfile.TemporaryDirectory(prefix=".import-", dir=own) as beside:
        fresh = Path(beside) / slug
        fresh.mkdir()
        whole, notes = _write(fresh, data, like, called)
        if not (whole and _same(composed(_loaded(fresh, like)), data)):
            _put(fresh / CARD, written(data, 3))
        persona = _loaded(fresh, like)
        # What is replaced may be broken: an import is what mends it.
        others = below(own, guest=True, without=slug)
        tell_apart([*below(packaged), *others, (target / PERSONA, persona)])
        _swap(fresh, target, Path(beside) / "replaced")
    return Imported(target, persona, (*reading.notes, *notes, *_remarks(data, persona)))


def _loaded(fresh: Path, like: Path) -> Persona:
    """The guest in `fresh`. Raises BadInput where a name makes a line of `like` too long."""
    try:
        return load(fresh, guest=True)
    except ConfigError as error:
        load(like)  # its own faults are told by its own files
        file = Path(error.key.rpartition(":")[0]).name
        if option := _NAMED_BY.get(file):
            raise BadInput(
                f"{option}: with it a line of {file} is too long; choose a shorter one"
            ) from error
        raise


def _same(one: CardData, other: CardData) -> bool:
    """Whether two cards say the same of a persona, whoever wrote their notes."""
    return all(getattr(one, field) == getattr(other, field) for field in _SAID)


def _slug(slug: str, own: Path, force: bool, packaged: Path) -> str:
    if not re.fullmatch(SLUG, slug):
        raise BadInput(
            f"--slug {slug!r}: small letters, digits and _, a letter first, 2 to 21 in all"
        )
    if (packaged / slug).exists():
        raise BadInput(f"--slug {slug}: a packaged persona has that slug; choose another")
    if os.path.lexists(own / slug) and not force:
        raise BadInput(f"{own / slug} is there already; --force replaces it with all its lines")
    return slug


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput("the card has no name: add --name")
    if not _NAME.fullmatch(name) or not any(map(str.isalpha, name)):
        raise BadInput(
            f"the name {name[:40]!r} cannot be called in chat: add --name,"
            f" 2 to {LONGEST_NAME} letters or digits"
        )
    return name


def _write(fresh: Path, data: CardData, like: Path, name: str) -> tuple[bool, list[str]]:
    """Everything but the card: whether `persona.yaml` says all without one; what to note."""
    model = who_is(like)
    extension = _extension(data)
    notes = [_UNUSABLE] if extension is None and EXTENSION in data.extensions else []
    person = _told(extension, data.name, fresh.name, name, model) if extension else None
    if extension and person is None:
        notes.append(_UNUSABLE)
    elif extension and extension.persona.get("register") != model.endings:
        notes.append(f"speaks as {model.name} does, whose lines it has, not as the card says")
    person = person or _stranger(data, fresh.name, name, model)
    if person["tagline"] not in (model.tagline, TAGLINE):
        # Viewers read it with nothing in between, and a card may be anybody's.
        notes.append(f"tagline is {TAGLINE!r}, not the card's: write your own into {PERSONA}")
        person["tagline"] = TAGLINE
    text = yaml.safe_dump(person, allow_unicode=True, sort_keys=False, width=1_000)
    head = _HEAD.format(name=name, model=model.name, like=like.name, slug=fresh.name)
    _put(fresh / PERSONA, (head + text).encode())
    rows = [f"{e.model_dump_json()}\n" for e in _examples(data, name, extension)]
    _put(fresh / EXAMPLES, "".join(rows).encode())
    head = _BANK.format(model=model.name, like=like.name, slug=fresh.name)
    for bank in sorted(like.glob("*.yaml")):
        if bank.name != PERSONA:
            lines = _renamed(bank.read_text("utf-8"), model, name, fresh.name)
            _put(fresh / bank.name, (head + lines).encode())
    return _whole(person), notes


def _whole(person: dict[str, Any]) -> bool:
    try:
        PersonaFile.model_validate(person)
    except ValidationError:
        return False
    return True


def _extension(data: CardData) -> Extension | None:
    """What this program wrote into the card, if it did and nobody spoilt it."""
    try:
        return Extension.model_validate(data.extensions.get(EXTENSION))
    except ValidationError:
        return None


def _told(
    extension: Extension, called: str, slug: str, name: str, model: GuestFile
) -> dict[str, Any] | None:
    """The persona of an extension; None where no persona file may say that."""
    other = extension.persona.get("register") != model.endings
    # The lines are the model's, and how viewers are called opens them: never a stranger's words.
    person = extension.persona | {"slug": slug, "name": name} | _manner(model)
    if other:
        person |= {"forbidden": []}
    try:
        found = GuestFile.model_validate(person)
    except ValidationError:
        return None
    # Another name leaves none of what the old one was shortened to.
    renamed = name != called
    aliases = [] if renamed else [alias for alias in found.aliases if _ALIAS.fullmatch(alias)]
    return found.model_copy(update={"aliases": aliases}).model_dump(mode="json", by_alias=True)


def _stranger(data: CardData, slug: str, name: str, model: GuestFile) -> dict[str, Any]:
    """A persona of whom there is only the card: it says who they are, `model` how they speak."""
    nickname = str((data.model_extra or {}).get("nickname") or "").strip()
    usable = _NAME.fullmatch(nickname) and nickname.casefold() != name.casefold()
    return {
        "slug": slug,
        "name": name,
        "aliases": [nickname] if usable else [],
        "tagline": TAGLINE,
        "colour": _COLOURS[zlib.crc32(slug.encode()) % len(_COLOURS)],
        **_manner(model),
        "voice": model.voice.model_dump(),
    }


def _manner(model: GuestFile) -> dict[str, Any]:
    return {
        "register": model.endings.value,
        "address": model.address,
        "calls": model.calls.model_dump(),
    }


def _examples(data: CardData, name: str, extension: Extension | None) -> list[ExampleFile]:
    """Of the card's text, which somebody may have edited; with the labels of those still in it."""
    labelled = {(e.viewer, e.reply): e for e in extension.examples} if extension else {}
    found = []
    for viewer, reply in mes_example.pairs(data.mes_example, data.name, name):
        plain = ExampleFile(viewer=viewer, reply=reply, situation=None, emotion=Emotion.NEUTRAL)
        found.append(labelled.get((viewer, reply), plain))
    return found


def _renamed(text: str, model: GuestFile, name: str, slug: str) -> str:
    """Lines of `model` as `name` would say them, in English by the slug; particles agree."""

    def put(match: re.Match[str]) -> str:
        pair = _PARTICLES.get(match[1] or "")
        return name + (particle(name, *pair) if pair else match[1] or "")

    endings = "|".join(sorted(_PARTICLES, key=len, reverse=True))
    text = re.sub(rf"(?<![가-힣]){re.escape(model.name)}({endings})?", put, text)
    return re.sub(rf"\b{model.slug.title()}\b", slug.title(), text)


def _put(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put `fresh` in the place of `target`; what was there comes back when that fails."""
    there = os.path.lexists(target)
    if there:
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if there:
            old.rename(target)
        raise


def _remarks(data: CardData, persona: Persona) -> Sequence[str]:
    """What of the card is not used, or not as it stands."""
    notes = []
    if persona.card is not None:
        for field, most in TOLD.items():
            if (length := len(getattr(persona.card, field))) > most:
                notes.append(
                    f"{field}: models are told the first {most:,} of {length:,} characters"
                )
    if (data.model_extra or {}).get("character_book"):
        notes.append("character_book is kept for export and not used")
    odd = sum(bool(faults(persona, Manner.OWN, e.reply, asked=e.viewer)) for e in persona.examples)
    if odd:
        notes.append(
            f"{odd} of {len(persona.examples)} example answers are not in its manner"
            " (endings, Korean): models are not shown those"
        )
    return notes


# What of a card a persona without one says too.
_SAID: Final = (*TOLD, "first_mes", "alternate_greetings")
_COLOURS: Final = ("#E58A8A", "#D9A441", "#7FB069", "#4FA3A5", "#6C8EBF", "#B07CC6")
_PAIRS: Final = (
    ("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("아", "야"), ("이랑", "랑"),
    ("으로", "로"), ("이에요", "예요"), ("이라고", "라고"), ("이라", "라"), ("이고", "고"),
    ("이네", "네"),
)  # fmt: skip
_PARTICLES: Final = {form: pair for pair in _PAIRS for form in pair} | {"이야": ("이야", "야")}
# What makes the lines of a file longer than the model's.
_NAMED_BY: Final = {
    "bank.yaml": "--name",
    "polite.yaml": "--name",
    "angles.yaml": "--name",
    "english.yaml": "--slug",
}
_UNUSABLE: Final = "extensions.lovelm cannot be used: only the card's plain fields were read"
_HEAD: Final = """\
# {name}, imported from a character card. Where there is a card.json, it says who they are.
# Viewers read `tagline`. Endings, address and the lines of the bank files are those of {model}
# ({like}) until you write your own. Then: lovelm persona check {slug}
"""
_BANK: Final = """\
# Stand-in lines: {model}'s ({like}), with the name changed. They talk of {model}'s things, so write
# your own over them; `lovelm persona check {slug}` measures them.
"""
