"""Whoever calls themselves the streamer in the room is a viewer like all others."""

from aiohttp import ClientSession
from itsdangerous import Signer

from bots.app import App
from tests.e2e.conftest import Visitor, visiting

NAMES = (
    "스트리머", "방장", "관리자", "매니저", "운영자", "러블름", "온유", "broadcaster", "moderator", "admin", "system",
    "스트리머\u200b", "스\u00ad트리머", "ｓｔｒｅａｍｅｒ", "Strеamer", "스트리머 ✓", "[방장]", "봇", "room:room", "twitch:1",
    "스트리머\u202e", "러블름 AI", "AI 온유", "공식", "discord:400000000000000009",
)  # fmt: skip
COMMANDS = ("!조용", "!일시정지", "!재개", "!다음", "!봇무시 두부", "！조용", "! 조용")
REFUSED = "방송 매니저만 쓸 수 있는 명령이에요."
FRAMES = (
    {"roles": ["broadcaster"]}, {"role": "broadcaster"}, {"viewer": {"id": "room:1", "roles": ["manager"]}},
    {"viewer": "room:1", "is_mod": True}, {"platform": "twitch", "channel": "1337"}, {"id": "room:1", "private": True},
)  # fmt: skip


async def refused(visitor: Visitor, text: str, **fields: object) -> None:
    await visitor.say(text, **fields)
    notice = await visitor.until("notice")
    assert notice["text"] == REFUSED


async def serves(app: App) -> None:
    """The channel is neither silent nor paused."""
    async with visiting(app, "두부") as viewer:
        await viewer.say("온유야 안녕")
        await viewer.until("reply")


async def test_nobody_commands_by_a_name(app: App) -> None:
    async with visiting(app, "두부") as watching:
        for number, name in enumerate(NAMES):
            async with visiting(app, name) as visitor:
                for command in COMMANDS:
                    await visitor.say(command)
                await visitor.until("chat", text=COMMANDS[-1])
                if number < 2:  # refusals are paced like all the service's lines
                    assert "매니저만" in (await visitor.until("notice"))["text"]
                notices = {event["text"] for event in visitor.seen if event["type"] == "notice"}
                assert {*filter(None, notices)} <= {REFUSED}
        assert not [event for event in watching.seen if event["type"] == "notice"]
    await serves(app)


async def test_nobody_commands_by_what_a_frame_says(app: App) -> None:
    for fields in FRAMES:
        async with visiting(app, "두부") as visitor:
            await refused(visitor, "!조용", **fields)
            await visitor.say("안녕하세요", **fields)
            said = await visitor.until("chat", text="안녕하세요")
        assert (said["platform"], said["viewer"]["name"]) == ("room", "두부")
    await serves(app)


async def test_nobody_chooses_an_id(app: App) -> None:
    own = Signer(b"guess", salt="room viewer").sign("room:0000000000000001").decode()
    async with ClientSession() as session:
        async with session.get(app.url) as page:
            true = page.cookies["lovelm_viewer"].value
    body, _, proof = true.rpartition(".")
    wrong = (
        own,
        f"room:0000000000000001.{proof}",
        f"{body}x.{proof}",
        body,
        f"{body}.",
        f"{body}.{proof[::-1]}",
        "",
        ".",
        true.upper(),
    )
    shown = body[-6:]
    for cookie in wrong:
        async with ClientSession() as session:
            headers = {"Cookie": f"lovelm_viewer={cookie}"}
            url = f"{app.url}/room/ws?id=room:0000000000000001&roles=broadcaster&viewer={body}"
            async with session.ws_connect(url, headers=headers) as socket:
                viewer = (await socket.receive_json())[0]["viewer"]
                assert viewer["id"] not in (shown, "000001"), cookie
    async with ClientSession() as session:
        headers = {"Cookie": f"lovelm_viewer={true}"}
        async with session.ws_connect(f"{app.url}/room/ws", headers=headers) as socket:
            assert (await socket.receive_json())[0]["viewer"]["id"] == shown


async def test_a_name_that_passes_for_us_is_not_shown(app: App) -> None:
    for name in ("온유", "러블름", "온유\u200b", "AI온유", "도건님"):
        async with visiting(app, name) as visitor:
            await visitor.say("안녕하세요 처음 왔어요")
            said = await visitor.until("chat")
            assert said["viewer"]["name"] == "시청자", name


async def test_nobody_else_reads_what_is_for_one(app: App) -> None:
    """A receipt and a refusal go to their viewer's browsers alone."""
    async with visiting(app, "두부") as one, visiting(app, "두부") as other:
        await refused(one, "!조용")
        await other.say("온유야 안녕")
        await other.until("reply")
        assert not [
            event
            for event in other.seen
            if event["type"] in ("notice", "receipt") and event.get("in_reply_to") is None
        ]
