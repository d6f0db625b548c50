"""What may be done in the studio of the composed application, by whom, and how soon it shows."""

import asyncio
import time
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession

from adapters.studio.deck import PRESSES
from core.channels.guilds import Place
from core.channels.settings import Level
from core.labels import Platform
from tests.e2e.conftest import overlay_socket, visiting
from tests.e2e.studio import House, Studio, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORRY = "!상담 남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
CRISIS = "이제 그만 죽고 싶어요"
STREAMERS: list[tuple[str, dict[str, Any]]] = [
    ("cap", {"won": 100}),
    ("address", {"of": "overlay"}),
    ("address", {"of": "hook"}),
    ("address", {"of": "deck"}),
    ("renew", {"of": "hook"}),
    ("invite", {"name": "새 사람", "level": "streamer"}),
    ("revoke", {"id": "x"}),
    ("set", {"key": "personas", "value": ["onyu"]}),
]


async def test_managers_do_not_what_is_the_streamers(manager: Studio) -> None:
    for deed, more in STREAMERS:
        assert await manager.refused(deed, **more) == (403, "forbidden"), deed
    async with manager.http.get(f"{manager.url}/studio/invites") as answer:
        assert answer.status == 403
    async with manager.live() as view:
        state = await view.until(lambda state: "gifts" in state)
        assert state["costs"] is None
        assert state["me"] == {"name": "다람쥐", "level": "manager"}


async def test_the_streamer_does(streamer: Studio) -> None:
    assert (await streamer.do("cap", won="1,000원"))["undo"] == {"do": "cap", "won": 0}
    assert "/overlay#room.room." in (await streamer.do("address", of="overlay"))["address"]
    before = (await streamer.do("address", of="hook"))["address"]
    assert (await streamer.do("renew", of="hook"))["address"] != before
    assert (await streamer.do("cap", won=0))["undo"] == {"do": "cap", "won": 1_000}
    async with streamer.live() as view:
        assert (await view.until(lambda state: state["costs"]))["costs"]["an_hour"] == 0
    done = await streamer.do("set", key="personas", value=["onyu", "raon"])
    assert done["undo"] == {"do": "set", "key": "personas", "value": []}
    assert (await streamer.do("set", key="personas", value=[]))["value"] == []


async def test_a_foreign_channel_is_neither_seen_nor_touched(
    house: House, streamer: Studio
) -> None:
    _, link = await house.link(Level.STREAMER, Place(Platform.TWITCH, "77"))
    await streamer.do("pause", on=True)
    async with opened(link) as other, other.live() as theirs, streamer.live() as ours:
        async with visiting(house.app) as viewer:
            await viewer.say(WORRY)
            (line,) = (await ours.until(lambda state: state["queue"]))["queue"]
            state = await theirs.until(lambda state: "gifts" in state)
            assert state["queue"] == []
            assert not state["paused"]
            for deed in ("answer_now", "skip", "release", "discard", "gift_checked", "alarm"):
                assert await other.refused(deed, id=line["id"]) == (404, "not_found"), deed
            await other.do("ignore", id=line["viewer"]["id"], on=True, name="두부")
            await other.do("set", key="speech", value=False)
            async with streamer.live() as afterwards:
                state = await afterwards.until(lambda state: "ignored" in state)
            assert [one["id"] for one in state["queue"]] == [line["id"]]
            assert state["ignored"] == []
            values = (await streamer.get("settings"))["values"]
            assert values["speech"] is True
            await streamer.do("skip", id=line["id"])
            await ours.until(lambda state: not state["queue"])


async def test_the_queue_moves_live(house: House, manager: Studio) -> None:
    async with manager.live() as view, visiting(house.app, "두부") as viewer:
        undo = (await manager.do("pause", on=True))["undo"]
        await view.until(lambda state: state["paused"])
        await viewer.say(WORRY)
        (line,) = (await view.until(lambda state: state["queue"]))["queue"]
        assert (line["viewer"]["name"], line["kind"], line["promised"]) == ("두부", "명령", True)
        assert 0 < line["score"] <= 1
        assert {"what": "command", "fact": ""} in line["reasons"]
        assert await manager.refused("answer_now", id=line["id"]) == (400, "bad_input")
        await manager.do(**{"deed": undo["do"], "on": undo["on"]})
        await viewer.until("reply")
        await view.until(lambda state: not state["queue"] and not state["paused"])


