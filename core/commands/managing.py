"""Commands of those who manage a channel."""

from collections.abc import Awaitable

from core.commands.typed import Said, Typed
from core.events import Command
from core.ignored import ignore as let_be
from core.waiting import SKIPPED, excuse


def pause(typed: Typed) -> str:
    typed.channel.paused = True
    return "잠시 멈췄어요. !재개 로 다시 시작해요."


def resume(typed: Typed) -> str:
    typed.channel.paused = typed.channel.quiet = False
    return "다시 시작할게요."


def quiet(typed: Typed) -> str:
    typed.channel.quiet = True
    typed.channel.gate.clear()
    return "조용히 있을게요. !재개 로 다시 불러 주세요."


def skip(typed: Typed) -> str:
    skipped = typed.channel.gate.skip()
    if skipped is None:
        return "기다리는 차례가 없어요."
    if isinstance(skipped.events[0], Command):  # who asked in private is not named in public
        typed.tell(excuse(skipped, SKIPPED))
        return "다음 차례를 건너뛰었어요."
    return f"{skipped.viewer.name}님 차례를 건너뛰었어요. 조금 뒤에 다시 적어 주시면 이어서 볼게요."


def ignore(typed: Typed) -> Said | Awaitable[Said]:
    name = typed.words.removeprefix("@").strip()
    ignored = typed.channel.settings.ignored
    known = next((id for id, shown in ignored.items() if shown == name), None)
    viewer = known or typed.channel.gate.id_of(name)
    if viewer is None:
        return "`!봇무시 닉네임`처럼 적어 주세요. 저에게 말을 건 적이 있는 분만 찾을 수 있어요."
    on = viewer not in ignored
    return let_be(typed.services.channels, typed.channel, viewer, name, on, typed.tell)
