"""How a channel's settings are shown in panels and changed from them, whatever the panel."""

from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from core.channels.english import ENGLISH, English
from core.channels.settings import ChannelSettings, Level
from core.errors import BadInput


class SettingField(Struct, frozen=True, kw_only=True):
    """One line of a panel. `kind` is choice, switch, number, text or several.

    `choices` is value → label for choice; `of` names where the values of `several` come from;
    `unit` follows a number; `english` is all that in English.
    """

    key: str
    title: str
    help: str
    kind: str
    level: Level
    choices: dict[str, str] = {}
    of: str = ""
    least: int = 0
    most: int = 0
    longest: int = 0
    unit: str = ""
    english: English


def fields() -> tuple[SettingField, ...]:
    """Every field a panel shows, in order; one added to the model appears by itself, and must
    have its English."""
    found = []
    for field in msgspec.structs.fields(ChannelSettings):
        kind, meta = _unpacked(field.type)
        if meta is None:
            continue
        extra = dict(meta.extra or {})
        choices = {str(value): label for value, label in extra.pop("choices", {}).items()}
        found.append(
            SettingField(
                key=field.name,
                title=meta.title or field.name,
                help=meta.description or "",
                kind=_KINDS.get(kind, "choice"),
                choices=choices,
                english=ENGLISH[field.name],
                **extra,
            )
        )
    return tuple(found)


def changed(settings: ChannelSettings, key: str, value: Any) -> ChannelSettings:
    """`settings` with one field changed; `value` as a panel gives it: text, bool, int or a list.

    Raises BadInput, worded for the streamer, when there is no such field or it does not fit.
    """
    field = next((f for f in fields() if f.key == key), None)
    if field is None:
        raise BadInput("그런 설정은 없어요.")
    clean = _READ[field.kind](field, value)
    if key == "renamed":
        clean = ", ".join(f"{old}={new}" for old, new in renames(clean).items())
    whole = msgspec.structs.asdict(settings) | {key: clean}
    try:
        return msgspec.convert(whole, ChannelSettings)
    except msgspec.ValidationError:
        raise BadInput(f"{field.title}: 쓸 수 없는 값이에요.") from None


def renames(text: str) -> dict[str, str]:
    """ "상담=고민, 영화=무비" as old → new. Raises BadInput, worded for the streamer."""
    pairs = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        old, equals, new = (side.strip().removeprefix("!") for side in part.partition("="))
        if not (old and equals and new) or " " in new:
            raise BadInput("`상담=고민상담, 영화=영화추천`처럼 적어 주세요.")
        pairs[old] = new
    return pairs


def _unpacked(annotation: Any) -> tuple[Any, Meta | None]:
    if get_origin(annotation) is not Annotated:
        return annotation, None
    kind, *rest = get_args(annotation)
    meta = next((part for part in rest if isinstance(part, Meta)), None)
    return kind, meta


def _number(field: SettingField, value: Any) -> int:
    digits = str(value).replace(",", "").removesuffix("원").strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        raise BadInput(f"{field.title}: 숫자로 적어 주세요.")
    if not field.least <= int(digits) <= field.most:
        raise BadInput(f"{field.title}: {field.least:,}부터 {field.most:,} 사이로 적어 주세요.")
    return int(digits)


def _text(field: SettingField, value: Any) -> str:
    text = " ".join(str(value).split())
    if len(text) > field.longest:
        raise BadInput(f"{field.title}: {field.longest}자까지 적을 수 있어요.")
    return text


def _switch(field: SettingField, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("on", "off"):
        raise BadInput(f"{field.title}: 켜거나 끌 수만 있어요.")
    return bool(value == "on")


def _choice(field: SettingField, value: Any) -> str:
    if value not in field.choices:
        raise BadInput(f"{field.title}: 고를 수 없는 값이에요.")
    return str(value)


_READ: dict[str, Callable[[SettingField, Any], Any]] = {
    "choice": _choice,
    "switch": _switch,
    "number": _number,
    "text": _text,
    "several": lambda _, value: [str(one) for one in value],
}
_KINDS = {bool: "switch", int: "number", str: "text", tuple[str, ...]: "several"}
