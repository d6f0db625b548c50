"""The room as viewers use it, through the real composition."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError

from bots.app import App
from tests.e2e.conftest import overlay_socket, running, visiting


async def test_a_worry_is_answered_by_a_persona_within_two_seconds(app: App) -> None:
    async with visiting(app) as visitor:
        await visitor.say("남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?")
        said = await visitor.until("chat")
        reply = await visitor.until("reply", within=2.0)
    assert reply["in_reply_to"] == said["id"]
    assert reply["persona"] in ("onyu", "dogeon", "yudam", "raon")
    assert reply["crisis"] is False
    assert any("가" <= letter <= "힣" for letter in reply["text"])


async def test_a_crisis_gets_the_fixed_answer_and_nothing_on_the_overlay(app: App) -> None:
    async with ClientSession() as session, visiting(app) as visitor:
        overlay = await overlay_socket(session, app)
        assert "hello" in await overlay.receive_str()
        await visitor.say("요즘 너무 힘들어서 사라지고 싶어")
        reply = await visitor.until("reply", within=2.0, crisis=True)
        assert reply["persona"] is None
        assert "109" in reply["text"]
        assert reply["films"] == []
        assert [event["type"] for event in await overlay.receive_json()] == ["calm"]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(overlay.receive(), 1.0)
        await overlay.close()
    async with visiting(app, "다음 손님") as late, ClientSession() as session:
        del late
        async with session.ws_connect(f"{app.url}/room/ws") as socket:
            assert "사라지고" not in await socket.receive_str()


async def test_a_film_wish_gets_eight_films_with_reasons(app: App) -> None:
    async with visiting(app) as visitor:
        await visitor.say("헤어져서 우울한데 볼 영화 추천해줘")
        films = (await visitor.until("reply"))["films"]
    assert len({film["title"] for film in films}) == 8
    assert all(film["why"] and film["genres"] for film in films)


async def test_a_donation_is_thanked_by_name_and_amount_and_shown(app: App) -> None:
    async with ClientSession() as session, visiting(app, "여름귤") as visitor:
        overlay = await overlay_socket(session, app)
        await overlay.receive_str()
        await visitor.socket.send_json({"type": "donation", "amount": 5000, "text": "힘내요"})
        receipt = await visitor.until("receipt", within=1.0)
        assert (receipt["position"], receipt["eta_s"] >= 1) == (1, True)
        reply = await visitor.until("reply")
        assert "여름귤" in reply["text"]
        assert "5,000원" in reply["text"]
        shown = ""
        while '"donation"' not in shown or '"speak"' not in shown:
            shown += await asyncio.wait_for(overlay.receive_str(), 8.0)
        assert '"audio":"/overlay/audio/' in shown
        await overlay.close()


async def test_the_sound_is_a_real_file_and_only_for_who_knows_it(app: App) -> None:
    async with ClientSession() as session, visiting(app) as visitor:
        overlay = await overlay_socket(session, app)
        await visitor.say("썸남이 요즘 연락이 줄었어요 어떡하죠?")
        shown = ""
        while '"audio":"' not in shown:
            shown += await asyncio.wait_for(overlay.receive_str(), 8.0)
        address = shown.split('"audio":"')[1].split('"')[0]
        async with session.get(f"{app.url}{address}") as answer:
            assert answer.status == 200
            assert answer.headers["Cache-Control"] == "no-store"
            assert (await answer.read())[:4] == b"RIFF"
        async with session.get(f"{app.url}/overlay/audio/guessed") as answer:
            assert answer.status == 404
        await overlay.close()


async def test_a_wrong_token_sees_nothing(app: App) -> None:
    async with ClientSession() as session:
        socket = await session.ws_connect(f"{app.url}/overlay/ws")
        await socket.send_json({"type": "auth", "token": "guess"})
        message = await socket.receive()
    assert (message.type, socket.close_code) == (WSMsgType.CLOSE, 4401)


@pytest.mark.parametrize(
    "rubbish",
    [
        "{", "[]", "null", '{"type":"none"}', '{"type":"chat"}', '{"type":"chat","text":7}',
        '{"type":"chat","text":"\\ud800"}', '{"type":"donation","amount":-1,"text":""}',
        '{"type":"chat","text":"' + "가" * 10_000 + '"}',
    ],
)  # fmt: skip
async def test_rubbish_gets_a_polite_refusal(app: App, rubbish: str) -> None:
    async with visiting(app) as visitor:
        await visitor.socket.send_str(rubbish)
        notice = await visitor.until("notice")
        assert notice["text"].endswith("요.")
        await visitor.say("온유야 안녕")
        await visitor.until("reply")


async def test_what_cannot_be_seen_is_taken_out(app: App) -> None:
    async with visiting(app, "\u202e<b>이름</b>\x00") as visitor:
        await visitor.say("\u202e<script>alert(1)</script>\x07 안녕")
        said = await visitor.until("chat")
    assert said["text"] == "<script>alert(1)</script> 안녕"
    assert said["viewer"]["name"] == "<b>이름</b>"


async def test_abuse_is_covered_for_the_others_however_it_is_written(app: App) -> None:
    async with visiting(app, "나") as me, visiting(app, "온유") as other:
        for text, shown in (("시1발 진짜 힘들다", "○○○ 진짜 힘들다"), ("시", "시"), ("발", "○○")):
            await other.say(text)
            assert (await me.until("chat"))["text"] == shown
        await other.say("안녕하세요")
        assert (await me.until("chat", text="안녕하세요"))["viewer"]["name"] == "시청자"


async def test_a_flood_from_one_browser_is_slowed_and_others_are_served(app: App) -> None:
    async with visiting(app, "홍수") as loud, visiting(app, "조용") as quiet:
        for number in range(500):
            await loud.say(f"도배 {number}")
        assert "천천히" in (await loud.until("notice"))["text"]
        await quiet.say("짝사랑 중인데 고백할까요?")
        said = await quiet.until("chat", text="짝사랑 중인데 고백할까요?")
        await quiet.until("reply", within=3.0, in_reply_to=said["id"])


async def test_a_frame_over_64_kb_ends_that_socket_only(app: App) -> None:
    async with visiting(app) as visitor, visiting(app) as other:
        await visitor.socket.send_str('{"type":"chat","text":"' + "x" * 70_000 + '"}')
        message = await visitor.socket.receive()
        while message.type is WSMsgType.TEXT:
            message = await visitor.socket.receive()
        assert visitor.socket.close_code == 1009
        await other.say("온유야 안녕")
        await other.until("reply")


async def test_nobody_in_the_room_is_a_manager(app: App) -> None:
    async with visiting(app, "스트리머") as visitor:
        await visitor.say("!조용")
        assert "매니저만" in (await visitor.until("notice"))["text"]


async def test_commands_answer_and_unknown_ones_are_silent(app: App) -> None:
    async with visiting(app) as visitor:
        await visitor.say("!없는명령")
        await visitor.say("!도움말")
        assert "!상담" in (await visitor.until("notice"))["text"]
        await visitor.say("!상담 도건 헤어지자고 말할까요")
        assert (await visitor.until("reply"))["persona"] == "dogeon"


async def test_an_id_comes_from_the_cookie_and_not_from_the_name(app: App) -> None:
    async with ClientSession() as session:
        async with session.get(app.url) as page:
            assert page.status == 200
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            assert page.headers["Cache-Control"] == "no-store"
            cookie = page.cookies["lovelm_viewer"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
        forged = {"Cookie": "lovelm_viewer=room:0000000000000000.forged"}
        async with session.ws_connect(f"{app.url}/room/ws", headers=forged) as socket:
            assert "000000" not in (await socket.receive_json())[0]["viewer"]["id"]


async def test_foreign_pages_are_refused(app: App) -> None:
    async with ClientSession() as session:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "http://[bad"},
            {"Origin": "null"},
            {"Host": "evil.example"},
        ):
            with pytest.raises(WSServerHandshakeError) as refused:
                await session.ws_connect(f"{app.url}/room/ws", headers=headers)
            assert refused.value.status == 403


async def test_a_full_room_asks_to_come_back_later(app: App) -> None:
    app.room._hub._most = 1
    async with visiting(app), ClientSession() as session:
        async with session.ws_connect(f"{app.url}/room/ws") as late:
            assert (await late.receive()).type is WSMsgType.CLOSE
            assert late.close_code == 1013
    async with visiting(app) as visitor:
        await visitor.say("온유야 안녕")
        await visitor.until("reply")


async def test_ready_and_alive(app: App) -> None:
    async with ClientSession() as session:
        async with session.get(f"{app.url}/readyz") as answer:
            assert (answer.status, (await answer.json())["ready"]) == (200, True)
        async with session.get(f"{app.url}/livez") as answer:
            assert answer.status == 200


async def test_donations_only_in_the_demo(own_folder: Path) -> None:
    async with running(demo=False) as app, visiting(app) as visitor:
        await visitor.socket.send_json({"type": "donation", "amount": 5000, "text": "x"})
        assert "후원을 받지 않아요" in (await visitor.until("notice"))["text"]
