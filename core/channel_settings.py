"""What a streamer decides for one channel: one model, from which every panel is made."""

from collections.abc import Callable
from enum import IntEnum, StrEnum
from typing import Annotated, Any, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from core.errors import BadInput

MOST_WORDS = 300
LONGEST_WORD = 30


class Level(IntEnum):
    """How much somebody may decide; each level may do all that those below may."""

    EVERYONE = 0
    MANAGER = 1
    STREAMER = 2


class Mode(StrEnum):
    OFF = "off"
    CALLED = "called"  # commands, its name, donations
    OPEN = "open"  # worries too


class Announcer(StrEnum):
    """Who announces a donation aloud: the alert a channel already has, or LoveLM."""

    CHANNEL = "channel"
    LOVELM = "lovelm"


class Tone(StrEnum):
    """How the personas of a channel speak to viewers."""

    OWN = "own"
    POLITE = "polite"


class Bare(StrEnum):
    """Which commands work without "!럽" before them."""

    ALL = "all"
    FEW = "few"
    NONE = "none"


def _about(title: str, help: str, level: Level = Level.MANAGER, **more: Any) -> Meta:
    return Meta(title=title, description=help, extra={"level": level, **more})


class ChannelSettings(Struct, frozen=True, kw_only=True):
    """Fields without Meta are not shown in panels; they have commands of their own."""

    mode: Annotated[
        Mode,
        _about(
            "모드",
            "호출만: 명령어를 쓰거나 이름을 부를 때, 후원이 올 때만 답해요. 고민도: 채팅에 올라온 고민에도 답해요.",
            choices={Mode.OFF: "꺼짐", Mode.CALLED: "호출만", Mode.OPEN: "고민도"},
        ),
    ] = Mode.OPEN
    announcer: Annotated[
        Announcer,
        _about(
            "후원 알림",
            "쓰던 알림을 그대로 두면 러블름은 소리 없이 한마디만 더해요.",
            choices={Announcer.CHANNEL: "쓰던 알림 그대로", Announcer.LOVELM: "러블름이 직접"},
        ),
    ] = Announcer.LOVELM
    bare: Annotated[
        Bare,
        _about(
            "명령어",
            "다른 봇과 함께 쓰면 겹치는 이름을 비켜 가요. `!럽 상담`은 언제나 돼요.",
            choices={Bare.ALL: "모두", Bare.FEW: "다른 봇과 함께", Bare.NONE: "!럽 으로만"},
        ),
    ] = Bare.ALL
    renamed: Annotated[
        str,
        _about("명령어 이름", "예: 상담=고민상담, 영화=영화추천", longest=200),
    ] = ""
    in_chat: Annotated[
        bool,
        _about("채팅으로 답하기", "끄면 오버레이로만 답해요. 위기 안내는 언제나 채팅에 남겨요."),
    ] = True
    speech: Annotated[bool, _about("소리 내어 말하기", "끄면 오버레이에 자막만 나와요.")] = True
    read_donations: Annotated[
        bool, _about("후원 글 읽기", "후원에 담긴 글을 소리 내어 읽어요.")
    ] = False
    read_from: Annotated[
        int,
        _about("후원 글 최소 금액", "이 금액부터 읽어요.", least=0, most=10_000_000, unit="원"),
    ] = 1_000
    ranking: Annotated[bool, _about("후원 순위", "`!후원순위`로 오늘의 순위를 볼 수 있어요.")] = (
        False
    )
    subscriber_perk: Annotated[
        bool, _about("구독자 우대", "구독자는 조금 더 자주 물어볼 수 있어요.")
    ] = True
    posters: Annotated[
        bool, _about("영화 포스터", "영화 카드에 TMDB의 포스터를 보여요. 방송 화면에도 나와요.")
    ] = False
    tone: Annotated[
        Tone,
        _about(
            "말투",
            "페르소나대로: 반말을 쓰는 상담사는 반말로 답해요. 시청자는 `!존댓말`로 혼자만 바꿀 수 있어요.",
            choices={Tone.OWN: "페르소나대로", Tone.POLITE: "모두 존댓말"},
        ),
    ] = Tone.OWN
    together: Annotated[
        bool,
        _about(
            "넷이 함께 답하기",
            "끄면 매니저만 `!넷다`를 쓸 수 있어요. 켜면 누구나 쓰고 1~4로 투표해요.",
        ),
    ] = False
    personas: Annotated[
        tuple[str, ...],
        _about("상담사", "고르지 않으면 모두 나와요.", level=Level.STREAMER, of="personas"),
    ] = ()
    # `/금칙어`: words never shown or spoken, and names of people who are not to be talked about.
    banned_words: tuple[str, ...] = ()
    protected_names: tuple[str, ...] = ()
    # Viewer ids that get no answer (`!봇무시`), with the names that a list shows.
    ignored: dict[str, str] = {}
    # `/비용`: what a language model may cost here in a day, in won and in tokens.
    model_won: int = 0
    model_tokens: int = 1_000_000
    # Whether a panel's settings were saved once; until then panels propose some.
    decided: bool = False
    # How often the secret addresses of the overlay and the donation webhook were renewed.
    overlay_renewed: int = 0
    hook_renewed: int = 0


