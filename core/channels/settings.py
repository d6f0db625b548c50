"""What a streamer decides for one channel: one model, from which every panel is made."""

from enum import IntEnum, StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct

from core.corners.slot import Slot

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


class Language(StrEnum):
    """What the service itself says on a channel: receipts, notices, the overlay's words."""

    KOREAN = "korean"
    ENGLISH = "english"


class Aloud(StrEnum):
    """When answers are spoken: whenever the streamer is silent, only in an open corner, or there
    one by one as the streamer lets them."""

    ALWAYS = "always"
    AUTO = "auto"
    HAND = "hand"


class Pet(StrEnum):
    """The animal that lives on the overlay and hosts the film corner."""

    NONE = "none"
    SHIBA = "shiba"
    CAT = "cat"
    HAMSTER = "hamster"
    PENGUIN = "penguin"
    OTTER = "otter"
    RABBIT = "rabbit"
    RED_PANDA = "redpanda"
    HEDGEHOG = "hedgehog"
    PARROT = "parrot"
    CAPYBARA = "capybara"
    RACCOON_DOG = "raccoondog"


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
    aloud: Annotated[
        Aloud,
        _about(
            "말하는 때",
            "코너는 `!코너 열기`로 열어요. 코너 밖에서는 채팅으로만 답해요. OBS를 연결하면 스트리머가 말하는 동안 기다려요.",
            choices={
                Aloud.ALWAYS: "언제든",
                Aloud.AUTO: "코너에서 자동",
                Aloud.HAND: "코너에서 손으로",
            },
        ),
    ] = Aloud.ALWAYS
    read_donations: Annotated[
        bool, _about("후원 글 읽기", "후원에 담긴 글을 소리 내어 읽어요.")
    ] = False
    read_from: Annotated[
        int,
        _about("후원 글 최소 금액", "이 금액부터 읽어요.", least=0, most=10_000_000, unit="원"),
    ] = 1_000
    approve_gifts: Annotated[
        bool,
        _about(
            "후원 글 확인",
            "매니저가 허락한 글만 보여 주고 읽어요. 금액과 감사 인사는 바로 나와요. 한 시간이 지난 글은 나오지 않아요.",
        ),
    ] = False
    gift_effects: Annotated[
        bool,
        _about("후원 효과", "후원 글에 `!하트`, `!폭죽`처럼 적으면 오버레이에 효과가 나와요."),
    ] = True
    tier_two: Annotated[
        int,
        _about("후원 2단계", "이 금액부터 인사가 커져요.", least=1, most=10_000_000, unit="원"),
    ] = 1_000
    tier_three: Annotated[
        int,
        _about("후원 3단계", "이 금액부터 더 커져요.", least=1, most=10_000_000, unit="원"),
    ] = 10_000
    tier_four: Annotated[
        int,
        _about("후원 4단계", "이 금액부터 가장 커져요.", least=1, most=10_000_000, unit="원"),
    ] = 50_000
    ranking: Annotated[
        bool,
        _about("후원 순위", "`!후원순위`로 오늘의, `!후원순위 이번달`로 이번 달의 순위를 보여요."),
    ] = False
    subscriber_perk: Annotated[
        bool, _about("구독자 우대", "구독자와 VIP는 조금 더 자주 물어볼 수 있어요.")
    ] = True
    idle: Annotated[
        bool,
        _about(
            "조용할 때 말 걸기",
            "방송이 켜져 있고 오버레이가 떠 있을 때, 채팅이 조용하면 상담사가 먼저 말을 걸어요.",
        ),
    ] = False
    idle_after: Annotated[
        int,
        _about(
            "말 걸기까지",
            "이만큼 조용하면 말을 걸어요. 반응이 없으면 점점 뜸해져요.",
            least=1,
            most=60,
            unit="분",
        ),
    ] = 5
    idle_in_chat: Annotated[
        bool, _about("말 걸 때 채팅에도", "끄면 오버레이에서만 말하고, 켜면 채팅에도 적어요.")
    ] = False
    posters: Annotated[
        bool, _about("영화 포스터", "영화 카드에 TMDB의 포스터를 보여요. 방송 화면에도 나와요.")
    ] = False
    pet: Annotated[
        Pet,
        _about(
            "펫",
            "오버레이에서 지내다가 영화 추천이 나오면 나와서 소개해요.",
            choices={
                Pet.NONE: "없음",
                Pet.SHIBA: "시바견",
                Pet.CAT: "고양이",
                Pet.HAMSTER: "햄스터",
                Pet.PENGUIN: "펭귄",
                Pet.OTTER: "수달",
                Pet.RABBIT: "토끼",
                Pet.RED_PANDA: "레서판다",
                Pet.HEDGEHOG: "고슴도치",
                Pet.PARROT: "앵무새",
                Pet.CAPYBARA: "카피바라",
                Pet.RACCOON_DOG: "너구리",
            },
        ),
    ] = Pet.NONE
    tone: Annotated[
        Tone,
        _about(
            "말투",
            "페르소나대로: 반말을 쓰는 상담사는 반말로 답해요. 시청자는 `!존댓말`로 혼자만 바꿀 수 있어요.",
            choices={Tone.OWN: "페르소나대로", Tone.POLITE: "모두 존댓말"},
        ),
    ] = Tone.OWN
    language: Annotated[
        Language,
        _about(
            "안내 언어",
            "접수와 명령어 안내, 오버레이의 글을 이 말로 보여요. 상담사는 시청자가 쓴 말을 따라요.",
            choices={Language.KOREAN: "한국어", Language.ENGLISH: "English"},
        ),
    ] = Language.KOREAN
    together: Annotated[
        bool,
        _about(
            "넷이 함께 답하기",
            "끄면 매니저만 `!넷다`를 쓸 수 있어요. 켜면 누구나 쓰고 1~4로 투표해요.",
        ),
    ] = False
    stories: Annotated[
        bool,
        _about("사연 받기", "`/사연`으로 남긴 사연은 매니저가 허락한 뒤에만 읽어요."),
    ] = True
    follow_up: Annotated[
        bool,
        _about(
            "일주일 뒤 안부",
            "사연을 읽고 일주일 뒤, 그래도 좋다고 한 분에게만 디스코드로 한 번 안부를 물어요.",
        ),
    ] = False
    memory: Annotated[
        bool,
        _about(
            "기억하기",
            "`!기억해`로 허락한 시청자의 고민을 기억해요. 만 14세 이상만 켤 수 있고, 단둘이 말할 때만 꺼내요.",
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
    # `/편성`: what happens by the clock.
    programme: tuple[Slot, ...] = ()
    # `/비용`: what a language model may cost here in a day, in won and in tokens.
    model_won: int = 0
    model_tokens: int = 1_000_000
    # Whether a panel's settings were saved once; until then panels propose some.
    decided: bool = False
    # How often the secret addresses of the overlay and the donation webhook were renewed.
    overlay_renewed: int = 0
    # A manager's word holds over a restart, and wherever the channel goes.
    paused: bool = False
    quiet: bool = False
    # What the open corner is about; "" while none is open.
    corner: str = ""
    hook_renewed: int = 0
    deck_renewed: int = 0

    @property
    def steps(self) -> tuple[int, int, int]:
        """Amounts (won) from which thanks and alerts are livelier."""
        return self.tier_two, self.tier_three, self.tier_four

    @property
    def speaks(self) -> bool:
        """Whether anything is spoken now; if not, answers are for chat alone."""
        return self.aloud is Aloud.ALWAYS or bool(self.corner)


# What the first panel proposes to a channel that has an audience already.
FIRST = ChannelSettings(mode=Mode.CALLED, announcer=Announcer.CHANNEL)
