"""`/내기억`: what the personas remember of whoever asks, and of nobody else."""

from itertools import groupby

from adapters.discord.desk import parts
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.errors import BadInput
from core.viewers.recollection import Recollection, day

_BETWEEN = "/"


async def show(office: Office, visit: Visit) -> Payload:
    """The command."""
    return await _panel(office, visit)


async def again(office: Office, visit: Visit, about: Mark) -> Payload:
    """As it is now."""
    return await _panel(office, visit)


async def drop(office: Office, visit: Visit, about: Mark) -> Payload:
    """Forget the chosen one."""
    persona, between, turn = visit.choice.partition(_BETWEEN)
    if not between:
        raise BadInput("고른 기억을 찾지 못했어요.")
    gone = await office.privacy.memories.drop(visit.actor.id, persona, turn)
    return await _panel(office, visit, "✅ 지웠어요." if gone else "ℹ️ 이미 없는 기억이에요.")


async def sure(office: Office, visit: Visit, about: Mark) -> Payload:
    """Asked once more: it cannot be undone."""
    yes = parts.button("모두 지우기", mark("memory.clear", visit.here), parts.RED)
    back = parts.button("그대로 두기", mark("memory", visit.here))
    text = "## 기억을 모두 지울까요?\n지우면 되돌릴 수 없어요. 기억하기는 켜진 채로 있어요."
    return parts.panel(text, [parts.row([yes, back])])


async def clear(office: Office, visit: Visit, about: Mark) -> Payload:
    """Forget all of it."""
    await office.privacy.memories.clear(visit.actor.id)
    return await _panel(office, visit, "✅ 모두 지웠어요.")


async def _panel(office: Office, visit: Visit, told: str = "") -> Payload:
    memories = office.privacy.memories
    known, on = await memories.all(visit.actor.id), await memories.on(visit.actor.id)
    shown = sorted(known[: parts.OPTIONS], key=lambda one: one.persona)
    text = ["## 내 기억", ON if on else OFF]
    text += [told] if told else []
    for persona, theirs in groupby(shown, key=lambda one: one.persona):
        text.append(f"**{_name(office, persona)}**")
        text += [f"- {_line(one)}" for one in theirs]
    if len(known) > len(shown):
        text.append(f"-# 오래된 기억 {len(known) - len(shown)}개가 더 있어요.")
    text += [] if known else ["지금 기억하는 것이 없어요."]
    return parts.panel("\n".join(text), _rows(office, visit, shown) if shown else ())


def _rows(office: Office, visit: Visit, shown: list[Recollection]) -> list[Payload]:
    choices = [
        Choice(f"{one.persona}{_BETWEEN}{one.turn}", _line(one), _name(office, one.persona))
        for one in shown
    ]
    button = parts.button("모두 지우기", mark("memory.sure", visit.here), parts.RED)
    menu = parts.menu(mark("memory.drop", visit.here), "지울 기억 고르기", choices)
    return [menu, parts.row([button])]


def _line(one: Recollection) -> str:
    return f"{day(one.at)} {one.summary}"


def _name(office: Office, persona: str) -> str:
    return office.console.personas.get(persona, persona)


ON = (
    "기억하기가 켜져 있어요. 상담사는 자기가 들은 것만 기억하고, 나만 볼 때만 꺼내요.\n"
    "-# 끄려면 채팅이나 개인 메시지에 `!기억해 꺼`라고 적어 주세요. 끄면 기억도 지워져요."
)
OFF = (
    "기억하기가 꺼져 있어요.\n"
    "-# 켜려면 기억하기를 켠 방송의 채팅에 `!기억해`라고 적어 주세요. 만 14세 이상만 켤 수 있어요."
)
