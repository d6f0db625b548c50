"""`/설정`: a panel made from the settings' own fields, saved live."""

from collections.abc import Mapping
from typing import Any

from adapters.discord.desk import first_settings, parts, where
from adapters.discord.desk.marks import Mark, fits, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.guilds import Place
from core.channels.setting_fields import SettingField, fields
from core.channels.settings import ChannelSettings, Level
from core.errors import BadInput

ON, OFF = "on", "off"


async def show(office: Office, visit: Visit) -> Payload:
    """The command."""
    return page(office, visit, where.first(office, visit))


async def at(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another place."""
    return page(office, visit, where.chosen(visit))


async def turn(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another page."""
    return page(office, visit, about.place, _number(about.word(0)))


async def start(office: Office, visit: Visit, about: Mark) -> Payload:
    """Save the first panel, whose state the id holds, unless somebody else decided meanwhile."""
    if office.console.settings(visit.actor, about.place)[1]:
        return page(office, visit, about.place, told="이미 다른 분이 설정했어요.")
    values = dict(zip(first_settings.STATE, about.words, strict=False))
    await office.console.change(visit.actor, about.place, values)
    return page(office, visit, about.place, told="저장했어요. 언제든 여기서 바꿀 수 있어요.")


async def change(office: Office, visit: Visit, about: Mark) -> Payload:
    """A switch, a menu or a modal: the new value is in the id, chosen, or written."""
    number, key, *value = about.words
    field = _field(key)
    if field.kind == "several":
        new: Any = visit.values
    elif visit.fields:
        new = visit.fields.get(key, "")
    else:
        new = visit.values[0] if visit.values else "".join(value)
    before, _ = office.console.settings(visit.actor, about.place)
    after = await office.console.change(visit.actor, about.place, {key: new})
    old, shown = getattr(before, key), getattr(after, key)
    names = office.console.personas
    told = f"{field.title}: {_value(field, old, names)} → {_value(field, shown, names)}"
    undo = (number, key, _word(old))
    undoable = old != shown and fits("set.undo", about.place, *undo)
    return page(
        office, visit, about.place, _number(number), told,
        mark("set.undo", about.place, *undo) if undoable else "",
    )  # fmt: skip


async def undo(office: Office, visit: Visit, about: Mark) -> Payload:
    """The value from before, which the id holds."""
    number, key, old = (about.word(n) for n in range(3))
    field = _field(key)
    value: Any = [one for one in old.split(",") if one] if field.kind == "several" else old
    after = await office.console.change(visit.actor, about.place, {key: value})
    told = (
        f"{field.title}: {_value(field, getattr(after, key), office.console.personas)} (되돌렸어요)"
    )
    return page(office, visit, about.place, _number(number), told)


def ask(office: Office, visit: Visit, about: Mark) -> Payload:
    """The modal for a number or a text."""
    number, key = about.word(0), about.word(1)
    field = _field(key)
    if field.kind not in WRITTEN:
        raise BadInput("글로 적는 설정이 아니에요.")
    settings, _ = office.console.settings(visit.actor, about.place)
    text = parts.field(key, field.title, str(getattr(settings, key)), field.help, _longest(field))
    return parts.modal(mark("set.put", about.place, number, key), field.title, [text])


def page(
    office: Office, visit: Visit, place: Place, number: int = 0, told: str = "", undo: str = ""
) -> Payload:
    """One page of a place's settings; a place where nobody decided gets the first panel."""
    settings, decided = office.console.settings(visit.actor, place)
    if not decided:
        return first_settings.panel(office, visit, place)
    level = office.console.level(visit.actor)
    top = where.menu(office, visit, "set.at", place)
    pages = _pages(parts.ROWS - 1 - len(top))
    number = min(max(number, 0), len(pages) - 1)
    blocks = pages[number]
    names = office.console.personas
    lines = [f"## 설정 · {where.title(office, place)}"]
    lines += [f"✅ {told}"] if told else []
    lines += [_line(field, settings, names) for block in blocks for field in block]
    rows = [_row(block, settings, names, place, number, level) for block in blocks]
    return parts.panel(
        "\n".join(lines), [*top, *rows, _foot(place, number, len(pages), undo, level)]
    )


def _pages(rows: int) -> list[list[list[SettingField]]]:
    """Fields in rows, rows in pages: a menu fills its row, five buttons share one."""
    blocks: list[list[SettingField]] = []
    for field in fields():
        last = blocks[-1] if blocks else []
        shared = last and field.kind not in MENUS and last[0].kind not in MENUS
        if shared and len(last) < parts.BUTTONS:
            last.append(field)
        else:
            blocks.append([field])
    return [blocks[at : at + rows] for at in range(0, len(blocks), rows)]


def _line(field: SettingField, settings: ChannelSettings, names: Mapping[str, str]) -> str:
    value = _value(field, getattr(settings, field.key), names)
    mine = " (서버 주인만 바꿀 수 있어요)" if field.level is Level.STREAMER else ""
    return f"**{field.title}** {value}{mine}\n-# {field.help}"


def _row(
    block: list[SettingField],
    settings: ChannelSettings,
    names: Mapping[str, str],
    place: Place,
    number: int,
    level: Level,
) -> Payload:
    if block[0].kind in MENUS:
        return _menu(block[0], settings, names, place, number, level)
    return parts.row([_button(field, settings, place, number, level) for field in block])


def _menu(
    field: SettingField,
    settings: ChannelSettings,
    names: Mapping[str, str],
    place: Place,
    number: int,
    level: Level,
) -> Payload:
    value = getattr(settings, field.key)
    several = field.kind == "several"
    labels = names if several else field.choices
    chosen = {*value} if several else {str(value)}
    choices = [Choice(key, label, chosen=key in chosen) for key, label in labels.items()]
    return parts.menu(
        mark("set.to", place, str(number), field.key),
        field.title,
        choices,
        least=0 if several else 1,
        most=len(choices) if several else 1,
        disabled=level < field.level,
    )


def _button(
    field: SettingField, settings: ChannelSettings, place: Place, number: int, level: Level
) -> Payload:
    off = level < field.level
    if field.kind != "switch":
        id = mark("set.ask", place, str(number), field.key)
        return parts.button(f"{field.title} 고치기", id, disabled=off)
    on = getattr(settings, field.key)
    id = mark("set.to", place, str(number), field.key, OFF if on else ON)
    style = parts.GREEN if on else parts.GREY
    return parts.button(f"{field.title}: {'켬' if on else '끔'}", id, style, off)


def _foot(place: Place, number: int, pages: int, undo: str, level: Level) -> Payload:
    buttons = []
    if pages > 1:
        # Both carry a page, so that no two buttons have one id.
        back, on = (number - 1) % pages, (number + 1) % pages
        buttons.append(parts.button("이전", mark("set.page", place, str(back), "back")))
        buttons.append(parts.button("다음", mark("set.page", place, str(on), "on")))
    if undo:
        buttons.append(parts.button("되돌리기", undo))
    owner = level >= Level.STREAMER
    buttons.append(parts.button("서버 설정", mark("guild", place), disabled=not owner))
    return parts.row(buttons)


def _value(field: SettingField, value: Any, names: Mapping[str, str]) -> str:
    """A value in words."""
    match field.kind:
        case "switch":
            return "켬" if value else "끔"
        case "choice":
            return field.choices[str(value)]
        case "several":
            return ", ".join(names.get(one, one) for one in value) or "모두"
        case "number":
            return f"{value:,}{field.unit}"
    return f"`{value}`" if value else "없음"


def _word(value: Any) -> str:
    """A value as an id holds it, and as `changed` reads it again."""
    if isinstance(value, bool):
        return ON if value else OFF
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _field(key: str) -> SettingField:
    found = next((field for field in fields() if field.key == key), None)
    if found is None:
        raise BadInput("그런 설정은 없어요.")
    return found


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 4 else 0


def _longest(field: SettingField) -> int:
    return field.longest or len(f"{field.most:,}") + 1


MENUS = ("choice", "several")
WRITTEN = ("number", "text")
