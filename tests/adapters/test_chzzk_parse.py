"""Chzzk's documented payloads, whole, broken and repeated."""

import contextlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chzzk.echoes import Echoes
from adapters.chzzk.frames import decode_hello, decode_system, socket_event
from adapters.chzzk.line import MARK
from adapters.chzzk.parse import Parser
from adapters.chzzk.socket import websocket_url
from core.errors import Disconnected
from core.events import ChatMessage, Donation, Event, Subscription, Viewer
from core.labels import Platform, Role

PAYLOADS = Path(__file__).parent.parent / "payloads" / "chzzk"
NOW = 1_000_000.0
CHANNEL = "c" * 32


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"chzzk_{name}.json").read_text("utf-8"))


def parse(
    kind: str, event: dict[str, Any], parser: Parser | None = None, now: float = NOW
) -> Event | None:
    packet = "42" + json.dumps([kind, json.dumps(event)])
    received = socket_event(packet)
    return (parser or Parser(Echoes())).parse(received.name, received.data, now)


def ids(*events: Event | None) -> list[str]:
    return [event.id for event in events if event is not None]


def test_chat() -> None:
    event = parse("CHAT", payload("chat"))
    assert event is not None
    assert event == ChatMessage(
        id=event.id,
        platform=Platform.CHZZK,
        channel=CHANNEL,
        viewer=Viewer("chzzk:" + "u" * 32, "치즈냥"),
        at=NOW,
        text="안녕!",
    )
    assert event.id.startswith("chzzk:")


def test_donation() -> None:
    event = parse("DONATION", payload("donation"))
    assert event is not None
    assert event == Donation(
        id=event.id,
        platform=Platform.CHZZK,
        channel=CHANNEL,
        viewer=Viewer("chzzk:" + "d" * 32, "후원자"),
        at=NOW,
        text="치즈 드려요",
        amount=1000,
        shown="1,000치즈",
    )


def test_video_donation_and_subscription() -> None:
    video = parse("DONATION", payload("donation_video"))
    assert isinstance(video, Donation)
    assert (video.amount, video.text) == (3000, "")
    subscription = parse("SUBSCRIPTION", payload("subscription"))
    assert isinstance(subscription, Subscription)
    assert (subscription.months, subscription.viewer) == (3, Viewer("chzzk:s", "구독자"))


@pytest.mark.parametrize(
    ("amount", "won"),
    [("10,000", 10_000), (5000, 5000), ("1000", 1000), (1000.0, 1000), (" 1,234,567원", 1_234_567)],
)
def test_amounts_as_they_come(amount: object, won: int) -> None:
    event = parse("DONATION", payload("donation") | {"payAmount": amount})
    assert isinstance(event, Donation)
    assert (event.amount, event.shown) == (won, f"{won:,}치즈")


@pytest.mark.parametrize("amount", [None, "", "공짜", 0, "0", -5, [], 10**15, "9" * 40])
def test_an_amount_that_is_none_costs_the_frame(amount: object) -> None:
    with pytest.raises(msgspec.DecodeError):
        parse("DONATION", payload("donation") | {"payAmount": amount})


def test_an_unknown_kind_of_donation_counts() -> None:
    event = parse("DONATION", payload("donation") | {"donationType": "MISSION", "mission": {}})
    assert isinstance(event, Donation)
    assert parse("DONATION", payload("donation") | {"donationType": None}) is not None


@pytest.mark.parametrize("nobody", [{"donatorChannelId": None}, {"donatorChannelId": ""}])
def test_an_anonymous_donor(nobody: dict[str, Any]) -> None:
    gift = payload("donation") | nobody
    event = parse("DONATION", gift | {"donatorNickname": None})
    assert event is not None
    assert event.viewer == Viewer("chzzk:anonymous", "익명")
    del gift["donatorChannelId"]
    event = parse("DONATION", gift)
    assert event is not None
    assert event.viewer == Viewer("chzzk:anonymous", "후원자")


@pytest.mark.parametrize(
    ("code", "roles"),
    [
        ("streaming_channel_manager", {Role.MANAGER}),
        ("streaming_chat_manager", {Role.MANAGER}),
        ("streamer", {Role.BROADCASTER}),
        ("common_user", set()),
        ("something_new", set()),
        (None, set()),
    ],
)
def test_a_role_is_read_in_either_place(code: str | None, roles: set[Role]) -> None:
    chat = payload("chat")
    inside = parse("CHAT", chat | {"profile": chat["profile"] | {"userRoleCode": code}})
    del chat["profile"]["userRoleCode"]
    outside = parse("CHAT", chat | {"userRoleCode": code})
    assert inside is not None
    assert outside is not None
    assert inside.viewer.roles == outside.viewer.roles == roles


