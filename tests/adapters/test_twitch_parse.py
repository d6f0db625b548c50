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
from core.events import ChatMessage, Donation, Emote, Event, Raid, Subscription, Viewer
from core.labels import Platform, Role
from core.show.emotes import allowed

PAYLOADS = Path(__file__).parent.parent / "payloads" / "twitch"
NOW = 1_000_000.0
EMOTES = "https://static-cdn.jtvnw.net/emoticons/v2"


def payload(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((PAYLOADS / f"twitch_{name}.json").read_text("utf-8"))
    return value


def parse(
    kind: str, event: dict[str, Any], parser: Parser | None = None, now: float = NOW
) -> Event | None:
    metadata = {"message_id": "m1", "message_type": "notification", "subscription_type": kind}
    frame = decode(json.dumps({"metadata": metadata, "payload": {"event": event}}))
    return (parser or Parser("9001")).parse(frame, now)


def test_chat_message() -> None:
    assert parse("channel.chat.message", payload("chat_message_event")) == ChatMessage(
        id="twitch:734a033d-02e9-47c2-ab01-62d86b8346f4",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer("twitch:4242", "시청자", frozenset({Role.SUBSCRIBER, Role.VIP})),
        at=NOW,
        text="hello",
        emotes=(Emote("Kappa", f"{EMOTES}/25/default/dark/1.0"),),
    )


def test_cheer() -> None:
    assert parse("channel.cheer", payload("cheer_event")) == Donation(
        id="twitch:cheer:m1",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer("twitch:4242", "시청자"),
        at=NOW,
        text="응원",
        amount=1400,
        shown="100비트",
    )


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


def fragments(*parts: tuple[str, str, str | None]) -> dict[str, Any]:
    """A message of parts: type, text, emote's id."""
    return {
        "text": "".join(text for _, text, _ in parts),
        "fragments": [
            {"type": kind, "text": text, "emote": id and {"id": id}} for kind, text, id in parts
        ],
    }


@pytest.mark.parametrize(
    ("message", "text", "names"),
    [
        (fragments(("emote", "Kappa", "25")), "", ["Kappa"]),
        (
            fragments(
                ("text", "그래서 ", None), ("emote", "Kappa", "25"), ("text", " 어떡해요", None)
            ),
            "그래서 어떡해요",
            ["Kappa"],
        ),
        (
            fragments(("mention", "@온유", None), ("text", " 안녕", None), ("emote", "bleedP", "emotesv2_a1")),
            "@온유 안녕",
            ["bleedP"],
        ),
        (fragments(("text", "두  칸", None)), "두  칸", []),
        (fragments(*[("emote", f"e{n % 7}", f"{n % 7}") for n in range(40)]), "", [f"e{n}" for n in range(5)]),
        (fragments(("emote", "x", "../../evil"), ("emote", "y", "1?u=http://evil")), "", []),
        (fragments(("emote", "z", None), ("new", "음", None)), "음", []),
        ({"text": "조각 없이", "fragments": None}, "조각 없이", []),
        ({"text": None, "fragments": [{}]}, "", []),
    ],
)  # fmt: skip
def test_emotes_are_taken_out_of_the_words(
    message: dict[str, Any], text: str, names: list[str]
) -> None:
    event = parse("channel.chat.message", payload("chat_message_event") | {"message": message})
    assert event is not None
    assert (event.text, [emote.name for emote in event.emotes]) == (text, names)
    assert all(allowed(emote.url) for emote in event.emotes)


@pytest.mark.parametrize(
    ("text", "spans", "words", "names"),
    [
        ("Kappa 3개월!", [(0, 4, "25")], "3개월!", ["Kappa"]),
        ("벌써 3개월 Kappa", [(7, 11, "25")], "벌써 3개월", ["Kappa"]),
        ("A 그리고 B", [(0, 0, "1"), (6, 6, "2")], "그리고", ["A", "B"]),
        ("3개월!", [(0, 2, "25")], "3개월!", []),
        ("짧다", [(5, 9, "25"), (-3, 1, "1")], "짧다", []),
    ],
)
def test_emotes_of_a_resubscription(
    text: str, spans: list[tuple[int, int, str]], words: str, names: list[str]
) -> None:
    emotes = [{"begin": begin, "end": end, "id": id} for begin, end, id in spans]
    message = {"message": {"text": text, "emotes": emotes}}
    event = parse("channel.subscription.message", payload("resub_event") | message)
    assert event is not None
    assert (event.text, [emote.name for emote in event.emotes]) == (words, names)


def test_the_bots_own_lines_are_handed_on_and_not_heard() -> None:
    told: list[tuple[str, str, bool]] = []
    parser = Parser("9001", lambda *line: told.append(line))
    own = payload("chat_message_event") | {"chatter_user_id": "9001"}
    for badges in ([], [{"set_id": "moderator"}], [{"set_id": "broadcaster"}], [{"set_id": "vip"}]):
        assert parse("channel.chat.message", own | {"badges": badges}, parser) is None
    foreign = own | {"source_broadcaster_user_id": "777"}
    assert parse("channel.chat.message", foreign, parser) is None
    assert told == [("1337", "hello", moderator) for moderator in (False, True, True, False)]


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
