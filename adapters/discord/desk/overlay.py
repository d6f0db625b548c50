"""`/오버레이`: the secret addresses of a linked stream."""

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload
from core.channels.guilds import Place
from core.channels.settings import Level
from core.errors import BadInput
from core.labels import Platform

NOTHING = "먼저 /연동 으로 트위치나 치지직 방송을 이 서버와 이어 주세요."


async def show(office: Office, visit: Visit) -> Payload:
    """The command."""
    place = where.first(office, visit)
    if place.platform is Platform.DISCORD:
        raise BadInput(NOTHING)
    return _panel(office, visit, place)


async def at(office: Office, visit: Visit, about: Mark) -> Payload:
    """Another stream."""
    return _panel(office, visit, where.chosen(visit))


async def again(office: Office, visit: Visit, about: Mark) -> Payload:
    """As it was: nothing is renewed."""
    return _panel(office, visit, about.place)


async def sure(office: Office, visit: Visit, about: Mark) -> Payload:
    """The first press only asks."""
    of = _known(about.word(0))
    office.console.check(visit.actor, about.place, Level.STREAMER)
    text = (
        f"## {NAMES[of]}를 새로 만들까요?\n"
        "지금 쓰는 주소는 바로 못 쓰게 돼요. 새 주소를 넣기 전까지 방송에 아무것도 나오지 않아요."
    )
    yes = parts.button("새로 만들기", mark("overlay.renew", about.place, of), parts.RED)
    return parts.panel(
        text, [parts.row([yes, parts.button("그만두기", mark("overlay", about.place))])]
    )


async def renew(office: Office, visit: Visit, about: Mark) -> Payload:
    """The second press."""
    of = _known(about.word(0))
    await office.console.renew_address(visit.actor, about.place, of)
    return _panel(
        office, visit, about.place, f"{NAMES[of]}를 새로 만들었어요. 이전 주소는 이제 쓸 수 없어요."
    )


def _panel(office: Office, visit: Visit, place: Place, told: str = "") -> Payload:
    if place.platform is Platform.DISCORD:
        raise BadInput(NOTHING)
    address = {of: office.console.address(visit.actor, place, of) for of in NAMES}
    text = [f"## 오버레이 · {where.title(office, place)}"]
    text += [f"✅ {told}"] if told else []
    text += [
        f"**오버레이 주소**\n||{address['overlay']}||",
        "-# OBS에서 소스 추가 → 브라우저를 고르고 이 주소를 넣은 뒤 너비 1920, 높이 1080으로 맞춰 주세요.",
        f"**후원 연동 주소**\n||{address['hook']}||",
        "-# 다른 후원 서비스가 여기로 후원을 알려 줄 수 있어요.",
        "이 주소를 아는 사람은 방송 화면을 보거나 후원을 넣을 수 있어요. 아무에게도 보여 주지 마세요.",
    ]
    buttons = [
        parts.button(f"{name} 새로 만들기", mark("overlay.sure", place, of))
        for of, name in NAMES.items()
    ]
    rows = where.menu(office, visit, "overlay.at", place)
    return parts.panel("\n".join(text), [*rows, parts.row(buttons)])


def _known(of: str) -> str:
    if of not in NAMES:
        raise BadInput("그런 주소는 없어요.")
    return of


NAMES = {"overlay": "오버레이 주소", "hook": "후원 연동 주소"}
