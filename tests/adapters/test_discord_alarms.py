"""A crisis is told to the managers, in private and without the viewer's words."""

from collections.abc import AsyncIterator

import pytest

from adapters.simulated import discord_shapes as shapes
from core.channels.guilds import Actor
from core.errors import SendRejected
from core.events import Viewer
from core.labels import Platform
from core.safety.alarms import Alarm
from core.safety.triage import Kind, Level, Triage
from tests.conftest import until
from tests.servers.discord import CHANNEL, ELSEWHERE, Stage, staged
from tests.servers.discord_desk import (
    FOREIGN_GUILD,
    MANAGER,
    MEMBER,
    STREAM,
    Person,
    foreign_guild,
)

OWNER = Actor(id="discord:400000000000000009", name="방장", guild=shapes.GUILD, owner=True)
VIEWER = Viewer("twitch:77", "**두부**")
DANGER = Triage(Level.EXPLICIT, Kind.SELF_HARM)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(others=[foreign_guild()]) as stage:
        await stage.management.link(STREAM, shapes.GUILD)
        yield stage


def alarm(
    platform: Platform = STREAM.platform, channel: str = STREAM.channel, more: int = 0
) -> Alarm:
    return Alarm(
        platform=platform, channel=channel, viewer=VIEWER, kind="self_harm", at=1e6, more=more
    )


async def told(stage: Stage, about: Alarm | None = None) -> Person:
    """A manager in front of the alarm."""
    await stage.management.console.decide_guild(OWNER, alert_channel=ELSEWHERE)
    stage.management.aftercare.answer(VIEWER.id, DANGER, 1e6)
    await stage.adapter.alarm(about or alarm())
    (said,) = stage.discord.said
    return Person(stage.discord, MANAGER, said)


async def test_it_says_who_and_where_and_what_was_done(stage: Stage) -> None:
    person = await told(stage, alarm(more=2))
    assert person.said is not None
    text = person.said.text
    assert person.said.channel == ELSEWHERE
    for part in (
        "자해나 자살",
        r"\*\*두부\*\*",
        "트위치 봄소풍",
        "고정 안내를 남겼어요",
        "2명이 더",
    ):
        assert part in text


async def test_it_links_to_the_channel_on_discord(stage: Stage) -> None:
    person = await told(stage, alarm(Platform.DISCORD, f"{CHANNEL}/500000000000000001"))
    assert person.said is not None
    assert "<#500000000000000001>" in person.said.text


async def test_somebody_looked(stage: Stage) -> None:
    person = await told(stage)
    assert "👀 관리자 님이 확인했어요" in await person.press("확인했어요")
    assert person.labels() == ["위기가 아니었어요"]
    assert stage.management.aftercare.holds(VIEWER.id, 1e6)


async def test_a_false_alarm_releases_the_viewer(stage: Stage) -> None:
    person = await told(stage)
    stranger = Person(stage.discord, MEMBER, person.said)
    await stranger.press("위기가 아니었어요")
    assert stage.management.aftercare.holds(VIEWER.id, 1e6)
    assert "위기가 아니었다고" in await person.press("위기가 아니었어요")
    assert not stage.management.aftercare.holds(VIEWER.id, 1e6)
    assert person.labels() == []


async def test_without_a_channel_or_a_guild_nobody_is_told(stage: Stage) -> None:
    await stage.adapter.alarm(alarm())
    await stage.management.console.decide_guild(OWNER, alert_channel=ELSEWHERE)
    await stage.adapter.alarm(alarm(Platform.CHZZK, "b" * 32))
    await stage.adapter.alarm(alarm(Platform.DISCORD, shapes.direct(MEMBER.id)))
    foreign = Actor(id="discord:1", name="남", guild=FOREIGN_GUILD, owner=True)
    await stage.management.console.decide_guild(foreign, alert_channel="8" * 18)
    assert stage.discord.said == []


async def test_a_channel_that_refuses_is_a_problem_until_it_does_not(stage: Stage) -> None:
    stage.faults.add(
        "POST", "/messages", answer=lambda: shapes.refuse(403, 50013, "Missing Permissions")
    )
    with pytest.raises(SendRejected):
        await told(stage)
    assert "알림 채널" in stage.adapter.problems[ELSEWHERE]
    await stage.adapter.alarm(alarm())
    assert ELSEWHERE not in stage.adapter.problems


async def refused(stage: Stage) -> None:
    """A manager is to be told where the bot may not write."""
    stage.faults.add(
        "POST", "/messages", answer=lambda: shapes.refuse(403, 50013, "Missing Permissions")
    )
    with pytest.raises(SendRejected):
        await told(stage)
    assert ELSEWHERE in stage.adapter.problems


async def test_a_channel_that_tells_nobody_any_more_is_no_problem(stage: Stage) -> None:
    await refused(stage)
    await stage.management.console.decide_guild(OWNER, alert_channel=CHANNEL)
    assert ELSEWHERE not in stage.adapter.problems


async def test_permissions_that_were_mended_are_no_problem(stage: Stage) -> None:
    await refused(stage)
    allowed = shapes.role(shapes.BOT_ROLE, "러블름", 1 << 13, tags={"bot_id": shapes.BOT})
    about = {"guild_id": shapes.GUILD, "role": allowed}
    await stage.discord.gateway.dispatch("GUILD_ROLE_UPDATE", about)
    await until(lambda: ELSEWHERE not in stage.adapter.problems)


async def test_a_channel_that_is_gone_is_no_problem(stage: Stage) -> None:
    await refused(stage)
    gone = {"id": ELSEWHERE, "guild_id": shapes.GUILD, "type": 0, "name": "잡담", "position": 0}
    await stage.discord.gateway.dispatch("CHANNEL_DELETE", gone)
    await until(lambda: ELSEWHERE not in stage.adapter.problems)


async def test_a_guild_that_does_not_tell_who_the_bot_is_still_hears(stage: Stage) -> None:
    assert stage.adapter._client is not None
    guild = stage.adapter._client.get_guild(int(shapes.GUILD))
    assert guild is not None
    guild._remove_member(guild.me)
    facts = stage.adapter._channels.facts(ELSEWHERE)
    assert facts is not None
    assert (facts.guild, facts.writable) == (shapes.GUILD, True)
    await told(stage)
