"""What viewers and managers can type: one table."""

from collections.abc import Callable
from dataclasses import dataclass

from core.channel import Channel
from core.events import ChatMessage, Command
from core.labels import Role
from core.ports import Personas

PREFIX = "럽"
MANAGERS = frozenset({Role.MANAGER, Role.BROADCASTER})


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as somebody typed it: `words` are what follows its name."""

    event: ChatMessage | Command
    words: str
    channel: Channel
    personas: Personas
    now: float


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """`run` acts and returns the line to say, None for silence; `shown` is in the help."""

    run: Callable[[Typed], str | None]
    help: str
    managers: bool = False
    shown: bool = False


def find(text: str) -> tuple[ChatCommand, str] | None:
    """The command in a line that begins with "!", and the words after its name.

    `!럽 …` always works; None for a command that is not ours, which gets silence.
    """
    name, _, words = text[1:].strip().partition(" ")
    if name == PREFIX:
        name, _, words = words.strip().partition(" ")
        name = name or "도움말"
    command = COMMANDS.get(name.lower())
    return (command, words.strip()) if command else None


def asked(event: Command) -> tuple[ChatCommand, str] | None:
    """The chat command that a slash command stands for, its arguments as one would type them."""
    command = COMMANDS.get(event.name)
    # Who is asked comes first, as one would type it.
    words = [event.arguments.get("상담사", "")]
    words += [value for name, value in event.arguments.items() if name != "상담사"]
    return (command, " ".join(filter(None, words)).strip()) if command else None


def _counsel(typed: Typed) -> str | None:
    slug, words = _leading_persona(typed)
    if not words:
        return "`!상담 고민`처럼 이어서 적어 주세요. 예: !상담 온유 3일째 답장이 없어요"
    return _ask(typed, words, slug)


def _ask(typed: Typed, words: str, persona: str | None) -> str | None:
    asked = typed.channel.gate.ask(typed.event, words, persona, typed.now)
    return None if asked else "앞에 남긴 이야기부터 답하고 있어요. 조금만 기다려 주세요."


def _leading_persona(typed: Typed) -> tuple[str | None, str]:
    first, _, rest = typed.words.partition(" ")
    for persona in typed.personas.values():
        if first.rstrip("아야님,") in persona.aliases or first in persona.aliases:
            return persona.slug, rest.strip()
    return None, typed.words


def _film(typed: Typed) -> str | None:
    words = typed.words or "기분에 맞는"
    text = words if "영화" in words else f"{words} 영화"
    if "추천" not in text:
        text = f"{text} 추천해줘"
    return _ask(typed, text, None)


def _personas(typed: Typed) -> str:
    return " / ".join(f"{persona.name}: {persona.tagline}" for persona in typed.personas.values())


def _place(typed: Typed) -> str:
    place = typed.channel.gate.place_of(typed.event.viewer.id)
    if place is None:
        return "지금 기다리는 이야기가 없어요. `!상담 고민`으로 적어 주세요."
    return f"{place}번째예요. 약 {typed.channel.eta(place)}초 남았어요."


def _cancel(typed: Typed) -> str:
    dropped = typed.channel.gate.withdraw(typed.event.viewer.id)
    return "취소했어요." if dropped else "취소할 이야기가 없어요."


def _help(typed: Typed) -> str:
    shown = [f"!{name} {c.help}" for name, c in COMMANDS.items() if c.shown and name not in ENGLISH]
    return " · ".join(shown) + " · 상담사는 AI예요."


def _pause(typed: Typed) -> str:
    typed.channel.paused = True
    return "잠시 멈췄어요. !재개 로 다시 시작해요."


def _resume(typed: Typed) -> str:
    typed.channel.paused = typed.channel.quiet = False
    return "다시 시작할게요."


def _quiet(typed: Typed) -> str:
    typed.channel.quiet = True
    typed.channel.gate.clear()
    return "조용히 있을게요. !재개 로 다시 불러 주세요."


def _skip(typed: Typed) -> str:
    skipped = typed.channel.gate.skip()
    if skipped is None:
        return "기다리는 차례가 없어요."
    return f"{skipped.name}님 차례를 건너뛰었어요. 조금 뒤에 다시 적어 주시면 이어서 볼게요."


_COUNSEL = ChatCommand(_counsel, "[상담사] 고민", shown=True)
_FILM = ChatCommand(_film, "기분이나 취향", shown=True)
_SKIP = ChatCommand(_skip, "다음 차례 건너뛰기", managers=True)

COMMANDS: dict[str, ChatCommand] = {
    "상담": _COUNSEL,
    "영화": _FILM,
    "추천": ChatCommand(_film, "기분이나 취향"),
    "상담사": ChatCommand(_personas, "누가 있는지", shown=True),
    "순서": ChatCommand(_place, "내 차례", shown=True),
    "취소": ChatCommand(_cancel, "내 이야기 거두기", shown=True),
    "도움말": ChatCommand(_help, "이 안내"),
    "다음": _SKIP,
    "스킵": _SKIP,
    "일시정지": ChatCommand(_pause, "답을 멈추기", managers=True),
    "재개": ChatCommand(_resume, "다시 시작", managers=True),
    "조용": ChatCommand(_quiet, "소리까지 멈추기", managers=True),
}
# Commands whose answer is a persona's turn.
ASKING = (_counsel, _film)
ENGLISH = {
    "counsel": "상담", "movie": "영화", "movies": "영화", "recommend": "추천", "personas": "상담사",
    "place": "순서", "cancel": "취소", "help": "도움말", "skip": "스킵", "pause": "일시정지",
    "resume": "재개", "quiet": "조용",
}  # fmt: skip
COMMANDS |= {english: COMMANDS[korean] for english, korean in ENGLISH.items()}
