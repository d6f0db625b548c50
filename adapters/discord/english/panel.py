"""A panel in English: whatever is found of its texts."""

from typing import Any, Final

from adapters.discord.english import money, programme, settings, stories
from adapters.discord.rest import Payload
from core.channels.setting_fields import fields
from core.english import notices
from core.english.translation import Translation

# What of a message, a component or a modal people read.
READ: Final = frozenset(("content", "label", "placeholder", "description", "title"))
SEPARATED: Final = " · "


def in_english(payload: Payload) -> Payload:
    """`payload` with all that is known in English; the rest stays as it is."""
    return {key: _said(key, value) for key, value in payload.items()}


def english(text: str) -> str:
    """`text`, or its lines, or the parts of these, in English."""
    return _english(text) or "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    return _english(line) or SEPARATED.join(
        _english(part) or part for part in line.split(SEPARATED)
    )


def _said(key: str, value: Any) -> Any:
    if isinstance(value, str):
        return english(value) if key in READ else value
    if isinstance(value, dict):
        return in_english(value)
    if isinstance(value, list):
        return [_said(key, one) for one in value]
    return value


def _of_settings() -> dict[str, str]:
    """What the settings themselves are called."""
    said: dict[str, str] = {}
    for field in fields():
        of = field.english
        said |= {field.title: of.title, field.help: of.help, field.unit: of.unit}
        said |= {label: of.choices[value] for value, label in field.choices.items()}
    return {korean: english for korean, english in said.items() if korean}


_english = Translation(
    _of_settings() | settings.SAID | programme.SAID | stories.SAID | money.SAID | notices.SAID,
    # What somebody or a channel is called is called so in every language.
    lambda name, value: value if name == "name" else english(value),
)
