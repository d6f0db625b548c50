"""Commands by which viewers decide how they are spoken to, what is remembered, what is forgotten."""

import re
from collections.abc import Awaitable, Callable
from typing import Final

from core.channels.settings import Tone
from core.commands.typed import Said, Typed
from core.errors import BadInput
from core.viewers.consent import YES


async def polite(typed: Typed) -> Said:
    await typed.services.privacy.viewers.decide(typed.event.viewer.id, "polite", True)
    return "앞으로 존댓말로 답할게요. 되돌리려면 `!럽 반말`이라고 적어 주세요."


async def casual(typed: Typed) -> Said:
    await typed.services.privacy.viewers.decide(typed.event.viewer.id, "polite", False)
    if typed.channel.settings.tone is Tone.POLITE:
        return (
            "이 채널은 모두에게 존댓말로 답하는 곳이에요. 다른 채널에서는 상담사 말투로 답할게요."
        )
    return "앞으로 상담사마다 원래 말투로 답할게요. 되돌리려면 `!럽 존댓말`이라고 적어 주세요."


async def remember(typed: Typed) -> Said:
    """Says what is kept and asks for the age; only a yes to that switches it on. Where the streamer
    keeps it off it can be ended all the same."""
    asked = typed.words.lower()
    for pattern, decide in _REMEMBER.items():
        if pattern.fullmatch(asked):
            return await decide(typed)
    return await _asked(typed)


async def _asked(typed: Typed) -> Said:
    memories, viewer = typed.services.privacy.memories, typed.event.viewer.id
    if not typed.channel.settings.memory:
        return NOT_HERE
    if await memories.on(viewer):
        return REMEMBERS
    memories.ask(viewer)
    return NOTICE


async def _on(typed: Typed) -> Said:
    """A yes counts only for somebody who has just read to what."""
    memories, viewer = typed.services.privacy.memories, typed.event.viewer.id
    if not typed.channel.settings.memory or not memories.asked(viewer):
        return await _asked(typed)
    await memories.switch(viewer, True)
    return ON


async def _off(typed: Typed) -> Said:
    await typed.services.privacy.memories.switch(typed.event.viewer.id, False)
    return "기억 꺼짐. 기억하던 것도 지웠어요."


async def _declined(typed: Typed) -> Said:
    await typed.services.privacy.memories.switch(typed.event.viewer.id, False)
    return "네, 아무것도 기억하지 않을게요."


def memories(typed: Typed) -> str:
    """In chat others would read it."""
    return WHERE


def forget(typed: Typed) -> Said | Awaitable[Said]:
    """Asks once; it cannot be undone."""
    return _forgotten(typed) if YES.fullmatch(typed.words.lower()) else SURE


async def _forgotten(typed: Typed) -> Said:
    try:
        await typed.services.privacy.forgetting.forget(typed.event.viewer.id)
    except BadInput as error:
        return str(error)
    return FORGOTTEN


_NO: Final = re.compile(r"(?:아니요?|아뇨|아니오|ㄴㄴ|no|n)[\s.,!~]*")
_OFF: Final = re.compile(r"(?:꺼|끄기|꺼\s?줘|그만|취소|해제|off|stop)\S*")
_REMEMBER: Final[dict[re.Pattern[str], Callable[[Typed], Awaitable[Said]]]] = {
    YES: _on,
    _OFF: _off,
    _NO: _declined,
}
NOTICE: Final = (
    "고민 종류·기분·상대 호칭·기간·날짜를 180일 기억해서 단둘이 말할 때만 꺼내요. "
    "만 14세 이상인가요? `!기억해 네` / `!기억해 아니요`"
)
ON: Final = "기억 켜짐. 끄려면 `!기억해 꺼`. 내용은 디스코드 /내기억 에서 혼자 볼 수 있어요."
REMEMBERS: Final = "기억이 켜져 있어요. 끄려면 `!기억해 꺼`. 내용은 디스코드 /내기억 에서만 보여요."
NOT_HERE: Final = "이 채널은 기억하기를 꺼 두어서, 여기서 나눈 이야기는 기억하지 않아요."
WHERE: Final = "기억한 내용은 여기서 보여 드리지 않아요. 디스코드 /내기억 에서 혼자 볼 수 있어요."
SURE: Final = "연결된 계정까지 기억, 찜, 대화 기록을 모두 지워요. 정말 다 지울까요? `!잊어줘 네`"
FORGOTTEN: Final = "모두 지웠어요. 다시 부르시면 처음 뵙는 분으로 맞을게요."
