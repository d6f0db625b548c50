"""Which panel a command opens and what each button, menu and modal does: two tables."""

from collections.abc import Callable

from adapters.discord.commands import DESK
from adapters.discord.desk import (
    accounts,
    alarm,
    checks,
    corner,
    cost,
    first_settings,
    forgetting,
    gifts,
    guild,
    held,
    memories,
    overlay,
    programme,
    queue,
    report,
    settings,
    status,
    story,
    storybox,
    streams,
    studio,
    words,
)
from adapters.discord.desk.marks import Mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload
from adapters.discord.desk.where import Act, Open
from core.errors import BadInput

Ask = Callable[[Office, Visit, Mark], Payload]


async def opened(office: Office, visit: Visit, command: str) -> Payload:
    """The panel that a command opens. Raises Forbidden or BadInput, worded for people."""
    if visit.actor.guild is None and DESK[command].manages:
        raise BadInput("개인 메시지에서는 쓸 수 없어요. 다룰 서버의 채널에서 불러 주세요.")
    return await COMMANDS[command](office, visit)


async def acted(office: Office, visit: Visit, about: Mark) -> Payload:
    """The panel after a button, menu or modal. Raises Forbidden or BadInput."""
    act = ACTIONS.get(about.action)
    if act is None:
        raise BadInput(TOO_OLD)
    return await act(office, visit, about)


def modal(office: Office, visit: Visit, about: Mark) -> Payload | None:
    """The modal that a button opens; None for one that acts. Raises Forbidden or BadInput."""
    ask = MODALS.get(about.action)
    return ask(office, visit, about) if ask else None


TOO_OLD = "오래된 버튼이라서 쓸 수 없어요. 명령어로 새로 불러 주세요."
COMMANDS: dict[str, Open] = {
    "설정": settings.show,
    "대기열": queue.show,
    "코너": corner.show,
    "금칙어": words.show,
    "오버레이": overlay.show,
    "비용": cost.show,
    "리포트": report.show,
    "상태": status.show,
    "편성": programme.show,
    "스튜디오": studio.show,
    "연동": streams.show,
    "연결": accounts.show,
    "연결해제": accounts.leave,
    "사연": story.show,
    "사연함": storybox.show,
    "내기억": memories.show,
    "잊어줘": forgetting.show,
}
MODALS: dict[str, Ask] = {
    "set.ask": settings.ask,
    "words.ask": words.ask,
    "cost.ask": cost.ask,
    "slot.ask": programme.ask,
    "story.ask": story.ask,
    "story.edit": story.rewrite,
    "stories.edit": storybox.edit,
    "stories.why": storybox.why,
}
ACTIONS: dict[str, Act] = {
    "set.at": settings.at,
    "set.page": settings.turn,
    "set.to": settings.change,
    "set.put": settings.change,
    "set.undo": settings.undo,
    "first.to": first_settings.pick,
    "first.go": settings.start,
    "guild": guild.show,
    "guild.roles": guild.roles,
    "guild.alert": guild.channel,
    "queue": queue.again,
    "queue.at": queue.at,
    "queue.skip": queue.skip,
    "queue.next": queue.skip_next,
    "queue.pause": queue.pause,
    "queue.quiet": queue.quiet,
    "queue.ignore": queue.ignore,
    "queue.heed": queue.heed,
    "queue.ignored": queue.ignored,
    "corner": corner.again,
    "corner.at": corner.at,
    "corner.begin": corner.begin,
    "corner.end": corner.end,
    "corner.take": corner.take,
    "corner.video": corner.video,
    "held": held.show,
    "held.release": held.release,
    "held.discard": held.discard,
    "gifts": gifts.show,
    "gifts.yes": gifts.pass_on,
    "gifts.no": gifts.leave_out,
    "gifts.skip": gifts.skip,
    "checks": checks.show,
    "checks.done": checks.done,
    "words": words.turn,
    "words.at": words.at,
    "words.put": words.put,
    "words.take": words.take,
    "words.back": words.back,
    "overlay": overlay.again,
    "overlay.at": overlay.at,
    "overlay.sure": overlay.sure,
    "overlay.renew": overlay.renew,
    "cost": cost.again,
    "cost.at": cost.at,
    "cost.put": cost.put,
    "cost.set": cost.settle,
    "report": report.again,
    "report.at": report.at,
    "status": status.again,
    "slots": programme.again,
    "slots.at": programme.at,
    "slot.new": programme.new,
    "slot.put": programme.put,
    "slot.drop": programme.drop,
    "studio": studio.again,
    "studio.at": studio.at,
    "link": streams.fresh,
    "link.look": streams.look,
    "link.sure": streams.sure,
    "link.off": streams.off,
    "account": accounts.fresh,
    "account.look": accounts.look,
    "account.yes": accounts.yes,
    "account.no": accounts.no,
    "account.off": accounts.off,
    "memory": memories.again,
    "memory.drop": memories.drop,
    "memory.sure": memories.sure,
    "memory.clear": memories.clear,
    "story": story.again,
    "story.at": story.at,
    "story.young": story.too_young,
    "story.age": story.consent,
    "story.put": story.put,
    "story.one": story.one,
    "story.change": story.change,
    "story.sure": story.sure,
    "story.like": story.like,
    "story.no": story.revoke,
    "story.gone": story.gone,
    "stories": storybox.again,
    "stories.at": storybox.at,
    "stories.one": storybox.one,
    "stories.best": storybox.best,
    "stories.yes": storybox.approve,
    "stories.put": storybox.put,
    "stories.refuse": storybox.refuse,
    "stories.undo": storybox.undo,
    "stories.read": storybox.read,
    "forget.go": forgetting.go,
    alarm.SEEN: alarm.seen,
    alarm.FALSE: alarm.false,
}
