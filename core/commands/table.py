"""Every command by its name, and which one a line or a slash command means."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from math import inf

from msgspec.structs import replace

from core.channels.setting_fields import renames
from core.channels.settings import Bare, ChannelSettings, Language, Level
from core.commands import asking, deciding, managing, telling, viewing
from core.commands.typed import Alone, ChatCommand, Said
from core.events import ChatMessage, Command
from core.labels import Platform

PREFIX = "럽"
# With other bots about, and those that are rights or carry a code, whatever was decided or renamed.
FEW = frozenset({"상담", "사연", "영화"})
ALWAYS = frozenset({"연동", "연결", "기억해", "잊어줘"})
AI, AI_ENGLISH = "상담사는 AI예요.", "The counsellors are AI."
# What Chzzk leaves beside the longest name of ours: an address must not be cut.
LINKED = 74


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
    korean = ENGLISH.get(name, name)
    if korean in ALWAYS:
        return name
    if settings.renamed:
        renamed = _renamed(settings.renamed)
        if name in renamed:
            return renamed[name]
        if name in renamed.values():
            return ""
    if settings.bare is Bare.ALL:
        return name
    return name if settings.bare is Bare.FEW and korean in FEW else ""


@lru_cache(maxsize=256)
def _renamed(text: str) -> dict[str, str]:
    """New name → the one in our table."""
    return {new.lower(): old.lower() for old, new in renames(text).items()}


def meant(
    event: ChatMessage | Command, settings: ChannelSettings
) -> tuple[ChatCommand, str] | None:
    """The command in a line that begins with "!", or that a slash command stands for."""
    return asked(event) if isinstance(event, Command) else find(event.text, settings)


def kept(event: ChatMessage, settings: ChannelSettings) -> ChatMessage:
    """A line of chat as it is logged."""
    found = find(event.text, settings) if event.text[:1] == "!" else None
    if found is None or not found[0].names:
        return event
    return replace(event, text=event.text.rstrip().removesuffix(found[1]).rstrip())


def asked(event: Command) -> tuple[ChatCommand, str] | None:
    """The chat command that a slash command stands for, its arguments as one would type them."""
    command = COMMANDS.get(event.name)
    # Who is asked comes first, as one would type it.
    words = [event.arguments.get("상담사", "")]
    words += [value for name, value in event.arguments.items() if name != "상담사"]
    return (command, " ".join(filter(None, words)).strip()) if command else None


def _help(typed: Alone) -> str:
    guide = typed.services.guide
    if typed.channel.settings.language is Language.ENGLISH:
        return _in_english(guide, _room(typed))
    shown = {f"!{name}": c.help for name, c in COMMANDS.items() if c.shown and name not in ENGLISH}
    linked = (f"{' '.join(shown)} · {AI} {guide}", f"{AI} {guide}") if guide else ()
    address = next((text for text in linked if len(text) <= LINKED), "")
    return address or _explained(shown, _room(typed))


def _explained(shown: dict[str, str], room: float) -> str:
    """Every command, the first of them with as many explanations as there is room for."""
    for told in range(len(shown), -1, -1):
        named = [f"{name} {help}" for name, help in list(shown.items())[:told]]
        text = " · ".join([*named, *list(shown)[told:], AI])
        if len(text) <= room:
            return text
    return f"{' '.join(shown)} · {AI}"


def _in_english(guide: str, room: float) -> str:
    if guide:
        return f"{AI_ENGLISH} {guide}/en"
    # Of several names the last.
    named = {korean: f"!{name}" for name, korean in ENGLISH.items() if COMMANDS[korean].shown}
    for shown in range(len(named), 0, -1):
        line = f"{' '.join(list(named.values())[:shown])} · {AI_ENGLISH}"
        if len(line) <= room:
            return line
    return AI_ENGLISH


def _room(typed: Alone) -> float:
    """What there is for a line to whoever typed; on Chzzk beside both names."""
    narrow = typed.event.platform is Platform.CHZZK
    return LINKED - len(f"@{typed.event.viewer.name} ") if narrow else inf


_COUNSEL = ChatCommand(asking.counsel, "[상담사] 고민", shown=True)
_TOGETHER = ChatCommand(asking.together, "네 상담사의 답을 한꺼번에")
_FILM = ChatCommand(asking.film, "기분", shown=True)
_SKIP = ChatCommand(managing.skip, "다음 차례 건너뛰기", Level.MANAGER)

COMMANDS: dict[str, ChatCommand] = {
    "상담": _COUNSEL,
    "사연": ChatCommand(telling.story, "이야기", shown=True),
    "좋아": ChatCommand(telling.like, "방금 읽은 사연에 마음 남기기"),
    "후일담": ChatCommand(telling.sequel, "읽은 사연의 뒷이야기"),
    "넷다": _TOGETHER,
    "다같이": _TOGETHER,
    "투표": ChatCommand(asking.vote, "번호"),
    "영화": _FILM,
    "추천": ChatCommand(asking.film, "기분이나 취향"),
    "기분영화": ChatCommand(asking.mood_film, "기분과 장르"),
    "찜": ChatCommand(viewing.save, "영화 찜하기, 찜한 영화 보기"),
    "봤어": ChatCommand(viewing.seen, "본 영화 적어 두기"),
    "별로": ChatCommand(viewing.dislike, "안 맞는 영화 적어 두기"),
    "상담사": ChatCommand(viewing.personas, "누가 있는지", shown=True),
    "순서": ChatCommand(viewing.place, "내 차례", shown=True),
    "취소": ChatCommand(viewing.cancel, "내 이야기 거두기", shown=True),
    "존댓말": ChatCommand(deciding.polite, "나에게는 존댓말로"),
    "반말": ChatCommand(deciding.casual, "상담사 말투 그대로"),
    "기억해": ChatCommand(deciding.remember, "다음에도 기억하기"),
    "내기억": ChatCommand(deciding.memories, "기억한 내용을 보는 곳"),
    "잊어줘": ChatCommand(deciding.forget, "내 기록을 모두 지우기", owed=True),
    "후원순위": ChatCommand(viewing.ranking, "[이번달] 후원 순위"),
    "클립": ChatCommand(managing.clip, "[제목] 이 순간 표시하기"),
    "도움말": ChatCommand(_help, "이 안내"),
    "다음": _SKIP,
    "스킵": _SKIP,
    "일시정지": ChatCommand(managing.pause, "답을 멈추기", Level.MANAGER),
    "재개": ChatCommand(managing.resume, "다시 시작", Level.MANAGER),
    "조용": ChatCommand(managing.quiet, "소리까지 멈추기", Level.MANAGER),
    "코너": ChatCommand(managing.corner, "열기, 닫기: 소리 내어 말하는 시간", Level.MANAGER),
    "봇무시": ChatCommand(managing.ignore, "이 사람에게 답하지 않기", Level.MANAGER, names=True),
    "연동": ChatCommand(viewing.link_stream, "디스코드에서 받은 코드", Level.STREAMER),
    "연결": ChatCommand(viewing.link_viewer, "디스코드에서 받은 코드"),
}
# Commands whose answer is a persona's turn.
ASKING = (asking.counsel, asking.together, asking.film, asking.mood_film)
# Those that need no store of channels and no rights.
ALONE: tuple[Callable[[Alone], Said | Awaitable[Said]], ...] = (
    *ASKING,
    viewing.save,
    viewing.seen,
    viewing.dislike,
    viewing.personas,
    viewing.place,
    viewing.cancel,
    _help,
)
ENGLISH = {
    "counsel": "상담", "together": "넷다", "vote": "투표", "movie": "영화", "movies": "영화", "recommend": "추천", "mood": "기분영화", "save": "찜",
    "saved": "찜", "seen": "봤어", "dislike": "별로", "personas": "상담사",
    "place": "순서", "cancel": "취소", "help": "도움말", "skip": "스킵", "pause": "일시정지",
    "resume": "재개", "quiet": "조용", "ignore": "봇무시", "corner": "코너", "ranking": "후원순위",
    "polite": "존댓말", "casual": "반말", "remember": "기억해", "memories": "내기억",
    "forget": "잊어줘", "story": "사연", "like": "좋아", "sequel": "후일담", "clip": "클립",
}  # fmt: skip
COMMANDS |= {english: COMMANDS[korean] for english, korean in ENGLISH.items()}
