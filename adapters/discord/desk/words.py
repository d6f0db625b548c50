"""`/금칙어`: words never shown or spoken, and names of people who are not to be talked about."""

import re

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.guilds import Place
from core.channels.settings import LONGEST_WORD, Level
from core.errors import BadInput

WORDS, NAMES = "words", "names"
FIELD = "words"
_BETWEEN = re.compile(r"[,\n]")


async def show(office: Office, visit: Visit) -> Payload:
    """The command."""
    return _panel(office, visit, where.first(office, visit), WORDS)


async def at(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another place."""
    return _panel(office, visit, where.chosen(visit), WORDS)


async def turn(office: Office, visit: Visit, about: Mark) -> Payload:
    """The other list, or another page."""
    return _panel(office, visit, about.place, about.word(0), about.word(1))


def ask(office: Office, visit: Visit, about: Mark) -> Payload:
    """The modal for new words."""
    kind = about.word(0)
    office.console.check(visit.actor, about.place, Level.MANAGER)
    hint = f"쉼표나 줄바꿈으로 나눠 적어 주세요. 하나에 {LONGEST_WORD}자까지예요."
    field = parts.field(FIELD, TITLES[_kind(kind)], hint=hint, long=True)
    return parts.modal(mark("words.put", about.place, kind), f"{TITLES[_kind(kind)]} 넣기", [field])


async def put(office: Office, visit: Visit, about: Mark) -> Payload:
    """What was written in the modal."""
    office.console.check(visit.actor, about.place, Level.MANAGER)
    kind = _kind(about.word(0))
    words = [word for word in _BETWEEN.split(visit.fields.get(FIELD, "")) if word.strip()]
    if not words:
        raise BadInput("넣을 말을 적어 주세요.")
    await office.console.ban_words(visit.actor, about.place, words, names=kind == NAMES)
    return _panel(office, visit, about.place, kind, told=f"{len(words)}개를 넣었어요.")


async def take(office: Office, visit: Visit, about: Mark) -> Payload:
    """Take the chosen ones out; a menu puts them back."""
    kind, removed = _kind(about.word(0)), list(visit.values)
    await office.console.ban_words(visit.actor, about.place, removed, names=kind == NAMES, on=False)
    told = f"{len(removed)}개를 뺐어요."
    return _panel(office, visit, about.place, kind, told=told, removed=removed)


async def back(office: Office, visit: Visit, about: Mark) -> Payload:
    """Undo `take` for the chosen ones."""
    kind, words = _kind(about.word(0)), list(visit.values)
    await office.console.ban_words(visit.actor, about.place, words, names=kind == NAMES)
    return _panel(office, visit, about.place, kind, told=f"{len(words)}개를 되돌렸어요.")


def _panel(
    office: Office,
    visit: Visit,
    place: Place,
    kind: str,
    page: str = "0",
    told: str = "",
    removed: list[str] | None = None,
) -> Payload:
    kind = _kind(kind)
    settings, _ = office.console.settings(visit.actor, place)
    lists = {WORDS: settings.banned_words, NAMES: settings.protected_names}
    words = lists[kind]
    pages = max(1, -(-len(words) // parts.OPTIONS))
    number = int(page) % pages if page.isascii() and page.isdigit() and len(page) < 4 else 0
    shown = words[number * parts.OPTIONS :][: parts.OPTIONS]
    text = [f"## {TITLES[kind]} · {where.title(office, place)}", HELP[kind]]
    text += [f"✅ {told}"] if told else []
    text.append(f"모두 {len(words)}개" + (f", {number + 1}/{pages}쪽" if pages > 1 else ""))
    text.append(escape_markdown(", ".join(shown)))
    rows = where.menu(office, visit, "words.at", place)
    rows += _menu("words.take", "뺄 것 고르기", shown, place, kind)
    rows += _menu("words.back", "방금 뺀 것 되돌리기", removed or (), place, kind)
    return parts.panel("\n".join(text), [*rows, _buttons(place, kind, number, pages)])


def _menu(
    action: str, hint: str, words: list[str] | tuple[str, ...], place: Place, kind: str
) -> list[Payload]:
    choices = [Choice(word, word) for word in words]
    menu = [parts.menu(mark(action, place, kind), hint, choices, most=len(choices))]
    return menu if choices else []


def _buttons(place: Place, kind: str, number: int, pages: int) -> Payload:
    other = NAMES if kind == WORDS else WORDS
    buttons = [
        parts.button(f"{TITLES[kind]} 넣기", mark("words.ask", place, kind), parts.BLURPLE),
        parts.button(f"{TITLES[other]} 보기", mark("words", place, other)),
    ]
    if pages > 1:
        buttons.append(parts.button("더 보기", mark("words", place, kind, str(number + 1))))
    return parts.row(buttons)


def _kind(word: str) -> str:
    return NAMES if word == NAMES else WORDS


TITLES = {WORDS: "금칙어", NAMES: "보호할 이름"}
HELP = {
    WORDS: "-# 이 말이 든 글은 화면에 띄우지도 읽지도 않아요.",
    NAMES: "-# 방송에서 이야기하지 않을 사람의 이름이에요. 이 이름이 든 글은 화면에 띄우지도 읽지도 않아요.",
}
