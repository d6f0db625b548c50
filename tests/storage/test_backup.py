"""Everything into one file and back, whole or not at all, from either database to either."""

import asyncio
import gzip
import json
import random
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import BadInput, ConfigError
from storage.backup import BATCH, TABLES, dump, restore
from storage.backup_file import FORMAT, BackupReader, BackupWriter, Head
from storage.database import Target, newest, open_database
from storage.postgres import address
from storage.tables import CHAT
from tests.postgres_server import MIGRATED, PostgresServer
from tests.storage.rows import Rows, everything, fill

NOW = 1_800_000_000.0
LEFT_OUT = ("credential", "care", "code", "invite")


def quiet(done: int, total: int) -> None:
    assert done <= total


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgres"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Target]:
    """Another database, empty."""
    if request.param == "sqlite":
        yield tmp_path / "other.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.database(MIGRATED)
    yield address(server.url(name))
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def other(elsewhere: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(elsewhere) as engine:
        yield engine


@pytest.fixture
async def file(engine: AsyncEngine, tmp_path: Path) -> Path:
    """A backup of full tables."""
    await fill(engine)
    await dump(engine, tmp_path / "a.backup", NOW, quiet)
    return tmp_path / "a.backup"


def backed_up(rows: Rows) -> Rows:
    return {name: [] if name in LEFT_OUT else found for name, found in rows.items()}


async def test_from_either_to_either_every_row_is_equal(
    engine: AsyncEngine, other: AsyncEngine, file: Path
) -> None:
    told: list[tuple[int, int]] = []
    done = await restore(other, file, NOW, False, lambda *how: told.append(how))
    assert await everything(other) == backed_up(await everything(engine))
    assert (done.rows, done.at, done.connected) == (3 * len(TABLES), NOW, False)
    assert told[-1] == (3 * len(TABLES), 3 * len(TABLES))
    assert modes(file.parent, "a.backup*") == {"a.backup": 0o600}


def modes(folder: Path, names: str) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.glob(names)}


def unpacked(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())


def spoil(file: Path, how: Callable[[bytes], bytes]) -> None:
    file.write_bytes(how(file.read_bytes()))


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in unpacked(file).splitlines() if line[:1] == b"{"]


async def test_its_manifest_says_what_is_in_it_and_no_token_is(file: Path) -> None:
    head, *tables, manifest = lines(file)
    assert head == {"type": "backup", "format": FORMAT, "revision": newest(), "at": NOW}
    sums = manifest["tables"]
    assert isinstance(sums, dict)
    assert [table["name"] for table in tables] == list(sums) == sorted(sums)
    assert {one["rows"] for one in sums.values()} == {3}
    assert not sums.keys() & {*LEFT_OUT}
    assert b"sealed" not in unpacked(file)


async def test_it_is_of_one_moment_while_others_write(engine: AsyncEngine, tmp_path: Path) -> None:
    """Each transaction writes into the first table that is read and into the last."""
    stop = False

    async def write() -> None:
        number = 0
        while not stop:
            number += 1
            async with engine.begin() as connection:
                for sql in (
                    f"INSERT INTO chat VALUES ('{number}','p','c','v','k',0,'',0)",
                    f"INSERT INTO viewer_choice VALUES ('{number}','w',true,0)",
                ):
                    await connection.execute(text(sql))

    await fill(engine, 2 * BATCH)
    writing = asyncio.create_task(write())
    for number in range(3):
        file = tmp_path / str(number)
        manifest = await dump(engine, file, NOW, quiet)
        assert manifest.tables["chat"].rows == manifest.tables["viewer_choice"].rows
    assert manifest.tables["chat"].rows > 2 * BATCH
    stop = True
    await writing


async def test_a_database_in_use_is_not_overwritten(engine: AsyncEngine, file: Path) -> None:
    before = await everything(engine)
    with pytest.raises(BadInput, match=r"not empty \(audit, channel_setting, .*--replace"):
        await restore(engine, file, NOW, False, quiet)
    assert await everything(engine) == before


async def test_replacing_leaves_what_the_backup_has_and_the_tokens(
    engine: AsyncEngine, file: Path
) -> None:
    before = await everything(engine)
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM turn"))
        await connection.execute(text("INSERT INTO chat VALUES ('x','p','c','v','k',0,'',0)"))
        await connection.execute(text("UPDATE identity SET person = 'somebody else'"))
    done = await restore(engine, file, NOW, True, quiet)
    assert done.connected
    assert await everything(engine) == before | {"code": []}


async def test_postgres_that_is_in_use_is_left_alone(
    postgres_database: Target, tmp_path: Path
) -> None:
    async with (
        open_database(postgres_database) as running,
        open_database(postgres_database) as ours,
    ):
        await dump(ours, tmp_path / "a", NOW, quiet)
        with pytest.raises(BadInput, match="stop it first"):
            await restore(ours, tmp_path / "a", NOW, True, quiet)
        await running.dispose()
        await restore(ours, tmp_path / "a", NOW, True, quiet)


# What is not whole.


