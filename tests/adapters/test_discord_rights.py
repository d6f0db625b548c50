"""Who may do what at the desk: every role, every command, every button, menu and modal."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from adapters.discord.commands import DESK
from adapters.discord.desk import desk, marks
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_people import Asker
from core.channels.guilds import Actor, Place
from core.channels.rights import NEEDS
from core.labels import Platform, Role
from core.safety.triage import Kind, Triage
from core.safety.triage import Level as Danger
from tests.conftest import line, until
from tests.servers.discord import CHANNEL, Stage, answer, staged
from tests.servers.discord_desk import (
    FOREIGN_GUILD,
    MANAGER,
    MAPPED,
    MEMBER,
    OTHER_STREAM,
    OWNER,
    STREAM,
    Person,
    foreign_guild,
)
from tests.servers.discord_rights import ATTEMPTS, COMMANDS, OWN, OWN_GUILD, PEOPLE, VIEWER

NOT_THEIRS = "이 서버에 연동된 방송이 아니에요"
REFUSED = (*NEEDS.values(), NOT_THEIRS, "개인 메시지에서는", "이 알림에 없는")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(others=[foreign_guild()]) as stage:
        management = stage.management
        await management.link(STREAM, shapes.GUILD)
        await management.link(OTHER_STREAM, FOREIGN_GUILD)
        owner = Actor(id="discord:1", name="방장", guild=shapes.GUILD, owner=True)
        await management.console.decide_guild(owner, manager_roles=(shapes.HELPERS,))
        await management.console.ban_words(owner, STREAM, ["스포", "반전"])
        await management.console.ignore(owner, STREAM, "twitch:5", "다섯")
        yield stage


def refused(text: str) -> bool:
    return text.startswith(REFUSED)


async def seated(stage: Stage, by: Asker) -> Person:
    """Somebody with a panel of the bot's before them, on which anything can be forged."""
    person = Person(stage.discord, by)
    await person.use("연결")
    return person


def forge(person: Person, *ids: str) -> None:
    """Let buttons stand under the panel that the bot never put there."""
    assert person.said is not None
    parts = [{"type": 2, "style": 2, "label": f"{n}", "custom_id": id} for n, id in enumerate(ids)]
    person.said.message["components"] = [{"type": 1, "components": parts}]


async def attempt(person: Person, action: str, place: Place) -> str:
    words, values, _ = ATTEMPTS[action]
    id = marks.mark(action, place, *words)
    if not values:
        forge(person, id)
    asked = await person.act(id, *values)
    return "a modal" if asked.modal else person.read(asked)


def snapshot(stage: Stage, place: Place) -> Any:
    """Everything that could have been changed without a right."""
    management = stage.management
    channel = management.channels.of(place.platform, place.channel)
    return (
        msgspec.json.encode(channel.settings),
        channel.paused,
        channel.quiet,
        [waiting.events[0].id for waiting in channel.gate.waiting()],
        [*channel.held],
        management.linking.guild_of(place.platform, place.channel),
        management.console.guild(shapes.GUILD),
        management.aftercare.holds(VIEWER.id, 1.0),
    )


def fill(stage: Stage) -> None:
    """A line of the viewer waits, who disclosed a crisis; two answers are held."""
    channel = stage.management.channels.of(STREAM.platform, STREAM.channel)
    for held in ("test:held", "test:kept"):
        channel.hold(answer("네", line("고민이에요"), turn_id=held))
    about = line("고민이에요", VIEWER.id, name=VIEWER.name)
    stage.management.channels.of(STREAM.platform, STREAM.channel).gate.ask(
        about, about.text, None, about.at
    )
    danger = Triage(Danger.EXPLICIT, Kind.SELF_HARM)
    stage.management.aftercare.answer(VIEWER.id, danger, 0.0)


def test_every_action_is_in_the_table() -> None:
    assert {*ATTEMPTS} | OWN == {*desk.ACTIONS, *desk.MODALS}
    assert {*COMMANDS} == {*DESK}


