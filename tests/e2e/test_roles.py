"""One installation in several processes, as viewers and managers meet it: Discord's desk in one,
Twitch's chat in another, pages in a third, an engine in a fourth."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from core.channels.waiting import SKIPPED
from tests.conftest import until
from tests.e2e.apart import (
    ALERTS,
    BROADCASTER,
    GOOD,
    SAID,
    WORRY,
    Hall,
    Screen,
    hall,
    screen,
)
from tests.servers.discord_desk import OWNER, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODEL = "engine"
NAME, WORDS, GIFT = "숲속두부", "3일째 읽씹당했는데 파란우산이 자꾸 생각나요", "노란우산도 주세요"
TRACES = (NAME, "파란우산", "노란우산")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    """All of them, with the stream in the hands of Discord's guild."""
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(hall(tmp_path_factory.mktemp("hall")))
        there.start("desk", "chat", there.discord)
        there.start("chat", "chat", there.twitch)
        await there.engine(MODEL, stack)
        there.web("web", "web,jobs")
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
        await owner.press("서버 설정")
        await owner.choose("위기 알림 채널", ALERTS)
        await owner.switch_on("기억하기")
        await owner.use("코너")
        await owner.choose("코너 열기", "고민 상담")
        yield there


@pytest_asyncio.fixture(loop_scope="module")
async def page(there: Hall) -> AsyncIterator[Screen]:
    """The stream's overlay, at the address that the desk tells."""
    async with screen(await secret(there, "overlay")) as page:
        # After a disclosure of the test before it is dark for a while.
        await asyncio.sleep(page.kinds("hello")[0]["calm"])
        yield page


async def secret(there: Hall, of: str) -> str:
    """An address from the desk's panel."""
    text = await Person(there.discord, OWNER).use("오버레이")
    (address,) = [word.strip("|") for word in text.split() if f"/{of}" in word]
    return address


async def test_an_answer_is_spoken_while_it_is_written_elsewhere(there: Hall, page: Screen) -> None:
    model = there.models[MODEL]
    model.held, model.held_after = asyncio.Event(), len(SAID[0]) + 4
    id = await there.twitch.chat(f"온유야 {WORRY}")
    await until(lambda: page.spoken() == [SAID[0]])
    assert not there.said(id), "it is not written yet"
    model.held.set()
    await until(lambda: bool(there.said(id)))
    assert there.said(id)[0].text.endswith(GOOD.partition("---\n")[2])
    await until(lambda: page.spoken() == list(SAID))
    assert WORRY not in there.fleet.logs()


async def test_what_is_set_at_the_desk_counts_at_once(there: Hall) -> None:
    owner = Person(there.discord, OWNER)
    await owner.use("설정")
    took: list[float] = []
    for number in range(5):
        await owner.choose("모드", "꺼짐")
        await asyncio.sleep(1.0)
        before = len(there.twitch.said)
        await there.twitch.chat("!럽 상담사", f"5{number}0")
        await asyncio.sleep(0.3)
        assert len(there.twitch.said) == before, "it is off"
        began = time.monotonic()
        await owner.choose("모드", "고민도")
        while len(there.twitch.said) == before:
            await there.twitch.chat("!럽 상담사", f"5{number}1")
            await asyncio.sleep(0.02)
        took.append(time.monotonic() - began)
    print("settings", took)
    assert max(took) < 1.0


async def test_the_desk_manages_a_queue_that_waits_elsewhere(there: Hall, page: Screen) -> None:
    owner = Person(there.discord, OWNER)
    await owner.use("대기열")
    assert "멈춰 있어요" in await owner.press("일시정지")
    first = await there.twitch.chat("!상담 온유 썸남이 연락이 줄었어요", "61", "하나")
    second = await there.twitch.chat("!상담 온유 고백할까 말까 고민이에요", "62", "둘")
    async with asyncio.timeout(5.0):
        while "**둘**" not in (text := await owner.press("새로고침")):
            pass
    assert "1. **하나** (명령어)" in text
    assert "하나 님의 이야기를 건너뛰었어요" in await owner.choose("건너뛸 이야기", "하나")
    await until(lambda: [line.text for line in there.said(first)] == [SKIPPED])
    assert "조용히 있어요" in await owner.press("조용히")
    await until(lambda: bool(page.kinds("stop")))
    assert not there.said(second)
    assert "답하고 있어요" in await owner.press("다시 시작")
    await until(lambda: bool(there.said(second)))
    await until(lambda: page.spoken() == list(SAID))


