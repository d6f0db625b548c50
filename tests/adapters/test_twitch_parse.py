"""Twitch's documented payloads, whole, broken and repeated."""

import contextlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.twitch.frames import decode
from adapters.twitch.parse import Parser
from core.events import ChatMessage, Donation, Event, Raid, Subscription, Viewer
from core.labels import Platform, Role

PAYLOADS = Path(__file__).parent.parent / "payloads" / "twitch"
NOW = 1_000_000.0


def payload(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((PAYLOADS / f"twitch_{name}.json").read_text("utf-8"))
    return value


def parse(kind: str, event: dict[str, Any], parser: Parser | None = None) -> Event | None:
    metadata = {"message_id": "m1", "message_type": "notification", "subscription_type": kind}
    frame = decode(json.dumps({"metadata": metadata, "payload": {"event": event}}))
    return (parser or Parser("9001")).parse(frame, NOW)


def test_chat_message() -> None:
    assert parse("channel.chat.message", payload("chat_message_event")) == ChatMessage(
        id="twitch:734a033d-02e9-47c2-ab01-62d86b8346f4",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer("twitch:4242", "시청자", frozenset({Role.SUBSCRIBER, Role.VIP})),
        at=NOW,
        text="hello",
    )


def test_cheer() -> None:
    assert parse("channel.cheer", payload("cheer_event")) == Donation(
        id="twitch:m1",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer("twitch:4242", "시청자"),
        at=NOW,
        text="응원",
        amount=1400,
        shown="100비트",
    )


def test_a_cheer_told_twice_counts_once_and_two_cheers_count_two() -> None:
    parser = Parser("9001")
    message = payload("chat_message_event") | {"cheer": {"bits": 100}}
    told = [
        parse("channel.chat.message", message, parser),
        parse("channel.cheer", payload("cheer_event"), parser),
        parse("channel.cheer", payload("cheer_event"), parser),
        parse("channel.chat.message", message, parser),
    ]
    assert [event is not None for event in told] == [True, False, True, False]


def test_anonymous_cheer() -> None:
    event = parse("channel.cheer", payload("cheer_event") | {"is_anonymous": True, "user_id": None})
    assert event is not None
    assert event.viewer == Viewer("twitch:anonymous", "익명")


def test_subscriptions_and_raid() -> None:
    resub = parse("channel.subscription.message", payload("resub_event"))
    assert isinstance(resub, Subscription)
    assert (resub.months, resub.text) == (3, "3개월!")
    gift = parse("channel.subscription.gift", payload("sub_gift_event"))
    assert isinstance(gift, Subscription)
    assert gift.gifted == 5
    assert parse("channel.subscribe", payload("subscribe_event") | {"is_gift": True}) is None
    raid = parse("channel.raid", payload("raid_event"))
    assert isinstance(raid, Raid)
    assert (raid.viewers, raid.viewer.name) == (42, "A")


@pytest.mark.parametrize(
    "change",
    [
        {"chatter_user_id": "9001"},  # our own echo
        {"chatter_user_login": "nightbot"},
        {"source_broadcaster_user_id": "777"},  # shared chat, said in another channel
    ],
)
def test_what_is_not_heard(change: dict[str, str]) -> None:
    assert parse("channel.chat.message", payload("chat_message_event") | change) is None


def test_missing_and_unknown_fields_are_no_harm() -> None:
    event = payload("chat_message_event")
    for field in ("badges", "color", "reply", "cheer", "source_badges", "chatter_user_name"):
        del event[field]
    heard = parse("channel.chat.message", event | {"new_field": {"x": [1]}})
    assert isinstance(heard, ChatMessage)
    assert heard.viewer.name == "viewer"
    assert parse("channel.something.new", {"a": 1}) is None


@pytest.mark.parametrize("name", ["keepalive", "welcome", "reconnect", "revocation"])
def test_session_frames_decode(name: str) -> None:
    assert decode(json.dumps(payload(name))).metadata.message_type.startswith(("session", "revoc"))


@given(
    st.dictionaries(
        st.sampled_from(sorted(payload("chat_message_event"))),
        st.none() | st.integers() | st.text(),
    )
)
def test_a_rubbish_field_costs_one_frame_at_most(change: dict[str, Any]) -> None:
    with contextlib.suppress(msgspec.DecodeError):
        parse("channel.chat.message", payload("chat_message_event") | change)
