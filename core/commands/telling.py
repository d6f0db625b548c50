"""Commands about stories: told in chat, liked, and how they went on."""

from collections.abc import Awaitable
from typing import Final

from core.commands.asking import BUSY
from core.commands.typed import Said, Typed
from core.errors import BadInput
from core.labels import Platform
from core.replies import Receipt
from core.safety.masking import mask
from core.stories.box import CLOSED, TOO_LATE, Box
from core.stories.story import LONGEST, OPEN, SHORTEST, Consents, whole


def story(typed: Typed) -> Said | Awaitable[Said]:
    """Everybody can read it here, so the private way comes first, and a yes before it is kept."""
    box, where = typed.services.stories, _where(typed)
    words = typed.words.strip().lower()
    if words in TAKEN_BACK:
        return _taken_back(typed, box)
    if not box.takes(*where):
        return CLOSED
    if words in CONFIRMED:
        return _confirmed(typed, box)
    if not words:
        link = box.link(*where)
        return f"{PUBLIC} 조용히 남기는 곳: {link}" if link else HOW
    if not SHORTEST <= len(typed.words) <= LONGEST:
        return f"사연은 {SHORTEST}자부터 {LONGEST}자까지 적어 주세요."
    box.drafts.put(typed.event.viewer.id, *where, mask(typed.words))
    return CONFIRM


async def _confirmed(typed: Typed, box: Box) -> Said:
    event, where = typed.event, _where(typed)
    text = box.drafts.take(event.viewer.id, *where)
    if text is None:
        return "먼저 `!사연 내용`을 적어 주세요. 5분 안에 `!사연 확인`이라고 하면 남겨요."
    try:
        taken = await box.submit(*where, event.viewer, text, Consents(of_age=True))
    except BadInput as error:
        return str(error)
    if taken.story is None:
        return taken.answer
    return f"‘{taken.story.pseudonym}’ 이름으로 남겼어요. 거두려면 `!사연 취소`라고 적어 주세요."


async def _taken_back(typed: Typed, box: Box) -> Said:
    event, where = typed.event, _where(typed)
    if box.drafts.take(event.viewer.id, *where) is not None:
        return "적어 두신 글을 지웠어요."
    mine = [one for one in await box.mine(event.viewer.id) if one.state in OPEN]
    here = next((one for one in mine if (one.platform, one.channel) == where), None)
    if here is None:
        return "거둘 사연이 없어요."
    try:
        await box.withdraw(here)
    except BadInput:
        return TOO_LATE
    return "사연을 거뒀어요. 남긴 글은 지웠어요."


async def like(typed: Typed) -> Said:
    """Once a person."""
    likes = await typed.services.stories.like(*_where(typed), typed.event.viewer.id)
    if likes is None:
        return "지금은 마음을 남길 사연이 없어요."
    return f"이 사연에 마음이 {likes}개 모였어요."


def sequel(typed: Typed) -> Said | Awaitable[Said]:
    """In public by its teller's own choice; whoever read the story answers."""
    if not typed.words:
        return "`!후일담 내용`처럼 적어 주세요. 여기 적으면 모두가 봐요."
    return _told_on(typed)


async def _told_on(typed: Typed) -> Said:
    box, event, channel = typed.services.stories, typed.event, typed.channel
    story = await box.told_here(*_where(typed), event.viewer.id)
    if story is None:
        return "여기서 읽은 사연이 아직 없어요. 사연은 `!사연`으로 남길 수 있어요."
    candidate = channel.gate.ask(event, typed.words, story.reader or None, typed.now)
    if candidate is None:
        return BUSY
    await box.told_on(story, event.id)
    position = channel.gate.position(candidate)
    about = (event.platform, event.channel, event.viewer, event.id)
    typed.tell(Receipt(*about, position, channel.eta(position)))
    return None


def _where(typed: Typed) -> tuple[Platform, str]:
    return typed.channel.platform, whole(typed.channel.key)


CONFIRMED: Final = frozenset({"확인", "confirm", "ok"})
TAKEN_BACK: Final = frozenset({"취소", "거두기", "철회", "삭제", "cancel", "withdraw"})
PUBLIC: Final = "여긴 다 보여요."
HOW: Final = (
    f"{PUBLIC} 조용히 남기려면 디스코드에서 /사연 을 써 주세요. "
    "여기서는 `!사연 내용`으로 적을 수 있어요."
)
CONFIRM: Final = (
    f"{PUBLIC} 조용히 남기려면 디스코드 /사연. 만 14세 이상이고 이대로 남길 거면 "
    "5분 안에 `!사연 확인`"
)
