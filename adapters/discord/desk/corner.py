"""`/코너`: the time in which answers are spoken on the stream."""

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.corner import Corner
from core.channels.guilds import Place
from core.channels.settings import Aloud


async def begin(office: Office, visit: Visit, about: Mark) -> Payload:
    """Open one, about what was chosen."""
    kind = visit.choice if visit.choice in KINDS else next(iter(KINDS))
    opened = await office.console.open_corner(visit.actor, about.place, kind)
    told = f"{KINDS[kind]} 코너를 열었어요." if opened else "이미 열려 있어요."
    return await panel(office, visit, about.place, told)


async def end(office: Office, visit: Visit, about: Mark) -> Payload:
    """Close it."""
    closed = await office.console.close_corner(visit.actor, about.place)
    return await panel(
        office, visit, about.place, "코너를 닫았어요." if closed else "열린 코너가 없어요."
    )


async def take(office: Office, visit: Visit, about: Mark) -> Payload:
    """Let one answer be spoken."""
    taken = await office.console.take(visit.actor, about.place)
    told = "지금 말해요." if taken else "말하려고 기다리는 답이 없어요."
    return await panel(office, visit, about.place, told)


async def video(office: Office, visit: Visit, about: Mark) -> Payload:
    """A video is over."""
    released = await office.console.release_video(visit.actor, about.place)
    told = "이제 기다리지 않고 말해요." if released else "기다리는 영상이 없어요."
    return await panel(office, visit, about.place, told)


async def panel(office: Office, visit: Visit, place: Place, told: str = "") -> Payload:
    """The corner as it is now."""
    corner = await office.console.corner(visit.actor, place)
    text = [f"## 코너 · {where.title(office, place)}"]
    text += [f"✅ {told}"] if told else []
    text.append(_state(corner))
    text += [MICROPHONE[corner.streamer_speaking]] if corner.streamer_speaking is not None else []
    if corner.waiting:
        text.append(f"말하려고 기다리는 답이 {corner.waiting}개 있어요.")
    rows = where.menu(office, visit, "corner.at", place)
    if not corner.open:
        choices = [Choice(kind, name) for kind, name in KINDS.items()]
        rows.append(parts.menu(mark("corner.begin", place), "코너 열기", choices))
    buttons = [
        parts.button("지금 말하기", mark("corner.take", place), parts.GREEN, not corner.waiting),
        parts.button("영상 끝났어요", mark("corner.video", place)),
        parts.button("코너 닫기", mark("corner.end", place), disabled=not corner.open),
        parts.button("새로고침", mark("corner", place)),
    ]
    return parts.panel("\n".join(text), [*rows, parts.row(buttons)])


show, at, again = where.ways(panel)


def _state(corner: Corner) -> str:
    if corner.mode is Aloud.ALWAYS:
        return "🔊 코너가 없어도 소리 내어 답해요. 바꾸려면 /설정 의 ‘말하는 때’를 봐 주세요."
    if not corner.open:
        return "💬 닫혀 있어요. 채팅으로만 답해요."
    kind = KINDS.get(corner.kind or "", corner.kind)
    how = "하나씩 눌러서 말해요." if corner.mode is Aloud.HAND else "스트리머가 조용할 때 말해요."
    return f"🔊 **{kind}** 코너가 열려 있어요. {how}"


MICROPHONE = {True: "🎙️ 스트리머가 말하고 있어요.", False: "🎙️ 스트리머는 조용해요."}
KINDS = {"talk": "고민 상담", "radio": "사연 라디오", "films": "영화"}
