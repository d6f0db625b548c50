"""What streamers and their managers may do, and what it does."""

import asyncio
from pathlib import Path

import pytest

from core.channels.console import PartState
from core.channels.guilds import Actor, GuildSettings, Place
from core.channels.rights import Forbidden
from core.channels.settings import MOST_WORDS, ChannelSettings, Mode, Pet
from core.channels.waiting import PASSED_OVER, SKIPPED
from core.errors import BadInput
from core.gate.candidate import Candidate
from core.labels import Platform
from core.replies import Notice
from core.safety.triage import Kind, Level, Triage
from core.turns import Reason
from tests.conftest import FakeClock, gift, line
from tests.management import Management, managed

GUILD, OTHER = "g1", "g2"
HERE = Place(Platform.DISCORD, "300", "고민")
STREAM = Place(Platform.TWITCH, "77", "봄소풍")
OWNER = Actor(id="discord:1", name="방장", guild=GUILD, owner=True)
MANAGER = Actor(id="discord:2", name="관리자", guild=GUILD, manages=True)
MEMBER = Actor(id="discord:3", name="회원", guild=GUILD)
HELPER = Actor(id="discord:4", name="도우미", guild=GUILD, roles=frozenset({"r1"}))
STRANGER = Actor(id="discord:5", name="남", guild=OTHER, owner=True)
ALONE = Actor(id="discord:1", name="방장", guild=None, owner=True, manages=True)


async def test_what_counts_is_shown_and_the_mode_decides(management: Management) -> None:
    console = management.console
    assert console.settings(MANAGER, HERE) == (ChannelSettings(), False)
    assert console.opened(Platform.DISCORD, "300") is None
    assert management.channels.settings(Platform.DISCORD, "300") == ChannelSettings()
    settings = await console.change(MANAGER, HERE, {"pet": "cat"})
    assert settings == ChannelSettings(pet=Pet.CAT), "nothing else changes with it"
    assert console.opened(Platform.DISCORD, "300") is None
    settings = await console.change(MANAGER, HERE, {"mode": "open", "in_chat": "off"})
    assert settings == ChannelSettings(pet=Pet.CAT, in_chat=False, decided=True)
    assert console.settings(MANAGER, HERE) == (settings, True)
    assert console.opened(Platform.DISCORD, "300") is True


async def test_words_and_ignored_viewers_decide_nothing_else(management: Management) -> None:
    console = management.console
    await console.ban_words(MANAGER, HERE, ["스포"])
    await console.ignore(MANAGER, HERE, "discord:9", "아홉")
    settings, decided = console.settings(MANAGER, HERE)
    assert not decided
    assert (settings.mode, settings.banned_words) == (Mode.OPEN, ("스포",))
    assert console.opened(Platform.DISCORD, "300") is None
    settings = await console.change(MANAGER, HERE, {"mode": "open"})
    assert (settings.banned_words, settings.ignored) == (("스포",), {"discord:9": "아홉"})


async def test_changes_are_all_or_none_and_live(management: Management) -> None:
    console, channel = management.console, management.channels.of(Platform.DISCORD, "300")
    with pytest.raises(BadInput, match="숫자"):
        await console.change(MANAGER, HERE, {"mode": "off", "read_from": "많이"})
    with pytest.raises(BadInput, match="그런 상담사"):
        await console.change(OWNER, HERE, {"mode": "off", "personas": ["nobody"]})
    with pytest.raises(Forbidden, match="서버 주인"):
        await console.change(MANAGER, HERE, {"mode": "off", "personas": ["onyu"]})
    with pytest.raises(BadInput, match="그런 설정"):
        await console.change(OWNER, HERE, {"banned_words": ["x"]})
    assert channel.settings == ChannelSettings()
    await console.change(OWNER, HERE, {"mode": "called", "personas": ["onyu"]})
    assert channel.gate.called_only
    assert channel.settings.personas == ("onyu",)


async def test_changes_made_together_are_all_kept(management: Management) -> None:
    console = management.console
    await asyncio.gather(
        console.change(MANAGER, HERE, {"speech": "off"}),
        console.change(MANAGER, HERE, {"in_chat": "off"}),
        console.ban_words(MANAGER, HERE, ["하나"]),
        console.ban_words(MANAGER, HERE, ["두울"]),
        console.ignore(MANAGER, HERE, "discord:8", "여덟"),
        console.ignore(MANAGER, HERE, "discord:9", "아홉"),
    )
    settings, _ = console.settings(MANAGER, HERE)
    assert (settings.speech, settings.in_chat) == (False, False)
    assert {*settings.banned_words} == {"하나", "두울"}
    assert {*settings.ignored} == {"discord:8", "discord:9"}
    await asyncio.gather(
        console.decide_guild(OWNER, manager_roles=("r1",)),
        console.decide_guild(OWNER, alert_channel="301"),
    )
    assert console.guild(GUILD) == GuildSettings(manager_roles=("r1",), alert_channel="301")


