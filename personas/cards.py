"""Character cards: V1, V2 and V3 read, V2 and V3 written, as JSON and in PNG pictures.

Specifications: https://github.com/malfoyslastname/character-card-spec-v2 and
https://github.com/kwaroran/character-card-spec-v3. A card is another person's text: nothing in it
is run, fetched or taken for an address of a file.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from core.errors import BadInput, ConfigError
from core.persona import Card
from personas import png
from personas.macros import expanded

# The card that a persona's folder keeps, as V3.
CARD: Final = "card.json"
# Bytes of a file that is read, characters of one text of a card, bytes of a card that is kept.
LARGEST_FILE: Final = 32 * 2**20
LONGEST_TEXT: Final = 20_000
LARGEST_CARD: Final = 4 * 2**20
DEEPEST: Final = 32
V2, V3 = "chara_card_v2", "chara_card_v3"
# Keywords in pictures, the one that counts first.
CHUNKS: Final = {3: "ccv3", 2: "chara"}


def _text(value: object) -> object:
    """Other tools write numbers for texts, nothing for an empty one, or a list of paragraphs."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(str(_text(part)) for part in value)
    return str(value) if isinstance(value, bool | int | float) else value


def _texts(value: object) -> object:
    """… and one text for a list of them."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [text for part in value if (text := _text(part))] if isinstance(value, list) else []


def _greetings(value: object) -> object:
    return [value] if isinstance(value, str) and value else _texts(value or [])


def _mapping(value: object) -> object:
    return value if isinstance(value, dict) else {}


Body = Annotated[str, BeforeValidator(_text)]
Bodies = Annotated[list[str], BeforeValidator(_greetings)]


class CardData(BaseModel):
    """A card's `data` as V3 has it; what no specification knows yet is kept too."""

    model_config = ConfigDict(extra="allow")

    name: Body = ""
    description: Body = ""
    personality: Body = ""
    scenario: Body = ""
    first_mes: Body = ""
    mes_example: Body = ""
    creator_notes: Body = ""
    system_prompt: Body = ""
    post_history_instructions: Body = ""
    alternate_greetings: Bodies = []
    tags: Annotated[list[str], BeforeValidator(_texts)] = []
    creator: Body = ""
    character_version: Body = ""
    group_only_greetings: Bodies = []
    extensions: Annotated[dict[str, Any], BeforeValidator(_mapping)] = {}


@dataclass(frozen=True, slots=True)
class Reading:
    """A card, and what its reader should know: what was left out or could not be read."""

    data: CardData
    notes: tuple[str, ...] = ()


def read(content: bytes) -> Reading:
    """The card in a file's `content`. Raises BadInput that says why there is none to be had."""
    if len(content) > LARGEST_FILE:
        raise BadInput(f"it is larger than {LARGEST_FILE // 2**20} MB")
    if content.startswith(png.SIGNATURE):
        return _from_picture(png.texts(content, CHUNKS.values()))
    for start, what in _OTHERS.items():
        if content.startswith(start):
            raise BadInput(f"it is {what}; save the card as PNG or JSON")
    return _reading(_parsed(content))


def _from_picture(texts: Mapping[str, bytes]) -> Reading:
    """V3 counts where both are; where it is broken the other one is still good."""
    broken = []
    for keyword in CHUNKS.values():
        if keyword in texts:
            try:
                found = _reading(_parsed(_decoded(texts[keyword])))
            except BadInput as error:
                broken.append(f"its part {keyword!r} cannot be read: {error}")
            else:
                return Reading(found.data, (*broken, *found.notes))
    raise BadInput("; ".join(broken) or "it is a picture without a card")


def _decoded(text: bytes) -> bytes:
    """Base64 with any padding, in lines or not, of either alphabet; or the bare JSON."""
    bare = b"".join(text.removeprefix(b"\xef\xbb\xbf").split())
    if bare.startswith(b"{"):
        return text
    bare = bare.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
    except binascii.Error as error:
        raise BadInput("it is not base64") from error


def _parsed(content: bytes) -> Any:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
        return _tidy(json.loads(text, parse_constant=_no_number))
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError too
        raise BadInput("it is not readable as JSON") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _tidy(value: Any, depth: int = 0) -> Any:
    """`value` without letters that are not seen or not whole."""
    if depth > DEEPEST:
        raise BadInput(f"it is nested deeper than {DEEPEST}")
    if isinstance(value, str):
        whole = value.encode("utf-8", "ignore").decode("utf-8")
        return _UNSEEN.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list):
        return [_tidy(part, depth + 1) for part in value]
    if isinstance(value, dict):
        return {_tidy(key): _tidy(part, depth + 1) for key, part in value.items()}
    return value


