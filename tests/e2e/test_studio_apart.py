"""The studio of a Twitch channel that another process answers: the same deeds, over Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
import pytest_asyncio

from core.channels.invites import hashed
from tests.conftest import until
from tests.e2e.apart import WORRY, Hall, hall, screen
from tests.e2e.studio import Studio, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOKEN = "an-invitation-of-tests"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(hall(tmp_path_factory.mktemp("studio")))
        there.start("chat", "chat", there.twitch)
        await there.engine("engine", stack)
        there.web("web", "web,jobs")
        await there.fleet.ready()
        await there.heard()
        there.fleet.postgres.execute(
            "INSERT INTO invite VALUES ('i1', '" + hashed(TOKEN) + "', 'twitch', '1337', '다람쥐',"
            " 2, '', '', 1, 0, 0, 0)"
        )
        yield there


@pytest_asyncio.fixture(loop_scope="module")
async def studio(there: Hall) -> AsyncIterator[Studio]:
    async with opened(f"http://127.0.0.1:{there.port}/studio#{TOKEN}") as studio:
        yield studio
        await studio.do("resume")


async def test_the_queue_is_seen_and_moved_from_here(there: Hall, studio: Studio) -> None:
    async with studio.live() as view:
        assert (await view.until(lambda state: "gifts" in state))["answering"]
        await studio.do("pause", on=True)
        await view.until(lambda state: state["paused"])
        first = await there.twitch.chat(f"!상담 {WORRY}", "1", "하나")
        second = await there.twitch.chat(f"!상담 {WORRY} 또요", "2", "두리")
        state = await view.until(lambda state: len(state["queue"]) == 2)
        lines = {line["viewer"]["name"]: line for line in state["queue"]}
        assert lines["두리"]["kind"] == "명령"
        await studio.do("skip", id=lines["하나"]["id"])
        await studio.do("resume")
        await until(lambda: bool(there.said(second)), 20.0)
        await view.until(lambda state: not state["queue"])
        assert all("건너뛰었어요" in line.text for line in there.said(first))


async def test_a_persona_speaks_there_and_on_the_overlay_here(there: Hall, studio: Studio) -> None:
    async with screen(there.overlay("1337")) as page:
        await studio.do("open")
        await studio.do("say", persona="onyu", text="어서 와요. 봄비가 오네요.", key=uuid4().hex)
        said = await there.until_said(lambda line: "봄비가" in line.text, 15.0)
        assert said.text == "[온유] 어서 와요. 봄비가 오네요."
        await until(lambda: bool(page.spoken()))
        assert page.spoken() == ["어서 와요. 봄비가 오네요."]
        await studio.do("quiet")
        await until(lambda: bool(page.kinds("stop")))


async def test_a_donation_by_hand_is_thanked_there(there: Hall, studio: Studio) -> None:
    given = {"donor": "여름귤", "amount": 5_000, "text": "응원해요", "key": uuid4().hex}
    assert not (await studio.do("gift", **given))["known"]
    await there.until_said(lambda line: "여름귤" in line.text and "5,000원" in line.text, 20.0)
    assert (await studio.do("gift", **given))["known"]


async def test_settings_made_here_count_there(there: Hall, studio: Studio) -> None:
    await studio.do("set", key="renamed", value="상담=털어놓기")
    asked: list[str] = []
    async with asyncio.timeout(30.0):
        while not any(map(there.said, asked)):
            number = str(100 + len(asked))
            asked.append(await there.twitch.chat(f"!털어놓기 {WORRY} {number}", number))
            await asyncio.sleep(0.5)


async def test_a_channel_that_chose_english_is_told_so(there: Hall, studio: Studio) -> None:
    await studio.do("set", key="language", value="english")
    async with screen(there.overlay("1337")) as page:
        said, number = "", 200
        async with asyncio.timeout(30.0):
            while not said.startswith("Nothing of yours is waiting"):
                number += 1
                said = await there.answered("!place", str(number))
        assert page.seen[0][1]["language"] == "english"
        await studio.do("set", key="language", value="korean")
        await until(lambda: any(look["language"] == "korean" for look in page.kinds("look")))
