"""`/대기열`: what waits, and what can be done about it."""

from collections.abc import Sequence

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, fits, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.floor import Sight
from core.channels.guilds import Place
from core.channels.waiting import Waiting
from core.errors import BadInput
from core.safety.masking import mask

SHOWN, LONGEST_TEXT = 10, 60


async def skip(office: Office, visit: Visit, about: Mark) -> Payload:
    """One line, chosen in the menu."""
    name = await office.console.skip(visit.actor, about.place, visit.choice)
    return await panel(office, visit, about.place, _skipped(name))


async def skip_next(office: Office, visit: Visit, about: Mark) -> Payload:
    """Whoever would be next."""
    name = await office.console.skip(visit.actor, about.place)
    return await panel(office, visit, about.place, _skipped(name))


async def pause(office: Office, visit: Visit, about: Mark) -> Payload:
    """Pause or go on: the id says which, so that a second press changes nothing."""
    on = about.word(0) == "on"
    await office.console.pause(visit.actor, about.place, on)
    return await panel(office, visit, about.place, "잠시 멈췄어요." if on else "다시 시작했어요.")


async def quiet(office: Office, visit: Visit, about: Mark) -> Payload:
    """Silence at once."""
    await office.console.quiet(visit.actor, about.place)
    return await panel(
        office, visit, about.place, "소리까지 멈췄어요. '다시 시작'을 누르면 돌아와요."
    )


async def ignore(office: Office, visit: Visit, about: Mark) -> Payload:
    """Whoever was chosen among those who wait gets no answer any more."""
    viewer = visit.choice
    waiting = (await office.console.queue(visit.actor, about.place)).waiting
    name = next((one.name for one in waiting if one.viewer == viewer), None)
    if name is None:
        return await panel(office, visit, about.place, "그분의 이야기는 이제 기다리고 있지 않아요.")
    told = await office.console.ignore(visit.actor, about.place, viewer, name)
    undo = ("queue.heed", about.place, viewer)
    return await panel(
        office, visit, about.place, escape_markdown(told), mark(*undo) if fits(*undo) else ""
    )


async def heed(office: Office, visit: Visit, about: Mark) -> Payload:
    """Undo `ignore`."""
    told = await _heed(office, visit, about.place, about.word(0))
    return await panel(office, visit, about.place, told)


async def ignored(office: Office, visit: Visit, about: Mark) -> Payload:
    """The list of those who get no answer; one chosen there gets answers again."""
    told = ""
    if visit.values:
        told = await _heed(office, visit, about.place, visit.values[0])
    return _ignored(office, visit, about.place, about.word(0), told)


async def _heed(office: Office, visit: Visit, place: Place, viewer: str) -> str:
    name = office.console.ignored(visit.actor, place).get(viewer)
    if name is None:
        return "무시 목록에 없는 분이에요."
    told = await office.console.ignore(visit.actor, place, viewer, name, on=False)
    return escape_markdown(told)


async def panel(
    office: Office, visit: Visit, place: Place, told: str = "", undo: str = ""
) -> Payload:
    """The queue as it is now."""
    sight = await office.console.queue(visit.actor, place)
    waiting = sight.waiting
    text = [f"## 대기열 · {where.title(office, place)}", STATES[sight.quiet, sight.paused]]
    text += [f"✅ {told}"] if told else []
    text += [_line(number, one) for number, one in enumerate(waiting[:SHOWN], 1)]
    if len(waiting) > SHOWN:
        text.append(f"그 밖에 {len(waiting) - SHOWN}개가 더 기다려요.")
    text += [] if waiting else ["지금 기다리는 이야기가 없어요."]
    rows = [*where.menu(office, visit, "queue.at", place), *_menus(waiting, place)]
    ignored = office.console.ignored(visit.actor, place)
    rows.append(_buttons(sight, len(ignored), place))
    held = await _held(office, visit, place)
    checks = len(await office.console.donations_to_check(visit.actor, place))
    rows.append(_more(held, checks, len(sight.words), place, undo))
    return parts.panel("\n".join(text), rows)


show, at, again = where.ways(panel)


