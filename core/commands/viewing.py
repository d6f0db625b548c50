"""Commands that tell a viewer something, or change what is theirs."""

from collections.abc import Awaitable, Sequence

from core.channels.settings import Language
from core.commands.typed import Alone, Said, Typed
from core.gifts.ranking import ranking_line
from core.movies import saved
from core.party import alone, party
from core.replies import CHAT_LIMIT
from core.safety.outbound import Outbound
from core.turns import Passed


def save(typed: Alone) -> Awaitable[Said]:
    event, corner = typed.event, typed.services.corner
    return saved.save(corner, party(event), typed.words, alone(event), typed.now)


def seen(typed: Alone) -> Awaitable[Said]:
    return saved.seen(typed.services.corner, party(typed.event), typed.words, typed.now)


def dislike(typed: Alone) -> Awaitable[Said]:
    return saved.dislike(typed.services.corner, party(typed.event), typed.words, typed.now)


def personas(typed: Alone) -> str:
    names, limit = (
        [one.name for one in typed.services.personas.values()],
        CHAT_LIMIT[typed.event.platform],
    )
    if typed.channel.settings.language is Language.ENGLISH:  # their taglines are Korean
        return _named(names, limit)
    # A guest's file may be made of another person's card.
    clean, among = Outbound().clean, typed.services.personas.values()
    listed = " / ".join(f"{one.name}: {clean(one.tagline, LONGEST_TAGLINE)}" for one in among)
    return listed if len(listed) <= limit else _named(names, limit)


def _named(names: Sequence[str], limit: int) -> str:
    """Where there is no room for more than names."""
    for shown in range(len(names), 0, -1):
        more = f" 외 {len(names) - shown}명" if shown < len(names) else ""
        text = f"{', '.join(names[:shown])}{more}. `!상담 {names[0]} 고민`처럼 이름을 넣어 불러 주세요."
        if len(text) <= limit:
            return text
    return ""


def place(typed: Alone) -> str:
    place = typed.channel.gate.place_of(typed.event.viewer.id)
    if place is None:
        return "지금 기다리는 이야기가 없어요. `!상담 고민`으로 적어 주세요."
    return f"{place}번째예요. 약 {typed.channel.eta(place)}초 남았어요."


def cancel(typed: Alone) -> str:
    dropped = typed.channel.gate.withdraw(typed.event.viewer.id)
    typed.unanswered(dropped, Passed.CANCELLED)
    return "취소했어요." if dropped else "취소할 이야기가 없어요."


def ranking(typed: Typed) -> Said | Awaitable[Said]:
    return _ranked(typed) if typed.channel.settings.ranking else None


async def _ranked(typed: Typed) -> Said:
    month = "".join(typed.words.split()) in MONTH
    channel, when = typed.channel, "이번 달" if month else "오늘"
    rankings = typed.services.donations.rankings
    ranking = await rankings.of(channel.platform, channel.key, RANKS, month)
    if not (ranking.ranks or ranking.anonymous):
        return f"{when}은 아직 후원이 없어요."
    return ranking_line(ranking, f"{when}의 후원", CHAT_LIMIT[channel.platform])


def link_stream(typed: Typed) -> Awaitable[Said]:
    return typed.services.linking.type_stream_code(typed.event, typed.words)


def link_viewer(typed: Typed) -> Awaitable[Said]:
    return typed.services.linking.type_viewer_code(typed.event, typed.words)


RANKS = 3
MONTH = ("이번달", "월", "month")
LONGEST_TAGLINE = 60
