"""Answers that chat has seen and the overlay has not: a manager decides whether it may."""

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.waiting import Held
from core.safety.masking import mask

SHOWN, LONGEST_TEXT = 8, 80
GONE = "이제 보류되어 있지 않은 답이에요."


async def show(office: Office, visit: Visit, about: Mark) -> Payload:
    """What is held now."""
    return await _panel(office, visit, about)


async def release(office: Office, visit: Visit, about: Mark) -> Payload:
    """Shown and spoken after all."""
    done = await office.console.release(visit.actor, about.place, visit.choice)
    return await _panel(office, visit, about, "✅ 오버레이로 내보냈어요." if done else f"ℹ️ {GONE}")


async def discard(office: Office, visit: Visit, about: Mark) -> Payload:
    """Never shown."""
    done = await office.console.discard(visit.actor, about.place, visit.choice)
    return await _panel(office, visit, about, "✅ 지웠어요." if done else f"ℹ️ {GONE}")


async def _panel(office: Office, visit: Visit, about: Mark, told: str = "") -> Payload:
    held = await office.console.held(visit.actor, about.place)
    text = [
        f"## 보류된 답 · {where.title(office, about.place)}",
        "-# 화면에 띄우기 어려운 말이 있을 수 있어서 채팅으로만 답했어요. 내보내면 오버레이에 나와요.",
    ]
    text += [told] if told else []
    text += [_line(number, one) for number, one in enumerate(held[:SHOWN], 1)]
    text += [] if held else ["지금 보류된 답이 없어요."]
    choices = [Choice(one.id, one.name, _short(one.text)) for one in held[:SHOWN]]
    menus = {"held.release": "내보낼 답 고르기", "held.discard": "지울 답 고르기"}
    rows = [parts.menu(mark(act, about.place), hint, choices) for act, hint in menus.items()]
    back = parts.row([parts.button("대기열로", mark("queue", about.place))])
    return parts.panel("\n".join(text), [*(rows if held else ()), back])


def _line(number: int, one: Held) -> str:
    name, text, answer = map(escape_markdown, (one.name, _short(one.text), _short(one.answer)))
    return f"{number}. **{name}** {text}\n-# 답: {answer}"


def _short(text: str) -> str:
    return parts.cut(mask(text), LONGEST_TEXT)