async def test_a_persona_says_what_a_manager_writes(house: House, manager: Studio) -> None:
    async with visiting(house.app) as viewer, ClientSession() as http:
        overlay = await overlay_socket(http, house.app)
        line = "다들 어서 와요. 오늘은 봄비가 오네요."
        told = await manager.do("say", persona="onyu", text=line, key="k")
        assert told["aloud"]
        reply = await viewer.until("reply", persona="onyu")
        assert reply["text"] == line
        spoken = await _event(overlay, "speak")
        assert (spoken["persona"], spoken["text"]) == ("onyu", reply["text"])
        for text in ("   ", "https://evil.example", "010-1234-5678", "시발", "가" * 151):
            refused = await manager.refused("say", persona="onyu", text=text, key="k")
            assert refused == (400, "bad_input")
        await overlay.close()


async def test_the_overlay_is_tried_out(house: House, manager: Studio) -> None:
    assert await manager.refused("test_overlay") == (400, "bad_input"), "no page is open"
    async with ClientSession() as http:
        overlay = await overlay_socket(http, house.app)
        trying = asyncio.create_task(manager.do("test_overlay"))
        spoken = await _event(overlay, "speak")
        assert "시험" in spoken["text"]
        await overlay.send_json({"type": "played", "id": spoken["id"]})
        await trying
        await overlay.close()


async def test_a_preview_is_heard_by_its_asker_alone(house: House, manager: Studio) -> None:
    audio = (await manager.do("preview", persona="raon", text="안녕하세요"))["audio"]
    async with manager.http.get(f"{manager.url}{audio}") as answer:
        assert answer.status == 200
        assert (await answer.read())[:4] == b"RIFF"
    async with opened((await house.link(Level.MANAGER))[1]) as other:
        async with other.http.get(f"{other.url}{audio}") as answer:
            assert answer.status == 404
    async with ClientSession() as stranger, stranger.get(f"{manager.url}{audio}") as answer:
        assert answer.status == 401
    assert await manager.refused("preview", persona="nobody", text="안녕") == (400, "bad_input")


async def test_a_donation_by_hand_is_one_however_often_it_is_sent(
    house: House, manager: Studio
) -> None:
    given = {"donor": "여름\x00귤", "amount": "5,000", "text": "힘내요", "key": "form-1"}
    async with manager.live() as view:
        both = await asyncio.gather(*(manager.do("gift", **given) for _ in range(2)))
        assert both[0]["id"] == both[1]["id"]
        assert (await manager.do("gift", **given))["known"]
        state = await view.until(lambda state: state["gifts"])
        (gift,) = [one for one in state["gifts"] if one["id"] == both[0]["id"]]
        assert (gift["donor"], gift["given"], gift["text"]) == ("여름 귤", "5,000원", "힘내요")
        for wrong in ({"amount": 0}, {"amount": "많이"}, {"amount": -5}, {"key": ""}):
            refused = await manager.refused("gift", **given | wrong)
            assert refused == (400, "bad_input")


async def test_a_disclosure_is_folded_and_opened_by_a_click(house: House, manager: Studio) -> None:
    async with manager.live() as view, visiting(house.app, "숲속두부") as viewer:
        await view.until(lambda state: True)
        await viewer.say(CRISIS)
        (alarm,) = (await view.until(lambda state: state["alarms"]))["alarms"]
        assert set(alarm) == {"id", "at", "count"}
        assert "숲속두부" not in str(view.state)
        opened = await manager.do("alarm", id=alarm["id"])
        assert opened["viewer"]["name"] == "숲속두부"
        assert "죽고" not in str(opened)
        refused = await manager.refused("say", persona="onyu", text="안녕하세요", key="k2")
        assert refused == (400, "bad_input"), "nobody talks over it"
        assert "숲속두부" in (await manager.do("false_alarm", id=alarm["id"]))["said"]


