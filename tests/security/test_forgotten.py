"""`!잊어줘` in an installation of several processes: no row, no key of Redis, no file and no log
knows who asked, whatever they had done and whatever had been done about them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import until
from tests.e2e.apart import BROADCASTER, Hall, hall
from tests.e2e.test_roles import holds
from tests.servers.discord_desk import MEMBER, OWNER, Person

ID, NAME = "770077007", "숲속두부"
WORDS = ("파란우산", "노란우산", "빨간우산", "하얀우산")
TRACES = (ID, NAME, MEMBER.id, *WORDS)
MODERATOR = [{"set_id": "moderator", "id": "1", "info": ""}]
# Tables that know of the viewer before; and what the traces of theirs are.
HELD = (
    "audit", "channel_setting", "chat", "donation", "identity", "mark", "memory", "story", "turn",
    "viewer_choice",
)  # fmt: skip


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Hall]:
    """One hears and speaks, another thinks and shows; the stream is in the hands of a guild."""
    async with hall(tmp_path) as there:
        there.start("talk", "chat", there.twitch, there.discord)
        there.start("rest", "engine,web,jobs")
        await there.fleet.ready()
        await there.heard()
        await there.discord.listening(30.0)
        owner = Person(there.discord, OWNER)
        code = (await owner.use("연동")).partition("!연동 ")[2][:6]
        linked = await there.answered(f"!연동 {code}", "1337", "봄소풍", badges=BROADCASTER)
        assert "연동됐어요" in linked
        await owner.use("설정")
        await owner.choose("다른 봇도", "아니요, 러블름만 써요")
        await owner.choose("모드", "고민도")
        await owner.choose("후원 알림", "러블름이 직접")
        await owner.press("이대로 시작")
        await owner.switch_on("기억하기")
        yield there


async def test_nothing_is_known_of_whoever_asked_to_be_forgotten(there: Hall) -> None:
    who = (ID, NAME)
    await lived(there, who)
    before = rows(there)
    assert knowing(before) == {*HELD}
    assert all(holds("".join(before.values()), TRACES))
    desk = Person(there.discord, MEMBER)
    await desk.use("잊어줘")
    assert "모두 지웠어요" in await desk.press("모두 지우기")
    left = rows(there) | {"redis": there.carried(), "logs": there.fleet.logs()} | files(there)
    assert knowing(left) == set()
    # And it is not written behind anybody's back afterwards.
    before_after = len(there.twitch.said)
    await there.twitch.chat(f"온유야 {WORDS[0]}", *who)
    await there.answered("!상담사", "9", "남")
    assert len(there.twitch.said) == before_after + 1, "ignored they are on"


async def lived(there: Hall, who: tuple[str, str]) -> None:
    """All that a viewer does, and is done about them."""
    desk = Person(there.discord, MEMBER)
    code = (await desk.use("연결")).partition("!연결 ")[2][:6]
    await there.answered(f"!연결 {code}", *who)
    await there.answered(f"!연결 {code} 네", *who)
    await desk.press("채팅에 적었어요")
    assert "계정을 연결했어요" in await desk.press("맞아요")
    assert "14세" in await there.answered("!기억해", *who)
    assert "기억 켜짐" in await there.answered("!기억해 네", *who)
    await there.answered(f"온유야 {WORDS[0]} 쓰던 남친이 3일째 답이 없어", *who, within=20.0)
    await there.twitch.chat(f"그냥 {WORDS[3]} 생각이 나네요", *who)
    await there.twitch.cheer(300, f"{WORDS[1]}도 힘내요", *who)
    await there.until_said(lambda line: NAME in line.text, 20.0)
    await desk.use("사연")
    await desk.press("네, 만 14세")
    asked = await desk.act(desk.part("사연 쓰기")["custom_id"])
    story = {"name": NAME, "text": f"3년 만난 사람이 {WORDS[2]}을 두고 갔어요. 연락해도 될까요?"}
    sent = await there.discord.submit(asked, story, MEMBER)
    await until(lambda: bool(sent.edits or sent.follow_ups))
    assert NAME in desk.read(sent)
    private = await there.discord.slash(
        "상담", MEMBER, 고민=f"{WORDS[0]} 때문에 고백을 못 하겠어요"
    )
    await until(lambda: private.answer is not None, 20.0)
    async with asyncio.timeout(20.0):
        while ID not in rows(there)["mark"]:  # so many commands at once are too many
            await there.twitch.chat("!클립", *who)
            await asyncio.sleep(0.5)
    manager = ("88", "도우미")
    said = await there.answered(f"!봇무시 {NAME}", *manager, badges=MODERATOR)
    assert said == f"{NAME}님 말에는 이제 답하지 않을게요."
    # Some of it is written behind.
    with contextlib.suppress(TimeoutError):
        await until(lambda: knowing(rows(there)) == {*HELD}, 15.0)


def knowing(places: dict[str, str]) -> set[str]:
    """Where any of it is to be found."""
    return {place for place, text in places.items() if any(holds(text, TRACES))}


def rows(there: Hall) -> dict[str, str]:
    """Everything that each table holds, as text."""
    execute = there.fleet.postgres.execute
    tables = execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {
        str(name): "\n".join(str(row) for (row,) in execute(f'SELECT t::text FROM "{name}" t'))
        for (name,) in tables
    }


def files(there: Hall) -> dict[str, str]:
    """What each file of the installation holds."""
    found = [path for path in there.fleet.folder.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes().decode("utf-8", "replace") for path in found}
