"""`/편성`: corners that open by the clock."""

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.guilds import Place
from core.channels.programme_desk import LONGEST_NAME, Planned
from core.channels.settings import Level
from core.corners.slot import Kind, Slot
from core.errors import BadInput
from core.korean import fill

NAME, MINUTE, CRON = "name", "minute", "cron"
# What the form begins with: days, hour, kind, minutes.
Form = tuple[str, str, str, str]
FIRST: Form = ("0123456", "23", Kind.RADIO, "60")


async def show(office: Office, visit: Visit) -> Payload:
    """The command."""
    return _panel(office, visit, where.first(office, visit))


async def at(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another place."""
    return _panel(office, visit, where.chosen(visit))


async def again(office: Office, visit: Visit, about: Mark) -> Payload:
    """As it is now."""
    return _panel(office, visit, about.place)


async def drop(office: Office, visit: Visit, about: Mark) -> Payload:
    """Take the chosen one out."""
    slot = await office.console.programme.remove(visit.actor, about.place, visit.choice)
    told = fill("{name:을/를} 뺐어요.", _named(slot)) if slot else "이미 빠진 코너예요."
    return _panel(office, visit, about.place, told)


async def new(office: Office, visit: Visit, about: Mark) -> Payload:
    """The form, with what was chosen last."""
    office.console.check(visit.actor, about.place, Level.MANAGER)
    form = list(_form(about))
    if visit.values:
        which = FIELDS.index(about.word(0)) if about.word(0) in FIELDS else 0
        form[which] = "".join(sorted(visit.values)) if which == 0 else visit.choice
    days, hour, kind, minutes = form
    place = about.place

    def menu(which: str, hint: str, choices: list[Choice], most: int = 1) -> Payload:
        return parts.menu(mark("slot.new", place, which, *form), hint, choices, most=most)

    rows = [
        menu("days", "요일", [Choice(d, n, chosen=d in days) for d, n in DAYS.items()], len(DAYS)),
        menu("hour", "시각", [Choice(h, n, chosen=h == hour) for h, n in HOURS.items()]),
        menu("kind", "코너", [Choice(k, n, chosen=k == kind) for k, n in KINDS.items()]),
        menu("minutes", "길이", [Choice(m, n, chosen=m == minutes) for m, n in LENGTHS.items()]),
        parts.row(
            [
                parts.button("이름 짓고 넣기", mark("slot.ask", place, *form), parts.BLURPLE),
                parts.button("목록으로", mark("slots", place)),
            ]
        ),
    ]
    return parts.panel(f"## 코너 넣기 · {where.title(office, place)}\n{HELP}", rows)


def ask(office: Office, visit: Visit, about: Mark) -> Payload:
    """The modal for the name."""
    office.console.check(visit.actor, about.place, Level.MANAGER)
    fields = [
        parts.field(NAME, "코너 이름", hint="예: 밤 11시 사연 라디오", longest=LONGEST_NAME),
        parts.field(MINUTE, "몇 분에 시작할까요? (0~59)", "0", longest=2),
        parts.field(
            CRON, "cron으로 적기 (비워도 돼요)", hint="예: 30 22 * * 5 (금요일 22:30)", longest=60
        ),
    ]
    return parts.modal(mark("slot.put", about.place, *_form(about, 0)), "코너 넣기", fields)


async def put(office: Office, visit: Visit, about: Mark) -> Payload:
    """What was written in the modal; a cron expression counts instead of what was chosen."""
    days, hour, kind, minutes = _form(about, 0)
    minute = visit.fields.get(MINUTE, "").strip() or "0"
    if not (minute.isascii() and minute.isdigit() and int(minute) < 60):
        raise BadInput("분은 0부터 59까지 숫자로 적어 주세요.")
    on = "*" if len(days) == len(DAYS) else ",".join(days)
    cron = visit.fields.get(CRON, "").strip() or f"{int(minute)} {hour} * * {on}"
    slot = await office.console.programme.add(
        visit.actor, about.place, visit.fields.get(NAME, ""), kind, cron, int(minutes)
    )
    return _panel(office, visit, about.place, fill("{name:을/를} 넣었어요.", _named(slot)))


def _panel(office: Office, visit: Visit, place: Place, told: str = "") -> Payload:
    planned = office.console.programme.listed(visit.actor, place)
    text = [f"## 편성 · {where.title(office, place)}"]
    text += [f"✅ {told}"] if told else []
    text += [_line(one) for one in planned] or ["아직 정해 둔 코너가 없어요."]
    text.append(NEEDS)
    rows = where.menu(office, visit, "slots.at", place)
    if planned:
        choices = [Choice(one.slot.id, one.slot.name, KINDS[one.slot.kind]) for one in planned]
        rows.append(parts.menu(mark("slot.drop", place), "뺄 코너 고르기", choices))
    buttons = [
        parts.button("코너 넣기", mark("slot.new", place), parts.BLURPLE),
        parts.button("새로고침", mark("slots", place)),
    ]
    return parts.panel("\n".join(text), [*rows, parts.row(buttons)])


def _named(slot: Slot) -> dict[str, str]:
    return {"name": f"〈{escape_markdown(slot.name)}〉"}


def _line(one: Planned) -> str:
    slot = one.slot
    about = f"**{escape_markdown(slot.name)}** · {KINDS[slot.kind]} · {slot.minutes}분"
    first, *others = (int(time) for time in one.next) if one.next else (0,)
    if not first:
        return f"- {about}\n  앞으로 열릴 때가 없어요. (`{slot.cron}`)"
    later = "".join(f" · <t:{time}:f>" for time in others[:1])
    return f"- {about}\n  <t:{first}:F> (<t:{first}:R>){later}"


def _form(about: Mark, begins: int = 1) -> Form:
    """What a form's id says, FIRST where it says nothing of the kind."""
    found = [about.word(begins + at) for at in range(len(FIRST))]
    days = "".join(day for day in DAYS if day in found[0])
    known = (HOURS, KINDS, LENGTHS)
    rest = [
        word if word in table else first
        for word, table, first in zip(found[1:], known, FIRST[1:], strict=True)
    ]
    return days or FIRST[0], rest[0], rest[1], rest[2]


def _hour(hour: int) -> str:
    if hour in (0, 12):
        return "밤 12시 (자정)" if hour == 0 else "낮 12시"
    part = next(name for until, name in PARTS if hour < until)
    return f"{part} {hour % 12}시"


PARTS = ((6, "새벽"), (12, "오전"), (18, "오후"), (21, "저녁"), (24, "밤"))
FIELDS = ("days", "hour", "kind", "minutes")
DAYS = {
    "1": "월요일", "2": "화요일", "3": "수요일", "4": "목요일", "5": "금요일", "6": "토요일",
    "0": "일요일",
}  # fmt: skip
HOURS = {str(hour): _hour(hour) for hour in range(24)}
KINDS: dict[str, str] = {
    Kind.RADIO: "사연 라디오",
    Kind.FILMS: "영화 코너",
    Kind.TALK: "이야기 나누기",
}
LENGTHS = {"15": "15분", "30": "30분", "60": "1시간", "90": "1시간 30분", "120": "2시간"}
HELP = "요일은 여러 개 고를 수 있어요. 한국 시간이에요. 시작하기 5분 전에 채팅과 오버레이로 알려요."
NEEDS = "-# 방송이 켜져 있고 오버레이가 떠 있을 때만 열려요."
