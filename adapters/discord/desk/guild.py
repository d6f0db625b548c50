"""The guild's own settings: which roles are managers, and who hears of a crisis."""

from adapters.discord.desk import parts
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload
from core.channels.guilds import GuildSettings, Place
from core.errors import BadInput


async def show(office: Office, visit: Visit, about: Mark) -> Payload:
    """From a settings panel, to which a button leads back."""
    return _panel(office, visit, about.place, office.console.own_guild(visit.actor))


async def roles(office: Office, visit: Visit, about: Mark) -> Payload:
    """The chosen roles are managers, and no others."""
    settings = await office.console.decide_guild(visit.actor, manager_roles=visit.values)
    return _panel(office, visit, about.place, settings, "매니저 역할을 저장했어요.")


async def channel(office: Office, visit: Visit, about: Mark) -> Payload:
    """Alarms go to the chosen channel; to nobody when none is chosen."""
    id = visit.values[0] if visit.values else ""
    facts = office.channel(id)
    if id and (facts is None or facts.guild != visit.actor.guild):
        raise BadInput("이 서버에 있는 채널만 고를 수 있어요.")
    settings = await office.console.decide_guild(visit.actor, alert_channel=id)
    return _panel(office, visit, about.place, settings, "알림 채널을 저장했어요.")


def _panel(
    office: Office, visit: Visit, place: Place, settings: GuildSettings, told: str = ""
) -> Payload:
    text = ["## 서버 설정"]
    text += [f"✅ {told}"] if told else []
    text += [
        "**매니저 역할**\n-# 고른 역할은 대기열, 금칙어, 방송 설정을 다룰 수 있어요. "
        "서버 관리 권한이 있는 분은 고르지 않아도 돼요.",
        "**위기 알림 채널**\n-# 누군가 위기를 털어놓으면 여기로 알려 드려요. 그분이 쓴 글은 옮기지 않아요. "
        "매니저만 볼 수 있는 비공개 채널을 권해요.",
        *warnings(office, settings.alert_channel),
    ]
    chosen = [settings.alert_channel] if settings.alert_channel else []
    return parts.panel(
        "\n".join(text),
        [
            parts.roles(mark("guild.roles", place), "매니저 역할", settings.manager_roles),
            parts.channel(mark("guild.alert", place), "위기 알림 채널", chosen),
            parts.row([parts.button("방송 설정으로", mark("set.page", place, "0"))]),
        ],
    )


def warnings(office: Office, channel: str) -> list[str]:
    """What is wrong with the alert channel."""
    if not channel:
        return [NOBODY_IS_TOLD]
    facts = office.channel(channel)
    if facts is None:
        return ["⚠️ 고른 알림 채널이 없어졌거나 러블름이 볼 수 없어요. 다시 골라 주세요."]
    found = []
    if facts.public:
        found.append("⚠️ 위기 알림 채널을 모두가 볼 수 있어요. 비공개 채널로 바꿔 주세요.")
    if not facts.writable:
        found.append(
            "⚠️ 러블름이 위기 알림 채널에 글을 쓸 수 없어요. 채널 보기와 메시지 보내기 권한을 주세요."
        )
    return found


NOBODY_IS_TOLD = (
    "⚠️ 아직 위기 알림 채널이 없어서 위기 상황을 아무에게도 알리지 못해요. "
    "서버 주인이 /설정 의 서버 설정에서 정할 수 있어요."
)
