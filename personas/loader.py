"""Personas from their folders: `persona.yaml` is who they are, `bank.yaml` what they say."""

from pathlib import Path

from core.bank import Bank, Line
from core.errors import ConfigError
from core.persona import Example, Persona, Voice
from personas.schema import SECTIONS, BankFile, LineFile, PersonaFile
from personas.yaml_file import read

FOLDER = Path(__file__).parent


def load_all(folder: Path = FOLDER) -> dict[str, Persona]:
    """Every persona below `folder`, by slug, in the order of their slugs.

    Raises ConfigError naming file, line and field of the first fault.
    """
    folders = sorted(path.parent for path in folder.glob("*/persona.yaml"))
    if not folders:
        raise ConfigError(str(folder), "holds no persona", "restore the personas folder")
    personas = [load(path) for path in folders]
    return {persona.slug: persona for persona in personas}


def load(folder: Path) -> Persona:
    """The persona in `folder`."""
    who = read(folder / "persona.yaml", PersonaFile)
    if who.slug != folder.name:
        raise ConfigError(
            f"{folder / 'persona.yaml'}",
            f"slug is {who.slug!r}",
            f"name it after its folder, {folder.name!r}",
        )
    return Persona(
        slug=who.slug,
        name=who.name,
        aliases=(who.name, *who.aliases),
        tagline=who.tagline,
        colour=who.colour,
        register=who.endings,
        address=who.address,
        order=who.order,
        why=who.why,
        values=tuple(who.values),
        blind_spot=who.blind_spot,
        humour=tuple(who.humour),
        refuses=tuple(who.refuses),
        forbidden=tuple(who.forbidden),
        favourite_films=tuple(who.favourite_films),
        sees=who.sees,
        voice=Voice(speed=who.voice.speed, pitch=who.voice.pitch),
        examples=tuple(Example(e.viewer, e.reply) for e in who.examples),
        bank=_bank(read(folder / "bank.yaml", BankFile)),
    )


def _bank(file: BankFile) -> Bank:
    lines: dict[str, tuple[Line, ...]] = {}
    for section in SECTIONS:
        written: dict[str, list[LineFile]] = getattr(file, section)
        for key, variants in written.items():
            lines[f"{section}.{key}"] = tuple(Line(line.chat, line.speech) for line in variants)
    return Bank(lines)
