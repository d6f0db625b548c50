"""`POST /hooks/donation`, as another service calls it."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from adapters.hooks.donation import BURST
from bots import settings
from bots.app import App
from bots.secret_file import kept_secret
from core.channels.keys import ChannelKeys
from core.labels import Platform
from storage.database import open_database
from storage.donations import SqlDonations
from tests.e2e.conftest import running, visiting
from tests.outsider import outsider

GIVEN = {"donor": "여름귤", "amount": 5000, "message": "응원해요"}


class Caller:
    """Another service, with the room's token."""

    def __init__(self, app: App, session: ClientSession) -> None:
        self._address = f"{app.url}/hooks/donation"
        self._session = session
        folder = settings.data_folder(settings.load())
        self.keys = ChannelKeys(kept_secret(folder / "hook.key"), lambda *_: 0)
        self.token = self.keys.token(Platform.ROOM, "room")

    async def post(
        self, body: Any = GIVEN, key: str = "k1", data: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """The status and the body of the answer; a header given as "" is not sent."""
        sent = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        about: dict[str, Any] = {"json": body} if data is None else {"data": data}
        about["headers"] = {name: value for name, value in sent.items() if value}
        async with self._session.post(self._address, **about) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers
            return answer.status, await answer.json()


@pytest.fixture
async def app() -> AsyncIterator[App]:
    async with running(demo=False) as app:
        yield app


@pytest.fixture
async def caller(app: App) -> AsyncIterator[Caller]:
    async with ClientSession() as session:
        yield Caller(app, session)


async def test_a_donation_is_stored_answered_and_thanked_once(app: App, caller: Caller) -> None:
    async with visiting(app) as visitor:
        status, first = await caller.post(GIVEN | {"amount": "5,000"})
        assert (status, first["known"]) == (200, False)
        path = settings.data_folder(settings.load()) / "lovelm.db"
        async with open_database(path) as engine:
            stored = await SqlDonations(engine, lambda: 0.0).get(first["id"])
        assert stored is not None
        assert stored.event.viewer.id.startswith("hook:")
        assert await caller.post(GIVEN) == (200, {"id": first["id"], "known": True})
        thanks = (await visitor.until("reply"))["text"]
        assert "여름귤" in thanks
        assert "5,000원" in thanks
        assert (await caller.post({"donor": "감자", "amount": 7}, key="k2"))[0] == 200
        assert "감자" in (await visitor.until("reply"))["text"], "and not the first one again"


async def test_a_key_is_for_one_donation(caller: Caller) -> None:
    answers = [await caller.post(GIVEN | change) for change in ({}, {"amount": 6000}, {})]
    assert [status for status, _ in answers] == [200, 409, 200]
    others = [await caller.post(GIVEN | change) for change in ({"message": "x"}, {"donor": "y"})]
    assert [status for status, _ in others] == [409, 409]


async def test_many_at_once_with_one_key_are_one(app: App, caller: Caller) -> None:
    async with visiting(app) as visitor:
        answers = await asyncio.gather(*(caller.post() for _ in range(20)))
        # A busy machine may ask for patience; it is stored once all the same.
        assert {status for status, _ in answers} <= {200, 503}
        while (await caller.post())[0] != 200:
            await asyncio.sleep(0.05)
        assert len({answer["id"] for status, answer in answers if status == 200}) <= 1
        await visitor.until("reply")
        await caller.post({"donor": "감자", "amount": 7}, key="k2")
        assert "감자" in (await visitor.until("reply"))["text"]


@pytest.mark.parametrize(
    ("status", "code", "how"),
    [
        (401, "wrong_token", {"Authorization": ""}),
        (401, "wrong_token", {"Authorization": "Bearer room.room.0123456789abcdef"}),
        (400, "no_key", {"key": ""}),
        (400, "no_key", {"key": "k" * 201}),
        (415, "not_json", {"data": b"{}", "Content_Type": "text/plain"}),
        (400, "bad_body", {"data": b"{"}),
        (400, "bad_body", {"data": b"\xff\xfe"}),
        (400, "bad_body", {"body": [1]}),
        (400, "bad_body", {"body": {"donor": "a"}}),
        (400, "bad_body", {"body": {"donor": "a", "amount": 1.5}}),
        (400, "bad_amount", {"body": {"donor": "a", "amount": 0}}),
        (400, "bad_amount", {"body": {"donor": "a", "amount": "5,00"}}),
        (400, "bad_amount", {"body": {"donor": "a", "amount": -5}}),
        (400, "no_donor", {"body": {"donor": " \u200b", "amount": 5}}),
        (413, "too_large", {"body": {"donor": "a", "amount": 5, "message": "x" * 70_000}}),
    ],
)
async def test_what_is_wrong_is_said(
    caller: Caller, status: int, code: str, how: dict[str, Any]
) -> None:
    got, answer = await caller.post(**how)
    assert (got, answer["error"]["code"]) == (status, code)


async def test_who_wants_no_name_has_none(app: App, caller: Caller) -> None:
    async with visiting(app) as visitor:
        status, _ = await caller.post({"donor": "여름귤", "amount": 5, "anonymous": True})
        assert status == 200
        assert "여름귤" not in (await visitor.until("reply"))["text"]


async def test_a_disclosure_is_answered_and_known_again(app: App, caller: Caller) -> None:
    async with visiting(app) as visitor:
        body = GIVEN | {"message": "죽고 싶어요"}
        assert (await caller.post(body))[0] == 200
        assert "109" in (await visitor.until("reply", crisis=True))["text"]
        assert "여름귤님 5,000원" in (await visitor.until("reply"))["text"]
        status, answer = await caller.post(body)
        assert (status, answer["known"]) == (200, True)


async def test_a_browser_of_another_site_is_refused(app: App, caller: Caller) -> None:
    async with ClientSession() as session:
        headers = {"Origin": "https://evil.example"}
        async with session.post(f"{app.url}/hooks/donation", headers=headers) as answer:
            assert answer.status == 403


async def test_too_many_are_asked_to_wait(caller: Caller) -> None:
    wrong = {"amount": 0}
    statuses = [(await caller.post(wrong, key=f"k{n}"))[0] for n in range(BURST)]
    assert set(statuses) == {400}
    statuses = [
        status for status, _ in await asyncio.gather(*(caller.post(wrong) for _ in range(40)))
    ]
    assert 429 in statuses


async def test_a_database_that_hangs_is_said_within_a_second_and_nothing_is_lost(
    app: App, caller: Caller
) -> None:
    path = settings.data_folder(settings.load()) / "lovelm.db"
    async with outsider(path) as other:
        await other("BEGIN IMMEDIATE")
        began = time.monotonic()
        status, answer = await caller.post()
        assert (status, answer["error"]["code"]) == (503, "try_again")
        assert time.monotonic() - began < 3.0
        await other("ROLLBACK")
    async with visiting(app) as visitor, asyncio.timeout(10.0):
        while (await caller.post())[0] != 200:
            await asyncio.sleep(0.05)
        await caller.post({"donor": "감자", "amount": 7}, key="k2")
        while "감자" not in (await visitor.until("reply"))["text"]:
            pass
    assert len(_rows(path)) == 2


def _rows(path: Path) -> list[str]:
    with sqlite3.connect(path) as database:
        return [id for (id,) in database.execute("SELECT id FROM donation")]
