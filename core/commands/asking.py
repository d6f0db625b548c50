"""Commands whose answer is a persona's turn."""

from core.channels.settings import Level
from core.commands.typed import Alone, Typed, level
from core.engine import absent
from core.events import ChatMessage
from core.movies.survey import SIGN


def counsel(typed: Alone) -> str | None:
    slug, words = _leading_persona(typed)
    there = typed.channel.settings.personas
    if slug is not None and there and slug not in there:
        return absent(typed.services.personas, there)
    if not words:
        return "`!상담 고민`처럼 이어서 적어 주세요. 예: !상담 온유 3일째 답장이 없어요"
    return _ask(typed, words, slug)


def _ask(typed: Alone, words: str, persona: str | None) -> str | None:
    asked = typed.channel.gate.ask(typed.event, words, persona, typed.now)
    return None if asked else BUSY


def together(typed: Alone) -> str | None:
    channel = typed.channel
    if not channel.settings.together and level(typed.event) < Level.MANAGER:
        return (
            None if isinstance(typed.event, ChatMessage) else "이 채널에서는 매니저만 쓸 수 있어요."
        )
    if not typed.words:
        return "`!넷다 고민`처럼 이어서 적어 주세요. 네 상담사가 차례로 답해요."
    voting = channel.poll is not None and channel.poll.open(typed.now)
    if voting or channel.gathering:
        return "지금 다 같이 답하는 이야기가 있어요. 투표가 끝나면 다시 불러 주세요."
    candidate = channel.gate.ask(typed.event, typed.words, None, typed.now)
    if candidate is None:
        return BUSY
    candidate.together = True
    return None


def vote(typed: Typed) -> str | None:
    poll = typed.channel.poll
    if poll is None:
        return "지금은 투표가 없어요."
    counted = isinstance(typed.event, ChatMessage) and typed.vote(typed.words)
    return None if counted else f"1부터 {len(poll.parts)}까지 번호를 적어 주세요. 예: !투표 2"


def _leading_persona(typed: Alone) -> tuple[str | None, str]:
    first, _, rest = typed.words.partition(" ")
    for persona in typed.services.personas.values():
        if first.rstrip("아야님,") in persona.aliases or first in persona.aliases:
            return persona.slug, rest.strip()
    return None, typed.words


def film(typed: Alone) -> str | None:
    words = typed.words or "기분에 맞는"
    text = words if "영화" in words else f"{words} 영화"
    if "추천" not in text:
        text = f"{text} 추천해줘"
    return _ask(typed, text, None)


def mood_film(typed: Alone) -> str | None:
    if not typed.words:
        return "`!기분영화 슬퍼요 로맨스`처럼 기분과 장르를 적어 주세요. 셋까지 함께 적어도 돼요."
    return _ask(typed, f"{SIGN} {typed.words}", None)


BUSY = "앞에 남긴 이야기부터 답하고 있어요. 조금만 기다려 주세요."
