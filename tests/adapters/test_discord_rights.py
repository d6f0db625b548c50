"""Who may do what at the desk: every role, every command, every button, menu and modal."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from adapters.discord.commands import DESK
from adapters.discord.desk import desk, marks
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord_people import Asker
from core.channel_settings import Level
from core.events import Viewer
from core.guilds import Actor, Place
from core.labels import Platform, Role
from core.rights import NEEDS
from core.safety.triage import Kind, Triage
from core.safety.triage import Level as Danger
from tests.conftest import line, until
from tests.servers.discord import CHANNEL, Stage, answer, staged
from tests.servers.discord_desk import (
    FOREIGN_GUILD,
    FOREIGNER,
    MANAGER,
    MAPPED,
    MEMBER,
    OTHER_STREAM,
    OWNER,
    STREAM,
    Person,
    foreign_guild,
)

NOT_THEIRS = "이 서버에 연동된 방송이 아니에요"
REFUSED = (*NEEDS.values(), NOT_THEIRS, "개인 메시지에서는", "이 알림에 없는")
VIEWER = Viewer("twitch:77", "두부")

# Action → the words of its id, the values chosen, and who may do it.
EVERYONE, MANAGERS, STREAMER = Level.EVERYONE, Level.MANAGER, Level.STREAMER
ATTEMPTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Level]] = {
    "set.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "set.page": (("1", "on"), (), MANAGERS),
    "set.ask": (("0", "read_from"), (), MANAGERS),
    "set.to": (("0", "mode"), ("off",), MANAGERS),
    "set.put": (("0", "read_from", "77"), (), MANAGERS),
    "set.undo": (("0", "personas", "onyu"), (), STREAMER),
    "first.to": (("mode", "called", "channel", "-"), ("open",), MANAGERS),
    "first.go": (("open", "lovelm", "all"), (), MANAGERS),
    "guild": ((), (), STREAMER),
    "guild.roles": ((), (shapes.MANAGERS,), STREAMER),
    "guild.alert": ((), (CHANNEL,), STREAMER),
    "queue": ((), (), MANAGERS),
    "queue.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "queue.skip": ((), ("test:1",), MANAGERS),
    "queue.next": ((), (), MANAGERS),
    "queue.pause": (("on",), (), MANAGERS),
    "queue.quiet": ((), (), MANAGERS),
    "queue.ignore": ((), (VIEWER.id,), MANAGERS),
    "queue.heed": (("twitch:5",), (), MANAGERS),
    "queue.ignored": (("0",), ("twitch:5",), MANAGERS),
    "held": ((), (), MANAGERS),
    "held.release": ((), ("test:held",), MANAGERS),
    "held.discard": ((), ("test:kept",), MANAGERS),
    "checks": ((), (), MANAGERS),
    "checks.done": ((), ("test:gift",), MANAGERS),
    "words": (("names", "1"), (), MANAGERS),
    "words.at": ((), (marks.mark("at", STREAM),), MANAGERS),
    "words.ask": (("words",), (), MANAGERS),
    "words.put": (("words",), (), MANAGERS),
    "words.take": (("words",), ("스포",), MANAGERS),
    "words.back": (("words",), ("결말",), MANAGERS),
    "overlay": ((), (), STREAMER),
    "overlay.at": ((), (marks.mark("at", STREAM),), STREAMER),
    "overlay.sure": (("overlay",), (), STREAMER),
    "overlay.renew": (("hook",), (), STREAMER),
    "cost": ((), (), STREAMER),
    "cost.at": ((), (marks.mark("at", STREAM),), STREAMER),
    "cost.ask": ((), (), STREAMER),
    "cost.put": ((), (), STREAMER),
    "cost.set": (("3000",), (), STREAMER),
    "status": ((), (), MANAGERS),
    "link": ((), (), STREAMER),
    "link.look": (("123456", "0"), (), MANAGERS),
    "link.sure": ((), (marks.mark("at", STREAM),), STREAMER),
    "link.off": ((), (), STREAMER),
    "alarm.seen": ((VIEWER.id,), (), MANAGERS),
    "alarm.false": ((VIEWER.id,), (), MANAGERS),
}
# Of one's own account only, or of one's own guild whatever place the id names.
OWN = {
    "account", "account.look", "account.yes", "account.no", "account.off",
    "memory", "memory.drop", "memory.sure", "memory.clear", "forget.go",
}  # fmt: skip
OWN_GUILD = {"guild.roles", "guild.alert", "guild", "status", "link", "link.look"}
COMMANDS = {
    "설정": MANAGERS, "대기열": MANAGERS, "금칙어": MANAGERS, "오버레이": STREAMER,
    "비용": STREAMER, "상태": MANAGERS, "연동": STREAMER, "연결": EVERYONE, "연결해제": EVERYONE,
    "내기억": EVERYONE, "잊어줘": EVERYONE,
}  # fmt: skip
PEOPLE = {
    "member": (MEMBER, EVERYONE),
    "mapped manager": (MAPPED, MANAGERS),
    "manages the guild": (MANAGER, MANAGERS),
    "by a role, but not here": (
        Asker("400000000000000006", "남", 0, roles=(shapes.MANAGERS,)),
        EVERYONE,
    ),
    "administrator": (Asker("400000000000000005", "관리", shapes.ADMINISTRATOR), MANAGERS),
    "owner": (OWNER, STREAMER),
    "owner of another guild": (FOREIGNER, STREAMER),
}


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
