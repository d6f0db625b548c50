"""What Twitch's REST interface is asked besides sending: who is who, and what is allowed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from twitchio.eventsub import SubscriptionType

from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch.helix import Helix
from adapters.twitch.names import name_of
from core.errors import AuthExpired, Disconnected, SendRejected
from tests.servers import twitch as faults
from tests.servers.twitch import Faults, helix_of, hurry

CHAT = SubscriptionType.ChannelChatMessage


@dataclass
class Desk:
    twitch: SimulatedTwitch
    helix: Helix
    faults: Faults


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    hurry(monkeypatch)
    faults_ = Faults()
    twitch = SimulatedTwitch(
        client_secret="planted",
        users={"streamer": "1337", "another": "2448", "12345": "99", "third": "77", "fourth": "78"},
        shown={
            "streamer": "스트리머",
            "third": "스트리머친구",
            "fourth": "Same",
            "another": "same",
        },
        middlewares=[faults_.play],
    )
    async with twitch.serve(), helix_of(twitch) as helix:
        await helix.login()
        yield Desk(twitch, helix, faults_)


@pytest.mark.parametrize(
    "written",
    [
        "streamer",
        "Streamer",
        "@streamer",
        " streamer ",
        "1337",
        "스트리머",
        "twitch.tv/streamer",
        "https://www.twitch.tv/streamer",
        "https://www.twitch.tv/Streamer/about?tt_content=x",
        "http://m.twitch.tv/streamer/",
        "https://dashboard.twitch.tv/u/streamer/home",
        "https://www.twitch.tv/popout/streamer/chat",
        "https://www.twitch.tv/moderator/streamer",
    ],
)
async def test_a_channel_is_found_however_it_is_written(desk: Desk, written: str) -> None:
    assert await desk.helix.users([written]) == {written: ("1337", "스트리머")}


@pytest.mark.parametrize("written", ["", "없는 사람", "nobody", "https://[", "스트리", "same", "①"])
async def test_who_is_unknown_or_two_is_left_out(desk: Desk, written: str) -> None:
    found = await desk.helix.users([written, "streamer"])
    assert found.pop("streamer") == ("1337", "스트리머")
    assert found == {}


async def test_digits_may_be_an_id_or_a_login(desk: Desk) -> None:
    assert await desk.helix.users(["12345", "99"]) == {
        "12345": ("99", "12345"),
        "99": ("99", "12345"),
    }


async def test_more_channels_than_fit_into_one_request() -> None:
    users = {f"streamer{n}": f"{n + 1}" for n in range(250)}
    async with SimulatedTwitch(users=users).serve() as twitch, helix_of(twitch) as helix:
        await helix.login()
        assert len(await helix.users(tuple(users))) == 250


def test_names_keep_what_no_address_is() -> None:
    assert [name_of(text) for text in ("a_b", "달빛 밤", "https://twitch.tv")] == [
        "a_b",
        "달빛 밤",
        "",
    ]


async def test_what_accounts_allow_is_told_without_their_tokens(desk: Desk) -> None:
    about = {"user_id": "1337", "login": "streamer", "scopes": ["channel:bot", "bits:read"]}
    desk.twitch.consents.access["t"] = about
    assert await desk.helix.granted(["1337", "2448"]) == {
        "1337": frozenset({"channel:bot", "bits:read"}),
        "2448": frozenset(),
    }


@pytest.mark.parametrize("rubbish", ["{", "null", "[]", '{"data": null}', '{"data": [{}]}'])
async def test_an_answer_of_another_shape_is_no_crash(desk: Desk, rubbish: str) -> None:
    desk.faults.add(faults.USERS, rubbish=rubbish)
    with pytest.raises(Disconnected):
        await desk.helix.users(["streamer"])
    assert len(await desk.helix.users(["streamer"])) == 1


async def test_no_error_names_a_secret(desk: Desk) -> None:
    desk.faults.add(faults.USERS, status=400)
    with pytest.raises(SendRejected) as refused:
        await desk.helix.users(["streamer"])
    desk.faults.add(faults.TOKEN, status=403)
    desk.twitch.expire()
    desk.faults.add(faults.SAY, status=401)
    with pytest.raises(AuthExpired) as dead:
        await desk.helix.say("1337", "들리나요", None)
    for error in (refused.value, dead.value):
        assert desk.twitch.client_secret not in f"{error!r} {error.__cause__!r}"
        assert error.__context__ is None or error.__suppress_context__


async def test_only_an_id_and_a_login_are_needed_of_a_user(desk: Desk) -> None:
    rows = '{"data": [{"id": "1337", "login": "Streamer", "new": []}]}'
    for written in ("streamer", "1337"):
        desk.faults.add(faults.USERS, rubbish=rows)
        shown = {written: ("1337", "streamer")}
        assert await desk.helix.users([written]) == shown
