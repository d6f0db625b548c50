"""Emotes and badges in Chzzk's payloads: pictures, not words."""

import pytest

from core.events import Emote, Viewer
from core.labels import Role
from tests.servers.chzzk_payloads import CHANNEL, parse, payload


def test_emoji_codes_are_no_words() -> None:
    event = parse("CHAT", payload("chat") | {"content": "{:d_47:} 안녕 {:d_47:}{:봄_1:} 반가워"})
    assert event is not None
    assert event.text == "안녕 반가워"


HEART = "https://ssl.pstatic.net/static/nng/glive/icon/d_1.png"
OWN = "https://nng-phinf.pstatic.net/glive/emoji/c/1.png"


@pytest.mark.parametrize(("name", "field"), [("chat", "content"), ("donation", "donationText")])
def test_emotes_are_pictures_in_the_order_of_the_line(name: str, field: str) -> None:
    pictures = {"unused_1": HEART, "bom_1": OWN, "d_1": HEART, "bad_1": "http://x.example/a.png"}
    line = "{:d_1:}안녕 {:bom_1:}{:d_1:} {:bad_1:}{:unknown_1:}"
    event = parse(name.upper(), payload(name) | {field: line, "emojis": pictures})
    assert event is not None
    assert event.text == "안녕"
    assert event.emotes == (Emote("d_1", HEART), Emote("bom_1", OWN))


def test_a_line_of_emotes_alone_has_no_words() -> None:
    event = parse("CHAT", payload("chat") | {"content": "{:d_1:}", "emojis": {"d_1": HEART}})
    assert event is not None
    assert (event.text, event.emotes) == ("", (Emote("d_1", HEART),))


@pytest.mark.parametrize("emojis", [None, "", [], 3, {"d_1": None}, {"d_1": {}}, {"d_1": "x"}])
def test_rubbish_pictures_cost_no_message(emojis: object) -> None:
    for name, field in (("chat", "content"), ("donation", "donationText")):
        event = parse(name.upper(), payload(name) | {field: "{:d_1:} 안녕", "emojis": emojis})
        assert event is not None
        assert (event.text, event.emotes) == ("안녕", ())


BADGE = "https://nng-phinf.pstatic.net/glive/subscription/badge/" + CHANNEL + "/1/3.png"


@pytest.mark.parametrize(
    ("code", "roles"),
    [
        ("common_user", {Role.SUBSCRIBER}),
        ("streaming_chat_manager", {Role.SUBSCRIBER, Role.MANAGER}),
    ],
)
def test_the_badge_tells_a_subscriber(code: str, roles: set[Role]) -> None:
    badges = [{"imageUrl": "https://ssl.pstatic.net/static/nng/glive/badge/fan_01.png"}]
    profile = {"nickname": "치즈냥", "userRoleCode": code, "badges": badges, "verifiedMark": True}
    fan = parse("CHAT", payload("chat") | {"profile": profile})
    profile = profile | {"badges": [*badges, {"imageUrl": BADGE}]}
    subscriber = parse("CHAT", payload("chat") | {"profile": profile, "content": BADGE})
    assert fan is not None
    assert subscriber is not None
    assert fan.viewer.roles == roles - {Role.SUBSCRIBER}
    assert subscriber.viewer.roles == roles


@pytest.mark.parametrize("badges", [None, {}, 3, [None], [{"imageUrl": None}], [[]]])
def test_rubbish_badges_cost_no_message(badges: object) -> None:
    profile = {"nickname": "치즈냥", "badges": badges, "verifiedMark": None}
    event = parse("CHAT", payload("chat") | {"profile": profile})
    assert event is not None
    assert event.viewer == Viewer("chzzk:" + "u" * 32, "치즈냥")
