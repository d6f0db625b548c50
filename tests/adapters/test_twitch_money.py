"""Bits, gifts and rewards, told by several events in any order: each counts once."""

import asyncio
from itertools import permutations
from typing import Any

import pytest

from adapters.simulated.twitch_events import bits_event, chat_event, cheer_event, cheer_message
from adapters.twitch.parse import BITS, REDEMPTION, Parser
from core.events import ChatMessage, Donation, Emote, Redemption, Subscription, Viewer
from core.labels import Platform
from tests.adapters.test_twitch_parse import NOW, parse, payload
from tests.conftest import until
from tests.servers.twitch import staged

CHAT, CHEER = "channel.chat.message", "channel.cheer"
GIFT, SUBSCRIBE = "channel.subscription.gift", "channel.subscribe"


def cheer(bits: int = 100, text: str = "응원", **fields: Any) -> dict[str, dict[str, Any]]:
    """The three events that tell of one cheer."""
    words = cheer_message(text, bits)
    chat = chat_event("1337", "m1", "", "4242", "시청자")
    return {
        CHAT: chat | {"message": words, "cheer": {"bits": bits}} | fields,
        CHEER: cheer_event("1337", words["text"], "4242", "시청자", bits),
        BITS: bits_event("1337", text, "4242", "시청자", bits),
    }


@pytest.mark.parametrize("order", list(permutations([CHAT, CHEER, BITS])))
def test_a_cheer_counts_once_with_its_words(order: tuple[str, ...]) -> None:
    parser, told = Parser("9001"), cheer()
    events = [parse(kind, told[kind], parser) for kind in order]
    assert events[1:] == [None, None]
    (donation,) = [event for event in events if event is not None]
    assert isinstance(donation, Donation)
    assert (donation.amount, donation.shown, donation.text) == (1_400, "100비트", "응원")
    assert donation.viewer == Viewer("twitch:4242", "시청자")


def test_two_equal_cheers_count_twice_in_every_order() -> None:
    told = cheer()
    orders = set(permutations([CHAT, CHEER, BITS] * 2))
    assert len(orders) == 90
    for order in orders:
        parser = Parser("9001")
        events = [parse(kind, told[kind], parser) for kind in order]
        assert sum(event is not None for event in events) == 2, order


def test_what_comes_later_is_another_cheer() -> None:
    parser = Parser("9001")
    first = [parse(kind, event, parser) for kind, event in cheer().items()]
    later = [parse(kind, event, parser, NOW + 90.0) for kind, event in cheer().items()]
    assert sum(event is not None for event in first + later) == 2


def test_a_cheer_told_in_part_does_not_hide_a_later_one() -> None:
    parser, told = Parser("9001"), cheer()
    assert parse(CHAT, told[CHAT], parser) is not None
    assert parse(CHEER, told[CHEER], parser, NOW + 90.0) is not None
    assert parse(BITS, told[BITS], parser, NOW + 90.0) is None


@pytest.mark.parametrize("order", list(permutations([CHAT, CHEER, BITS])))
def test_an_anonymous_cheer_counts_once(order: tuple[str, ...]) -> None:
    told = cheer(chatter_user_id="407665396", chatter_user_login="ananonymouscheerer")
    told[CHEER] |= {"is_anonymous": True, "user_id": None, "user_name": None}
    told[BITS] |= {"user_id": "407665396", "user_name": "AnAnonymousCheerer"}
    parser = Parser("9001")
    events = [event for kind in order if (event := parse(kind, told[kind], parser)) is not None]
    assert [event.viewer for event in events] == [Viewer("twitch:anonymous", "익명")]


def test_money_given_in_another_channel_of_a_shared_chat_is_not_ours() -> None:
    foreign = cheer(source_broadcaster_user_id="777")[CHAT]
    assert parse(CHAT, foreign) is None
    ours = cheer(source_broadcaster_user_id="1337")[CHAT]
    assert isinstance(parse(CHAT, ours), Donation)


@pytest.mark.parametrize("kind", ["power_up", "custom_power_up", "combo", "something_new"])
def test_whatever_costs_bits_is_money(kind: str) -> None:
    event = payload("bits_use_event") | {"type": kind, "bits": 40}
    event["message"] = {
        "text": "힘내요 Kappa",
        "fragments": [
            {"type": "text", "text": "힘내요 "},
            {"type": "emote", "text": "Kappa", "emote": {"id": "25"}},
        ],
    }
    assert parse(BITS, event) == Donation(
        id="twitch:bits:m1",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer("twitch:4242", "시청자"),
        at=NOW,
        text="힘내요",
        emotes=(Emote("Kappa", "https://static-cdn.jtvnw.net/emoticons/v2/25/default/dark/1.0"),),
        amount=560,
        shown="40비트",
    )