# What the first panel proposes to a channel that has an audience already.
FIRST = ChannelSettings(mode=Mode.CALLED, announcer=Announcer.CHANNEL)


class SettingField(Struct, frozen=True, kw_only=True):
    """One line of a panel. `kind` is choice, switch, number, text or several.

    `choices` is value → label for choice; `of` names where the values of `several` come from;
    `unit` follows a number.
    """

    key: str
    title: str
    help: str
    kind: str
    level: Level
    choices: dict[str, str] = {}
    of: str = ""
    least: int = 0
    most: int = 0
    longest: int = 0
    unit: str = ""


def fields() -> tuple[SettingField, ...]:
    """Every field a panel shows, in order; a field added to the model appears by itself."""
    found = []
    for field in msgspec.structs.fields(ChannelSettings):
        kind, meta = _unpacked(field.type)
        if meta is None:
            continue
        extra = dict(meta.extra or {})
        choices = {str(value): label for value, label in extra.pop("choices", {}).items()}
        found.append(
            SettingField(
                key=field.name,
                title=meta.title or field.name,
                help=meta.description or "",
                kind=_KINDS.get(kind, "choice"),
                choices=choices,
                **extra,
            )
        )
    return tuple(found)


def changed(settings: ChannelSettings, key: str, value: Any) -> ChannelSettings:
    """`settings` with one field changed; `value` as a panel gives it: text, bool, int or a list.

    Raises BadInput, worded for the streamer, when there is no such field or it does not fit.
    """
    field = next((f for f in fields() if f.key == key), None)
    if field is None:
        raise BadInput("그런 설정은 없어요.")
    clean = _READ[field.kind](field, value)
    if key == "renamed":
        clean = ", ".join(f"{old}={new}" for old, new in renames(clean).items())
    whole = msgspec.structs.asdict(settings) | {key: clean}
    try:
        return msgspec.convert(whole, ChannelSettings)
    except msgspec.ValidationError:
        raise BadInput(f"{field.title}: 쓸 수 없는 값이에요.") from None


def renames(text: str) -> dict[str, str]:
    """ "상담=고민, 영화=무비" as old → new. Raises BadInput, worded for the streamer."""
    pairs = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        old, equals, new = (side.strip().removeprefix("!") for side in part.partition("="))
        if not (old and equals and new) or " " in new:
            raise BadInput("`상담=고민상담, 영화=영화추천`처럼 적어 주세요.")
        pairs[old] = new
    return pairs


def _unpacked(annotation: Any) -> tuple[Any, Meta | None]:
    if get_origin(annotation) is not Annotated:
        return annotation, None
    kind, *rest = get_args(annotation)
    meta = next((part for part in rest if isinstance(part, Meta)), None)
    return kind, meta


def _number(field: SettingField, value: Any) -> int:
    digits = str(value).replace(",", "").removesuffix("원").strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        raise BadInput(f"{field.title}: 숫자로 적어 주세요.")
    if not field.least <= int(digits) <= field.most:
        raise BadInput(f"{field.title}: {field.least:,}부터 {field.most:,} 사이로 적어 주세요.")
    return int(digits)


def _text(field: SettingField, value: Any) -> str:
    text = " ".join(str(value).split())
    if len(text) > field.longest:
        raise BadInput(f"{field.title}: {field.longest}자까지 적을 수 있어요.")
    return text


def _switch(field: SettingField, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("on", "off"):
        raise BadInput(f"{field.title}: 켜거나 끌 수만 있어요.")
    return bool(value == "on")


def _choice(field: SettingField, value: Any) -> str:
    if value not in field.choices:
        raise BadInput(f"{field.title}: 고를 수 없는 값이에요.")
    return str(value)


_READ: dict[str, Callable[[SettingField, Any], Any]] = {
    "choice": _choice,
    "switch": _switch,
    "number": _number,
    "text": _text,
    "several": lambda _, value: [str(one) for one in value],
}
_KINDS = {bool: "switch", int: "number", str: "text", tuple[str, ...]: "several"}