async def test_a_held_answer_is_let_out_at_the_desk(there: Hall, page: Screen) -> None:
    owner = Person(there.discord, OWNER)
    await owner.use("금칙어")
    await owner.press("보호할 이름 보기")
    await owner.write("보호할 이름 넣기", "김아무개")
    await there.answered("온유야 김아무개가 3일째 카톡을 읽고 답이 없어요", "63", "셋")
    await owner.use("대기열")
    assert "**셋** 온유야 김아무개가" in await owner.press("보류된 답 (1)")
    assert page.spoken() == []
    assert "내보냈어요" in await owner.choose("내보낼 답", "셋")
    await until(lambda: page.spoken() == [" ".join(SAID)])


async def test_a_donation_by_the_hook_is_thanked_where_the_stream_is(
    there: Hall, page: Screen
) -> None:
    status, first, seconds = await donate(there, "h1")
    assert (status, first["known"]) == (200, False)
    assert seconds < 0.9
    thanks = await there.until_said(lambda line: "여름귤" in line.text, 10.0)
    assert "5,000원" in thanks.text
    assert [alert["donor"] for alert in page.kinds("donation")] == ["여름귤"]
    assert (await donate(there, "h1"))[:2] == (200, {"id": first["id"], "known": True})
    await until(lambda: gifts(there)[first["id"]] == "acknowledged")


async def donate(there: Hall, key: str, donor: str = "여름귤") -> tuple[int, dict[str, Any], float]:
    """Another service calls the stream's hook; status, answer and seconds."""
    url, _, token = (await secret(there, "hooks/donation")).partition("#")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    body = {"donor": donor, "amount": 5_000, "message": "응원해요"}
    began = time.monotonic()
    async with ClientSession() as session, session.post(url, json=body, headers=headers) as answer:
        return answer.status, await answer.json(), time.monotonic() - began


def gifts(there: Hall) -> dict[Any, Any]:
    """Ids and states of what was given."""
    return dict(there.fleet.postgres.execute("SELECT id, state FROM donation"))  # type: ignore[arg-type]


async def test_a_crisis_silences_everywhere_and_the_managers_hear_of_it(
    there: Hall, page: Screen
) -> None:
    model = there.models[MODEL]
    model.held = asyncio.Event()
    worry = await there.twitch.chat(f"온유야 {WORRY}", "77", "두부")
    await until(lambda: page.spoken() == [SAID[0]])
    began = time.monotonic()
    assert "109" in await there.answered("죽고 싶어요", "77", "두부")
    assert time.monotonic() - began < 1.0
    model.held.set()
    await until(lambda: any(line.channel == ALERTS for line in there.discord.said))
    alarm = next(line for line in there.discord.said if line.channel == ALERTS)
    assert "두부" in alarm.text
    assert "트위치 봄소풍" in alarm.text
    cared = await there.twitch.chat("온유야 나 어떡해요", "77", "두부")
    other = await there.answered(f"온유야 {WORRY}", "78", "다른이")
    assert other.startswith(f"[온유] {SAID[0]}")
    # The overlay is dark for a while after a public disclosure.
    await until(lambda: page.spoken()[1:] == list(SAID), 40.0)
    assert {event["viewer"] for event in page.kinds("speak")[1:]} == {"다른이"}
    assert not there.said(worry) + there.said(cared), "the fixed answer only"
    assert not any("나 어떡해요" in str(asked) for asked in model.asked)
    manager = Person(there.discord, OWNER, alarm)
    assert "위기가 아니었다고" in await manager.press("위기가 아니었어요")
    assert (await there.answered("온유야 오늘은 좀 나아졌어요", "77", "두부")).startswith("[온유]")
    assert "109" in await there.answered("역시 죽고 싶어요", "77", "두부")
    await until(lambda: len([line for line in there.discord.said if "두부" in line.text]) == 2)