async def test_all_or_nothing(engine: AsyncEngine, file: Path) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM chat"))
    before = await everything(engine)

    def cut(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await restore(engine, file, NOW, True, cut)
    assert await everything(engine) == before
    await restore(engine, file, NOW, True, quiet)
    assert len((await everything(engine))["chat"]) == 3


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "is cut short": lambda data: data[: len(data) // 2],
    "is cut short;": lambda data: data[:-1],
    "is no backup": lambda data: b"\x00\x01 rubbish" * 1_000,
    "is no backup of": lambda data: b"",
    "is no backup of L": lambda data: gzip.compress(b"not ours\n"),
    "is no backup of Lo": lambda data: gzip.compress(gzip.decompress(data).split(b"\n", 1)[1]),
    "is damaged": lambda data: gzip.compress(gzip.decompress(data).replace(b"text 2", b"text 9")),
    r"is damaged \(table": lambda data: gzip.compress(
        b"\n".join(line for line in gzip.decompress(data).split(b"\n") if b'["id 2' not in line)
    ),
    "is cut short; take": lambda data: gzip.compress(gzip.decompress(data).rsplit(b"\n", 2)[0]),
    "is damaged .something": lambda data: data + gzip.compress(b'{"type":"manifest","tables":{}}'),
    "newer LoveLM": lambda data: gzip.compress(
        gzip.decompress(data).replace(b'"format":1', b'"format":2')
    ),
    "newer LoveLM; use": lambda data: gzip.compress(
        gzip.decompress(data).replace(newest().encode(), b"9999", 1)
    ),
}


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
@pytest.mark.parametrize("why", SPOILT)
async def test_what_is_not_whole_is_refused(engine: AsyncEngine, file: Path, why: str) -> None:
    spoil(file, SPOILT[why])
    before = await everything(engine)
    with pytest.raises(BadInput, match=why):
        await restore(engine, file, NOW, True, quiet)
    assert await everything(engine) == before


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
async def test_no_flipped_bit_and_no_cut_goes_unnoticed(engine: AsyncEngine, file: Path) -> None:
    whole, luck = unread(file), random.Random(3)
    for _ in range(300):
        data = bytearray(whole)
        place = luck.randrange(10, len(data))  # what stands before is gzip's date and name
        data[place] ^= 1 << luck.randrange(8)
        for spoilt in (bytes(data), whole[:place]):
            if harmless(spoilt, whole):
                continue
            spoil(file, lambda _, spoilt=spoilt: spoilt)  # type: ignore[misc]
            with pytest.raises(BadInput):
                BackupReader(file)


def harmless(spoilt: bytes, whole: bytes) -> bool:
    """Whether only bits changed that fill up a block, so that it says the same."""
    try:
        return gzip.decompress(spoilt) == gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return False


def unread(file: Path) -> bytes:
    return file.read_bytes()


async def test_two_at_once_into_one_place_are_both_made(
    engine: AsyncEngine, file: Path, tmp_path: Path
) -> None:
    place = tmp_path / "b"
    await asyncio.gather(*(dump(engine, place, NOW, quiet) for _ in range(3)))
    assert unpacked(place) == unpacked(file)
    assert modes(tmp_path, "b*") == {"b": 0o600}


async def test_a_missing_file_and_a_bad_folder_are_named(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=r"nothing cannot be read \(No such file"):
        await restore(engine, tmp_path / "nothing", NOW, True, quiet)
    with pytest.raises(ConfigError, match="cannot be written"):
        await dump(engine, tmp_path / "no folder" / "a", NOW, quiet)


async def test_an_older_backup_is_brought_up_to_date(other: AsyncEngine, tmp_path: Path) -> None:
    with (tmp_path / "old").open("wb") as out, gzip.GzipFile(fileobj=out, mode="wb") as zipped:
        writer = BackupWriter(zipped, Head(FORMAT, "0006", NOW))  # type: ignore[arg-type]
        columns = {c.name: "text" for c in CHAT.c} | {"at": "real", "amount": "integer"}
        with writer.table("chat", columns) as table:
            table.add([("a", "p", "c", "v", "k", 1.5, "두부", 7)])
        writer.end()
    await restore(other, tmp_path / "old", NOW, False, quiet)
    rows = await everything(other)
    assert rows["chat"] == [("a", "p", "c", "v", "k", 1.5, "두부", 7)]
    assert rows["forgotten"] == []


async def test_memory_stays_bounded(engine: AsyncEngine, tmp_path: Path) -> None:
    words = "가나다라마바사" * 100
    rows = [
        {
            "id": str(number), "platform": "p", "channel": "c", "viewer": "v", "kind": "k",
            "at": 0.0, "text": words, "amount": 0,
        }
        for number in range(BATCH)
    ]  # fmt: skip
    for batch in range(12):
        async with engine.begin() as connection:
            await connection.execute(
                insert(CHAT), [row | {"id": f"{batch} {row['id']}"} for row in rows]
            )
    del rows
    tracemalloc.start()
    try:
        await dump(engine, tmp_path / "a", NOW, quiet)
        await restore(engine, tmp_path / "a", NOW, True, quiet)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    size = 12 * BATCH * len(words.encode())
    assert peak < size / 2, f"{peak:,} bytes for {size:,}"
