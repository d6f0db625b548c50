"""Who was invited acts at one place, as far as the invitation goes, and nowhere else."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec.structs import replace

from core.channels.guilds import Actor, Place
from core.channels.invites import A_DAY, MOST, WRONG_BURST, TooMany
from core.channels.rights import Forbidden
from core.channels.settings import Level
from core.errors import BadInput
from core.labels import Platform
from tests.conftest import FakeClock, gift, line
from tests.management import Management

HERE = Place(Platform.ROOM, "room")
STREAM = Place(Platform.TWITCH, "77", "봄소풍")
OTHERS = [STREAM, Place(Platform.DISCORD, "300"), Place(Platform.ROOM, "other")]
MANAGER = Actor(id="invite:m", name="다람쥐", guild=None, at=HERE, may=Level.MANAGER)
STREAMER = replace(MANAGER, id="invite:s", may=Level.STREAMER)
NOBODY = replace(MANAGER, may=Level.EVERYONE)
OWNER = Actor(id="discord:1", name="방장", guild="g1", owner=True)

Try = Callable[[Management, Actor, Place], Any]
# What managers may do, and what only the streamer may.
MANAGERS: dict[str, Try] = {
    "settings": lambda m, a, p: m.console.settings(a, p),
    "change": lambda m, a, p: m.console.change(a, p, {"speech": "off"}),
    "ban_words": lambda m, a, p: m.console.ban_words(a, p, ["스포"]),
    "queue": lambda m, a, p: m.console.queue(a, p),
    "answer_now": lambda m, a, p: m.console.answer_now(a, p, "x"),
    "skip": lambda m, a, p: m.console.skip(a, p),
    "pause": lambda m, a, p: m.console.pause(a, p, on=True),
    "resume": lambda m, a, p: m.console.pause(a, p, on=False),
    "quiet": lambda m, a, p: m.console.quiet(a, p),
    "ignored": lambda m, a, p: m.console.ignored(a, p),
    "ignore": lambda m, a, p: m.console.ignore(a, p, "v", "이름"),
    "held": lambda m, a, p: m.console.held(a, p),
    "release": lambda m, a, p: m.console.release(a, p, "x"),
    "discard": lambda m, a, p: m.console.discard(a, p, "x"),
    "donations_to_check": lambda m, a, p: m.console.donations_to_check(a, p),
    "donation_checked": lambda m, a, p: m.console.donation_checked(a, p, "x"),
    "false_alarm": lambda m, a, p: m.console.false_alarm(a, p, "v"),
    "sight": lambda m, a, p: m.backstage.sight(a, p),
    "gifts": lambda m, a, p: m.backstage.gifts(a, p),
    "audit": lambda m, a, p: m.backstage.audit(a, p),
    "own": lambda m, a, p: m.backstage.own(a, p),
    "corner": lambda m, a, p: m.console.corner(a, p),
    "open_corner": lambda m, a, p: m.console.open_corner(a, p),
    "close_corner": lambda m, a, p: m.console.close_corner(a, p),
    "take": lambda m, a, p: m.console.take(a, p),
    "release_video": lambda m, a, p: m.console.release_video(a, p),
    "gift_words": lambda m, a, p: m.console.gift_words(a, p),
    "approve_gift": lambda m, a, p: m.console.approve_gift(a, p, "x"),
    "skip_gift": lambda m, a, p: m.console.skip_gift(a, p),
    "stories": lambda m, a, p: m.console.stories.stories(a, p),
    "best": lambda m, a, p: m.console.stories.best(a, p),
}
STREAMERS: dict[str, Try] = {
    "personas": lambda m, a, p: m.console.change(a, p, {"personas": ["onyu"]}),
    "costs": lambda m, a, p: m.console.costs(a, p),
    "cap": lambda m, a, p: m.console.cap_costs(a, p, 100),
    "address": lambda m, a, p: m.console.address(a, p, "overlay"),
    "renew": lambda m, a, p: m.console.renew_address(a, p, "hook"),
    "invite": lambda m, a, p: m.backstage.invite(a, p, "새 사람", Level.MANAGER),
    "invites": lambda m, a, p: m.backstage.invites(a, p),
}
# What is denied before it is looked at whether it can be done.
DENIED: dict[str, Try] = {
    "say": lambda m, a, p: m.backstage.say(a, p, "onyu", "안녕", "k"),
    "preview": lambda m, a, p: m.backstage.preview(a, p, "onyu", "안녕"),
    "test_overlay": lambda m, a, p: m.backstage.test_overlay(a, p),
    "enter": lambda m, a, p: m.backstage.enter(a, p, "귤", 5, "", "k"),
    "cast": lambda m, a, p: m.backstage.cast(a, p),
    "approve": lambda m, a, p: m.console.stories.approve(a, p, "x", ""),
    "refuse": lambda m, a, p: m.console.stories.refuse(a, p, "x"),
    "undo": lambda m, a, p: m.console.stories.undo(a, p, "x"),
    "read_now": lambda m, a, p: m.console.stories.read_now(a, p, "x", ""),
    "alarm": lambda m, a, p: m.backstage.alarm(a, p, "x"),
    "false": lambda m, a, p: m.backstage.false_alarm(a, p, "x"),
    "revoke": lambda m, a, p: m.backstage.revoke(a, p, "x"),
}
GUILDS: dict[str, Try] = {
    "stream_code": lambda m, a, p: m.console.stream_code(a),
    "decide_guild": lambda m, a, p: m.console.decide_guild(a, manager_roles=("r",)),
    "own_guild": lambda m, a, p: m.console.own_guild(a),
    "places": lambda m, a, p: m.console.places(a, p),
}


async def tried(management: Management, what: Try, actor: Actor, place: Place) -> None:
    found = what(management, actor, place)
    if isinstance(found, Awaitable):
        await found


@pytest.mark.parametrize("what", [*MANAGERS, *STREAMERS])
async def test_everything_is_for_its_own_place_and_level(management: Management, what: str) -> None:
    deed = MANAGERS.get(what) or STREAMERS[what]
    await tried(management, deed, STREAMER, HERE)
    for place in OTHERS:
        with pytest.raises(Forbidden, match="초대받은 방송만"):
            await tried(management, deed, STREAMER, place)
    with pytest.raises(Forbidden):
        await tried(management, deed, NOBODY, HERE)


@pytest.mark.parametrize("what", STREAMERS)
async def test_what_only_the_streamer_may(management: Management, what: str) -> None:
    with pytest.raises(Forbidden, match="스트리머 초대"):
        await tried(management, STREAMERS[what], MANAGER, HERE)


@pytest.mark.parametrize("what", DENIED)
async def test_nobody_speaks_or_gives_elsewhere(management: Management, what: str) -> None:
    for actor, place in [(STREAMER, STREAM), (NOBODY, HERE)]:
        with pytest.raises(Forbidden):
            await tried(management, DENIED[what], actor, place)


@pytest.mark.parametrize("what", GUILDS)
async def test_nobody_is_invited_into_a_guild(management: Management, what: str) -> None:
    with pytest.raises(Forbidden, match="초대받은 방송만"):
        await tried(management, GUILDS[what], STREAMER, HERE)


async def test_a_chosen_line_goes_first_whatever_the_pace(
    management: Management, clock: FakeClock
) -> None:
    channel = management.channels.of(*_key(HERE))
    lines = [line(f"고민 {n}", f"v{n}", name=f"이름{n}", at=clock()) for n in range(3)]
    for about in lines:
        channel.gate.ask(about, about.text, None, clock())
    assert channel.take(clock()) is not None
    assert channel.take(clock()) is None, "the pace"
    assert await management.backstage.answer_now(MANAGER, HERE, lines[2].id) == "이름2"
    turn = channel.take(clock())
    assert turn is not None
    assert turn.id == lines[2].id
    with pytest.raises(BadInput, match="이제 대기열에 없어요"):
        await management.backstage.answer_now(MANAGER, HERE, lines[2].id)
    await management.console.pause(MANAGER, HERE, on=True)
    with pytest.raises(BadInput, match="먼저 다시 시작"):
        await management.backstage.answer_now(MANAGER, HERE)
    assert channel.take(clock()) is None
    await management.console.pause(MANAGER, HERE, on=False)
    assert await management.backstage.answer_now(MANAGER, HERE) == "이름1"


async def test_money_is_chosen_too(management: Management, clock: FakeClock) -> None:
    channel = management.channels.of(*_key(HERE))
    paid = gift(5_000, "고마워요")
    channel.gate.hear(paid, clock())
    assert await management.backstage.answer_now(MANAGER, HERE, paid.id) == "donor"
    turn = channel.take(clock())
    assert turn is not None
    assert turn.support is not None


async def test_what_is_done_is_noted_without_words(management: Management) -> None:
    console, channel = management.console, management.channels.of(*_key(HERE))
    about = line("전 남친 박파란우산 이야기", "v1", name="두부")
    channel.gate.ask(about, about.text, None, about.at)
    await console.queue(MANAGER, HERE)
    await console.skip(MANAGER, HERE)
    await console.skip(MANAGER, HERE)
    await console.pause(MANAGER, HERE, on=True)
    await console.pause(MANAGER, HERE, on=False)
    await console.change(STREAMER, HERE, {"renamed": "상담=파란우산"})
    await console.ban_words(MANAGER, HERE, ["파란우산"])
    await console.ignore(MANAGER, HERE, "v1", "두부")
    noted = await management.noted(HERE)
    assert {who for who, _, _ in noted} == {"다람쥐"}
    assert sorted((what, about) for _, what, about in noted) == [
        ("ignore", "두부"), ("pause", ""), ("resume", ""), ("set", "renamed"), ("skip", "두부"),
        ("words", ""),
    ], "what changed nothing is not there"  # fmt: skip
    assert "파란우산" not in str(noted)


async def test_an_invitation_opens_one_place_until_it_is_revoked(management: Management) -> None:
    invites = management.invites
    invite, token = await invites.make(HERE, " 다람쥐  매니저 ", Level.MANAGER)
    assert len(token) == 22
    assert (invite.name, invite.actor.at, invite.actor.may) == (
        "다람쥐 매니저",
        HERE,
        Level.MANAGER,
    )
    assert await invites.enter(token, "me") == invite
    assert await invites.enter(token + "x", "me") is None
    assert await invites.enter("", "me") is None
    assert await invites.revoke(STREAM, [invite.id]) == 0, "of another channel"
    assert await invites.revoke(HERE, [invite.id]) == 1
    assert await invites.enter(token, "me") is None
    assert await invites.holding([invite.id]) == {}


async def test_who_guesses_is_slowed_and_who_knows_is_not(
    management: Management, clock: FakeClock
) -> None:
    _, token = await management.invites.make(HERE, "다람쥐", Level.MANAGER)
    for number in range(WRONG_BURST):
        assert await management.invites.enter(f"guess {number}", "there") is None
    with pytest.raises(TooMany):
        await management.invites.enter("guess", "there")
    assert await management.invites.enter("guess", "elsewhere") is None
    assert await management.invites.enter(token, "there") is not None


async def test_a_link_for_oneself_lives_a_day_and_there_is_one(
    management: Management, clock: FakeClock
) -> None:
    await management.link(STREAM, "g1")
    first = await management.console.studio(OWNER, STREAM)
    second = await management.console.studio(OWNER, STREAM)
    invites = management.invites
    assert await invites.enter(first.partition("#")[2], "me") is None
    invite = await invites.enter(second.partition("#")[2], "me")
    assert invite is not None
    assert (invite.place, invite.level) == (Place(Platform.TWITCH, "77"), Level.STREAMER)
    clock.tick(A_DAY)
    assert not invites.holds(invite)
    with pytest.raises(Forbidden):
        await management.console.studio(replace(OWNER, guild="g2"), STREAM)


async def test_a_link_for_oneself_is_noted_as_ones_own(management: Management) -> None:
    guild = Place(Platform.DISCORD, "g1/5")
    link = await management.backstage.own(OWNER, guild)
    invite = await management.invites.enter(link.partition("#")[2], "me")
    assert invite is not None
    await management.backstage.revoke(OWNER, invite.place, invite.id)
    await management.noted(invite.place)
    entries = await management.backstage.audit(OWNER, invite.place)
    about = {(one.what, one.about, one.viewer) for one in entries}
    assert about == {("invite", "방장", "discord:1"), ("revoke", "방장", "discord:1")}


async def test_another_guild_takes_over_a_stream_with_nobody_in_it(management: Management) -> None:
    await management.link(STREAM, "g1")
    link = await management.backstage.invite(OWNER, STREAM, "다람쥐", Level.STREAMER)
    invite = await management.invites.enter(link.partition("#")[2], "me")
    assert invite is not None
    inner = await management.backstage.invite(invite.actor, STREAM, "청설모", Level.MANAGER)
    await management.link(STREAM, "g2")
    assert not management.invites.holds(invite)
    assert await management.invites.enter(inner.partition("#")[2], "me") is None


async def test_the_link_of_the_start_is_the_same_until_it_is_revoked(
    management: Management,
) -> None:
    invites = management.invites

    async def started() -> str:
        return await invites.fixed(HERE, "이 컴퓨터", lambda number: f"secret {number}")

    assert [await started(), await started()] == ["secret 0", "secret 0"]
    (made,) = await invites.of(HERE)
    await invites.revoke(HERE, [made.id])
    assert await started() == "secret 1"


async def test_a_channel_has_so_many_invitations_and_names_are_names(
    management: Management,
) -> None:
    for wrong in ("", "  ", "가" * 31, "줄\x00", "\u202e꺼꾸로", "\ud800"):
        with pytest.raises(BadInput, match="이름"):
            await management.invites.make(HERE, wrong, Level.MANAGER)
    with pytest.raises(BadInput, match="매니저나 스트리머"):
        await management.invites.make(HERE, "다람쥐", Level.EVERYONE)
    for number in range(MOST):
        await management.invites.make(HERE, f"다람쥐 {number}", Level.MANAGER)
    with pytest.raises(BadInput, match=f"{MOST}개"):
        await management.invites.make(HERE, "하나 더", Level.MANAGER)


def _key(place: Place) -> tuple[Platform, str]:
    return place.platform, place.channel