def _menus(waiting: Sequence[Waiting], place: Place) -> list[Payload]:
    lines = [Choice(one.id, one.name, _short(one)) for one in waiting if not one.paid]
    people = [Choice(one.viewer, one.name) for one in waiting]
    found = (
        ("queue.skip", "건너뛸 이야기 고르기", lines), ("queue.ignore", "답하지 않을 사람 고르기", people),
    )  # fmt: skip
    return [parts.menu(mark(act, place), hint, choices) for act, hint, choices in found if choices]


def _buttons(sight: Sight, ignored: int, place: Place) -> Payload:
    stopped = sight.paused or sight.quiet
    pause = "다시 시작" if stopped else "일시정지"
    toggle = mark("queue.pause", place, "off" if stopped else "on")
    return parts.row(
        [
            parts.button("다음 건너뛰기", mark("queue.next", place)),
            parts.button(pause, toggle, parts.GREEN if stopped else parts.GREY),
            parts.button("조용히", mark("queue.quiet", place), parts.RED, sight.quiet),
            parts.button(f"무시 목록 ({ignored})", mark("queue.ignored", place)),
            parts.button("새로고침", mark("queue", place)),
        ]
    )


async def _held(office: Office, visit: Visit, place: Place) -> int | None:
    """How many answers wait; None while whoever shows overlays is away."""
    try:
        return len(await office.console.held(visit.actor, place))
    except BadInput:
        return None


def _more(held: int | None, checks: int, words: int, place: Place, undo: str) -> Payload:
    buttons = [parts.button("되돌리기", undo)] if undo else []
    if held is not None:
        buttons.append(parts.button(f"보류된 답 ({held})", mark("held", place)))
    buttons.append(parts.button(f"확인할 후원 ({checks})", mark("checks", place)))
    buttons.append(parts.button(f"후원 글 ({words})", mark("gifts", place)))
    buttons.append(parts.button("후원 소리 건너뛰기", mark("gifts.skip", place)))
    return parts.row(buttons)


def _ignored(office: Office, visit: Visit, place: Place, word: str, told: str) -> Payload:
    people = list(office.console.ignored(visit.actor, place).items())[::-1]
    pages = max(1, -(-len(people) // parts.OPTIONS))
    number = int(word) % pages if word.isascii() and word.isdigit() and len(word) < 4 else 0
    shown = people[number * parts.OPTIONS :][: parts.OPTIONS]
    text = [f"## 무시 목록 · {where.title(office, place)}"]
    text += [f"✅ {told}"] if told else []
    text.append(f"{len(people)}명이 있어요. 고르면 다시 답해요." if people else "아무도 없어요.")
    choices = [Choice(viewer, name) for viewer, name in shown]
    rows = (
        [parts.menu(mark("queue.ignored", place, str(number)), "다시 답하기", choices)]
        if choices
        else []
    )
    buttons = [parts.button("대기열로", mark("queue", place))]
    if pages > 1:
        buttons.append(parts.button("더 보기", mark("queue.ignored", place, str(number + 1), "on")))
    return parts.panel("\n".join(text), [*rows, parts.row(buttons)])


def _line(number: int, one: Waiting) -> str:
    about = REASONS.get(one.reason, one.reason)
    return f"{number}. **{escape_markdown(one.name)}** ({about}) {escape_markdown(_short(one))}"


def _short(one: Waiting) -> str:
    return parts.cut(mask(one.text), LONGEST_TEXT) if one.text else ""


def _skipped(name: str | None) -> str:
    if name is None:
        return "건너뛸 이야기가 없어요. 후원은 소리만 건너뛸 수 있어요."
    return f"{escape_markdown(name)} 님의 이야기를 건너뛰었어요."


STATES = {
    (False, False): "▶️ 답하고 있어요.",
    (False, True): "⏸️ 멈춰 있어요. 새 이야기는 계속 쌓여요.",
    (True, False): "🔇 조용히 있어요.",
    (True, True): "🔇 조용히 있어요.",
}
REASONS = {
    "donation": "후원",
    "support": "구독·선물",
    "command": "명령어",
    "mention": "부름",
    "follow_up": "이어진 이야기",
    "worry": "고민",
    "wish": "영화",
    "talk": "이야기",
}
