"""Single-use refresh tokens: renewed by one, saved before they are used, never lost."""

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from adapters.chzzk.api import OpenApi
from adapters.chzzk.credentials import Credentials
from adapters.chzzk.token_file import TokenFile
from adapters.chzzk.tokens import Token
from core.errors import AuthExpired, Disconnected
from tests.conftest import FakeClock, until
from tests.servers.chzzk import ME, TOKEN, FaultyChzzk, refusal

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def chzzk() -> AsyncIterator[FaultyChzzk]:
    async with FaultyChzzk().serve() as chzzk:
        yield chzzk


@pytest.fixture
def store(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "chzzk.token")


def open_api(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock, seed: str = "refresh-0"
) -> OpenApi:
    return OpenApi(chzzk.client_id, chzzk.client_secret, seed, store, chzzk.url, chzzk.url, clock)


async def test_the_seed_is_used_once_and_the_stored_token_counts_afterwards(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock) as api:
        assert await api.me() == (chzzk.channel, chzzk.name)
    kept = await store.load()
    assert kept is not None
    assert kept.refresh == chzzk.refresh_token
    async with open_api(chzzk, store, clock) as api:
        await api.me()
    assert chzzk.tokens_given == 1, "the access token outlives the process"
    clock.tick(86_400)
    async with open_api(chzzk, store, clock) as api:
        await api.me()
    assert chzzk.tokens_given == 2


async def test_a_changed_seed_counts_again(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock) as api:
        await api.me()
    chzzk.expire()
    chzzk.refresh_token = "from a new consent"
    async with open_api(chzzk, store, clock, seed="from a new consent") as api:
        await api.me()
    assert chzzk.tokens_given == 2


async def test_a_token_is_renewed_before_it_runs_out(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock) as api:
        await api.me()
        clock.tick(0.96 * chzzk.expires_in)
        await api.me()
    assert chzzk.tokens_given == 2
    assert chzzk.requests.count(ME) == 2, "no request was refused for it"


async def test_many_at_once_renew_once(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock) as api, open_api(chzzk, store, clock) as other:
        await api.me()
        await other.me()
        chzzk.expire()
        await asyncio.gather(*(api.me() for _ in range(25)), *(other.me() for _ in range(25)))
    assert chzzk.tokens_given == 2


async def test_giving_up_loses_no_token(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock
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
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock
) -> None:
    async with open_api(chzzk, store, clock, seed="spent") as api:
        for _ in range(3):
            with pytest.raises(AuthExpired):
                await api.me()
    assert chzzk.requests.count(TOKEN) == 1
    assert await store.load() is None


async def test_an_access_token_refused_twice_is_an_expired_consent(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock
) -> None:
    chzzk.refusals[ME].extend([refusal(401, "INVALID_TOKEN"), refusal(401, "INVALID_TOKEN")])
    async with open_api(chzzk, store, clock) as api:
        with pytest.raises(AuthExpired):
            await api.me()


@pytest.mark.parametrize("status", [400, 403])
async def test_wrong_credentials_need_a_person(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock, status: int
) -> None:
    chzzk.refusals[TOKEN].append(refusal(status, "no"))
    async with open_api(chzzk, store, clock) as api:
        with pytest.raises(AuthExpired):
            await api.me()


async def test_a_lost_answer_is_retried_and_then_reported(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock
) -> None:
    chzzk.lost.add(TOKEN)
    async with open_api(chzzk, store, clock) as api:
        with pytest.raises(Disconnected):
            await api.me()
        with pytest.raises(AuthExpired):
            await api.me()


async def test_nobody_connected_yet(chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock) -> None:
    async with open_api(chzzk, store, clock, seed="") as api:
        with pytest.raises(AuthExpired, match="not connected"):
            await api.me()


async def test_consent_connects(chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock) -> None:
    async with open_api(chzzk, store, clock, seed="") as api:
        consent = api.consent_url("http://127.0.0.1:8765/chzzk", "state")
        async with aiohttp.ClientSession() as browser:
            async with browser.get(consent, allow_redirects=False) as response:
                back = URL(response.headers["Location"])
        assert back.query["state"] == "state"
        await api.connect(back.query["code"], "state")
        assert await api.me() == (chzzk.channel, chzzk.name)
        with pytest.raises(AuthExpired):
            await api.connect(back.query["code"], "state")


async def test_two_applications_in_one_process_keep_their_own_credentials(
    chzzk: FaultyChzzk, store: TokenFile, clock: FakeClock, tmp_path: Path
) -> None:
    async with FaultyChzzk(client_id="second", channel="e" * 32).serve() as second:
        async with (
            open_api(chzzk, store, clock) as api,
            open_api(second, TokenFile(tmp_path / "second.token"), clock) as other,
        ):
            assert await api.me() == (chzzk.channel, chzzk.name)
            assert await other.me() == (second.channel, second.name)
            assert await api.session_url()


# The file.


async def test_the_file_is_its_owners_alone_and_always_whole(store: TokenFile) -> None:
    path = store._path
    for number in range(3):
        await store.save(Token(refresh=f"r{number}", access="a", good_until=1.0, seed="s"))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert await store.load() == Token(refresh="r2", access="a", good_until=1.0, seed="s")
    assert sorted(file.name for file in path.parent.glob("chzzk.token*")) == ["chzzk.token"]


async def test_a_spoilt_file_is_no_token(store: TokenFile) -> None:
    store._path.write_text("{")
    assert await store.load() is None


async def test_a_token_is_never_printed() -> None:
    assert "secret" not in repr(Token(refresh="secret", access="secret"))


async def test_it_is_saved_before_it_is_used(store: TokenFile, clock: FakeClock) -> None:
    async def exchange(refresh: str) -> Token:
        return Token(refresh=f"{refresh}+", access="a", good_until=clock() + 60)

    credentials = Credentials(store, "r", exchange, clock)
    token = await credentials.token()
    kept = await store.load()
    assert kept == token
    assert token.refresh == "r+"


async def test_one_process_waits_for_another_and_a_killed_one_blocks_nobody(
    store: TokenFile,
) -> None:
    program = (
        "import asyncio, pathlib, sys\n"
        "from adapters.chzzk.token_file import TokenFile\n"
        "async def hold():\n"
        "    async with TokenFile(pathlib.Path(sys.argv[1])).alone():\n"
        "        print('held', flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(hold())\n"
    )
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(store._path),
        stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert other.stdout is not None
    assert await other.stdout.readline() == b"held\n"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), store.alone():
            pass
    other.kill()
    await other.wait()
    async with asyncio.timeout(5.0), store.alone():
        pass
