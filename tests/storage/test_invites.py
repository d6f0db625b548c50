"""Invitations and the audit log as rows, on both databases."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from core.channels.audit import Entry
from core.channels.guilds import Place
from core.channels.invites import Invite, hashed
from core.channels.settings import Level
from core.labels import Platform
from storage.audit import SqlAudit
from storage.database import Target, open_database
from storage.forgotten import SqlForgotten, forgotten_since, without
from storage.held import held
from storage.invites import SqlInvites
from storage.retention import DAY, NOTED, Retention
from tests.conftest import FakeClock
from tests.security.naughty import NAUGHTY
from tests.storage.rows import contents

HERE = Place(Platform.TWITCH, "77")
ELSEWHERE = Place(Platform.ROOM, "room")


@pytest.fixture
async def engine(target: Target) -> AsyncIterator[AsyncEngine]:
    async with open_database(target) as engine:
        yield engine


def invite(id: str, place: Place = HERE, **more: object) -> Invite:
    about = {"name": "다람쥐", "level": Level.MANAGER, "made_at": 1.5} | more
    return Invite(id=id, place=place, **about)  # type: ignore[arg-type]


def entry(id: str, at: float, **more: str) -> Entry:
    about = {"who": "discord:1", "name": "방장", "what": "skip"} | more
    return Entry(id=id, platform=HERE.platform, channel=HERE.channel, at=at, **about)


async def test_an_invitation_is_found_by_its_secret_alone(engine: AsyncEngine) -> None:
    store = SqlInvites(engine)
    one = invite("a", by="discord:1", guild="g1", until=9.0)
    assert await store.add(one, hashed("secret"))
    assert not await store.add(invite("b"), hashed("secret")), "a secret is one invitation's"
    assert await store.find(hashed("secret")) == (one, hashed("secret"))
    assert await store.find(hashed("other")) is None
    assert await store.find("secret") is None, "it is not kept as it is"
    assert await store.get(["a", "b", "c"]) == [one]


async def test_a_channel_has_its_own_and_revoking_is_for_good(engine: AsyncEngine) -> None:
    store = SqlInvites(engine)
    for number, place in enumerate((HERE, ELSEWHERE, HERE)):
        made = replace(invite(f"i{number}", place), made_at=float(number))
        await store.add(made, hashed(str(number)))
    assert [one.id for one in await store.of(*_key(HERE))] == ["i2", "i0"], "newest first"
    assert await store.revoke(["i0", "i0", "nobody"], 5.0) == 1
    assert await store.revoke(["i0"], 6.0) == 0
    await store.seen("i2", 7.0)
    assert {one.id: (one.revoked_at, one.seen_at) for one in await store.of(*_key(HERE))} == {
        "i0": (5.0, 0.0), "i2": (0.0, 7.0),
    }  # fmt: skip


async def test_a_forgotten_managers_link_is_over_and_nameless(engine: AsyncEngine) -> None:
    store = SqlInvites(engine)
    await store.add(invite("a", by="discord:1"), hashed("a"))
    await store.add(invite("b", by="discord:2"), hashed("b"))
    await store.forget(["discord:1"])
    a, b = sorted(await store.of(*_key(HERE)), key=lambda one: one.id)
    assert (a.name, a.by, bool(a.revoked_at)) == ("", "", True)
    assert (b.name, b.by, bool(b.revoked_at)) == ("다람쥐", "discord:2", False)


async def test_the_log_is_read_backwards_a_page_at_a_time(engine: AsyncEngine) -> None:
    store = SqlAudit(engine)
    for number in range(5):
        await store.add(entry(f"e{number}", float(number)))
    await store.add(entry("e4", 99.0))
    first = await store.page(*_key(HERE), before=100.0, most=3)
    assert [one.id for one in first] == ["e4", "e3", "e2"], "an entry is never changed"
    rest = await store.page(*_key(HERE), before=first[-1].at, most=3)
    assert [one.id for one in rest] == ["e1", "e0"]
    assert await store.page(*_key(ELSEWHERE), before=100.0, most=3) == []


async def test_whom_a_deed_concerned_can_be_forgotten_and_told(engine: AsyncEngine) -> None:
    store = SqlAudit(engine)
    await store.add(entry("a", 1.0, viewer="twitch:9", about="숲속두부"))
    await store.add(entry("b", 2.0, who="twitch:9", name="숲속두부", about="speech"))
    found = await held(engine, "twitch:9")
    assert [row["id"] for row in found.noted] == ["a", "b"]
    await store.forget(["twitch:9"])
    assert (await held(engine, "twitch:9")).noted == []
    assert [(one.what, one.about, one.name) for one in await store.page(*_key(HERE), 9.0, 9)] == [
        ("skip", "speech", ""), ("skip", "", "방장"),
    ]  # fmt: skip


async def test_what_somebody_did_by_their_own_link_is_theirs(
    engine: AsyncEngine, clock: FakeClock
) -> None:
    invites, store = SqlInvites(engine), SqlAudit(engine)
    await invites.add(invite("own", by="discord:1", until=9.0), hashed("a"))
    await invites.add(invite("guest", by="discord:1"), hashed("b"))
    for number, who in enumerate(("invite:own", "invite:guest")):
        await store.add(entry(who, float(number), who=who, name=who))
    assert [row["id"] for row in (await held(engine, "discord:1")).noted] == ["invite:own"]
    await SqlForgotten(engine, clock).forget(["discord:1"])
    async with engine.connect() as connection:
        gone = await forgotten_since(connection, 0.0)
    restored = without("audit", {"who": "invite:own", "name": "방장", "viewer": ""}, gone)
    assert restored == {"who": "", "name": "", "viewer": ""}, "out of a backup, too"
    await store.forget(["discord:1"])
    await invites.forget(["discord:1"])
    assert [one.name for one in await store.page(*_key(HERE), 9.0, 9)] == ["invite:guest", ""]


async def test_the_log_lives_for_ninety_days(engine: AsyncEngine, clock: FakeClock) -> None:
    store = SqlAudit(engine)
    assert NOTED == 90 * DAY
    await store.add(entry("old", clock() - NOTED - 1, name="낡은두부"))
    await store.add(entry("new", clock() - NOTED + 1))
    await Retention(engine, clock).sweep()
    assert [one.id for one in await store.page(*_key(HERE), clock(), 9)] == ["new"]
    assert not any("낡은두부".encode() in data for data in (await contents(engine)).values())


async def test_any_name_is_kept_as_it_is(engine: AsyncEngine) -> None:
    store = SqlInvites(engine)
    names = [name for name in NAUGHTY if "\0" not in name and name.isprintable()]
    for number, name in enumerate(names):
        await store.add(invite(f"n{number}", name=name), hashed(f"n{number}"))
    kept = {one.id: one.name for one in await store.of(*_key(HERE))}
    assert kept == {f"n{number}": name for number, name in enumerate(names)}


def _key(place: Place) -> tuple[Platform, str]:
    return place.platform, place.channel
