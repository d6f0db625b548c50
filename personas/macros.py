"""Macros in character cards: `{{char}}`, `<USER>` and alike, replaced by what they stand for."""

import re
from typing import Final

# Whom a card calls `{{user}}`.
VIEWER: Final = "시청자"
# Innermost first, so that `{{random:{{char}},you}}` works; deeper ones stay as they are.
_DEEPEST: Final = 4
_MACRO: Final = re.compile(r"\{\{([^{}]*)\}\}")
_OLD: Final = re.compile(r"<(user|char|bot)>", re.IGNORECASE)
_SPLIT: Final = re.compile(r"(?<!\\),")
_UNSAID: Final = ("//", "comment:", "hidden_key:")


def expanded(text: str, name: str, viewer: str = VIEWER) -> str:
    """`text` of a card about `name`: comments left out, the first of what is drawn by lot taken;
    a macro that is not known stays."""

    def put(match: re.Match[str]) -> str:
        inside = match[1].strip()
        macro, _, rest = inside.partition(":")
        macro = macro.strip().lower()
        if inside.lower().startswith(_UNSAID):
            return ""
        if macro in ("random", "pick"):
            return _SPLIT.split(rest.lstrip(":"))[0].strip()
        return {"char": name, "bot": name, "user": viewer}.get(macro, match[0])

    text = _OLD.sub(lambda match: viewer if match[1].lower() == "user" else name, text)
    for _ in range(_DEEPEST):
        fresh = _MACRO.sub(put, text)
        if fresh == text:
            break
        text = fresh
    return text
