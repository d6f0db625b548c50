"""What panels are made of: buttons, menus, rows, modals.

https://discord.com/developers/docs/components/reference
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord.cards import line
from adapters.discord.rest import FILES

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, ROLE_SELECT, CHANNEL_SELECT = 1, 2, 3, 4, 6, 8
BLURPLE, GREY, GREEN, RED = 1, 2, 3, 4
SHORT, PARAGRAPH = 1, 2
ROWS, BUTTONS, OPTIONS = 5, 5, 25
LONGEST_LABEL, LONGEST_CHOICE, LONGEST_TITLE, LONGEST_INPUT = 80, 100, 45, 4_000
TEXT_CHANNEL, ANNOUNCEMENTS = 0, 5

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """A menu's line; `value` at most 100 characters."""

    value: str
    label: str
    about: str = ""
    chosen: bool = False


def panel(text: str, rows: Iterable[Payload] = ()) -> Payload:
    """A whole message: whatever stood there before goes. At most five rows."""
    return line(text) | {"embeds": [], "components": list(rows)}


def with_file(message: Payload, name: str, content: bytes) -> Payload:
    """`message` with a file of that `name` under it, in the place of any other."""
    attached = {"id": 0, "filename": name}
    return message | {"attachments": [attached], FILES: [(name, content)]}


def row(parts: Sequence[Payload]) -> Payload:
    return {"type": ROW, "components": list(parts)}


def button(label: str, id: str, style: int = GREY, disabled: bool = False) -> Payload:
    shown = cut(label, LONGEST_LABEL)
    return {
        "type": BUTTON, "style": style, "label": shown, "custom_id": id, "disabled": disabled,
    }  # fmt: skip


def menu(
    id: str,
    hint: str,
    choices: Sequence[Choice],
    least: int = 1,
    most: int = 1,
    disabled: bool = False,
) -> Payload:
    """A row with one menu; of many choices the first 25, and none more than once."""
    shown: dict[str, Choice] = {}
    for choice in choices:
        shown.setdefault(choice.value, choice)
    options = [_option(choice) for choice in list(shown.values())[:OPTIONS]]
    about = {"custom_id": id, "placeholder": cut(hint, 150), "disabled": disabled}
    limits = {"min_values": least, "max_values": min(most, len(options))}
    return row([{"type": STRING_SELECT, "options": options} | about | limits])


def roles(id: str, hint: str, chosen: Iterable[str]) -> Payload:
    """A row with a menu of the guild's roles."""
    return row([_entities(ROLE_SELECT, "role", id, hint, chosen, OPTIONS)])


def channel(id: str, hint: str, chosen: Iterable[str]) -> Payload:
    """A row with a menu of the guild's text channels."""
    part = _entities(CHANNEL_SELECT, "channel", id, hint, chosen, 1)
    return row([part | {"channel_types": [TEXT_CHANNEL, ANNOUNCEMENTS]}])


def modal(id: str, title: str, fields: Sequence[Payload]) -> Payload:
    return {
        "custom_id": id, "title": cut(title, LONGEST_TITLE),
        "components": [row([field]) for field in fields],
    }  # fmt: skip


def field(
    name: str,
    label: str,
    value: str = "",
    hint: str = "",
    longest: int = LONGEST_INPUT,
    long: bool = False,
) -> Payload:
    """A text input; what it may hold is checked again when it comes back."""
    about: Payload = {
        "type": TEXT_INPUT, "custom_id": name, "label": cut(label, LONGEST_TITLE),
        "style": PARAGRAPH if long else SHORT, "required": False,
        "max_length": min(longest, LONGEST_INPUT),
    }  # fmt: skip
    if value:
        about["value"] = value
    if hint:
        about["placeholder"] = cut(hint, LONGEST_CHOICE)
    return about


def written(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What a sent modal holds: field → text."""
    parts = [part for row in components for part in row.get("components", ())]
    return {part["custom_id"]: str(part.get("value") or "") for part in parts}


def cut(text: str, longest: int) -> str:
    """`text` on one line, at most `longest` characters, never empty."""
    flat = " ".join(text.split()) or "-"
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def _option(choice: Choice) -> Payload:
    option: Payload = {"value": choice.value, "label": cut(choice.label, LONGEST_CHOICE)}
    if choice.about:
        option["description"] = cut(choice.about, LONGEST_CHOICE)
    return option | {"default": choice.chosen}


def _entities(
    type: int, kind: str, id: str, hint: str, chosen: Iterable[str], most: int
) -> Payload:
    given = [{"id": one, "type": kind} for one in chosen]
    limits = {"min_values": 0, "max_values": most, "default_values": given}
    return {"type": type, "custom_id": id, "placeholder": cut(hint, 150)} | limits
