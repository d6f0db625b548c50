"""Four answers to one story in the running application: chat, overlay and the vote."""

import asyncio
import json

from aiohttp import ClientSession, ClientWebSocketResponse

from bots.app import App
from tests.e2e.conftest import overlay_socket, visiting

STORY = "!넷다 썸남이 갑자기 연락을 줄였는데 제가 뭘 잘못했을까요?"


async def shown(overlay: ClientWebSocketResponse, kind: str) -> dict[str, object]:
    """The next overlay event of `kind`; what is played is reported as played at once."""
    async with asyncio.timeout(8.0):
        while True:
            events = json.loads(await overlay.receive_str())
            for event in events if isinstance(events, list) else [events]:
                if event["type"] == "speak":
                    for state in ("started", "played"):
                        await overlay.send_json({"type": state, "id": event["id"]})
                if event["type"] == kind:
                    return event


async def test_four_answers_and_a_vote(app: App) -> None:
    async with (
        ClientSession() as session,
        visiting(app, "두부") as teller,
        visiting(app, "여름귤") as voter,
    ):
        overlay = await overlay_socket(session, app)
        await shown(overlay, "hello")
        await teller.say(STORY)
        reply = await teller.until("reply", within=4.0)
        for number, name in enumerate(("1 ", "2 ", "3 ", "4 "), 1):
            assert name in reply["text"], number
        poll = await shown(overlay, "poll")
        choices = poll["choices"]
        assert isinstance(choices, list)
        assert len(choices) == 4
        await voter.say("2")
        poll = await shown(overlay, "poll")
        assert [choice["votes"] for choice in poll["choices"]] == [0, 1, 0, 0]  # type: ignore[attr-defined]
        await teller.say(STORY)
        notice = await teller.until("notice")
        assert "투표" in notice["text"]
        await overlay.close()


async def test_each_of_the_four_is_heard_in_turn(app: App) -> None:
    async with ClientSession() as session, visiting(app, "두부") as teller:
        overlay = await overlay_socket(session, app)
        await shown(overlay, "hello")
        await teller.say(STORY)
        heard = [(await shown(overlay, "speak"))["persona"] for _ in range(4)]
        await overlay.close()
    assert len(set(heard)) == 4
