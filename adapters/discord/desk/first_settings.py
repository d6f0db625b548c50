"""The first `/설정` of a channel: what is proposed, and whether other bots are about."""

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Choice, Payload
from core.channels.guilds import Place
from core.channels.setting_fields import SettingField, fields
from core.channels.settings import FIRST, Bare, Level

ASKED = ("mode", "announcer")
STATE = (*ASKED, "bare")
OTHERS = {Bare.FEW: "네, 다른 봇도 함께 써요", Bare.ALL: "아니요, 러블름만 써요"}
UNANSWERED = "-"


async def pick(office: Office, visit: Visit, about: Mark) -> Payload:
    """One of the three menus; the others' state is in its id."""
    office.console.check(visit.actor, about.place, Level.MANAGER)
    which, *state = about.words
    chosen = dict(zip(STATE, state, strict=False))
    if visit.values and which in STATE:
        chosen[which] = visit.values[0]
    return panel(office, visit, about.place, **chosen)


def panel(
    office: Office,
    visit: Visit,
    place: Place,
    mode: str = FIRST.mode,
    announcer: str = FIRST.announcer,
    bare: str = UNANSWERED,
) -> Payload:
    """Nothing counts before "이대로 시작"."""
    state = (mode, announcer, bare)
    asked = [field for key in ASKED for field in fields() if field.key == key]
    menus = [_menu(field, value, place, state) for field, value in zip(asked, state, strict=False)]
    others = [Choice(key, label, chosen=key == bare) for key, label in OTHERS.items()]
    id = mark("first.to", place, "bare", *state)
    answered = bare in list(OTHERS)
    buttons = [
        parts.button("이대로 시작", mark("first.go", place, *state), parts.GREEN, not answered),
        parts.button("서버 설정", mark("guild", place)),
    ]
    text = [
        f"## 처음 설정 · {where.title(office, place)}",
        "이미 시청자가 있는 곳이라면 이렇게 시작하는 걸 권해요. 바꿀 것이 있으면 고른 뒤 시작해 주세요.",
        *(f"**{field.title}**\n-# {field.help}" for field in asked),
        "**다른 봇도 함께 쓰나요?**\n-# 함께 쓰면 겹치기 쉬운 명령어 이름을 비켜 가요."
        + ("" if answered else " 이것만 답하면 시작할 수 있어요."),
    ]
    return parts.panel(
        "\n".join(text),
        [
            *where.menu(office, visit, "set.at", place),
            *menus,
            parts.menu(id, "다른 봇도 함께 쓰나요?", others),
            parts.row(buttons),
        ],
    )


def _menu(field: SettingField, value: str, place: Place, state: tuple[str, ...]) -> Payload:
    choices = [Choice(key, label, chosen=key == value) for key, label in field.choices.items()]
    return parts.menu(mark("first.to", place, field.key, *state), field.title, choices)
