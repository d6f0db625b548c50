"""EventSub notification → Event, pure and tolerant."""

import re
from collections.abc import Callable

import msgspec

from adapters.twitch.frames import (
    ChatEvent,
    CheerEvent,
    Frame,
    GiftEvent,
    RaidEvent,
    SubscribeEvent,
)
from adapters.twitch.once import Once
from core.events import ChatMessage, Donation, Event, Raid, Subscription, Viewer
from core.labels import Platform, Role

# A bit is worth one US cent to the streamer; for tiers and rankings, not for accounting.
WON_PER_BIT = 14
ANONYMOUS = Viewer("twitch:anonymous", "익명")
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
_NO_ROLES: frozenset[Role] = frozenset()
_CHEERMOTE = re.compile(r"(?<!\S)[A-Za-z]{2,20}\d{1,6}(?!\S)\s*")


class Parser:
    """Turns the notifications of one bot account into events."""

    def __init__(self, bot_id: str) -> None:
        self._bot_id = bot_id
        self._once = Once()

    def parse(self, frame: Frame, now: float) -> Event | None:
        """The event in a notification; None for what is not ours to hear.

        Raises msgspec.DecodeError when a field that matters is missing or of another kind.
        """
        read = READERS.get(frame.metadata.subscription_type)
        if read is None:
            return None
        return read(self, frame.metadata.message_id, frame.payload.event, now)

    def _chat(self, _: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_chat(raw)
        if event.chatter_user_id == self._bot_id or event.chatter_user_login in BOTS:
            return None
        source = event.source_broadcaster_user_id
        if source is not None and source != event.broadcaster_user_id:
            return None
        badges = event.badges
        viewer = Viewer(
            f"twitch:{event.chatter_user_id}",
            event.chatter_user_name or event.chatter_user_login or event.chatter_user_id,
            frozenset([_ROLE[b.set_id] for b in badges if b.set_id in _ROLE])
            if badges
            else _NO_ROLES,
        )
        text = event.message.text or ""
        if event.cheer is not None and event.cheer.bits:
            return self._bits(
                "chat",
                f"twitch:{event.message_id}",
                event.broadcaster_user_id,
                viewer,
                event.cheer.bits,
                text,
                now,
            )
        parent = event.reply.parent_user_id if event.reply else None
        return ChatMessage(
            id=f"twitch:{event.message_id}",
            platform=Platform.TWITCH,
            channel=event.broadcaster_user_id,
            viewer=viewer,
            at=now,
            text=text,
            reply_to=None if parent is None or parent == self._bot_id else f"twitch:{parent}",
        )

    def _cheer(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_cheer(raw)
        viewer = _viewer(event.user_id, event.user_name, event.is_anonymous)
        return self._bits(
            "cheer",
            f"twitch:{message_id}",
            event.broadcaster_user_id,
            viewer,
            event.bits,
            event.message or "",
            now,
        )

    def _bits(
        self, source: str, id: str, channel: str, viewer: Viewer, bits: int, text: str, now: float
    ) -> Event | None:
        if not self._once.first(source, channel, viewer.id, bits, now):
            return None
        return Donation(
            id=id,
            platform=Platform.TWITCH,
            channel=channel,
            viewer=viewer,
            at=now,
            text=_CHEERMOTE.sub("", text).strip(),
            amount=bits * WON_PER_BIT,
            shown=f"{bits:,}비트",
        )

    def _subscribe(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_subscribe(raw)
        if event.is_gift:  # told once, with the giver, by channel.subscription.gift
            return None
        return Subscription(
            id=f"twitch:{message_id}",
            platform=Platform.TWITCH,
            channel=event.broadcaster_user_id,
            viewer=_viewer(event.user_id, event.user_name),
            at=now,
            text=(event.message.text or "") if event.message else "",
            months=event.cumulative_months or 1,
        )

    def _gift(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_gift(raw)
        return Subscription(
            id=f"twitch:{message_id}",
            platform=Platform.TWITCH,
            channel=event.broadcaster_user_id,
            viewer=_viewer(event.user_id, event.user_name, event.is_anonymous),
            at=now,
            months=1,
            gifted=event.total,
        )

    def _raid(self, message_id: str, raw: msgspec.Raw, now: float) -> Event | None:
        event = _decode_raid(raw)
        return Raid(
            id=f"twitch:{message_id}",
            platform=Platform.TWITCH,
            channel=event.to_broadcaster_user_id,
            viewer=_viewer(event.from_broadcaster_user_id, event.from_broadcaster_user_name),
            at=now,
            viewers=event.viewers,
        )


def _viewer(id: str | None, name: str | None, anonymous: bool | None = False) -> Viewer:
    return ANONYMOUS if anonymous or id is None else Viewer(f"twitch:{id}", name or id)


_decode_chat = msgspec.json.Decoder(ChatEvent).decode
_decode_cheer = msgspec.json.Decoder(CheerEvent).decode
_decode_subscribe = msgspec.json.Decoder(SubscribeEvent).decode
_decode_gift = msgspec.json.Decoder(GiftEvent).decode
_decode_raid = msgspec.json.Decoder(RaidEvent).decode

READERS: dict[str, Callable[[Parser, str, msgspec.Raw, float], Event | None]] = {
    "channel.chat.message": Parser._chat,
    "channel.cheer": Parser._cheer,
    "channel.subscribe": Parser._subscribe,
    "channel.subscription.message": Parser._subscribe,
    "channel.subscription.gift": Parser._gift,
    "channel.raid": Parser._raid,
}
