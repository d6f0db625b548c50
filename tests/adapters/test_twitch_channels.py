"""Permissions that channels give and take: each costs its channel alone, is said so, and is
looked for again."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.simulated.twitch import SimulatedTwitch
from adapters.simulated.twitch_conduits import channel_of
from adapters.twitch import adapter as twitch_adapter
from adapters.twitch import subscriptions
from adapters.twitch.problems import (
    CREDENTIALS,
    NOBODY,
    PENDING,
    REVOKED,
    UNKNOWN_CHANNEL,
    UNREACHABLE,
)
from tests.conftest import until
from tests.servers import twitch as faults
from tests.servers.twitch import Faults, Stage, answer, running, staged

pytestmark = pytest.mark.usefixtures("hurried_twitch")

CHAT = "channel.chat.message"
BITS = "channel.bits.use"
TWO = {"streamer": "1337", "another": "2448"}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(users=dict(TWO)) as stage:
        yield stage


def held(stage: Stage, kind: str) -> set[str]:
    """The channels in which a kind of event is subscribed to."""
    return {channel_of(row) for row in stage.twitch.subscriptions if row["type"] == kind}


async def test_every_channel_is_subscribed_to_everything(stage: Stage) -> None:
    assert stage.adapter.channels == {"1337": "streamer", "2448": "another"}
    assert len(stage.twitch.subscriptions) == 2 * len(subscriptions.KINDS)
    assert stage.adapter.problems == {}
    await stage.hears("여기요", channel="2448")
    assert [event.channel for event in stage.heard] == ["2448"]


@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize("status", ["authorization_revoked", *REVOKED])
async def test_a_revoked_chat_costs_its_channel_alone(
    stage: Stage, status: str, moving: bool
) -> None:
    if moving:
        stage.twitch.sockets.welcome_after = 0.3
        await stage.twitch.sockets.reconnect()
        await until(lambda: stage.faults.count(faults.SOCKET) == 2)
    stage.twitch.conduits.withheld.add((CHAT, "1337"))
    await stage.twitch.revoke(CHAT, status, "1337")
    await until(lambda: list(stage.adapter.problems) == ["1337"])
    assert stage.adapter.connected, "the other channel is heard"
    await stage.hears("저는 들리죠", channel="2448")
    # Given back, it is found again without a new session.
    stage.twitch.conduits.withheld.clear()
    await until(lambda: CHAT in {row["type"] for row in stage.twitch.subscriptions})
    await until(lambda: held(stage, CHAT) == {"1337", "2448"} and not stage.adapter.problems)
    await stage.answers()
    assert stage.sessions() == 1


async def test_why_twitch_took_chat_back_stays_known(stage: Stage) -> None:
    stage.twitch.conduits.withheld.add((CHAT, "1337"))
    await stage.twitch.revoke(CHAT, "chat_user_banned", "1337")
    asked = stage.faults.count(faults.SUBSCRIBE, "POST")
    await until(lambda: stage.faults.count(faults.SUBSCRIBE, "POST") > asked + 2)
    assert stage.adapter.problems == {"1337": REVOKED["chat_user_banned"]}


async def test_a_revocation_that_names_no_channel_is_looked_into(stage: Stage) -> None:
    stage.twitch.conduits.take(CHAT, "2448")
    row = {"type": CHAT, "status": "authorization_revoked"}
    frame = {"metadata": {"message_type": "revocation"}, "payload": {"subscription": row}}
    await stage.twitch.send(frame)
    await until(lambda: held(stage, CHAT) == {"1337", "2448"} and not stage.adapter.problems)
    await stage.answers()


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("channel.cheer", "bits:read"),
        (BITS, "bits:read"),
        ("channel.subscription.gift", "channel:read:subscriptions"),
        ("channel.channel_points_custom_reward_redemption.add", "channel:read:redemptions"),
    ],
)
async def test_a_missing_grant_costs_only_what_it_is_for(kind: str, scope: str) -> None:
    twitch = SimulatedTwitch()
    twitch.conduits.withheld.add((kind, ""))
    async with twitch.serve(), running(twitch, Faults()) as stage:
        await until(lambda: stage.adapter.connected)
        assert scope in stage.adapter.problems["1337"]
        await stage.answers()
        twitch.conduits.withheld.clear()
        await until(lambda: stage.adapter.problems == {})


async def test_chat_that_may_not_be_read_at_the_start_is_reported_and_tried_again() -> None:
    twitch = SimulatedTwitch()
    twitch.conduits.withheld |= {(kind, "") for kind in subscriptions.KINDS}
    async with twitch.serve(), running(twitch, Faults()) as stage:
        for scope in ("channel:bot", "bits:read", "channel:read:redemptions"):
            await until(lambda scope=scope: scope in stage.adapter.problems.get("1337", ""))  # type: ignore[misc]
        assert not stage.adapter.connected
        twitch.conduits.withheld.clear()
        await until(lambda: stage.adapter.connected and stage.adapter.problems == {})
        await stage.answers()
        assert twitch.sockets.welcomed == 1


async def test_who_gives_chat_back_gives_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "OTHERS_AGAIN", 3_600.0)
    twitch = SimulatedTwitch()
    twitch.conduits.withheld |= {(kind, "") for kind in subscriptions.KINDS}
    async with twitch.serve(), running(twitch, Faults()) as stage:
        await until(lambda: bool(stage.adapter.problems.get("1337")))
        twitch.conduits.withheld.clear()
        await until(lambda: len(twitch.subscriptions) == len(subscriptions.KINDS))


@pytest.mark.parametrize(("status", "times"), [(500, 1), (500, 20), (503, 2), (429, 3)])
async def test_resubscribing_that_fails_is_done_again(
    stage: Stage, status: int, times: int
) -> None:
    stage.twitch.conduits.take(CHAT, "")
    stage.faults.add(faults.SUBSCRIBE, method="POST", times=times, status=status)
    await stage.twitch.close(4003)
    await until(lambda: not stage.adapter.connected)
    await until(lambda: held(stage, CHAT) == {"1337", "2448"} and stage.adapter.connected)
    await stage.answers()
    assert stage.sessions() == 2, "the socket was kept"
    await until(lambda: stage.adapter.problems == {})


async def test_what_stands_already_is_as_good_as_new(stage: Stage) -> None:
    stage.faults.add(faults.SUBSCRIBE, method="GET", times=9, status=500)
    await stage.twitch.close()
    await stage.back()
    assert stage.faults.count(faults.SUBSCRIBE, "POST") == 4 * len(subscriptions.KINDS)
    await stage.answers()


async def test_a_channel_whose_subscription_fails_does_not_silence_the_others() -> None:
    def prepare(faults_: Faults) -> None:
        faults_.add(faults.SUBSCRIBE, method="POST", status=500)

    async with staged(prepare, users=dict(TWO)) as stage:
        await stage.hears("저는 들려요", channel="2448")
        await until(lambda: held(stage, CHAT) == set(TWO.values()))
        await stage.answers()


async def test_what_nobody_wants_any_more_is_ended_and_not_heard() -> None:
    twitch = SimulatedTwitch(users={f"streamer{n}": f"{n + 1}" for n in range(30)})
    async with twitch.serve():
        async with running(twitch, Faults()) as stage:
            await until(lambda: stage.adapter.connected)
            assert len(twitch.subscriptions) == 30 * len(subscriptions.KINDS)
        async with running(twitch, Faults(), ("streamer0",)) as stage:
            await until(lambda: stage.adapter.connected)
            await until(lambda: len(twitch.subscriptions) == len(subscriptions.KINDS))
            foreign = twitch.subscriptions[0] | {"condition": {"broadcaster_user_id": "2"}}
            twitch.subscriptions.append(foreign)
            await twitch.chat("남의 방송", channel="2")
            await stage.answers()
            assert stage.texts() == ["살아 있어요?"]


async def test_a_conduit_with_more_shards_loses_nothing() -> None:
    twitch = SimulatedTwitch()
    twitch.conduits.held.append({"id": "c1", "shard_count": 3})
    async with twitch.serve(), running(twitch, Faults()) as stage:
        await until(lambda: stage.adapter.connected)
        assert twitch.conduits.held == [{"id": "c1", "shard_count": 1}]


async def test_an_unknown_channel_is_named() -> None:
    twitch = SimulatedTwitch(users={"streamer": "1337"})
    async with twitch.serve(), running(twitch, Faults(), ("streamer", "없는채널")) as stage:
        await until(lambda: stage.adapter.connected)
        assert stage.adapter.problems == {"없는채널": UNKNOWN_CHANNEL}
        await stage.answers()


async def test_a_channel_that_appears_later_is_listened_to() -> None:
    twitch = SimulatedTwitch(users={"somebody": "1"})
    async with twitch.serve(), running(twitch, Faults(), ("streamer",)) as stage:
        await until(lambda: stage.adapter.problems.get("twitch") == NOBODY)
        assert stage.adapter.problems["streamer"] == UNKNOWN_CHANNEL
        twitch.users["streamer"] = "1337"
        await until(lambda: stage.adapter.connected)
        assert stage.adapter.problems == {}
        await stage.hears("이제 들려요", channel="1337")


async def test_what_is_wrong_with_all_of_it_is_told_under_its_name() -> None:
    twitch = SimulatedTwitch()
    faults_ = Faults()
    faults_.add(faults.USERS, times=5, status=500)
    twitch.middlewares.append(faults_.play)
    async with twitch.serve(), running(twitch, faults_) as stage:
        await until(lambda: stage.adapter.problems == {"twitch": UNREACHABLE})
        await until(lambda: stage.adapter.connected)
        assert stage.adapter.problems == {}
        stage.faults.add(faults.SUBSCRIBE, method="POST", times=60, status=500)
        twitch.conduits.take(CHAT, "")
        await twitch.close()
        await until(lambda: stage.adapter.problems.get("1337") == PENDING)


async def test_credentials_that_die_are_told_and_tried_again() -> None:
    async with staged() as stage:
        stage.twitch.expire()
        stage.twitch.client_secret, secret = "another", stage.twitch.client_secret
        await stage.twitch.close()
        await until(lambda: stage.adapter.problems.get("twitch") == CREDENTIALS)
        assert not stage.adapter.connected
        stage.twitch.client_secret = secret
        await stage.back()
        assert not stage.adapter.problems
        await stage.answers()


async def test_a_dead_secret_is_not_asked_about_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twitch_adapter, "REFUSED_AGAIN", 0.5)
    async with staged() as stage:
        stage.twitch.expire()
        stage.twitch.client_secret = "another"
        asked = stage.faults.count(faults.TOKEN)
        await stage.twitch.close()
        began = asyncio.get_running_loop().time()
        await until(lambda: stage.faults.count(faults.TOKEN) == asked + 3)
        assert asyncio.get_running_loop().time() - began >= 1.0


@pytest.mark.parametrize("status", [401, 403, 404, 408])
async def test_one_refusal_of_the_token_may_be_a_mistake(status: int) -> None:
    async with staged(lambda f: f.add(faults.TOKEN, status=status)) as stage:
        await stage.answers()


@pytest.mark.parametrize("path", [path for path in faults.START if path != faults.TOKEN])
@pytest.mark.parametrize("times", [1, 6])
async def test_a_refused_token_is_renewed_without_hammering(path: str, times: int) -> None:
    async with staged(lambda f: f.add(path, status=401, times=times)) as stage:
        assert stage.faults.count(path) < 60
        assert stage.faults.count(faults.TOKEN) <= times + 2
        await stage.answers()


async def test_a_token_that_expires_meanwhile_is_renewed(stage: Stage) -> None:
    stage.twitch.expire()
    stage.twitch.conduits.take(CHAT, "1337")
    await stage.twitch.send(
        {
            "metadata": {"message_type": "revocation"},
            "payload": {
                "subscription": {
                    "type": CHAT,
                    "status": "authorization_revoked",
                    "condition": {"broadcaster_user_id": "1337"},
                }
            },
        }
    )
    await until(lambda: held(stage, CHAT) == set(TWO.values()))
    await stage.adapter.say(answer("계속 말해요"))
    assert stage.faults.count(faults.TOKEN) == 2