async def test_a_crisis_is_answered_while_redis_is_away(there: Hall) -> None:
    redis = there.fleet.redis.process
    assert redis is not None
    redis.send_signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(11.0)
        for name in there.fleet.members:
            assert (await there.asked(name))["redis"] != "ok"
        began = time.monotonic()
        assert "109" in await there.answered("진짜 죽고 싶어요", "79", "감자")
        assert time.monotonic() - began < 1.0
    finally:
        redis.send_signal(signal.SIGCONT)
    await until(lambda: any("감자" in line.text for line in there.discord.said), 20.0)
    assert (await there.answered(f"온유야 {WORRY}", "80", within=20.0)).startswith("[")


async def test_every_process_tells_how_it_is_and_the_desk_how_all_are(there: Hall) -> None:
    for name in there.fleet.members:
        async with asyncio.timeout(10.0):
            while (parts := await there.asked(name)) != dict.fromkeys(parts, "ok"):
                await asyncio.sleep(0.1)
        assert {"redis", "database"} <= {*parts}
    text, names = "", ("디스코드", "트위치", "러블름 방", "언어 모델")
    async with asyncio.timeout(5.0):
        while [f"✅ **{name}** 연결됐어요." in text for name in names] != [True] * 4:
            text = await Person(there.discord, OWNER).use("상태")


async def test_who_is_forgotten_in_one_is_forgotten_in_all(there: Hall, page: Screen) -> None:
    model, who = there.models[MODEL], ("81", NAME)
    await there.answered("!기억해", *who)
    assert "기억 켜짐" in await there.answered("!기억해 네", *who)
    model.held = asyncio.Event()
    worry = await there.twitch.chat(f"온유야 {WORDS}", *who)
    await until(lambda: bool(page.spoken()))
    assert holds(there.carried(), TRACES[:2]) == [True, True], "on its way"
    model.held.set()
    await until(lambda: bool(there.said(worry)))
    await there.twitch.cheer(300, GIFT, *who)
    await there.until_said(lambda line: NAME in line.text, 10.0)
    await there.answered("온유야 그래서 어떡하죠", *who)
    assert holds(str(model.asked[-1]), (WORDS,)) == [True], "it is remembered"
    await until(lambda: remembered(there) > 0)
    assert "정말" in await there.answered("!잊어줘", *who)
    assert all(holds(there.stored(), TRACES))
    assert "모두 지웠어요" in await there.answered("!잊어줘 네", *who, within=40.0)
    for kept in (there.stored(), there.carried(), there.fleet.logs()):
        assert not any(holds(kept, TRACES))
    assert remembered(there) == 0
    await there.answered("온유야 그래서 어떡하죠 이제", *who)
    assert not any(holds(str(model.asked[-1]), TRACES[1:]))


def remembered(there: Hall) -> int:
    """How much personas remember by consent."""
    ((count,),) = there.fleet.postgres.execute("SELECT count(*) FROM memory")
    return int(str(count))


def holds(kept: str, traces: tuple[str, ...]) -> list[bool]:
    """Which of them are there, as letters or as bytes that a database shows in hexadecimals."""
    return [trace in kept or trace.encode().hex() in kept for trace in traces]


async def test_a_donation_waits_for_whoever_answers_there(there: Hall) -> None:
    """The last test here: a process ends and another takes its place."""
    there.fleet.kill("chat", signal.SIGTERM)
    assert await there.fleet.ended("chat") == 0
    status, told, seconds = await donate(there, "h2", "가을밤")
    assert (status, told["error"]["code"]) == (503, "try_again")
    assert seconds < 1.5
    there.start("chat", "chat", there.twitch)
    async with asyncio.timeout(40.0):
        while (again := await donate(there, "h2", "가을밤"))[0] != 200:
            await asyncio.sleep(0.2)
    await there.until_said(lambda line: "가을밤" in line.text, 10.0)
    await until(lambda: gifts(there)[again[1]["id"]] == "acknowledged")
    assert sum("가을밤" in line.text for line in there.twitch.said) == 1
    for name in there.fleet.members:
        there.fleet.kill(name, signal.SIGTERM)
    assert [await there.fleet.ended(name) for name in there.fleet.members] == [0] * 4
