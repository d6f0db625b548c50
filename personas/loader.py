"""Personas from their folders.

`persona.yaml` is who they are, `bank.yaml` what they say, `polite.yaml` how those who speak 반말
say it in 존댓말, `english.yaml` what they say to who writes English, `qa.jsonl` worries with the
answers that a model learns their voice from.
"""

from pathlib import Path

from pydantic import ValidationError

from core.bank import Bank, Line
from core.errors import ConfigError
from core.persona import POLITE, Example, Manner, Persona, Voice
from personas.schema import BankFile, EnglishFile, ExampleFile, LineFile, PersonaFile, PoliteFile
from personas.files import lines_of, read

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
        calls={manner: getattr(who.calls, manner) for manner in Manner},
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
        examples=_examples(folder / "qa.jsonl"),
        banks=_banks(folder, polite=who.endings in POLITE),
    )


def _examples(path: Path) -> tuple[Example, ...]:
    """Raises ConfigError naming file and line."""
    found = []
    for number, line in enumerate(lines_of(path), 1):
        try:
            e = ExampleFile.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "the line"
            raise ConfigError(
                f"{path}:{number}", f"{field}: {first['msg']}", "correct that line"
            ) from None
        found.append(Example(e.viewer, e.reply, e.situation, e.emotion))
    return tuple(found)


def _banks(folder: Path, polite: bool) -> dict[Manner, Bank]:
    """A bank for every manner; thanks are polite in all."""
    own = _bank(read(folder / "bank.yaml", BankFile))
    if polite or not (folder / "polite.yaml").exists():
        to_all = own
    else:
        thanks = {key: lines for key, lines in own.lines.items() if key.startswith("thanks.")}
        to_all = Bank({**_bank(read(folder / "polite.yaml", PoliteFile)).lines, **thanks})
    english = (
        _bank(read(folder / "english.yaml", EnglishFile))
        if (folder / "english.yaml").exists()
        else own
    )
    return {Manner.OWN: own, Manner.POLITE: to_all, Manner.ENGLISH: english}


def _bank(file: PoliteFile) -> Bank:
    lines: dict[str, tuple[Line, ...]] = {}
    for section in type(file).model_fields:
        written: dict[str, list[LineFile]] = getattr(file, section)
        for key, variants in written.items():
            lines[f"{section}.{key}"] = tuple(Line(line.chat, line.speech) for line in variants)
    return Bank(lines)