def _reading(raw: Any) -> Reading:
    if not isinstance(raw, dict):
        raise BadInput("it is no character card")
    notes = []
    inner = raw.get("data")
    if isinstance(inner, dict):
        fields = dict(inner)
        if _version(raw) > 3.0:
            notes.append("it is newer than V3: what V3 does not know is kept and not used")
    else:  # V1 is flat; beside its fields tools write what is theirs
        fields = {key: raw[key] for key in CardData.model_fields if key in raw}
    if not fields.keys() & _V1 and raw.get("spec") not in (V2, V3):
        raise BadInput("it is no character card")
    for key, value in fields.items():
        if key in _BODIES and isinstance(value, str) and len(value) > LONGEST_TEXT:
            fields[key] = value[:LONGEST_TEXT]
            notes.append(f"{key} is cut to {LONGEST_TEXT:,} characters of {len(value):,}")
    notes += _without_files(fields)
    try:
        data = CardData.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadInput(f"its field {first['loc'][0]!r} is of the wrong kind") from None
    if len(written(data, 3)) > LARGEST_CARD:
        raise BadInput(f"the card is larger than {LARGEST_CARD // 2**20} MB without its pictures")
    return Reading(data, tuple(notes))


def _version(raw: Mapping[str, Any]) -> float:
    try:
        return float(raw.get("spec_version") or 0)
    except (TypeError, ValueError):
        return 0.0


def _without_files(fields: dict[str, Any]) -> list[str]:
    """Leave out assets whose content is or was in the file; what a note says of them."""
    assets = fields.pop("assets", None)
    if not isinstance(assets, list):
        return []
    kept = [part for part in assets if isinstance(part, dict) and not _within(part.get("uri"))]
    if kept:
        fields["assets"] = kept
    left = len(assets) - len(kept)
    return [f"{left} of its pictures and other files are not kept"] if left else []


def _within(uri: object) -> bool:
    return not isinstance(uri, str) or uri.lower().startswith(_WITHIN)


def written(data: CardData, version: int) -> bytes:
    """The card as JSON of V2 or V3."""
    fields = data.model_dump(mode="json")
    if version == 2:
        fields = {key: value for key, value in fields.items() if key not in _SINCE_V3}
    card = {
        "spec": V2 if version == 2 else V3,
        "spec_version": f"{version}.0",
        "data": fields,
    }
    return json.dumps(card, ensure_ascii=False, indent=2).encode()


def in_picture(data: CardData, version: int, rows: list[bytes]) -> bytes:
    """The card in a PNG of `rows`; a V3 card also as V2, for tools that read no other."""
    texts = {}
    if version == 3:
        texts[CHUNKS[3]] = base64.b64encode(written(data, 3))
        data = data.model_copy(update={"creator_notes": f"{data.creator_notes}\n\n{BACKFILLED}"})
    return png.picture(rows, {CHUNKS[2]: base64.b64encode(written(data, 2)), **texts})


def kept(path: Path) -> CardData:
    """The card in a persona's folder. Raises ConfigError naming the file."""
    try:
        with path.open("rb") as file:
            return read(file.read(LARGEST_FILE + 1)).data
    except BadInput as error:
        raise ConfigError(str(path), str(error), "import the card again") from error
    except OSError as error:
        raise ConfigError(
            str(path), f"cannot be read ({error.strerror})", "let this user read it"
        ) from error


def told(path: Path, name: str) -> Card:
    """What the card at `path` says of the persona, its macros replaced. Raises ConfigError."""
    card = kept(path)
    return Card(
        description=expanded(card.description, name),
        personality=expanded(card.personality, name),
        scenario=expanded(card.scenario, name),
        system_prompt=expanded(card.system_prompt, name),
        post_history_instructions=expanded(card.post_history_instructions, name),
    )


_V1 = frozenset(
    {"description", "personality", "scenario", "first_mes", "mes_example", "system_prompt"}
)
_BODIES = frozenset(name for name, field in CardData.model_fields.items() if field.default == "")
_SINCE_V3 = frozenset(
    {"assets", "nickname", "creator_notes_multilingual", "source", "group_only_greetings"}
    | {"creation_date", "modification_date"}
)
# Controls, marks that turn the direction of writing, byte order marks.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_WITHIN = ("data:", "embeded:", "embedded:", "__asset:", "file:")
_OTHERS = {
    b"PK\x03\x04": "a .charx archive",
    b"\xff\xd8\xff": "a JPEG picture",
    b"RIFF": "a WebP picture",
    b"GIF8": "a GIF picture",
}
# Word for word what V3's specification asks for in the V2 part of a V3 card.
BACKFILLED = (
    "This character card is Character Card V3, but it is loaded as a Character Card V2."
    " Please use a Character Card V3 compatible application to use this character card properly."
)
