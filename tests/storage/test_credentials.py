"""Tokens at rest: sealed, whole after a crash, renewed by one of many."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import URL, text

from core.credentials import Credentials
from core.errors import AuthExpired
from core.grants import Grant, Kind
from core.labels import Platform
from storage.cipher import Cipher, new_key
from storage.credentials import SqlGrants
from storage.database import Target, open_database

ROOT = Path(__file__).parents[2]
KEY = new_key()
GRANT = Grant(
    platform=Platform.TWITCH,
    kind=Kind.BOT,
    account="9001",
    name="러블름",
    scopes=("user:bot",),
    refresh="planted-refresh-token",
    access="planted-access-token",
    good_until=5.0,
)


class Place(NamedTuple):
    """A database, and a folder of the machine that uses it."""

    target: Target
    folder: Path

    @asynccontextmanager
    async def opened(self, *keys: str) -> AsyncIterator[SqlGrants]:
        async with open_database(self.target) as database:
            yield SqlGrants(database, Cipher(keys or (KEY,)), self.folder / "locks")


@pytest.fixture
def place(target: Target, tmp_path: Path) -> Place:
    return Place(target, tmp_path)


@pytest.fixture
async def grants(place: Place) -> AsyncIterator[SqlGrants]:
    async with place.opened() as grants:
        yield grants


async def save(grants: SqlGrants, grant: Grant) -> None:
    await grants.open(grant.platform, grant.kind, grant.account).save(grant)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


async def test_what_is_saved_is_there_again(grants: SqlGrants) -> None:
    store = grants.open(Platform.TWITCH, Kind.BOT, "9001")
    assert await store.load() is None
    await store.save(GRANT)
    assert await store.load() == GRANT
    other = msgspec.structs.replace(GRANT, kind=Kind.BROADCASTER, account="1337")
    chzzk = msgspec.structs.replace(other, platform=Platform.CHZZK)
    await save(grants, other)
    await save(grants, chzzk)
    assert list(await grants.list()) == [chzzk, GRANT, other]
    assert list(await grants.list(Platform.CHZZK)) == [chzzk]
    await grants.remove(Platform.TWITCH, Kind.BOT, "9001")
    assert await store.load() is None
    assert list(await grants.list()) == [chzzk, other]


async def test_a_grant_whose_account_becomes_known_takes_its_place(grants: SqlGrants) -> None:
    before = msgspec.structs.replace(GRANT, refresh="older")
    await save(grants, before)
    store = grants.open(Platform.TWITCH, Kind.BOT, "")
    await store.save(msgspec.structs.replace(GRANT, account=""))
    await store.save(GRANT)
    assert list(await grants.list()) == [GRANT]
    assert await store.load() == GRANT


async def test_no_token_is_readable_at_rest(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with place.opened() as grants:
        for number in range(3):
            await save(grants, msgspec.structs.replace(GRANT, good_until=float(number)))
        files = contents(place.folder)
        async with grants.engine.connect() as connection:
            dump = repr((await connection.execute(text("SELECT * FROM credential"))).all())
    assert isinstance(place.target, URL) or "test.db-wal" in files
    assert GRANT.account in dump
    for content in (*files.values(), dump.encode(), caplog.text.encode()):
        assert b"planted" not in content
        assert KEY.encode() not in content
    assert "planted" not in repr(GRANT)


async def test_without_the_key_it_asks_to_connect_again(place: Place) -> None:
    async with place.opened() as grants:
        await save(grants, GRANT)
    async with place.opened(new_key()) as grants:
        (shown,) = await grants.list()
        assert shown == Grant(
            platform=Platform.TWITCH, kind=Kind.BOT, account="9001", name="러블름"
        )
        assert await grants.reseal() == 0


async def test_a_row_moved_to_another_account_is_not_believed(place: Place) -> None:
    async with place.opened() as grants:
        await save(grants, GRANT)
        async with grants.engine.begin() as connection:
            await connection.execute(text("UPDATE credential SET account = '1'"))
        (shown,) = await grants.list()
    assert (shown.account, shown.refresh) == ("1", "")


async def test_a_new_key_reseals_and_the_old_one_can_go(place: Place) -> None:
    new = new_key()
    async with place.opened() as grants:
        await save(grants, GRANT)
    async with place.opened(new, KEY) as grants:
        assert list(await grants.list()) == [GRANT]
        assert await grants.reseal() == 1
        assert await grants.reseal() == 0
    async with place.opened(new) as grants:
        assert list(await grants.list()) == [GRANT]


async def test_a_seeded_chain_that_was_named_is_renewed_by_one_of_two(place: Place) -> None:
    """A doctor beside a server whose grant began without an account."""
    used: list[str] = []

    async def exchange(grant: Grant) -> Grant:
        await asyncio.sleep(0.1)
        if grant.refresh in used:
            raise AuthExpired("spent")
        used.append(grant.refresh)
        left = 0.0 if len(used) == 1 else 60.0
        number = len(used)
        return replace(grant, refresh=f"r{number}", access=f"a{number}", good_until=left)

    seed = Grant(platform=Platform.CHZZK, kind=Kind.BROADCASTER, refresh="s", seed="s")
    async with place.opened() as one, place.opened() as other:
        run = Credentials(one.open(seed.platform, seed.kind, ""), exchange, lambda: 1.0, seed)
        await run.token()
        await run.named("c", "스트리머")
        doctor = Credentials(other.open(seed.platform, seed.kind, "c"), exchange, lambda: 1.0)
        first, second = await asyncio.gather(run.token(), doctor.token())
    assert first == second
    assert used == ["s", "r1"]


# Processes.

PROGRAM = """
import asyncio, pathlib, sys
from core.credentials import Credentials
from core.grants import Grant, Kind
from core.labels import Platform
from storage.cipher import Cipher
from storage.credentials import SqlGrants
from storage.database import open_database
from storage.postgres import address
from msgspec.structs import replace

