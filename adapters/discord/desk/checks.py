"""Gifts whose thanks may not have been seen: a manager looks and says so."""

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.waiting import ToCheck
from core.safety.masking import mask

SHOWN, LONGEST_TEXT = 10, 60


async def show(office: Office, visit: Visit, about: Mark) -> Payload:
    """What is to be checked now."""
    return await _panel(office, visit, about)


async def done(office: Office, visit: Visit, about: Mark) -> Payload:
    """Somebody saw to it."""
    found = await office.console.donation_checked(visit.actor, about.place, visit.choice)
    told = "✅ 확인한 후원으로 표시했어요." if found else "ℹ️ 이미 확인한 후원이에요."
    return await _panel(office, visit, about, told)


async def _panel(office: Office, visit: Visit, about: Mark, told: str = "") -> Payload:
    gifts = await office.console.donations_to_check(visit.actor, about.place)
    text = [
        f"## 확인할 후원 · {where.title(office, about.place)}",
        "-# 감사 인사가 채팅에 남았는지 확실하지 않은 후원이에요. 직접 보고 확인해 주세요.",
    ]
    text += [told] if told else []
    text += [_line(one) for one in gifts[:SHOWN]]
    if len(gifts) > SHOWN:
        text.append(f"그 밖에 {len(gifts) - SHOWN}개가 더 있어요.")
    text += [] if gifts else ["확인할 후원이 없어요."]
    choices = [Choice(one.id, f"{one.name} · {one.given}") for one in gifts[:SHOWN]]
    menu = parts.menu(mark("checks.done", about.place), "확인한 후원 고르기", choices)
    back = parts.row([parts.button("대기열로", mark("queue", about.place))])
    return parts.panel("\n".join(text), [*([menu] if gifts else ()), back])


def _line(one: ToCheck) -> str:
    text = parts.cut(mask(one.text), LONGEST_TEXT) if one.text else ""
    name, given, words = map(escape_markdown, (one.name, one.given, text))
    return f"- **{name}** {given} · <t:{int(one.at)}:t> {words}".rstrip()
