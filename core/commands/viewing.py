"""Commands that tell a viewer something, or change what is theirs."""

from collections.abc import Awaitable

from core import saved_films
from core.commands.typed import Said, Typed
from core.party import alone, party
from core.safety.outbound import Outbound


def save(typed: Typed) -> Awaitable[Said]:
    event, corner = typed.event, typed.services.corner
    return saved_films.save(corner, party(event), typed.words, alone(event), typed.now)


def seen(typed: Typed) -> Awaitable[Said]:
    return saved_films.seen(typed.services.corner, party(typed.event), typed.words, typed.now)


def dislike(typed: Typed) -> Awaitable[Said]:
    return saved_films.dislike(typed.services.corner, party(typed.event), typed.words, typed.now)


def personas(typed: Typed) -> str:
    # A guest's file may be made of another person's card.
    clean = Outbound().clean
    return " / ".join(
        f"{persona.name}: {clean(persona.tagline, LONGEST_TAGLINE)}"
        for persona in typed.services.personas.values()
    )


def place(typed: Typed) -> str:
    place = typed.channel.gate.place_of(typed.event.viewer.id)
    if place is None:
        return "지금 기다리는 이야기가 없어요. `!상담 고민`으로 적어 주세요."
    return f"{place}번째예요. 약 {typed.channel.eta(place)}초 남았어요."


def cancel(typed: Typed) -> str:
    dropped = typed.channel.gate.withdraw(typed.event.viewer.id)
    return "취소했어요." if dropped else "취소할 이야기가 없어요."


def ranking(typed: Typed) -> Said | Awaitable[Said]:
    return _ranked(typed) if typed.channel.settings.ranking else None


async def _ranked(typed: Typed) -> Said:
    ranks = await typed.services.donations.ranking(typed.channel.platform, typed.channel.key, RANKS)
    if not ranks:
        return "오늘은 아직 후원이 없어요."
    places = [f"{place}위 {rank.name}님 {rank.won:,}원" for place, rank in enumerate(ranks, 1)]
    return f"오늘의 후원: {' · '.join(places)}"


def link_stream(typed: Typed) -> Awaitable[Said]:
    return typed.services.linking.type_stream_code(typed.event, typed.words)


def link_viewer(typed: Typed) -> Awaitable[Said]:
    return typed.services.linking.type_viewer_code(typed.event, typed.words)


RANKS = 3
LONGEST_TAGLINE = 60
