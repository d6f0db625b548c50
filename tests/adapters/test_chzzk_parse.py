"""Chzzk's documented payloads, whole, broken and repeated."""

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chzzk.echoes import Echoes
from adapters.chzzk.line import MARK
from adapters.chzzk.parse import Parser
from core.events import ChatMessage, Donation, Event, Subscription, Viewer
from core.labels import Platform, Role
from tests.servers.chzzk_payloads import CHANNEL, NOW, parse, payload


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
    assert (video.amount, video.text, video.video) == (3000, "", True)
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


def test_a_subscription_told_twice_around_midnight_is_one() -> None:
    parser, event = Parser(Echoes()), payload("subscription")
    midnight = 20_000 * 86_400.0
    first, same, next_month = ids(
        parse("SUBSCRIPTION", event, parser, midnight - 0.1),
        parse("SUBSCRIPTION", event, parser, midnight + 0.1),
        parse("SUBSCRIPTION", event | {"month": 4}, parser, midnight + 0.2),
    )
    assert first == same != next_month


def test_a_clock_set_back_hides_no_gift() -> None:
    parser, gift = Parser(Echoes()), payload("donation")
    first, second = ids(*(parse("DONATION", gift, parser, at) for at in (NOW, NOW - 3600)))
    assert first != second


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


def test_times_and_kinds_may_be_numbers() -> None:
    chat = {"senderChannelId": "u", "channelId": CHANNEL, "content": "안녕", "eventSentAt": 17}
    assert isinstance(parse("CHAT", chat), ChatMessage)
    gift = {"channelId": CHANNEL, "payAmount": 1000.0, "donationType": 3, "eventSentAt": 17}
    first, again = parse("DONATION", gift), parse("DONATION", gift, now=NOW + 60.0)
    assert isinstance(first, Donation)
    assert ids(first) == ids(again)
    sent = [parse("DONATION", gift | {"eventSentAt": at}) for at in (17, 18, "17")]
    assert len(set(ids(*sent))) == 2


@pytest.mark.parametrize("month", [None, "", 0, "0"])
def test_a_subscription_without_months_is_a_first_one(month: Any) -> None:
    event = parse("SUBSCRIPTION", {"subscriberChannelId": "s", "month": month})
    assert isinstance(event, Subscription)
    assert event.months == 1