def test_the_owner_of_the_channel_is_its_broadcaster_whatever_the_role_says() -> None:
    event = parse("CHAT", payload("chat") | {"senderChannelId": CHANNEL})
    assert event is not None
    assert event.viewer.roles == {Role.BROADCASTER}


def test_ids_tell_messages_apart_and_know_them_again() -> None:
    chat = payload("chat")
    first = parse("CHAT", chat)
    again = parse("CHAT", chat | {"eventSentAt": "later", "emojis": {}}, now=NOW + 60)
    others = [
        parse("CHAT", chat | change)
        for change in ({"content": "안녕"}, {"messageTime": 1}, {"senderChannelId": "x"})
    ]
    assert len(set(ids(first, again))) == 1
    assert len(set(ids(first, *others))) == 4


def test_a_gift_told_twice_is_one_and_two_gifts_are_two() -> None:
    parser, gift = Parser(Echoes()), payload("donation")
    told = [parse("DONATION", gift, parser, at) for at in (NOW, NOW + 0.1, NOW + 9, NOW + 9.1)]
    first, same, second, again = ids(*told)
    assert first == same
    assert second == again
    assert first != second
    timed = [parse("DONATION", gift | {"eventSentAt": at}, parser) for at in ("1", "1", "2")]
    assert len(set(ids(*timed))) == 2


def test_two_anonymous_donors_are_two() -> None:
    parser, gift = Parser(Echoes()), payload("donation") | {"donatorChannelId": None}
    assert len(set(ids(*(parse("DONATION", gift, parser) for _ in range(3))))) == 3


def test_emoji_codes_are_no_words() -> None:
    event = parse("CHAT", payload("chat") | {"content": "{:d_47:} 안녕 {:d_47:}{:봄_1:} 반가워"})
    assert event is not None
    assert event.text == "안녕 반가워"


def test_what_is_not_heard() -> None:
    chat, parser = payload("chat"), Parser(Echoes())
    assert parse("CHAT", chat | {"profile": {"nickname": "싹둑"}}, parser) is None
    assert parse("MISSION", {"a": 1}, parser) is None
    assert parser.ignored == 1


def test_missing_and_unknown_fields_are_no_harm() -> None:
    bare = {"senderChannelId": "u", "content": "안녕", "new": {"x": [1]}, "profile": None}
    event = parse("CHAT", bare, Parser(Echoes(), CHANNEL))
    assert event is not None
    assert (event.channel, event.viewer.name, event.text) == (CHANNEL, "u", "안녕")


@pytest.mark.parametrize("sender", [None, "", 3])
def test_a_message_of_nobody_costs_the_frame(sender: object) -> None:
    with pytest.raises(msgspec.DecodeError):
        parse("CHAT", payload("chat") | {"senderChannelId": sender, "channelId": ""})


def test_an_event_may_come_as_an_object_in_a_namespace_with_an_ack() -> None:
    received = socket_event('42/chat,7["CHAT",{"senderChannelId":"u"}]')
    assert (received.name, received.ack) == ("CHAT", "7")
    assert parse("CHAT", {"senderChannelId": "u"}) is not None


def test_handshake_and_system_frames_decode() -> None:
    opening = payload("handshake")["polling_open_packet"]
    hello = decode_hello(opening[1:])
    assert (hello.ping_interval, hello.ping_timeout) == (25_000, 60_000)
    kinds = [decode_system(json.dumps(system)).type for system in payload("system")]
    assert kinds == ["connected", "subscribed", "unsubscribed", "revoked"]
    url = payload("handshake")["session_url_response"]["content"]["url"]
    assert str(websocket_url(url)) == (
        "wss://ssio08.example/socket.io/?auth=TOKEN&EIO=3&transport=websocket"
    )
    assert websocket_url("http://127.0.0.1:80?auth=T").scheme == "ws"
    with pytest.raises(Disconnected):
        websocket_url("rubbish")


@given(st.text())
def test_rubbish_packets_raise_one_kind_of_error(text: str) -> None:
    with contextlib.suppress(msgspec.DecodeError):
        socket_event("42" + text)


@given(
    st.sampled_from(["chat", "donation", "subscription"]),
    st.data(),
)
def test_a_rubbish_field_costs_one_frame_at_most(name: str, data: st.DataObject) -> None:
    event = payload(name)
    values = st.none() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just({})
    change = data.draw(st.dictionaries(st.sampled_from(sorted(event)), values))
    with contextlib.suppress(msgspec.DecodeError):
        parse(name.upper(), event | change)


def test_a_viewer_who_copies_the_tag_is_a_viewer() -> None:
    event = parse("CHAT", payload("chat") | {"content": f"[🤖온유]{MARK} 안녕"})
    assert event is not None
    assert event.viewer.id == "chzzk:" + "u" * 32
