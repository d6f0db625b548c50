"""Commands of those who manage a channel."""

from collections.abc import Awaitable

from core.channels.corner import close_corner, open_corner
from core.channels.ignored import ignore as let_be
from core.channels.ignored import pass_over
from core.channels.settings import Aloud, Level
from core.channels.waiting import SKIPPED, excuse
from core.commands.typed import Said, Typed, level
from core.events import Command
from core.reports.mark import LONGEST_TITLE, Mark, MarkKind
from core.safety.masking import mask
from core.turns import Passed
from core.viewers.veiled import among


def pause(typed: Typed) -> str:
    typed.channel.rest(paused=True)
    typed.note("pause")
    return "잠시 멈췄어요. !재개 로 다시 시작해요."


def resume(typed: Typed) -> str:
    typed.channel.rest(paused=False, quiet=False)
    typed.note("resume")
    return "다시 시작할게요."


def quiet(typed: Typed) -> str:
    typed.channel.rest(quiet=True)
    typed.channel.gate.clear()
    typed.note("quiet")
    return "조용히 있을게요. !재개 로 다시 불러 주세요."


def corner(typed: Typed) -> Said | Awaitable[Said]:
    what, _, about = typed.words.partition(" ")
    if what in OPENING:
        return _opened(typed, KINDS.get(about.strip(), ""))
    if what in CLOSING:
        return _closed(typed)
    state = "열려" if typed.channel.settings.corner else "닫혀"
    return f"코너가 {state} 있어요. `!코너 열기`나 `!코너 닫기`로 바꿔요."


async def _opened(typed: Typed, kind: str) -> str:
    channel = typed.channel
    if not await open_corner(typed.services.channels, channel.platform, channel.key, kind):
        return "코너가 이미 열려 있어요."
    typed.note("open", kind)
    return f"코너를 열었어요. {OPENED[channel.settings.aloud]}".strip()


async def _closed(typed: Typed) -> str:
    channel = typed.channel
    if not await close_corner(typed.services.channels, channel.platform, channel.key):
        return "열린 코너가 없어요."
    typed.note("close")
    still = channel.settings.speaks
    return "코너를 닫았어요." if still else "코너를 닫았어요. 이제 채팅으로만 답해요."


def skip(typed: Typed) -> str:
    skipped = typed.channel.gate.skip()
    if skipped is None:
        return "기다리는 차례가 없어요."
    typed.unanswered([skipped], Passed.SKIPPED)
    if isinstance(skipped.events[0], Command):  # who asked in private is not named in public
        typed.tell(excuse(skipped, SKIPPED))
        typed.note("skip")
        return "다음 차례를 건너뛰었어요."
    typed.note("skip", skipped.viewer.name, skipped.viewer.id)
    return f"{skipped.viewer.name}님 차례를 건너뛰었어요. 조금 뒤에 다시 적어 주시면 이어서 볼게요."


def ignore(typed: Typed) -> Said | Awaitable[Said]:
    name = typed.words.removeprefix("@").strip()
    ignored = typed.channel.settings.ignored
    known = next((id for id, shown in ignored.items() if shown == name), None)
    viewer = known or typed.channel.gate.id_of(name)
    if viewer is None:
        return "`!봇무시 닉네임`처럼 적어 주세요. 저에게 말을 건 적이 있는 분만 찾을 수 있어요."
    on = not among(ignored, viewer)
    if on:
        typed.unanswered(pass_over(typed.channel, viewer, typed.tell), Passed.IGNORED)
    return _let_be(typed, viewer, name, on)


async def _let_be(typed: Typed, viewer: str, name: str, on: bool) -> str:
    channel = typed.channel
    said = await let_be(typed.services.channels, channel.platform, channel.key, viewer, name, on)
    typed.note("ignore" if on else "heed", name, viewer)
    return said


async def clip(typed: Typed) -> Said:
    """A manager's mark has a title; anybody else's counts as a hint, and gets no word in chat."""
    event, words = typed.event, mask(" ".join(typed.words.split()))
    manages = level(event) >= Level.MANAGER
    mark = Mark(
        id=f"mark:{event.id}",
        platform=event.platform,
        channel=event.channel,
        at=event.at,
        viewer=event.viewer.id,
        kind=MarkKind.MARK if manages else MarkKind.HINT,
        title=words[:LONGEST_TITLE] if manages else "",
    )
    await typed.services.marks.add(mark)
    said = "이 순간을 표시했어요. 방송이 끝나면 하이라이트에 먼저 담을게요."
    return said if manages or isinstance(event, Command) else None


OPENING = frozenset({"열기", "열어", "시작", "open"})
CLOSING = frozenset({"닫기", "닫아", "끝", "close"})
OPENED = {
    Aloud.ALWAYS: "",
    Aloud.AUTO: "이제 소리 내어 답해요.",
    Aloud.HAND: "스트리머가 눌러 주는 답만 소리 내어 말해요.",
}
# What a corner is about, as people write it.
KINDS = {"사연": "radio", "라디오": "radio", "영화": "films"}