async def test_quiet_reaches_the_overlay(house: House, manager: Studio) -> None:
    async with ClientSession() as http:
        overlay = await overlay_socket(http, house.app)
        await _event(overlay, "hello")
        undo = (await manager.do("quiet"))["undo"]
        assert (await _event(overlay, "stop"))["channel"] == "room/room"
        assert undo == {"do": "resume"}
        await manager.do("resume")
        await overlay.close()


async def test_settings_are_those_of_every_panel(streamer: Studio) -> None:
    panel = await streamer.get("settings")
    assert panel["may"] == "streamer"
    kinds = {"choice", "switch", "number", "text", "several"}
    assert {field["kind"] for field in panel["fields"]} <= kinds
    assert {field["key"] for field in panel["fields"]} == {*panel["values"]}
    done = await streamer.do("set", key="read_from", value="2,000원")
    assert (done["value"], done["undo"]["value"]) == (2_000, 1_000)
    for key, value in (
        ("read_from", "많이"), ("mode", "loud"), ("paused", True), ("nothing", 1),
        ("banned_words", ["x"]), ("personas", ["nobody"]), ("renamed", "가" * 999),
        ("speech", {"a": 1}), ("personas", [["x"]]),
    ):  # fmt: skip
        assert await streamer.refused("set", key=key, value=value) == (400, "bad_input"), key


async def test_no_story_was_liked_yet(streamer: Studio) -> None:
    assert await streamer.get("stories/best") == []


async def test_what_was_done_is_told(streamer: Studio) -> None:
    await streamer.do("pause", on=True)
    entries: list[dict[str, Any]] = []
    for _ in range(50):
        entries = await streamer.get("audit")
        if entries and entries[0]["what"] == "pause":
            break
        await asyncio.sleep(0.02)
    assert (entries[0]["who"], entries[0]["what"]) == ("다람쥐", "pause")
    older = await streamer.get(f"audit?before={entries[-1]['at']}")
    assert all(one["at"] < entries[-1]["at"] for one in older)
    for before in ("x", "-1", "nan", "1e999", "'; DROP TABLE audit; --"):
        async with streamer.http.get(
            f"{streamer.url}/studio/audit", params={"before": before}
        ) as answer:
            assert answer.status == 200


async def test_a_button_does_a_few_things_until_its_address_is_renewed(streamer: Studio) -> None:
    address = (await streamer.do("address", of="deck"))["address"]
    async with ClientSession() as http:

        async def press(deed: str, **headers: str) -> tuple[int, str]:
            async with http.get(f"{address}/{deed}", headers=headers) as answer:
                return answer.status, (await answer.text()).strip()

        assert await press("pause") == (200, "잠시 멈췄어요.")
        assert (await press("next"))[0] == 409
        assert await press("resume") == (200, "다시 시작했어요.")
        assert await press("quiet") == (200, "조용히 있을게요.")
        assert (await press("skip"))[0] == 409
        for deed in ("revoke", "set", "say", "fly", "invite"):
            assert (await press(deed))[0] == 404, deed
        await asyncio.sleep(1.0)
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Purpose": "prefetch"}):
            assert (await press("pause", **headers))[0] == 403
        statuses = [(await press("resume"))[0] for _ in range(PRESSES + 2)]
        assert statuses[-1] == 429
        await streamer.do("renew", of="deck")
        assert (await press("resume"))[0] == 404


async def test_pages_are_told_four_times_a_second_at_most(house: House, manager: Studio) -> None:
    async with manager.live() as view, visiting(house.app) as viewer:
        await view.until(lambda state: "gifts" in state)
        await manager.do("pause", on=True)
        before, ends = view.frames, time.monotonic() + 2.0
        for number in range(8):
            await viewer.say(f"!상담 고민이 있어요 {number}")
            await manager.do("pause", on=bool(number % 2))
        while time.monotonic() < ends:
            try:
                async with asyncio.timeout(max(0.01, ends - time.monotonic())):
                    await view.until(lambda state: False)
            except TimeoutError:
                break
        assert view.frames - before <= 10
        await manager.do("resume")


async def _event(overlay: Any, kind: str, within: float = 8.0) -> dict[str, Any]:
    async with asyncio.timeout(within):
        while True:
            for event in msgspec.json.decode(await overlay.receive_str()):
                if event["type"] == kind:
                    found: dict[str, Any] = event
                    return found