@pytest.mark.parametrize("message", [None, {}, {"text": None, "fragments": None}])
def test_bits_without_words(message: dict[str, Any] | None) -> None:
    event = parse(BITS, payload("bits_use_event") | {"type": "power_up", "message": message})
    assert isinstance(event, Donation)
    assert event.text == ""


def test_no_bits_are_no_donation() -> None:
    assert parse(BITS, payload("bits_use_event") | {"bits": 0}) is None
    line = payload("chat_message_event") | {"cheer": {"bits": 0}}
    assert isinstance(parse(CHAT, line), ChatMessage)


@pytest.mark.parametrize("first", [CHAT, BITS])
def test_a_power_up_is_told_as_money_and_not_as_chat_too(first: str) -> None:
    line = chat_event("1337", "m1", "번쩍이는 말", "4242", "시청자")
    line |= {"message_type": "power_ups_message_effect"}
    event = payload("bits_use_event") | {"type": "power_up", "message": {"text": "번쩍이는 말"}}
    told = {CHAT: line, BITS: event}
    second = BITS if first == CHAT else CHAT
    parser = Parser("9001", told=lambda kind, channel: (kind, channel) == (BITS, "1337"))
    events = [parse(kind, told[kind], parser) for kind in (first, second)]
    assert [type(event) for event in events if event is not None] == [Donation]
    # Where bits are not told, the line is all there is.
    assert isinstance(parse(CHAT, line), ChatMessage)


def test_a_redemption_is_told_once_with_its_words() -> None:
    line = chat_event("1337", "m1", "말 걸기", "4242", "시청자")
    line |= {"channel_points_custom_reward_id": "w"}
    parser = Parser("9001", told=lambda kind, _: kind == REDEMPTION)
    assert parse(CHAT, line, parser) is None
    assert parse(REDEMPTION, payload("redemption_event"), parser) == Redemption(
        id="twitch:redemption:r",
        platform=Platform.TWITCH,
        channel="1337",
        viewer=Viewer("twitch:4242", "시청자"),
        at=NOW,
        text="말 걸기",
        reward="봇에게 말걸기",
    )
    assert isinstance(parse(CHAT, line), ChatMessage), "nobody else tells of it"


@pytest.mark.parametrize("field", ["reward", "user_input", "user_name"])
def test_a_redemption_misses_nothing_that_matters(field: str) -> None:
    event = payload("redemption_event")
    del event[field]
    assert isinstance(parse(REDEMPTION, event), Redemption)


@pytest.mark.parametrize("place", range(4))
def test_a_gift_counts_once_wherever_its_subscriptions_come(place: int) -> None:
    lucky = payload("subscribe_event") | {"is_gift": True}
    told = [(SUBSCRIBE, lucky | {"user_id": f"{n}"}) for n in range(3)]
    told.insert(place, (GIFT, payload("sub_gift_event") | {"total": 3}))
    parser = Parser("9001")
    events = [e for kind, event in told if (e := parse(kind, event, parser)) is not None]
    (gift,) = events
    assert isinstance(gift, Subscription)
    assert (gift.gifted, gift.viewer.id) == (3, "twitch:4242")


def test_an_anonymous_gift_names_nobody() -> None:
    event = payload("sub_gift_event") | {"is_anonymous": True, "user_id": "274598607"}
    gift = parse(GIFT, event)
    assert gift is not None
    assert gift.viewer == Viewer("twitch:anonymous", "익명")


async def test_over_the_socket_each_counts_once() -> None:
    async with staged() as stage:
        await asyncio.gather(*(stage.twitch.cheer(100, "응원해요") for _ in range(3)))
        await stage.twitch.repeat()
        await stage.twitch.notify(REDEMPTION, payload("redemption_event"))
        await stage.twitch.repeat()
        await stage.twitch.notify(GIFT, payload("sub_gift_event"))
        await stage.twitch.notify(SUBSCRIBE, payload("subscribe_event") | {"is_gift": True})
        await stage.hears("끝")
        await until(lambda: stage.texts()[-1:] == ["끝"])
        assert [type(event) for event in stage.heard] == [
            Donation, Donation, Donation, Redemption, Subscription, ChatMessage,
        ]  # fmt: skip