@pytest.mark.parametrize("who", PEOPLE)
async def test_commands(stage: Stage, who: str) -> None:
    by, level = PEOPLE[who]
    for command, needed in COMMANDS.items():
        text = await Person(stage.discord, by).use(command)
        assert refused(text) is (level < needed), (command, text)


@pytest.mark.parametrize("who", PEOPLE)
async def test_buttons_menus_and_modals(stage: Stage, who: str) -> None:
    by, level = PEOPLE[who]
    person = await seated(stage, by)
    fill(stage)
    for action, (_, _, needed) in ATTEMPTS.items():
        if action == "link.off" and level >= needed and by.guild == shapes.GUILD:
            continue  # the last one, below
        foreign = by.guild != shapes.GUILD and action not in OWN_GUILD
        before = snapshot(stage, STREAM)
        text = await attempt(person, action, STREAM)
        assert refused(text) is (foreign or level < needed), (action, text)
        if refused(text) or foreign:
            assert snapshot(stage, STREAM) == before, action


async def test_the_owner_lets_a_stream_go(stage: Stage) -> None:
    person = await seated(stage, OWNER)
    assert not refused(await attempt(person, "link.off", STREAM))
    assert stage.management.linking.guild_of(STREAM.platform, STREAM.channel) is None


async def test_an_owner_cannot_reach_another_guilds_stream(stage: Stage) -> None:
    person = await seated(stage, OWNER)
    before = snapshot(stage, OTHER_STREAM)
    for action in {*ATTEMPTS} - OWN_GUILD:
        words, values, _ = ATTEMPTS[action]
        if values and marks.read(values[0], Place(Platform.DISCORD, CHANNEL)):
            values = (marks.mark("at", OTHER_STREAM),)
        id = marks.mark(action, OTHER_STREAM, *words)
        if not values:
            forge(person, id)
        text = await person.send(id, *values)
        assert text.startswith(NOT_THEIRS), (action, text)
        assert snapshot(stage, OTHER_STREAM) == before, action


async def test_an_alarms_button_counts_only_where_the_bot_put_it(stage: Stage) -> None:
    person = await seated(stage, MANAGER)
    fill(stage)
    for action in ("alarm.false", "alarm.seen"):
        id = marks.mark(action, STREAM, VIEWER.id)
        assert (await person.send(id)).startswith("이 알림에 없는")
    assert stage.management.aftercare.holds(VIEWER.id, 1.0)


async def test_a_managers_seat_is_lost_with_the_role(stage: Stage) -> None:
    panel = Person(stage.discord, MAPPED)
    await panel.use("대기열")
    panel.by = MEMBER
    assert refused(await panel.press("일시정지"))
    assert not stage.management.channels.of(STREAM.platform, STREAM.channel).paused


async def test_a_sent_modal_is_checked_again(stage: Stage) -> None:
    person = Person(stage.discord, MAPPED)
    await person.use("금칙어")
    asked = await person.act(person.part("금칙어 넣기")["custom_id"])
    sent = await stage.discord.submit(asked, {"words": "아무 말"}, MEMBER)
    await until(lambda: bool(sent.follow_ups))
    assert refused(sent.follow_ups[0].text)
    words = stage.management.channels.settings(STREAM.platform, STREAM.channel).banned_words
    assert words == ("스포", "반전")


@pytest.mark.parametrize(
    ("by", "role"),
    [(MEMBER, None), (MAPPED, Role.MANAGER), (MANAGER, Role.MANAGER), (OWNER, Role.BROADCASTER)],
)
async def test_roles_in_chat_agree_with_the_desk(
    stage: Stage, by: Asker, role: Role | None
) -> None:
    roles = (shapes.MANAGERS,) if by is MANAGER else by.roles
    await stage.discord.chat("안녕", by.id, by.name, member=shapes.member(roles))
    await stage.discord.slash("도움말", by)
    await until(lambda: len(stage.heard) == 2)
    wanted = {role} if role else set()
    assert [set(event.viewer.roles) for event in stage.heard] == [wanted, wanted]
