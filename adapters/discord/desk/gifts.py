"""Words of gifts that a manager lets pass, and gifts of which nothing is said aloud."""

from discord.utils import escape_markdown

from adapters.discord.desk import parts, queue, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.waiting import ToCheck

SHOWN, LONGEST_TEXT = 8, 100
GONE = "ℹ️ 이미 정했거나 한 시간이 지난 글이에요."


async def show(office: Office, visit: Visit, about: Mark) -> Payload:
    """What waits now."""
    return await _panel(office, visit, about)


async def pass_on(office: Office, visit: Visit, about: Mark) -> Payload:
    """Shown and answered."""
    done = await office.console.approve_gift(visit.actor, about.place, visit.choice)
    return await _panel(office, visit, about, "✅ 후원 글을 내보냈어요." if done else GONE)


async def leave_out(office: Office, visit: Visit, about: Mark) -> Payload:
    """Never shown."""
    done = await office.console.approve_gift(visit.actor, about.place, visit.choice, on=False)
    return await _panel(office, visit, about, "✅ 내보내지 않기로 했어요." if done else GONE)


async def skip(office: Office, visit: Visit, about: Mark) -> Payload:
    """Nothing more is said aloud for the gift that is being thanked for."""
    done = await office.console.skip_gift(visit.actor, about.place)
    told = "후원 소리를 건너뛰었어요. 감사 인사는 채팅에 남아요."
    return await queue.panel(
        office, visit, about.place, told if done else "지금 말하고 있는 후원이 없어요."
    )


async def _panel(office: Office, visit: Visit, about: Mark, told: str = "") -> Payload:
    words = await office.console.gift_words(visit.actor, about.place)
    text = [
        f"## 후원 글 · {where.title(office, about.place)}",
        "-# 내보내면 화면에 보이고 상담사가 답해요. 한 시간이 지나면 나오지 않아요.",
    ]
    text += [told] if told else []
    text += [_line(number, one) for number, one in enumerate(words[:SHOWN], 1)]
    if len(words) > SHOWN:
        text.append(f"그 밖에 {len(words) - SHOWN}개가 더 있어요.")
    text += [] if words else ["지금 기다리는 후원 글이 없어요."]
    choices = [
        Choice(one.id, f"{one.name} · {one.given}", parts.cut(one.text, LONGEST_TEXT))
        for one in words[:SHOWN]
    ]
    menus = {"gifts.yes": "내보낼 글 고르기", "gifts.no": "내보내지 않을 글 고르기"}
    rows = [parts.menu(mark(act, about.place), hint, choices) for act, hint in menus.items()]
    back = parts.row([parts.button("대기열로", mark("queue", about.place))])
    return parts.panel("\n".join(text), [*(rows if words else ()), back])


def _line(number: int, one: ToCheck) -> str:
    text = parts.cut(one.text, LONGEST_TEXT)
    name, given, words = map(escape_markdown, (one.name, one.given, text))
    return f"{number}. **{name}** {given} · <t:{int(one.at)}:t> {words}"
