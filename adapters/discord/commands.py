"""The slash commands: one table, what Discord is told about it, and whether that changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.movies.survey import GENRES, MOODS
from core.ports import Personas

CHAT_INPUT, STRING = 1, 3
IN_GUILD, IN_BOT_DM = 0, 1
GUILD_INSTALL = 0
CHOICES = 25
ENGLISH = ("en-US", "en-GB")

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """A word or text after the command; `choices`: one of the personas' names; `words`: one of
    these."""

    name: str
    english: str
    description: str
    in_english: str
    required: bool = False
    choices: bool = False
    words: tuple[str, ...] = ()
    longest: int = 500

    @property
    def free(self) -> bool:
        """Whether viewers write it in words of their own."""
        return not (self.choices or self.words)


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """`options` in the order they would be typed in. One that `manages` is for guilds only."""

    name: str
    english: str
    description: str
    in_english: str
    options: tuple[Option, ...] = ()
    manages: bool = False


def payloads(personas: Personas) -> list[Payload]:
    """The table as Discord wants it."""
    return [_payload(command, personas) for command in (*_CORE, *_DESK)]


def changed(wanted: Sequence[Payload], registered: Sequence[Payload]) -> bool:
    """Whether `registered` lacks, adds or words differently anything of `wanted`; what Discord
    adds by itself does not count."""
    known = {str(command.get("name")): command for command in registered}
    return len(known) != len(wanted) or any(
        not _covers(known.get(command["name"], {}), command) for command in wanted
    )


def _covers(given: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(given, dict) and all(
            _covers(given.get(key), value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        given = given or []
        return len(given) == len(wanted) and all(map(_covers, given, wanted))
    # Discord leaves out what is false.
    return bool(given == wanted) or (wanted is False and given is None)


def _payload(command: SlashCommand, personas: Personas) -> Payload:
    # Discord wants the required options first.
    options = sorted(command.options, key=lambda option: not option.required)
    return {
        "type": CHAT_INPUT,
        **_words(command),
        "options": [_option(option, personas) for option in options],
        "contexts": [IN_GUILD] if command.manages else [IN_GUILD, IN_BOT_DM],
        "integration_types": [GUILD_INSTALL],
    }


def _option(option: Option, personas: Personas) -> Payload:
    about: Payload = {"type": STRING, **_words(option), "required": option.required}
    if not option.free:
        names = [persona.name for persona in personas.values()] if option.choices else option.words
        return about | {"choices": [{"name": name, "value": name} for name in names[:CHOICES]]}
    return about | {"max_length": option.longest}


def _words(of: SlashCommand | Option) -> Payload:
    return {
        "name": of.name,
        "description": of.description,
        "name_localizations": dict.fromkeys(ENGLISH, of.english),
        "description_localizations": dict.fromkeys(ENGLISH, of.in_english),
    }


# What the survey asks, as viewers read it.
_MOODS = tuple(MOODS.values())
_GENRES = tuple(GENRES.values())
_HOW = ("기분 바꿔 주는 영화", "지금 기분 그대로")
# What the core answers.
_CORE = (
    SlashCommand(
        "상담",
        "counsel",
        "고민을 나만 보이게 상담해요. 상담사는 AI예요.",
        "Talk a worry over; only you see it. The counsellors are AI.",
        (
            Option("상담사", "counsellor", "누구에게 물어볼까요", "Whom to ask", choices=True),
            Option("고민", "worry", "무슨 일이 있었나요", "What happened", required=True),
        ),
    ),
    SlashCommand(
        "영화",
        "movie",
        "지금 기분에 맞는 영화를 골라 드려요.",
        "Films that fit your mood.",
        (Option("기분", "mood", "기분이나 보고 싶은 영화", "Your mood, or what you like"),),
    ),
    SlashCommand("상담사", "counsellors", "누가 있는지 알려 드려요.", "Who is here."),
    SlashCommand("도움말", "help", "무엇을 할 수 있는지 알려 드려요.", "What I can do."),
    SlashCommand(
        "기분영화",
        "mood-movie",
        "기분과 장르를 고르면 영화를 골라 드려요.",
        "Pick moods and genres, get films.",
        (
            Option("기분", "mood", "지금 기분", "How you feel", required=True, words=_MOODS),
            Option("기분2", "mood2", "섞인 기분이 있다면", "Another mood", words=_MOODS),
            Option("기분3", "mood3", "하나 더 있다면", "One more mood", words=_MOODS),
            Option("장르", "genre", "보고 싶은 장르", "A genre", words=_GENRES),
            Option("장르2", "genre2", "다른 장르도 좋다면", "Another genre", words=_GENRES),
            Option("장르3", "genre3", "하나 더 있다면", "One more genre", words=_GENRES),
            Option(
                "어떻게",
                "how",
                "기분을 바꿀까요, 그대로 있을까요",
                "Change the mood or stay in it",
                words=_HOW,
            ),
        ),
    ),
    SlashCommand(
        "찜",
        "saved",
        "찜한 영화를 나만 보이게 봐요. 제목을 적으면 찜해요.",
        "Your saved films, shown only to you; with a title, save it.",
        (
            Option(
                "영화",
                "movie",
                "제목이나 2번, 뺄 때는 취소와 제목",
                "A title or a number; 취소 and a title to remove",
            ),
        ),
    ),
)
# What the desk does.
_DESK = (
    SlashCommand(
        "설정", "settings", "이 채널이나 연동한 방송의 설정을 바꿔요.",
        "Change the settings of this channel or of a linked stream.", manages=True,
    ),
    SlashCommand(
        "대기열", "queue", "기다리는 이야기를 보고 건너뛰거나 멈춰요.",
        "See what waits; skip, pause, be quiet, ignore.", manages=True,
    ),
    SlashCommand(
        "코너", "corner", "소리 내어 말하는 코너를 열고 닫아요.",
        "Open or close the corner in which answers are spoken.", manages=True,
    ),
    SlashCommand(
        "금칙어", "banned-words", "말하지 않을 낱말과 보호할 이름을 정해요.",
        "Words never said, and names to protect.", manages=True,
    ),
    SlashCommand(
        "오버레이", "overlay", "방송 화면에 넣을 오버레이 주소를 받아요.",
        "The secret addresses of the overlay and of the donation webhook.", manages=True,
    ),
    SlashCommand(
        "비용", "cost", "언어 모델이 쓴 돈을 보고 하루 한도를 정해요.",
        "What the language model has cost, and the most it may in a day.", manages=True,
    ),
    SlashCommand(
        "리포트", "report", "지난 방송이 어땠는지 그래프와 함께 봐요.",
        "What the last stream came to, with plots.", manages=True,
    ),
    SlashCommand(
        "상태", "status", "무엇이 연결됐고 무엇을 고쳐야 하는지 봐요.",
        "What is connected, and what to mend.", manages=True,
    ),
    SlashCommand(
        "편성", "programme", "정해진 때에 여는 코너를 보고 넣고 빼요.",
        "Corners that open by the clock: list, add, remove.", manages=True,
    ),
    SlashCommand(
        "스튜디오", "studio", "대기열, 후원, 설정을 다루는 내 주소를 받아요.",
        "Your own address of the studio: queue, gifts, settings.", manages=True,
    ),
    SlashCommand(
        "연동", "link-stream", "트위치나 치지직 방송을 이 서버와 이어요.",
        "Let this server control a Twitch or Chzzk stream.", manages=True,
    ),
    SlashCommand(
        "연결", "connect", "내 트위치나 치지직 계정을 디스코드와 이어요.",
        "Connect your own Twitch or Chzzk account.",
    ),
    SlashCommand(
        "연결해제", "disconnect", "내 계정 연결을 풀어요.", "Disconnect your accounts."
    ),
    SlashCommand(
        "사연", "story", "방송에서 읽어 줄 이야기를 나만 보이게 남겨요. 상담사는 AI예요.",
        "Tell a story, in private, to be read on stream. The counsellors are AI.",
    ),
    SlashCommand(
        "사연함", "stories", "들어온 사연을 보고 허락하거나 돌려보내요.",
        "Approve or refuse stories, read one now, see the best.",
        (Option("보기", "show", "마음을 많이 받은 사연", "The best ones", words=("인기",)),),
        manages=True,
    ),
    SlashCommand(
        "내기억", "my-memories", "상담사들이 나에 대해 기억하는 것을 나만 보이게 봐요.",
        "What the counsellors remember of you, shown only to you.",
    ),
    SlashCommand(
        "잊어줘", "forget-me", "나에 대해 남은 것을 모두 지워요.",
        "Delete everything that is kept of you.",
    ),
)  # fmt: skip
COMMANDS = {command.name: command for command in _CORE}
DESK = {command.name: command for command in _DESK}