async def test_everything_outlives_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    async with managed(tmp_path / "kept.db", clock) as before:
        await before.link(STREAM, GUILD)
        await before.console.change(OWNER, STREAM, {"mode": "off"})
        await before.console.decide_guild(OWNER, manager_roles=("r1",), alert_channel="301")
        address = await before.console.renew_address(OWNER, STREAM, "overlay")
    async with managed(tmp_path / "kept.db", clock) as after:
        assert after.console.settings(HELPER, STREAM)[0].mode is Mode.OFF
        assert after.console.places(HELPER, HERE) == [STREAM, HERE]
        assert after.console.alert_channel(Platform.TWITCH, "77", None) == "301"
        assert after.console.address(OWNER, STREAM, "overlay") == address


async def test_a_thread_has_its_channels_settings(management: Management) -> None:
    console, thread = management.console, Place(Platform.DISCORD, "300/400")
    inside = management.channels.of(Platform.DISCORD, "300/400")
    await console.change(MANAGER, HERE, {"mode": "off"})
    assert inside.settings.mode is Mode.OFF
    await console.change(MANAGER, thread, {"mode": "open"})
    assert console.settings(MANAGER, HERE)[0].mode is Mode.OPEN
    assert management.channels.of(Platform.DISCORD, "300/401").settings.mode is Mode.OPEN
    assert management.channels.of(Platform.DISCORD, "3001").settings.mode is not Mode.OFF


async def test_banned_words(management: Management) -> None:
    console = management.console
    words = await console.ban_words(MANAGER, HERE, [" 스포 일러 ", "결말", "결말", " "])
    assert words == ("스포 일러", "결말")
    assert await console.ban_words(MANAGER, HERE, ["결말", "반전"]) == ("스포 일러", "결말", "반전")
    assert await console.ban_words(MANAGER, HERE, ["결말"], on=False) == ("스포 일러", "반전")
    assert await console.ban_words(MANAGER, HERE, ["김아무개"], names=True) == ("김아무개",)
    for wrong, why in ((["가"], "두 글자"), (["가" * 31], "30자")):
        with pytest.raises(BadInput, match=why):
            await console.ban_words(MANAGER, HERE, wrong)
    with pytest.raises(BadInput, match=f"{MOST_WORDS}개"):
        await console.ban_words(MANAGER, HERE, [f"낱말{n}" for n in range(MOST_WORDS)])
    assert console.settings(MANAGER, HERE)[0].banned_words == ("스포 일러", "반전")


async def test_the_queue(management: Management) -> None:
    console, channel = management.console, management.channels.of(Platform.DISCORD, "300")
    lines = [line(f"고민 {n}", f"discord:{n}", name=f"이름{n}") for n in range(3)]
    for about in lines:
        channel.gate.ask(about, about.text, None, about.at)
    paid = gift(5_000, "고마워요")
    channel.gate.hear(paid, paid.at)
    waiting = (await console.queue(MANAGER, HERE)).waiting
    assert (waiting[0].name, waiting[0].paid) == ("donor", True)
    assert await console.skip(MANAGER, HERE, paid.id) is None, "money is not skipped"
    assert await console.skip(MANAGER, HERE, lines[1].id) == "이름1"
    assert await console.skip(MANAGER, HERE) == "이름0"
    assert "답하지 않을게요" in await console.ignore(MANAGER, HERE, "discord:2", "이름2")
    assert [one.paid for one in (await console.queue(MANAGER, HERE)).waiting] == [True]
    hushed = []
    console.floor.rest = hushed.append
    await console.quiet(MANAGER, HERE)
    assert (channel.quiet, hushed) == (True, [channel])
    await console.pause(MANAGER, HERE, on=False)
    assert (channel.quiet, channel.paused) == (False, False)
    assert hushed == [channel, channel], "it is told when it goes on, too"


async def test_whoever_was_promised_an_answer_hears_that_it_does_not_come(
    management: Management,
) -> None:
    console, channel = management.console, management.channels.of(Platform.DISCORD, "300")
    told: list[Notice] = []
    console.floor.tell = told.append
    lines = [line(f"고민 {n}", f"discord:{n}", name=f"이름{n}") for n in range(3)]
    for about in lines:
        channel.gate.ask(about, about.text, None, about.at)
    await console.skip(MANAGER, HERE, lines[1].id)
    await console.skip(MANAGER, HERE)
    assert [(notice.in_reply_to, notice.text) for notice in told] == [
        (lines[1].id, SKIPPED),
        (lines[0].id, SKIPPED),
    ]
    assert "다시 남겨 주시면" in SKIPPED
    await console.ignore(MANAGER, HERE, "discord:2", "이름2", on=False)
    assert len(told) == 2
    await console.ignore(MANAGER, HERE, "discord:2", "이름2")
    assert (told[2].viewer, told[2].text) == (lines[2].viewer, PASSED_OVER)


async def test_nobody_is_told_of_what_was_never_promised(management: Management) -> None:
    console, channel = management.console, management.channels.of(Platform.DISCORD, "300")
    told: list[Notice] = []
    console.floor.tell = told.append
    about = line("남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?", "discord:1")
    channel.gate._queue.put(Candidate([about], Reason.WORRY, cheap=1.0, ready_at=about.at))
    assert await console.skip(MANAGER, HERE) == "discord:1"
    assert told == []


