"""The bot's own lines come back in the streamer's name, in any form and at any time."""

from collections.abc import AsyncIterator, Callable

import pytest

from adapters.chzzk.line import MARK
from core.errors import SendUnknown
from core.labels import Role
from tests.conftest import FakeClock, until
from tests.servers.chzzk import SEND
from tests.servers.chzzk_stage import CHANNEL, Stage, answer, crisis, listening

pytestmark = pytest.mark.usefixtures("hurried_chzzk")

LINE = "먼저 연락해 볼까요? 천천히 같이 봐요."
# So long that there is room for no tag and no mark.
CRISIS = (
    "지금 많이 힘드시죠. 혼자 견디지 않으셔도 돼요. 자살예방상담전화 109는 하루 종일 열려 있고 "
    "무료예요. 지금 안전한 곳에 계신가요? 곁에 있어 줄 분이 있나요? 연락해 주세요."
)

Reword = Callable[[str], str]


def unchanged(line: str) -> str:
    return line


def unmarked(line: str) -> str:
    return line.replace(MARK, "")


def spaced(line: str) -> str:
    return "  ".join(unmarked(line).split(" ")) + " "


def without_emoji(line: str) -> str:
    return unmarked(line).replace("🤖", "")


def censored(line: str) -> str:
    return line.replace("연락", "**").replace("힘드", "**")


def censored_and_unmarked(line: str) -> str:
    return censored(unmarked(line))


def censored_and_without_emoji(line: str) -> str:
    return censored(without_emoji(line))


FORMS = (
    unchanged,
    unmarked,
    spaced,
    without_emoji,
    censored,
    censored_and_unmarked,
    censored_and_without_emoji,
)


@pytest.fixture
async def stage(clock: FakeClock) -> AsyncIterator[Stage]:
    async with listening(clock) as stage:
        yield stage


@pytest.mark.parametrize("reword", FORMS)
@pytest.mark.parametrize("late", [0.0, 0.02])
@pytest.mark.parametrize("times", [0, 1, 2])
async def test_an_echo_is_not_the_streamer(
    stage: Stage, reword: Reword, late: float, times: int
) -> None:
    stage.chzzk.reword, stage.chzzk.late, stage.chzzk.echoes = reword, late, times
    await stage.adapter.say(answer(LINE))
    await stage.adapter.say(crisis(CRISIS))
    for echo in stage.chzzk.echoed:
        await echo
    for text in (LINE, "온유야 먼저 연락해 볼까?", "[공지] 오늘은 열 시까지 해요"):
        await stage.chzzk.chat(text, CHANNEL, "스트리머")
    await stage.hears("시청자예요")
    own, asked, told, viewer = stage.heard
    assert [own.text, asked.text[:3], told.text[:4]] == [LINE, "온유야", "[공지]"]
    assert own.viewer.roles == {Role.BROADCASTER}
    assert viewer.viewer.roles == frozenset()


@pytest.mark.parametrize("reword", FORMS)
@pytest.mark.parametrize("line", [LINE, CRISIS])
async def test_an_echo_confirms_what_was_never_answered(
    stage: Stage, reword: Reword, line: str
) -> None:
    stage.chzzk.reword = reword
    stage.chzzk.lost.add(SEND)
    await stage.adapter.say(crisis(line) if line is CRISIS else answer(line))
    assert len(stage.chzzk.said) == stage.chzzk.requests.count(SEND) == 1


async def test_an_echo_of_another_line_confirms_nothing(stage: Stage) -> None:
    stage.chzzk.echoes = 0
    await stage.adapter.say(answer("오늘은 일찍 자요."))
    stage.chzzk.lost.add(SEND)
    stage.chzzk.late = 0.05
    stage.chzzk.echoes = 1
    stage.chzzk.reword = lambda line: line.partition(" ")[0] + " 오늘은 일찍 자요."
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("내일 먼저 연락해 보는 건 어떨까요?"))
    assert len(stage.chzzk.said) == 2


async def test_an_echo_after_the_patience_for_it_still_is_no_chat(stage: Stage) -> None:
    stage.chzzk.lost.add(SEND)
    stage.chzzk.late = 0.5
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer(LINE))
    await until(lambda: stage.chzzk.echoed[0].done())
    await stage.answers()


async def test_a_conversation_of_the_bot_with_itself_is_impossible(stage: Stage) -> None:
    """Whatever Chzzk makes of its lines, it never hears one of them."""
    for reword in FORMS:
        stage.chzzk.reword = reword
        await stage.adapter.say(answer(f"{LINE} {reword.__name__}"))
    await stage.hears("끝")
    assert len(stage.heard) == 1
