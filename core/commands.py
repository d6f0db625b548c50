"""What viewers and managers can type: one table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

from core import saved_films
from core.channel import Channel
from core.channel_settings import Bare, ChannelSettings, Level, renames
from core.channels import Channels
from core.donations import Donations
from core.engine import absent
from core.events import ChatMessage, Command
from core.ignored import ignore
from core.labels import Role
from core.linking import Linking
from core.movies.survey import SIGN
from core.party import alone, party
from core.pipeline.film_corner import FilmCorner
from core.ports import Personas
from core.replies import Notice
from core.waiting import SKIPPED, excuse

PREFIX = "럽"
# With other bots about, and the two that carry a code with them, whatever was decided.
FEW = frozenset({"상담", "사연", "영화", "잊어줘"})
ALWAYS = frozenset({"연동", "연결"})


@dataclass(frozen=True, slots=True)
class Services:
    """What commands act on besides their channel."""

    personas: Personas
    channels: Channels
    linking: Linking
    donations: Donations
    corner: FilmCorner


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as somebody typed it: `words` are what follows its name."""

    event: ChatMessage | Command
    words: str
    channel: Channel
    services: Services
    now: float
    tell: Callable[[Notice], object]


Said = str | None


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """`run` acts and returns the line to say, None for silence, or what must be awaited for it.

    `shown` is in the help; `level` is who may use it.
    """

    run: Callable[[Typed], Said | Awaitable[Said]]
    help: str
    level: Level = Level.EVERYONE
    shown: bool = False


def find(text: str, settings: ChannelSettings) -> tuple[ChatCommand, str] | None:
    """The command in a line that begins with "!", and the words after its name.

    `!럽 …` always works, bare names as the channel's `settings` allow; None for a command that
    is not ours, which gets silence.
    """
    name, _, words = text[1:].strip().partition(" ")
    if name == PREFIX:
        name, _, words = words.strip().partition(" ")
        name = name.lower() or "도움말"
    else:
        name = _bare(name.lower(), settings)
    command = COMMANDS.get(name)
    return (command, words.strip()) if command else None


def _bare(name: str, settings: ChannelSettings) -> str:
    """The name in our table of a command typed without the prefix; "" where it is not ours."""
    if settings.renamed:
        renamed = _renamed(settings.renamed)
        if name in renamed:
            return renamed[name]
        if name in renamed.values():
            return ""
    korean = ENGLISH.get(name, name)
    if settings.bare is Bare.ALL or korean in ALWAYS:
        return name
    return name if settings.bare is Bare.FEW and korean in FEW else ""


@lru_cache(maxsize=256)
def _renamed(text: str) -> dict[str, str]:
    """New name → the one in our table."""
    return {new.lower(): old.lower() for old, new in renames(text).items()}


def level(event: ChatMessage | Command) -> Level:
    """What the writer of a line may decide in its channel."""
    if Role.BROADCASTER in event.viewer.roles:
        return Level.STREAMER
    return Level.MANAGER if Role.MANAGER in event.viewer.roles else Level.EVERYONE


def asked(event: Command) -> tuple[ChatCommand, str] | None:
    """The chat command that a slash command stands for, its arguments as one would type them."""
    command = COMMANDS.get(event.name)
    # Who is asked comes first, as one would type it.
    words = [event.arguments.get("상담사", "")]
    words += [value for name, value in event.arguments.items() if name != "상담사"]
    return (command, " ".join(filter(None, words)).strip()) if command else None


def _counsel(typed: Typed) -> str | None:
    slug, words = _leading_persona(typed)
    there = typed.channel.settings.personas
    if slug is not None and there and slug not in there:
        return absent(typed.services.personas, there)
    if not words:
        return "`!상담 고민`처럼 이어서 적어 주세요. 예: !상담 온유 3일째 답장이 없어요"
    return _ask(typed, words, slug)


def _ask(typed: Typed, words: str, persona: str | None) -> str | None:
    asked = typed.channel.gate.ask(typed.event, words, persona, typed.now)
    return None if asked else "앞에 남긴 이야기부터 답하고 있어요. 조금만 기다려 주세요."


def _leading_persona(typed: Typed) -> tuple[str | None, str]:
    first, _, rest = typed.words.partition(" ")
    for persona in typed.services.personas.values():
        if first.rstrip("아야님,") in persona.aliases or first in persona.aliases:
            return persona.slug, rest.strip()
    return None, typed.words


def _film(typed: Typed) -> str | None:
    words = typed.words or "기분에 맞는"
    text = words if "영화" in words else f"{words} 영화"
    if "추천" not in text:
        text = f"{text} 추천해줘"
    return _ask(typed, text, None)


def _mood_film(typed: Typed) -> str | None:
    if not typed.words:
        return "`!기분영화 슬퍼요 로맨스`처럼 기분과 장르를 적어 주세요. 셋까지 함께 적어도 돼요."
    return _ask(typed, f"{SIGN} {typed.words}", None)


