"""`/상태`: what is connected, and what to mend."""

from adapters.discord.desk import guild, parts, where
from adapters.discord.desk.marks import Mark, mark
from adapters.discord.desk.office import Office, Visit
from adapters.discord.desk.parts import Payload


async def show(office: Office, visit: Visit) -> Payload:
    """The command."""
    text = ["## 상태"]
    for part in office.console.status(visit.actor, lambda id: _guild_of(office, id)):
        sign = "✅" if part.ok and not part.problems else "⚠️" if part.ok else "❌"
        state = "연결됐어요." if part.ok else "연결되지 않았어요."
        text.append(f"{sign} **{NAMES.get(part.part, part.part)}** {state}")
        text += [f"- {problem}" for problem in part.problems.values()]
    if visit.missing:
        text.append(f"⚠️ **이 채널** 러블름에 필요한 권한이 빠져 있어요: {', '.join(visit.missing)}")
        text.append("- 채널 편집 → 권한 → 러블름에서 이 권한들을 켜 주세요.")
    else:
        text.append("✅ **이 채널** 필요한 권한이 모두 있어요.")
    text += guild.warnings(office, office.console.guild(visit.actor.guild).alert_channel)
    again = parts.button("새로고침", mark("status", visit.here))
    return parts.panel("\n".join(text), [parts.row([again])])


async def again(office: Office, visit: Visit, about: Mark) -> Payload:
    """As it is now."""
    return await show(office, visit)


def _guild_of(office: Office, channel: str) -> str | None:
    facts = office.channel(channel)
    return facts.guild if facts else None


NAMES = {str(platform): name for platform, name in where.NAMES.items()} | {
    "model": "언어 모델",
    "voice": "목소리",
    "obs": "OBS",
}