async def test_the_status_is_of_whole_parts_and_of_the_guilds_own_channels(
    management: Management,
) -> None:
    console = management.console
    await management.link(STREAM, GUILD)
    console.health = lambda: [
        PartState("twitch", True, {"77": "a", "78": "b", "twitch": "c", "없는채널": "d"}),
        PartState("chzzk", True, {"a" * 32: "e"}),
        PartState("discord", False, {"300": "f", "301": "g", "300/400": "h", "gateway": "i"}),
    ]
    guilds = {"300": GUILD, "301": OTHER, "300/400": GUILD}
    with pytest.raises(Forbidden):
        console.status(MEMBER, guilds.get)
    mine, theirs = (
        ["".join(part.problems.values()) for part in console.status(actor, guilds.get)]
        for actor in (MANAGER, STRANGER)
    )
    assert mine == ["acd", "", "fhi"]
    assert theirs == ["cd", "", "gi"]


async def test_a_false_alarm_releases_the_person(management: Management) -> None:
    danger = Triage(Level.EXPLICIT, Kind.SELF_HARM)
    await management.people.link("discord:9", "twitch:9")
    person = management.people.of("twitch:9")
    management.aftercare.answer(person, danger, 0.0)
    await management.link(STREAM, GUILD)
    with pytest.raises(Forbidden):
        management.console.false_alarm(STRANGER, STREAM, "twitch:9")
    assert management.aftercare.holds(person, 1.0)
    management.console.false_alarm(MANAGER, STREAM, "discord:9")
    assert not management.aftercare.holds(person, 1.0)


async def test_addresses_change_when_renewed(management: Management) -> None:
    console = management.console
    await management.link(STREAM, GUILD)
    overlay, hook = (console.address(OWNER, STREAM, of) for of in ("overlay", "hook"))
    assert await console.renew_address(OWNER, STREAM, "overlay") != overlay
    assert console.address(OWNER, STREAM, "hook") == hook
    assert console.opened(Platform.TWITCH, "77") is None, "nothing else was decided"


async def test_a_role_makes_a_manager_and_everybody_is_none(management: Management) -> None:
    console = management.console
    with pytest.raises(Forbidden):
        await console.queue(HELPER, HERE)
    with pytest.raises(BadInput, match="모두가"):
        await console.decide_guild(OWNER, manager_roles=("r1", GUILD))
    await console.decide_guild(OWNER, manager_roles=("r1",))
    assert (await console.queue(HELPER, HERE)).waiting == ()
    assert console.own_guild(OWNER).manager_roles == ("r1",)
    with pytest.raises(Forbidden):
        console.own_guild(HELPER)


@pytest.mark.parametrize("actor", [MEMBER, ALONE, STRANGER])
async def test_no_right_is_no_right(management: Management, actor: Actor) -> None:
    console = management.console
    await management.link(STREAM, GUILD)
    before = management.channels.settings(Platform.TWITCH, "77")
    for attempt in (
        lambda: console.settings(actor, STREAM),
        lambda: console.ignored(actor, STREAM),
        lambda: console.false_alarm(actor, STREAM, "twitch:1"),
        lambda: console.address(actor, STREAM, "overlay"),
        lambda: console.check(actor, STREAM, console.level(MANAGER)),
    ):
        with pytest.raises(Forbidden):
            attempt()
    for work in (
        console.change(actor, STREAM, {"mode": "off"}),
        console.ban_words(actor, STREAM, ["스포"]),
        console.queue(actor, STREAM),
        console.skip(actor, STREAM),
        console.pause(actor, STREAM, on=True),
        console.quiet(actor, STREAM),
        console.held(actor, STREAM),
        console.release(actor, STREAM, "a"),
        console.discard(actor, STREAM, "a"),
        console.ignore(actor, STREAM, "twitch:1", "하나"),
        console.unlink(actor, STREAM),
        console.renew_address(actor, STREAM, "hook"),
    ):
        with pytest.raises(Forbidden):
            await work
    assert management.channels.settings(Platform.TWITCH, "77") == before
    assert management.linking.guild_of(Platform.TWITCH, "77") == GUILD


async def test_only_discord_and_streams_are_dealt_with(management: Management) -> None:
    for place in (Place(Platform.ROOM, "room"), Place(Platform.CHZZK, "unlinked")):
        with pytest.raises(Forbidden):
            management.console.settings(OWNER, place)


async def test_alarms_go_where_the_streams_guild_said(management: Management) -> None:
    console = management.console
    await management.link(STREAM, GUILD)
    await console.decide_guild(OWNER, alert_channel="301")
    await console.decide_guild(STRANGER, alert_channel="999")
    assert console.alert_channel(Platform.TWITCH, "77", OTHER) == "301", "not what is claimed"
    assert console.alert_channel(Platform.DISCORD, "300", OTHER) == "999"
    assert console.alert_channel(Platform.DISCORD, "300", None) == ""
    assert console.alert_channel(Platform.CHZZK, "unlinked", None) == ""
    await console.unlink(OWNER, STREAM)
    assert console.alert_channel(Platform.TWITCH, "77", GUILD) == ""