def _save(typed: Typed) -> Awaitable[Said]:
    event, corner = typed.event, typed.services.corner
    return saved_films.save(corner, party(event), typed.words, alone(event), typed.now)


def _seen(typed: Typed) -> Awaitable[Said]:
    return saved_films.seen(typed.services.corner, party(typed.event), typed.words, typed.now)


def _dislike(typed: Typed) -> Awaitable[Said]:
    return saved_films.dislike(typed.services.corner, party(typed.event), typed.words, typed.now)


def _personas(typed: Typed) -> str:
    return " / ".join(
        f"{persona.name}: {persona.tagline}" for persona in typed.services.personas.values()
    )


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
    if isinstance(skipped.events[0], Command):  # who asked in private is not named in public
        typed.tell(excuse(skipped, SKIPPED))
        return "다음 차례를 건너뛰었어요."
    return f"{skipped.viewer.name}님 차례를 건너뛰었어요. 조금 뒤에 다시 적어 주시면 이어서 볼게요."


def _ignore(typed: Typed) -> Said | Awaitable[Said]:
    name = typed.words.removeprefix("@").strip()
    ignored = typed.channel.settings.ignored
    known = next((id for id, shown in ignored.items() if shown == name), None)
    viewer = known or typed.channel.gate.id_of(name)
    if viewer is None:
        return "`!봇무시 닉네임`처럼 적어 주세요. 저에게 말을 건 적이 있는 분만 찾을 수 있어요."
    on = viewer not in ignored
    return ignore(typed.services.channels, typed.channel, viewer, name, on, typed.tell)


def _ranking(typed: Typed) -> Said | Awaitable[Said]:
    return _ranked(typed) if typed.channel.settings.ranking else None


async def _ranked(typed: Typed) -> Said:
    ranks = await typed.services.donations.ranking(typed.channel.platform, typed.channel.key, RANKS)
    if not ranks:
        return "오늘은 아직 후원이 없어요."
    places = [f"{place}위 {rank.name}님 {rank.won:,}원" for place, rank in enumerate(ranks, 1)]
    return f"오늘의 후원: {' · '.join(places)}"


def _link_stream(typed: Typed) -> Awaitable[Said]:
    return typed.services.linking.type_stream_code(typed.event, typed.words)


def _link_viewer(typed: Typed) -> Awaitable[Said]:
    return typed.services.linking.type_viewer_code(typed.event, typed.words)


RANKS = 3
_COUNSEL = ChatCommand(_counsel, "[상담사] 고민", shown=True)
_FILM = ChatCommand(_film, "기분이나 취향", shown=True)
_SKIP = ChatCommand(_skip, "다음 차례 건너뛰기", Level.MANAGER)

COMMANDS: dict[str, ChatCommand] = {
    "상담": _COUNSEL,
    "영화": _FILM,
    "추천": ChatCommand(_film, "기분이나 취향"),
    "기분영화": ChatCommand(_mood_film, "기분과 장르"),
    "찜": ChatCommand(_save, "영화 찜하기, 찜한 영화 보기"),
    "봤어": ChatCommand(_seen, "본 영화 적어 두기"),
    "별로": ChatCommand(_dislike, "안 맞는 영화 적어 두기"),
    "상담사": ChatCommand(_personas, "누가 있는지", shown=True),
    "순서": ChatCommand(_place, "내 차례", shown=True),
    "취소": ChatCommand(_cancel, "내 이야기 거두기", shown=True),
    "후원순위": ChatCommand(_ranking, "오늘의 후원 순위"),
    "도움말": ChatCommand(_help, "이 안내"),
    "다음": _SKIP,
    "스킵": _SKIP,
    "일시정지": ChatCommand(_pause, "답을 멈추기", Level.MANAGER),
    "재개": ChatCommand(_resume, "다시 시작", Level.MANAGER),
    "조용": ChatCommand(_quiet, "소리까지 멈추기", Level.MANAGER),
    "봇무시": ChatCommand(_ignore, "이 사람에게 답하지 않기", Level.MANAGER),
    "연동": ChatCommand(_link_stream, "디스코드에서 받은 코드", Level.STREAMER),
    "연결": ChatCommand(_link_viewer, "디스코드에서 받은 코드"),
}
# Commands whose answer is a persona's turn.
ASKING = (_counsel, _film, _mood_film)
# Those that need no store of channels and no rights.
ALONE = (*ASKING, _save, _seen, _dislike, _personas, _place, _cancel, _help)
ENGLISH = {
    "counsel": "상담", "movie": "영화", "movies": "영화", "recommend": "추천", "mood": "기분영화", "save": "찜",
    "saved": "찜", "seen": "봤어", "dislike": "별로", "personas": "상담사",
    "place": "순서", "cancel": "취소", "help": "도움말", "skip": "스킵", "pause": "일시정지",
    "resume": "재개", "quiet": "조용", "ignore": "봇무시", "ranking": "후원순위",
}  # fmt: skip
COMMANDS |= {english: COMMANDS[korean] for english, korean in ENGLISH.items()}
