"""How lines reach Twitch's chat: each at most once, proven by its echo, within the limits."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.simulated.twitch import SimulatedTwitch
from adapters.simulated.twitch_events import chat_event
from adapters.twitch import answers
from adapters.twitch.echoes import Echoes
from adapters.twitch.problems import CREDENTIALS
from core.delivery.mouth import said
from core.errors import Disconnected, RateLimited, SendRejected, SendUnknown
from core.labels import Platform
from core.replies import Notice
from core.turns import State
from tests.conftest import until
from tests.servers import twitch as faults
from tests.servers.twitch import DONOR, Stage, answer, helix_of, staged

pytestmark = pytest.mark.usefixtures("hurried_twitch")

CHAT = "channel.chat.message"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


def without_echo(stage: Stage) -> None:
    """Nobody is shown what is said, and the adapter does not know."""
    stage.twitch.conduits.take(CHAT, "")


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("times", [1, 3])
async def test_a_server_error_leaves_it_unknown(stage: Stage, status: int, times: int) -> None:
    stage.faults.add(faults.SAY, times=times, status=status)
    for number in range(times):
        outcome = await said(stage.adapter, answer(f"한 번만 {number}"))
        assert outcome == (State.UNKNOWN, "SendUnknown")
    assert stage.faults.count(faults.SAY) == times, "none was repeated by itself"
    await stage.answers()


@pytest.mark.parametrize("how", ["lost", "hangs", "rubbish"])
async def test_the_echo_proves_what_no_answer_did(
    stage: Stage, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "DEADLINE", 60.0)
    stage.faults.add(faults.SAY, **{how: "{" if how == "rubbish" else True})
    message_id = await stage.twitch.chat("고민이에요")
    async with asyncio.timeout(10.0):
        await stage.adapter.say(answer("한 번만", in_reply_to=(f"twitch:{message_id}",)))
    assert stage.lines() == ["한 번만"]
    assert stage.faults.count(faults.SAY) == 1
    await stage.answers()


@pytest.mark.parametrize("how", ["lost", "hangs", "rubbish"])
async def test_without_answer_and_echo_it_stays_unknown(stage: Stage, how: str) -> None:
    stage.faults.add(faults.SAY, **{how: "{" if how == "rubbish" else True})
    without_echo(stage)
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("한 번만"))
    assert stage.lines() == ["한 번만"]
    assert stage.faults.count(faults.SAY) == 1


@pytest.mark.parametrize(
    "change", [{"chatter_user_id": "4242"}, {"broadcaster_user_id": "999"}, {"text": "다른 말"}]
)
async def test_no_other_line_is_taken_for_the_echo(stage: Stage, change: dict[str, str]) -> None:
    stage.faults.add(faults.SAY, lost=True)
    without_echo(stage)
    saying = asyncio.create_task(said(stage.adapter, answer("한 번만")))
    await until(lambda: bool(stage.twitch.said))
    event = chat_event("1337", "m1", change.pop("text", "한 번만"), "9001", "러블름") | change
    about = {"type": CHAT, "condition": {"broadcaster_user_id": event["broadcaster_user_id"]}}
    stage.twitch.subscriptions.append(stage.twitch.subscriptions[0] | about)
    await stage.twitch.notify(CHAT, event)
    assert await saying == (State.UNKNOWN, "SendUnknown")


async def test_the_echo_of_a_reply_begins_with_a_name() -> None:
    echoes = Echoes()
    with echoes.awaited("1337", "[온유] 천천히  봐요.") as echo:
        echoes.hear("1337", "@시청자 [온유] 천천히 봐요")
        assert not echo.heard.is_set()
        echoes.hear("1337", "@시청자 [온유] 천천히 봐요.")
        assert echo.heard.is_set()


async def test_a_slow_answer_is_waited_for(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.faults.add(faults.SAY, late=0.7)
    without_echo(stage)
    await stage.adapter.say(answer("천천히"))
    assert stage.faults.count(faults.SAY) == 1


async def test_a_refused_token_is_renewed_once(stage: Stage) -> None:
    stage.twitch.expire()
    await asyncio.gather(*(stage.adapter.say(answer(f"줄 {number}")) for number in range(5)))
    assert sorted(stage.lines()) == [f"줄 {number}" for number in range(5)]
    assert stage.faults.count(faults.TOKEN) == 2
    await stage.answers()


async def test_a_permission_that_is_missing_is_no_reason_to_hammer(stage: Stage) -> None:
    stage.faults.add(faults.SAY, times=2, status=401)
    with pytest.raises(SendRejected, match="401"):
        await stage.adapter.say(answer("들리나요"))
    assert stage.faults.count(faults.SAY) == 2
    assert "lovelm connect twitch --as bot" in stage.adapter.problems["1337"]
    await stage.answers()
    assert stage.adapter.problems == {}, "mended"


async def test_a_dead_secret_is_reported(stage: Stage) -> None:
    stage.twitch.expire()
    stage.twitch.client_secret = "another"
    with pytest.raises(SendRejected, match="client id or secret"):
        await stage.adapter.say(answer("들리나요"))
    assert stage.adapter.problems == {"1337": CREDENTIALS}
    await stage.hears("아직 들려요")


@pytest.mark.parametrize(
    ("headers", "pause"), [({}, 0.05), ({"Retry-After": "7"}, 7.0), ({"Retry-After": "soon"}, 0.05)]
)
async def test_too_many_requests_can_be_tried_again(
    stage: Stage, headers: dict[str, str], pause: float
) -> None:
    stage.faults.add(faults.SAY, status=429, headers=headers)
    with pytest.raises(RateLimited) as caught:
        await stage.adapter.say(answer("한 번만"))
    assert caught.value.retry_after == pause
    await stage.adapter.say(answer("한 번만"))
    assert stage.lines() == ["한 번만"]
    await stage.answers()


async def test_what_was_spoken_too_fast_can_be_tried_again(stage: Stage) -> None:
    stage.twitch.drop_reason = "msg_ratelimit"
    with pytest.raises(RateLimited):
        await stage.adapter.say(answer("한 번만"))


async def test_an_unreachable_twitch_was_told_nothing() -> None:
    async with SimulatedTwitch().serve() as twitch, helix_of(twitch) as helix:
        await helix.say("1337", "하나", None)
        await twitch.stop()
        with pytest.raises(Disconnected):
            await helix.say("1337", "둘", None)


async def test_a_rule_of_the_channel_is_reported(stage: Stage) -> None:
    stage.twitch.drop_reason = "followers_only_mode"
    assert await said(stage.adapter, answer("들리나요")) == (State.DROPPED, "followers_only_mode")
    assert "followers_only_mode" in stage.adapter.problems["1337"]
    assert "매니저" in stage.adapter.problems["1337"]
    stage.twitch.drop_reason = ""
    await stage.adapter.say(answer("들리나요"))
    assert stage.lines() == ["들리나요"], "what was dropped counts for no repetition"
    assert stage.adapter.problems == {}


async def test_a_line_that_twitch_dislikes_is_no_trouble_of_the_channel(stage: Stage) -> None:
    stage.twitch.drop_reason = "msg_rejected"
    assert await said(stage.adapter, answer("음")) == (State.DROPPED, "msg_rejected")
    assert stage.adapter.problems == {}


async def test_a_rejected_parent_does_not_cost_the_answer(stage: Stage) -> None:
    stage.faults.add(faults.SAY, status=400)
    await stage.adapter.say(answer("109", in_reply_to=("twitch:gone",), crisis=True))
    assert [(line.text, line.reply_to) for line in stage.twitch.said] == [("109", None)]


@pytest.mark.parametrize("id", ["twitch:raid:m1", "twitch:gift:m1", "twitch:redemption:r"])
async def test_only_messages_are_replied_to(stage: Stage, id: str) -> None:
    await stage.adapter.say(answer("고마워요", in_reply_to=(id,)))
    assert [(line.text, line.reply_to) for line in stage.twitch.said] == [("고마워요", None)]


async def test_the_same_line_again_names_its_reader_and_then_stands(stage: Stage) -> None:
    for _ in range(2):
        await stage.adapter.say(answer("안녕하세요", in_reply_to=("twitch:m1",)))
    with pytest.raises(SendRejected, match="msg_duplicate"):
        await stage.adapter.say(answer("안녕하세요"))
    await stage.adapter.say(answer("안녕하세요", viewer=DONOR))
    notice = Notice(Platform.TWITCH, "1337", DONOR, None, "안녕하세요")
    await stage.adapter.notify(notice)
    assert [(line.text, line.reply_to) for line in stage.twitch.said] == [
        ("안녕하세요", "m1"),
        ("@시청자 안녕하세요", None),
        ("@여름귤 안녕하세요", None),
    ]


async def test_a_crisis_answer_never_waits_for_its_repetition(stage: Stage) -> None:
    async with asyncio.timeout(5.0):
        await stage.adapter.say(answer("109로 전화해 주세요", crisis=True))
        await stage.adapter.say(answer("109로 전화해 주세요", crisis=True, viewer=DONOR))
    assert stage.lines() == ["109로 전화해 주세요", "@여름귤 109로 전화해 주세요"]


async def test_what_twitch_calls_a_repetition_is_remembered_as_one(stage: Stage) -> None:
    stage.twitch.drop_reason = "msg_duplicate"
    for _ in range(2):
        with pytest.raises(SendRejected, match="msg_duplicate"):
            await stage.adapter.say(answer("같은 말", in_reply_to=("twitch:m1",)))
    stage.twitch.drop_reason = ""
    with pytest.raises(SendRejected, match="msg_duplicate"):
        await stage.adapter.say(answer("같은 말"))
    assert not stage.twitch.said


@pytest.mark.parametrize("status", [201, 202])
async def test_every_success_is_one(stage: Stage, status: int) -> None:
    stage.faults.add(faults.SAY, times=1, as_status=status)
    without_echo(stage)
    await stage.adapter.say(answer("갔어요"))
    assert stage.lines() == ["갔어요"]
