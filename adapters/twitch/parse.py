"""EventSub notification → Event, pure and tolerant."""

import re
from collections.abc import Callable

import msgspec

from adapters.twitch.frames import (
    BitsEvent,
    ChatEvent,
    CheerEvent,
    Frame,
    GiftEvent,
    RaidEvent,
    RedemptionEvent,
    SubscribeEvent,
)
from adapters.twitch.once import Once
from adapters.twitch.words import shared_words, words
from core.events import ChatMessage, Donation, Emote, Event, Raid, Redemption, Subscription, Viewer
from core.labels import Platform, Role

# A bit is worth one US cent to the streamer; for tiers and rankings, not for accounting.
WON_PER_BIT = 14
ANONYMOUS = Viewer("twitch:anonymous", "익명")
# Twitch's own accounts, in whose names anonymous viewers cheer and give.
ANONYMOUS_CHEERER, ANONYMOUS_GIFTER = "407665396", "274598607"
CHAT = "channel.chat.message"
BITS = "channel.bits.use"
REDEMPTION = "channel.channel_points_custom_reward_redemption.add"
# Bots that talk in most Korean and English channels; never answered.
BOTS = frozenset(
    {
        "nightbot",
        "streamelements",
        "streamlabs",
        "moobot",
        "fossabot",
        "ssakdook",
        "bbangddeock",
        "wizebot",
    }
)
_ROLE = {
    "broadcaster": Role.BROADCASTER,
    "moderator": Role.MANAGER,
    "lead_moderator": Role.MANAGER,
    "vip": Role.VIP,
    "subscriber": Role.SUBSCRIBER,
    "founder": Role.SUBSCRIBER,
}
_MODERATORS = frozenset({Role.BROADCASTER, Role.MANAGER})
_NO_ROLES: frozenset[Role] = frozenset()
_CHEERMOTE = re.compile(r"(?<!\S)[A-Za-z]{2,20}\d{1,6}(?!\S)\s*")