async def hold(store):
    async with store.alone():
        print("held", flush=True)
        await asyncio.sleep(60)

async def write(store):
    number = 0
    while True:
        number += 1
        grant = Grant(platform=Platform.TWITCH, kind=Kind.BOT, account="9001", refresh=str(number))
        await store.save(grant)
        print(number, flush=True)

async def renew(store):
    renewals = []
    async def exchange(grant):
        renewals.append(grant.refresh)
        await asyncio.sleep(0.2)
        return replace(grant, refresh=grant.refresh + "+", access="new", good_until=2.0)
    credentials = Credentials(store, exchange, lambda: 1.0)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    found = await asyncio.gather(*(credentials.token() for _ in range(50)))
    print(len(renewals), len({grant.refresh for grant in found}), found[0].refresh, flush=True)

async def main(target, folder, key, what):
    async with open_database(target) as database:
        grants = SqlGrants(database, Cipher([key]), folder / "locks")
        await globals()[what](grants.open(Platform.TWITCH, Kind.BOT, "9001"))

where, folder = sys.argv[1], pathlib.Path(sys.argv[2])
target = address(where) if where.startswith("postgresql:") else pathlib.Path(where)
asyncio.run(main(target, folder, sys.argv[3], sys.argv[4]))
"""


def written(target: Target) -> str:
    """`target` as an argument."""
    if isinstance(target, Path):
        return str(target)
    return target.set(drivername="postgresql").render_as_string(hide_password=False)


async def process(place: Place, what: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, written(place.target), str(place.folder), KEY, what,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


async def line(running: asyncio.subprocess.Process) -> str:
    assert running.stdout is not None
    return (await running.stdout.readline()).decode().strip()


async def test_one_process_waits_for_another_and_a_killed_one_blocks_nobody(
    grants: SqlGrants, place: Place
) -> None:
    store = grants.open(Platform.TWITCH, Kind.BOT, "9001")
    other = await process(place, "hold")
    assert await line(other) == "held"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), store.alone():
            pass
    async with grants.open(Platform.TWITCH, Kind.BOT, "9002").alone():
        pass  # another account's lock is free
    other.kill()
    await other.wait()
    async with asyncio.timeout(5.0), store.alone():
        pass


async def test_fifty_tasks_in_each_of_two_processes_renew_once(
    grants: SqlGrants, place: Place
) -> None:
    await save(grants, msgspec.structs.replace(GRANT, access="old", good_until=0.0, refresh="r"))
    both = [await process(place, "renew") for _ in range(2)]
    for one in both:
        assert await line(one) == "ready"
    for one in both:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
    said = sorted([await line(one) for one in both])
    assert [await one.wait() for one in both] == [0, 0]
    assert said == ["0 1 r+", "1 1 r+"]


async def test_a_process_killed_while_it_writes_loses_nothing_it_saved(place: Place) -> None:
    for lines in (1, 7, 30):
        writer = await process(place, "write")
        for _ in range(lines):
            await line(writer)
        writer.kill()
        assert writer.stdout is not None
        rest = (await writer.stdout.read()).decode().split()
        await writer.wait()
        saved = int(rest[-1]) if rest else lines
        async with place.opened() as grants:
            (kept,) = await grants.list()
        assert int(kept.refresh) in (saved, saved + 1), "the last one may have gone unsaid"
