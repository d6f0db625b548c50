"""Consent at Twitch, against a local one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import msgspec
import pytest
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from adapters.chzzk import rest, token_file
from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch import answers, app_token
from adapters.twitch import oauth as oauth_module
from adapters.twitch.consents import Consents
from adapters.twitch.oauth import SCOPES, TwitchOAuth
from core.errors import AuthExpired, Disconnected, PlatformError, RateLimited
from core.grants import Grant, Kind
from core.labels import Platform
from storage.cipher import Cipher, new_key
from storage.credentials import SqlGrants
from storage.database import open_database
from tests.conftest import FakeClock, until
from tests.servers.twitch import TOKEN, Faults

HERE = "http://localhost:8765/callback"
VALIDATE = "/oauth2/validate"


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def twitch(faults: Faults) -> AsyncIterator[SimulatedTwitch]:
    async with SimulatedTwitch(middlewares=[faults.play]).serve() as twitch:
        yield twitch


@pytest.fixture
async def oauth(twitch: SimulatedTwitch, clock: FakeClock) -> AsyncIterator[TwitchOAuth]:
    id_url = f"{twitch.url}/oauth2"
    async with TwitchOAuth(twitch.client_id, twitch.client_secret, id_url, clock) as oauth:
        yield oauth


async def consent(oauth: TwitchOAuth, kind: Kind) -> Grant:
    async with aiohttp.ClientSession() as browser:
        page = oauth.consent_url(kind, HERE, "state")
        async with browser.get(page, allow_redirects=False) as response:
            back = URL(response.headers["Location"])
    assert back.query["state"] == "state"
    return await oauth.grant(kind, back.query["code"], "state", HERE)


@pytest.mark.parametrize("kind", [*Kind])
async def test_a_code_becomes_a_grant(oauth: TwitchOAuth, clock: FakeClock, kind: Kind) -> None:
    grant = await consent(oauth, kind)
    assert (grant.platform, grant.kind) == (Platform.TWITCH, kind)
    assert (grant.account, grant.name) == ("1337", "streamer")
    assert set(grant.scopes) == set(SCOPES[kind])
    assert clock() < grant.good_until < clock() + 14_400
    assert grant.refresh
    assert grant.access


async def test_a_token_is_renewed_and_given_back(
    oauth: TwitchOAuth, twitch: SimulatedTwitch
) -> None:
    grant = await consent(oauth, Kind.BOT)
    renewed = await oauth.renew(grant)
    assert renewed.access != grant.access
    assert (renewed.account, renewed.name, renewed.scopes) == (
        grant.account,
        grant.name,
        grant.scopes,
    )
    assert await oauth.validate(renewed) == renewed
    await oauth.revoke(renewed)
    for dead in (oauth.validate(renewed), oauth.renew(renewed)):
        with pytest.raises(AuthExpired):
            await dead


async def test_a_code_is_good_once(oauth: TwitchOAuth) -> None:
    with pytest.raises(AuthExpired, match="Invalid authorization code"):
        await oauth.grant(Kind.BOT, "guess", "state", HERE)


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, AuthExpired), (401, AuthExpired), (403, AuthExpired), (429, RateLimited), (500, Disconnected), (503, Disconnected)],
)  # fmt: skip
async def test_what_twitch_refuses_is_told_without_a_secret(
    oauth: TwitchOAuth, faults: Faults, status: int, error: type[PlatformError]
) -> None:
    grant = Grant(platform=Platform.TWITCH, kind=Kind.BOT, refresh="planted-refresh")
    faults.add(TOKEN, status=status)
    with pytest.raises(error) as refused:
        await oauth.renew(grant)
    assert "planted" not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_a_dead_network_is_told(clock: FakeClock) -> None:
    async with TwitchOAuth("id", "planted-secret", "http://127.0.0.1:9/oauth2", clock) as oauth:
        with pytest.raises(Disconnected, match="cannot be reached") as failed:
            await oauth.renew(Grant(platform=Platform.TWITCH, kind=Kind.BOT, refresh="planted"))
    assert "planted" not in repr(failed.value)


async def test_consents_are_checked_and_renewed(
    oauth: TwitchOAuth, twitch: SimulatedTwitch, clock: FakeClock, tmp_path: Path
) -> None:
    async with open_database(tmp_path / "lovelm.db") as database:
        grants = SqlGrants(database, Cipher([new_key()]), tmp_path / "locks")
        consents = Consents(oauth, grants, clock)
        assert list(await consents.check()) == []
        grant = await consent(oauth, Kind.BROADCASTER)
        store = grants.open(grant.platform, grant.kind, grant.account)
        await store.save(grant)
        assert [why for _, why in await consents.check()] == [""]
        assert twitch.consents.renewals == 0
        clock.tick(14_400)
        assert [why for _, why in await consents.check()] == [""]
        assert twitch.consents.renewals == 1
        # Twitch may take a token back before its time.
        twitch.consents.access.clear()
        assert [why for _, why in await consents.check()] == [""]
        assert twitch.consents.renewals == 2
        twitch.consents.withdraw()
        ((found, why),) = await consents.check()
        assert found.account == "1337"
        assert "Invalid refresh token" in why
        kept = await store.load()
        assert kept is not None, "a person decides what is forgotten"


async def test_scopes_are_read_back_as_they_are(
    oauth: TwitchOAuth, twitch: SimulatedTwitch
) -> None:
    grant = await consent(oauth, Kind.BROADCASTER)
    twitch.consents.access[grant.access]["scopes"] = None
    assert await oauth.validate(grant) == msgspec.structs.replace(grant, scopes=())


async def test_a_check_that_is_stopped_keeps_the_token_it_asked_for(
    oauth: TwitchOAuth,
    twitch: SimulatedTwitch,
    faults: Faults,
    clock: FakeClock,
    tmp_path: Path,
) -> None:
    async with open_database(tmp_path / "lovelm.db") as database:
        grants = SqlGrants(database, Cipher([new_key()]), tmp_path / "locks")
        grant = await consent(oauth, Kind.BROADCASTER)
        store = grants.open(grant.platform, grant.kind, grant.account)
        await store.save(grant)
        clock.tick(14_400)
        faults.add(TOKEN, late=0.2)
        checking = asyncio.create_task(Consents(oauth, grants, clock).check())
        await until(lambda: twitch.consents.renewals == 1)
        checking.cancel()
        await asyncio.wait({checking})
        kept = await store.load()
    assert kept is not None
    assert kept.access != grant.access


@pytest.mark.parametrize("status", [201, 202])
async def test_every_success_is_one(oauth: TwitchOAuth, faults: Faults, status: int) -> None:
    for path in (TOKEN, VALIDATE):
        faults.add(path, as_status=status)
    assert (await consent(oauth, Kind.BOT)).account == "1337"


def test_no_representation_tells_a_token() -> None:
    headers: CIMultiDictProxy[str] = CIMultiDictProxy(CIMultiDict())
    for holder in (
        app_token.Token("planted"),
        oauth_module.Token("planted", "planted", 1.0),
        answers.Answer(200, b"planted", headers),
        token_file.Token(refresh="planted", access="planted"),
        rest.Envelope(200, None, {"accessToken": "planted"}),
    ):
        assert "planted" not in repr(holder)
