"""The Twitch adapter against a local server that speaks Twitch's protocol."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch.adapter import TwitchAdapter
from adapters.twitch.helix import Helix
from core.errors import AuthExpired, SendRejected
from core.events import ChatMessage, Donation, Event
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from tests.conftest import line, until
from tests.hearing import hearing
from tests.servers.twitch import helix_of


@dataclass
class Stage:
    twitch: SimulatedTwitch
    adapter: TwitchAdapter
    heard: list[Event]


@asynccontextmanager
async def connected(twitch: SimulatedTwitch) -> AsyncIterator[Stage]:
    """An adapter that listens to `twitch`."""
    async with helix_of(twitch) as helix:
        channels = ("https://www.twitch.tv/streamer",)
        adapter = TwitchAdapter(helix, twitch.settings()["LOVELM_TWITCH_EVENTSUB_URL"], channels)
        stage = Stage(twitch, adapter, [])
        async with hearing(adapter, stage.heard.append):
            await until(lambda: adapter.connected)
            yield stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with SimulatedTwitch().serve() as twitch, connected(twitch) as stage:
        yield stage


def answer(text: str, to: Event, **fields: object) -> Reply:
    about = {"persona": "onyu", "speaker": "온유", "speech": "", "crisis": False} | fields
    return Reply(
        turn_id=to.id,
        platform=Platform.TWITCH,
        channel="1337",
        viewer=to.viewer,
        in_reply_to=(to.id,),
        question="",
        chat=text,
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
        **about,  # type: ignore[arg-type]
    )


async def test_chat_is_heard_and_answered_in_a_thread(stage: Stage) -> None:
    message_id = await stage.twitch.chat("남친이 읽씹해요")
    await until(lambda: bool(stage.heard))
    (event,) = stage.heard
    assert isinstance(event, ChatMessage)
    await stage.adapter.say(answer("천천히 같이 봐요.", event))
    (said,) = stage.twitch.said
    assert (said.text, said.reply_to) == ("[온유] 천천히 같이 봐요.", message_id)
    # The echo came before this line does, and was not taken for a viewer's.
    await stage.twitch.chat("다음 줄")
    await until(lambda: len(stage.heard) > 1)
    assert [event.text for event in stage.heard] == ["남친이 읽씹해요", "다음 줄"]


async def test_a_cheer_is_one_donation(stage: Stage) -> None:
    await stage.twitch.cheer(100, "응원해요")
    await stage.twitch.chat("다음 줄")
    await until(lambda: any(isinstance(event, ChatMessage) for event in stage.heard))
    assert [type(event) for event in stage.heard] == [Donation, ChatMessage]


async def test_rubbish_costs_only_itself(stage: Stage) -> None:
    for frame in (
        "{",
        "[]",
        "null",
        '{"metadata":3}',
        "\x00",
        '{"metadata":{"message_type":"new_kind"}}',
    ):
        await stage.twitch.send(frame)
    await stage.twitch.chat("아직 살아 있어요")
    await until(lambda: bool(stage.heard))
    assert stage.adapter.connected


async def test_it_comes_back_after_the_socket_closed(stage: Stage) -> None:
    await stage.twitch.close(4003)
    await until(lambda: not stage.adapter.connected)
    await until(lambda: stage.adapter.connected, within=20.0)
    await stage.twitch.chat("다시 왔어요")
    await until(lambda: bool(stage.heard))


async def test_a_long_line_is_cut_at_a_sentence(stage: Stage) -> None:
    await stage.adapter.say(answer("한 문장이에요. " * 60, line("x")))
    (said,) = stage.twitch.said
    assert len(said.text) <= 500
    assert said.text.endswith("한 문장이에요.")


async def test_a_refused_line_says_why(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.twitch.drop_reason = "msg_duplicate"
    with pytest.raises(SendRejected, match="msg_duplicate"):
        await stage.adapter.say(answer("같은 말", line("x")))


async def test_wrong_credentials_are_reported() -> None:
    async with SimulatedTwitch(client_secret="another").serve() as twitch:
        where = twitch.settings() | {"LOVELM_TWITCH_CLIENT_SECRET": "wrong"}
        helix = Helix(
            where["LOVELM_TWITCH_CLIENT_ID"],
            where["LOVELM_TWITCH_CLIENT_SECRET"],
            twitch.bot_id,
            where["LOVELM_TWITCH_API_URL"],
            where["LOVELM_TWITCH_ID_URL"],
        )
        async with helix:
            with pytest.raises(AuthExpired, match="client id or secret"):
                await helix.login()
