"""Personas from their folders.

`persona.yaml` is who they are, `bank.yaml` what they say, `polite.yaml` how those who speak 반말
say it in 존댓말, `english.yaml` what they say to who writes English, `idle.yaml` what more they
say when nobody writes, `qa.jsonl` worries with the answers that a model learns their voice from.
Where there is a `card.json` it says who they are.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from core.bank import Bank, Line
from core.errors import ConfigError
from core.persona import POLITE, Example, Manner, Persona, Voice
from personas.cards import CARD, told
from personas.files import lines_of, read
from personas.schema import (
    AnglesFile,
    BankFile,
    EnglishFile,
    ExampleFile,
    GuestFile,
    IdleFile,
    LineFile,
    PersonaFile,
    PoliteFile,
)

FOLDER = Path(__file__).parent
PERSONA, EXAMPLES, ANGLES = "persona.yaml", "qa.jsonl", "angles.yaml"
IDLE, TOPIC = "idle.yaml", "idle.topic"
# A vote on everybody's answers has the numbers 1 to 9.
MOST = 9

Found = tuple[Path, Persona]


def load_all(folder: Path = FOLDER, own: Path | None = None) -> dict[str, Persona]:
    """Every persona below `folder`, then the guests below `own`, each by slug in that order.

    Raises ConfigError naming file, line and field of the first fault, or both files where two
    personas could not be told apart.
    """
    everybody = below(folder)
    if not everybody:
        raise ConfigError(str(folder), "holds no persona", "restore the personas folder")
    if own is not None:
        everybody += below(own, guest=True)
    tell_apart(everybody)
    return {persona.slug: persona for _, persona in everybody}


def below(folder: Path, guest: bool = False, without: str = "") -> list[Found]:
    """The personas below `folder`, which may be missing, but the one of slug `without`; names
    with a dot are somebody else's."""
    try:
        folders = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConfigError(
            str(folder), f"cannot be read ({error.strerror})", "let this user read that folder"
        ) from error
    return [
        (path / PERSONA, load(path, guest))
        for path in folders
        if path.name != without and (path / PERSONA).is_file()
    ]


def tell_apart(everybody: Sequence[Found]) -> None:
    """Raises ConfigError when two share a slug or something they are called, or there are more
    than a vote has numbers."""
    taken: dict[str, Path] = {}
    for path, persona in everybody:
        for name in (persona.slug, *map(str.casefold, persona.aliases)):
            other = taken.setdefault(name, path)
            if other != path:
                raise ConfigError(
                    f"{path} and {other}", f"both are called {name!r}", "rename one of them"
                )
    if len(everybody) > MOST:
        raise ConfigError(
            str(everybody[-1][0].parent.parent),
            f"{len(everybody)} personas, {MOST} at most with the packaged ones",
            "move a folder away",
        )


def who_is(folder: Path) -> GuestFile:
    """What `persona.yaml` says; without a card it must say all."""
    whole = not (folder / CARD).exists()
    return read(folder / PERSONA, PersonaFile if whole else GuestFile)


def load(folder: Path, guest: bool = False) -> Persona:
    """The persona in `folder`."""
    who = who_is(folder)
    if who.slug != folder.name:
        raise ConfigError(
            str(folder / PERSONA),
            f"slug is {who.slug!r}",
            f"name it after its folder, {folder.name!r}",
        )
    unasked = _unasked(folder / IDLE)
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
        examples=_examples(folder / EXAMPLES),
        banks=_banks(folder, unasked, polite=who.endings in POLITE),
        remarks={key: tuple(texts) for key, texts in unasked.remarks.items()},
        exchanges={other: tuple(map(tuple, found)) for other, found in unasked.exchanges.items()},
        card=told(folder / CARD, who.name) if (folder / CARD).exists() else None,
        guest=guest,
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


def _unasked(path: Path) -> IdleFile:
    """What is said when nobody writes, where the persona has more of that than its bank."""
    return read(path, IdleFile) if path.exists() else IdleFile(topic=[], remarks={})


def _banks(folder: Path, unasked: IdleFile, polite: bool) -> dict[Manner, Bank]:
    """A bank for every manner; thanks are polite in all."""
    own = _with(_bank(read(folder / "bank.yaml", BankFile)), unasked.topic)
    own = Bank({**own.lines, **_angles(folder / ANGLES)})
    if polite:
        to_all = own
    else:
        thanks = {key: lines for key, lines in own.lines.items() if key.startswith("thanks.")}
        written = _with(_bank(read(folder / "polite.yaml", PoliteFile)), unasked.polite)
        to_all = Bank({**written.lines, **thanks})
    english = _bank(read(folder / "english.yaml", EnglishFile))
    return {Manner.OWN: own, Manner.POLITE: to_all, Manner.ENGLISH: english}


def _angles(path: Path) -> dict[str, tuple[Line, ...]]:
    """Lines for finer cases, where the persona has them."""
    if not path.exists():
        return {}
    return {
        f"angle.{situation}.{key}": _lines(variants)
        for situation, cases in read(path, AnglesFile).root.items()
        for key, variants in cases.items()
    }


def _with(bank: Bank, topics: Iterable[LineFile]) -> Bank:
    """`bank` with more questions to chat."""
    return Bank({**bank.lines, TOPIC: (*bank.find(TOPIC), *_lines(topics))})


def _bank(file: PoliteFile) -> Bank:
    lines: dict[str, tuple[Line, ...]] = {}
    for section in type(file).model_fields:
        written: dict[str, list[LineFile]] = getattr(file, section)
        for key, variants in written.items():
            lines[f"{section}.{key}"] = _lines(variants)
    return Bank(lines)


def _lines(variants: Iterable[LineFile]) -> tuple[Line, ...]:
    return tuple(Line(line.chat, line.speech) for line in variants)
