"""A crisis, told to the managers in private; no words of the viewer's."""

from discord.utils import escape_markdown

from adapters.discord.desk import parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload
from adapters.discord.places import id_of
from core.channels.guilds import Place
from core.channels.settings import Level
from core.errors import BadInput
from core.labels import Platform
from core.safety.alarms import Alarm

FALSE, SEEN = "alarm.false", "alarm.seen"


def card(office: Office, alarm: Alarm) -> Payload:
    """The message for the alert channel."""
    place = Place(alarm.platform, alarm.channel)
    # Hidden until clicked: the dock that shows this may be on the stream's screen.
    who = f"||{escape_markdown(alarm.viewer.name)}||"
    text = [
        f"🚨 **{KINDS.get(alarm.kind, '위기')}** 이야기가 있었어요.",
        f"누가: {who} · 어디서: {_where(office, place)} · 언제: <t:{int(alarm.at)}:T>",
        "고정 안내를 남겼어요. 그분에게는 30분 동안 상담사가 답하지 않아요.",
        "후원에 담긴 말이었다면 다른 후원 도구에서도 그 항목을 건너뛰어 주세요.",
    ]
    if alarm.more:
        text.append(f"그 사이 {alarm.more}명이 더 있었어요. 채팅을 직접 살펴봐 주세요.")
    buttons = [
        parts.button("확인했어요", mark(SEEN, place, alarm.viewer.id), parts.BLURPLE),
        parts.button("위기가 아니었어요", mark(FALSE, place, alarm.viewer.id)),
    ]
    return parts.panel("\n".join(text), [parts.row(buttons)])


async def seen(office: Office, visit: Visit, about: Mark) -> Payload:
    """Somebody looked: the message says who."""
    _told(visit, SEEN, about)
    office.console.check(visit.actor, about.place, Level.MANAGER)
    left = [parts.button("위기가 아니었어요", mark(FALSE, about.place, about.word(0)))]
    text = f"{visit.text}\n👀 {escape_markdown(visit.actor.name)} 님이 확인했어요."
    return parts.panel(text, [parts.row(left)])


async def false(office: Office, visit: Visit, about: Mark) -> Payload:
    """It was none: that viewer is answered as before."""
    _told(visit, FALSE, about)
    office.console.false_alarm(visit.actor, about.place, about.word(0))
    name = escape_markdown(visit.actor.name)
    return parts.panel(
        f"{visit.text}\n↩️ {name} 님이 위기가 아니었다고 알려 주셨어요. 이제 다시 답해요."
    )


def _told(visit: Visit, action: str, about: Mark) -> None:
    """The id names a viewer, so it counts only under an alarm that the bot itself posted."""
    if mark(action, about.place, about.word(0)) not in visit.buttons:
        raise BadInput("이 알림에 없는 버튼이에요.")


def _where(office: Office, place: Place) -> str:
    if place.platform is Platform.DISCORD:
        return f"<#{id_of(place.channel)}>"
    return where.title(office, place)


KINDS = {
    "self_harm": "자해나 자살",
    "third_person": "주변 사람의 위기",
    "dating_violence": "데이트 폭력",
    "stalking": "스토킹",
    "sexual_extortion": "성착취나 협박",
    "minor": "미성년자가 위험한",
}