class Parser:
    """Turns the notifications of one bot account into events.

    Chat messages keep the message's id; the ids of other events are of another form, so that
    nobody replies to them.
    """

    def __init__(
        self,
        bot_id: str,
        own: Callable[[str, str, bool], object] = lambda *_: None,
        told: Callable[[str, str], bool] = lambda *_: False,
    ) -> None:
        """`own(channel, text, moderator)` gets the bot's own lines; `told(kind, channel)` says
        whether EventSub tells a kind of event there, so that its chat line is no news."""
        self._bot_id = bot_id
        self._own = own
        self._told = told
        self._once = Once()

    def parse(self, frame: Frame, now: float) -> Event | None:
        """The event in a notification; None for what is not ours to hear.

        Raises msgspec.DecodeError when a field that matters is missing or of another kind.
        """
        read = READERS.get(frame.about)
        if read is None:
            return None
        return read(self, frame.metadata.message_id or "", frame.payload.event, now)

    def _chat(self, _: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_chat(raw)
        source = event.source_broadcaster_user_id
        if source is not None and source != event.broadcaster_user_id:
            return None
        badges = event.badges
        roles = (
            frozenset([_ROLE[b.set_id] for b in badges if b.set_id in _ROLE])
            if badges
            else _NO_ROLES
        )
        if event.chatter_user_id == self._bot_id:
            moderator = not roles.isdisjoint(_MODERATORS)
            self._own(event.broadcaster_user_id, event.message.text or "", moderator)
            return None
        if event.chatter_user_login in BOTS or self._retold(event):
            return None
        viewer = Viewer(
            f"twitch:{event.chatter_user_id}",
            event.chatter_user_name or event.chatter_user_login or event.chatter_user_id,
            roles,
        )
        text, emotes = words(event.message)
        id, channel = f"twitch:{event.message_id}", event.broadcaster_user_id
        if event.cheer is not None and event.cheer.bits:
            if event.chatter_user_id == ANONYMOUS_CHEERER:
                viewer = ANONYMOUS
            return self._bits("chat", id, channel, viewer, event.cheer.bits, text, emotes, now)
        parent = event.reply.parent_user_id if event.reply else None
        return ChatMessage(
            id=id,
            platform=Platform.TWITCH,
            channel=channel,
            viewer=viewer,
            at=now,
            text=text,
            emotes=emotes,
            reply_to=None if parent is None or parent == self._bot_id else f"twitch:{parent}",
        )

    def _retold(self, event: ChatEvent) -> bool:
        """Whether another event tells of this line, with what was given for it."""
        if event.channel_points_custom_reward_id:
            return self._told(REDEMPTION, event.broadcaster_user_id)
        if event.message_type is not None and event.message_type.startswith("power_ups_"):
            return self._told(BITS, event.broadcaster_user_id)
        return False

    def _cheer(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_cheer(raw)
        text = _CHEERMOTE.sub("", event.message or "").strip()
        viewer = _viewer(event.user_id, event.user_name, event.is_anonymous)
        id, channel = f"twitch:cheer:{message_id}", event.broadcaster_user_id
        return self._bits("cheer", id, channel, viewer, event.bits, text, (), now)

    def _bits_use(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_bits(raw)
        text, emotes = words(event.message)
        viewer = _viewer(event.user_id, event.user_name)
        id, channel = f"twitch:bits:{message_id}", event.broadcaster_user_id
        return self._bits("bits", id, channel, viewer, event.bits, text, emotes, now)

    def _bits(
        self,
        source: str,
        id: str,
        channel: str,
        viewer: Viewer,
        bits: int,
        text: str,
        emotes: tuple[Emote, ...],
        now: float,
    ) -> Event | None:
        if bits <= 0 or not self._once.first(source, channel, viewer.id, bits, now):
            return None
        return Donation(
            id=id,
            platform=Platform.TWITCH,
            channel=channel,
            viewer=viewer,
            at=now,
            text=text,
            emotes=emotes,
            amount=bits * WON_PER_BIT,
            shown=f"{bits:,}비트",
        )

    def _subscribe(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_subscribe(raw)
        if event.is_gift:  # told once, with the giver, by channel.subscription.gift
            return None
        text, emotes = shared_words(event.message)
        return Subscription(
            id=f"twitch:subscription:{message_id}",
            platform=Platform.TWITCH,
            channel=event.broadcaster_user_id,
            viewer=_viewer(event.user_id, event.user_name),
            at=now,
            text=text,
            emotes=emotes,
            months=event.cumulative_months or 1,
            tier=_tier(event.tier),
        )

    def _gift(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_gift(raw)
        return Subscription(
            id=f"twitch:gift:{message_id}",
            platform=Platform.TWITCH,
            channel=event.broadcaster_user_id,
            viewer=_viewer(event.user_id, event.user_name, event.is_anonymous),
            at=now,
            months=1,
            gifted=event.total,
            tier=_tier(event.tier),
        )

    def _raid(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_raid(raw)
        return Raid(
            id=f"twitch:raid:{message_id}",
            platform=Platform.TWITCH,
            channel=event.to_broadcaster_user_id,
            viewer=_viewer(event.from_broadcaster_user_id, event.from_broadcaster_user_name),
            at=now,
            viewers=event.viewers,
        )

    def _redemption(self, _: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_redemption(raw)
        return Redemption(
            id=f"twitch:redemption:{event.id}",
            platform=Platform.TWITCH,
            channel=event.broadcaster_user_id,
            viewer=_viewer(event.user_id, event.user_name),
            at=now,
            text=event.user_input or "",
            reward=(event.reward.title if event.reward else None) or "채널 포인트 보상",
        )


def _tier(told: str | int | None) -> int:
    """1, 2 or 3, which Twitch tells as "1000" and so on; Prime is the first."""
    return {"2000": 2, "3000": 3}.get(str(told), 1)


def _viewer(id: str | None, name: str | None, anonymous: bool | None = False) -> Viewer:
    if anonymous or not id or id in (ANONYMOUS_CHEERER, ANONYMOUS_GIFTER):
        return ANONYMOUS
    return Viewer(f"twitch:{id}", name or id)


_decode_chat = msgspec.json.Decoder(ChatEvent).decode
_decode_cheer = msgspec.json.Decoder(CheerEvent).decode
_decode_bits = msgspec.json.Decoder(BitsEvent).decode
_decode_redemption = msgspec.json.Decoder(RedemptionEvent).decode
_decode_subscribe = msgspec.json.Decoder(SubscribeEvent).decode
_decode_gift = msgspec.json.Decoder(GiftEvent).decode
_decode_raid = msgspec.json.Decoder(RaidEvent).decode

READERS: dict[str, Callable[[Parser, str, msgspec.Raw, float], Event | None]] = {
    CHAT: Parser._chat,
    "channel.cheer": Parser._cheer,
    BITS: Parser._bits_use,
    REDEMPTION: Parser._redemption,
    "channel.subscribe": Parser._subscribe,
    "channel.subscription.message": Parser._subscribe,
    "channel.subscription.gift": Parser._gift,
    "channel.raid": Parser._raid,
}
