"""Single-use refresh tokens: renewed by one, saved before they are used, never lost."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import msgspec
import pytest
from yarl import URL

from adapters.chzzk.api import OpenApi
from adapters.chzzk.oauth import SCOPES, ChzzkOAuth
from adapters.chzzk.rest import Rest
from adapters.chzzk.token_file import Token, take_over
from core import credentials
from core.errors import AuthExpired, Disconnected
from core.grants import Grant, GrantStore, Kind, fingerprint
from core.labels import Platform
from storage.cipher import Cipher, new_key
from storage.credentials import SqlGrants
from storage.database import open_database
from tests.conftest import FakeClock, until
from tests.servers.chzzk import ME, TOKEN, FaultyChzzk, refusal
from tests.servers.grants import KeptGrant


@pytest.fixture
async def chzzk() -> AsyncIterator[FaultyChzzk]:
    async with FaultyChzzk().serve() as chzzk:
        yield chzzk


@pytest.fixture
def store() -> KeptGrant:
    return KeptGrant()


def open_api(
    chzzk: FaultyChzzk, store: GrantStore, clock: FakeClock, seed: str = "refresh-0"
) -> OpenApi:
    return OpenApi(chzzk.client_id, chzzk.client_secret, seed, store, chzzk.url, chzzk.url, clock)


async def test_the_seed_is_used_once_and_the_stored_token_counts_afterwards(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock) as api:
        assert await api.me() == (chzzk.channel, chzzk.name)
    kept = await store.load()
    assert kept is not None
    assert kept.refresh == chzzk.refresh_token
    assert (kept.account, kept.name) == (chzzk.channel, chzzk.name), "it is known whose it is"
    async with open_api(chzzk, store, clock) as api:
        await api.me()
    assert chzzk.tokens_given == 1, "the access token outlives the process"
    clock.tick(86_400)
    async with open_api(chzzk, store, clock) as api:
        await api.me()
    assert chzzk.tokens_given == 2


async def test_a_changed_seed_counts_again(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock) as api:
        await api.me()
    chzzk.expire()
    chzzk.refresh_token = "from a new consent"
    async with open_api(chzzk, store, clock, seed="from a new consent") as api:
        await api.me()
    assert chzzk.tokens_given == 2


async def test_a_token_is_renewed_before_it_runs_out(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock) as api:
        await api.me()
        clock.tick(0.96 * chzzk.expires_in)
        await api.me()
    assert chzzk.tokens_given == 2
    assert chzzk.requests.count(ME) == 2, "no request was refused for it"


async def test_many_at_once_renew_once(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock) as api, open_api(chzzk, store, clock) as other:
        await api.me()
        await other.me()
        chzzk.expire()
        await asyncio.gather(*(api.me() for _ in range(25)), *(other.me() for _ in range(25)))
    assert chzzk.tokens_given == 2


async def test_giving_up_loses_no_token(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    chzzk.held[TOKEN] = asyncio.Event()
    async with open_api(chzzk, store, clock) as api:
        asking = asyncio.create_task(api.me())
        await until(lambda: chzzk.tokens_given == 1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        chzzk.held[TOKEN].set()
    kept = await store.load()
    assert kept is not None
    assert kept.refresh == chzzk.refresh_token


async def test_a_dead_refresh_token_is_tried_once(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock, seed="spent") as api:
        for _ in range(3):
            with pytest.raises(AuthExpired):
                await api.me()
    assert chzzk.requests.count(TOKEN) == 1
    assert await store.load() is None


async def test_an_access_token_refused_twice_is_an_expired_consent(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    chzzk.refusals[ME].extend([refusal(401, "INVALID_TOKEN"), refusal(401, "INVALID_TOKEN")])
    async with open_api(chzzk, store, clock) as api:
        with pytest.raises(AuthExpired):
            await api.me()


@pytest.mark.parametrize("status", [400, 403])
async def test_wrong_credentials_need_a_person(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock, status: int
) -> None:
    chzzk.refusals[TOKEN].append(refusal(status, "no"))
    async with open_api(chzzk, store, clock) as api:
        with pytest.raises(AuthExpired):
            await api.me()


async def test_a_lost_answer_is_retried_and_then_reported(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    chzzk.lost.add(TOKEN)
    async with open_api(chzzk, store, clock) as api:
        with pytest.raises(Disconnected):
            await api.me()
        with pytest.raises(AuthExpired):
            await api.me()


async def test_nobody_connected_yet(chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock) -> None:
    async with open_api(chzzk, store, clock, seed="") as api:
        with pytest.raises(AuthExpired, match="not connected"):
            await api.me()


async def test_consent_connects(chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock) -> None:
    async with Rest(chzzk.client_id, chzzk.client_secret, chzzk.url) as rest:
        oauth = ChzzkOAuth(rest, chzzk.url, clock)
        here = "http://localhost:8765/callback"
        async with aiohttp.ClientSession() as browser:
            page = oauth.consent_url(Kind.BROADCASTER, here, "state")
            async with browser.get(page, allow_redirects=False) as response:
                back = URL(response.headers["Location"])
        assert back.query["state"] == "state"
        grant = await oauth.grant(Kind.BROADCASTER, back.query["code"], "state", here)
        assert (grant.account, grant.name) == (chzzk.channel, chzzk.name)
        assert set(grant.scopes) < set(SCOPES)
        with pytest.raises(AuthExpired):
            await oauth.grant(Kind.BROADCASTER, back.query["code"], "state", here)
        await store.save(grant)
        async with open_api(chzzk, store, clock, seed="") as api:
            assert await api.me() == (chzzk.channel, chzzk.name)
        await oauth.revoke(grant)
        async with open_api(chzzk, store, clock, seed="") as api:
            with pytest.raises(AuthExpired):
                await api.me()


async def test_two_applications_in_one_process_keep_their_own_credentials(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock
) -> None:
    async with FaultyChzzk(client_id="second", channel="e" * 32).serve() as second:
        async with (
            open_api(chzzk, store, clock) as api,
            open_api(second, KeptGrant(), clock) as other,
        ):
            assert await api.me() == (chzzk.channel, chzzk.name)
            assert await other.me() == (second.channel, second.name)
            assert await api.session_url()


# A renewed consent while something runs.


async def test_a_new_consent_is_taken_up(
    chzzk: FaultyChzzk, store: KeptGrant, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "LOOK_AGAIN", 0.01)
    async with open_api(chzzk, store, clock, seed="spent") as api:
        with pytest.raises(AuthExpired):
            await api.me()
        waiting = asyncio.create_task(api.renewed())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert chzzk.requests.count(TOKEN) == 1, "asking the store costs Chzzk nothing"
        grant = Grant(platform=Platform.CHZZK, kind=Kind.BROADCASTER, refresh=chzzk.refresh_token)
        seed = fingerprint("spent")
        await store.save(msgspec.structs.replace(grant, seed=seed))
        async with asyncio.timeout(5.0):
            await waiting
        assert await api.me() == (chzzk.channel, chzzk.name)


# The file of an earlier LoveLM.


@pytest.fixture
async def grants(tmp_path: Path) -> AsyncIterator[SqlGrants]:
    async with open_database(tmp_path / "lovelm.db") as database:
        yield SqlGrants(database, Cipher([new_key()]), tmp_path / "locks")


OLD = Token(refresh="r1", access="a1", good_until=5.0, seed="s")


async def test_the_file_is_taken_over_once(grants: SqlGrants, tmp_path: Path) -> None:
    path = tmp_path / "chzzk.token"
    path.write_bytes(msgspec.json.encode(OLD))
    path.with_name("chzzk.token.lock").touch()
    await take_over(path, grants)
    (kept,) = await grants.list()
    assert (kept.refresh, kept.access, kept.good_until, kept.seed) == ("r1", "a1", 5.0, "s")
    assert not any(name.startswith("chzzk.token") for name in os.listdir(tmp_path))
    await take_over(path, grants)
    assert list(await grants.list()) == [kept]


async def test_a_file_left_by_a_crash_replaces_nothing(grants: SqlGrants, tmp_path: Path) -> None:
    path = tmp_path / "chzzk.token"
    store = grants.open(Platform.CHZZK, Kind.BROADCASTER, "")
    newer = Grant(
        platform=Platform.CHZZK, kind=Kind.BROADCASTER, account="c", refresh="r2", seed="s"
    )
    await store.save(newer)
    path.write_bytes(msgspec.json.encode(OLD))
    await take_over(path, grants)
    assert list(await grants.list()) == [newer]
    assert not path.exists()


async def test_a_spoilt_file_stays_for_a_person(grants: SqlGrants, tmp_path: Path) -> None:
    path = tmp_path / "chzzk.token"
    path.write_text("{")
    await take_over(path, grants)
    assert path.exists()
    assert list(await grants.list()) == []
