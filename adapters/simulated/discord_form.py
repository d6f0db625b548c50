"""What Discord refuses in messages and modals.

https://discord.com/developers/docs/components/reference
"""

from typing import Any

LONGEST = 2_000
ROWS, BUTTONS, OPTIONS, LONGEST_ID, LONGEST_LABEL, LONGEST_CHOICE = 5, 5, 25, 100, 80, 100
LONGEST_TITLE, LONGEST_INPUT_LABEL, LONGEST_INPUT = 45, 45, 4_000
ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
LINK = 5


def faulty(message: dict[str, Any]) -> str | None:
    """What is wrong with a message's text or what stands under it."""
    if len(message.get("content") or "") > LONGEST:
        return "content is too long"
    if not str((message.get("message_reference") or {}).get("message_id", 0)).isdigit():
        return "message_reference is not snowflake"
    rows = message.get("components") or []
    if len(rows) > ROWS:
        return "too many rows"
    ids = [part["custom_id"] for row in rows for part in row["components"] if "custom_id" in part]
    if len({*ids}) != len(ids):
        return "a custom id stands there twice"
    return next((wrong for row in rows if (wrong := _row(row))), None)


def faulty_modal(modal: dict[str, Any]) -> str | None:
    """What is wrong with a modal."""
    if not 1 <= len(modal["title"]) <= LONGEST_TITLE or not 1 <= len(modal["components"]) <= ROWS:
        return "title or rows"
    if not 1 <= len(modal["custom_id"]) <= LONGEST_ID:
        return "custom id"
    for row in modal["components"]:
        (field,) = row["components"]
        most = field.get("max_length", LONGEST_INPUT)
        fits = 1 <= len(field["label"]) <= LONGEST_INPUT_LABEL and 1 <= most <= LONGEST_INPUT
        if field["type"] != TEXT_INPUT or not fits or len(field.get("value", "")) > most:
            return "text input"
        if len(field.get("placeholder", "")) > LONGEST_CHOICE:
            return "placeholder"
    return None


def _row(row: dict[str, Any]) -> str | None:
    parts = row["components"]
    if row["type"] != ROW or not parts:
        return "an empty row"
    kinds = {part["type"] for part in parts}
    if kinds == {BUTTON}:
        wrong = next((wrong for part in parts if (wrong := _button(part))), None)
        return "too many buttons" if len(parts) > BUTTONS else wrong
    return _select(parts[0]) if len(parts) == 1 else "a menu fills its row"


def _button(part: dict[str, Any]) -> str | None:
    if (part["style"] == LINK) != ("url" in part) or ("url" in part) == ("custom_id" in part):
        return "a link has an address, any other button a custom id"
    if not 1 <= len(part["label"]) <= LONGEST_LABEL:
        return "button label"
    return None if len(part.get("custom_id", "x")) <= LONGEST_ID else "custom id"


def _select(part: dict[str, Any]) -> str | None:
    if part["type"] not in SELECTS or not 1 <= len(part["custom_id"]) <= LONGEST_ID:
        return "menu"
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if not 0 <= least <= most <= OPTIONS or len(part.get("placeholder", "")) > 150:
        return "menu"
    return _options(part["options"], most) if part["type"] == STRING_SELECT else None


def _options(options: list[dict[str, Any]], most: int) -> str | None:
    values = [option["value"] for option in options]
    if not 1 <= len(values) <= OPTIONS or len({*values}) != len(values) or most > len(values):
        return "options"
    if sum(option.get("default", False) for option in options) > most:
        return "defaults"
    lengths = [
        len(option.get(key, "x")) for option in options for key in ("value", "label", "description")
    ]
    return None if min(lengths) >= 1 and max(lengths) <= LONGEST_CHOICE else "option length"
