"""A donor's words that wait for a manager outlive the process that heard them, and are answered
once."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from core.channels.invites import hashed
from tests.conftest import until
from tests.e2e.apart import WORRY, hall
from tests.e2e.studio import Studio, opened

TOKEN = "an-invitation-of-tests"
INVITED = (
    f"INSERT INTO invite VALUES ('i1', '{hashed(TOKEN)}', 'twitch', '1337', '다람쥐', 2, '', '',"
    " 1, 0, 0, 0)"
)
TURNS = "SELECT id, state FROM turn WHERE id LIKE 'words:%'"


@pytest.mark.timeout(240)  # four processes, one after another
async def test_words_that_wait_outlive_their_process(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(hall(tmp_path))
        there.start("first", "chat", there.twitch)
        await there.engine("engine", stack)
        there.web("web", "web,jobs")
        await there.fleet.ready()
        await there.heard()
        rows = there.fleet.postgres.execute
        rows(INVITED)
        link = f"http://127.0.0.1:{there.port}/studio#{TOKEN}"
        studio = await stack.enter_async_context(opened(link))
        for key, value in (("approve_gifts", True), ("announcer", "lovelm")):
            await studio.do("set", key=key, value=value)
        for donor in ("여름귤", "겨울귤"):
            text = f"{donor}이에요. {WORRY}"
            await studio.do("gift", donor=donor, amount=5_000, text=text, key=donor)
            await there.until_said(lambda line, donor=donor: donor in line.text, 20.0)  # type: ignore[misc]
        async with studio.live() as view:
            state = await view.until(lambda state: len(state["gift_words"]) == 2)
            ids = {words["name"]: words["id"] for words in state["gift_words"]}
        thanks = len(there.twitch.said)

        there.start("second", "chat", there.twitch)
        await there.fleet.ready("second")
        there.fleet.kill("first")
        await decided(studio, "gift_hide", ids["겨울귤"])
        await decided(studio, "gift_show", ids["여름귤"])
        for deed in ("gift_show", "gift_hide"):
            for id in ids.values():
                assert await studio.refused(deed, id=id) == (404, "not_found")
        async with studio.live() as view:
            await view.until(lambda state: "gift_words" in state and not state["gift_words"])
        await until(lambda: rows(TURNS) == [(f"words:{ids['여름귤']}", "said")], 20.0)
        assert len(there.twitch.said) == thanks + 1, "nobody is thanked or answered again"


async def decided(studio: Studio, deed: str, id: str) -> None:
    """Return when whoever took the channel over knows of these words and took the decision."""
    async with asyncio.timeout(60.0):
        while (await studio.post({"do": deed, "id": id})).status != 200:
            await asyncio.sleep(0.5)
