"""Chzzk event → Event, pure and tolerant."""

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b

import msgspec

from adapters.chzzk.echoes import Echoes
from adapters.chzzk.frames import (
    Number,
    decode_chat,
    decode_donation,
    decode_emojis,
    decode_subscription,
)
from adapters.chzzk.moments import Moments
from core.events import ChatMessage, Donation, Emote, Event, Subscription, Viewer
from core.labels import Platform, Role
from core.show.emotes import kept

ANONYMOUS = "익명"
# Bots with accounts of their own, by the names they carry there; never answered.
BOTS = frozenset({"싹둑", "빵떡", "nightbot", "ssakdook", "bbangddeock"})
MOST = 10**12
# A donation of this kind plays a video; how long it is, nobody tells.
VIDEO = "VIDEO"
LENGTHS = 15
_ROLE = {
    "streamer": Role.BROADCASTER,
    "streaming_channel_manager": Role.MANAGER,
    "streaming_chat_manager": Role.MANAGER,
}
_NO_ROLES: frozenset[Role] = frozenset()
_BROADCASTER = frozenset({Role.BROADCASTER})
_SUBSCRIBER = frozenset({Role.SUBSCRIBER})
# Where every channel's subscription badges lie; a picture's address is all that a badge tells.
_SUBSCRIPTION_BADGE = b"/glive/subscription/badge/"
_EMOJI = re.compile(r"\{:(\w+):\}\s?")
_DIGITS = re.compile(r"\d[\d,]*")
# Nobody pays twice within two seconds, or subscribes for the same month twice in a day; a frame
# delivered twice comes within them.
_GIFT_WINDOW, _SUBSCRIPTION_WINDOW = 2.0, 86_400.0


class Parser:
    """Turns the events of one session into ours; `channel` is whose session it is."""

    def __init__(self, echoes: Echoes, channel: str = "") -> None:
        self.echoes = echoes
        self._gifts = Moments(_GIFT_WINDOW)
        self._subscriptions = Moments(_SUBSCRIPTION_WINDOW)
        self.channel = channel
        self.ignored = 0

    def parse(self, name: str, data: msgspec.Raw, now: float) -> Event | None:
        """The event in a frame; None for what is not ours to hear.

        Raises msgspec.DecodeError when a field that matters is missing or of another kind.
        """
        read = READERS.get(name)
        if read is None:
            self.ignored += 1
            return None
        return read(self, data, now)

    def _chat(self, data: msgspec.Raw, now: float) -> Event | None:
        chat = decode_chat(data)
        channel = chat.channel_id or self.channel
        content = chat.content or ""
        sender = chat.sender_channel_id
        if not sender:
            raise msgspec.ValidationError("a message of nobody")
        profile = chat.profile
        name = (profile.nickname if profile else None) or sender
        code = (profile.user_role_code if profile else None) or chat.user_role_code
        roles = _roles(code, profile is not None and _SUBSCRIPTION_BADGE in bytes(profile.badges))
        if sender == channel:
            if self.echoes.ours(content, now):
                return None
            roles = _BROADCASTER
        elif name.casefold() in BOTS:
            return None
        time = chat.message_time or chat.event_sent_at or repr(now)
        return ChatMessage(
            id=_id("chat", channel, sender, time, content),
            platform=Platform.CHZZK,
            channel=channel,
            viewer=Viewer(f"chzzk:{sender}", name, roles),
            at=now,
            text=_EMOJI.sub("", content).strip(),
            emotes=_emotes(content, chat.emojis),
        )

    def _donation(self, data: msgspec.Raw, now: float) -> Event | None:
        # Any kind counts, documented (CHAT, VIDEO) or not (MISSION): it is somebody's money.
        gift = decode_donation(data)
        channel = gift.channel_id or self.channel
        amount = _whole(gift.pay_amount)
        if amount == 0:
            raise msgspec.ValidationError("a donation of nothing")
        text = gift.donation_text or ""
        what = (channel, gift.donator_channel_id, amount, gift.donation_type, text)
        if gift.event_sent_at:
            time = gift.event_sent_at
        elif gift.donator_channel_id:
            time = self._gifts.of(repr(what), now)
        else:
            time = self._gifts.only(now)
        return Donation(
            id=_id("donation", *what, time),
            platform=Platform.CHZZK,
            channel=channel,
            viewer=_viewer(gift.donator_channel_id, gift.donator_nickname),
            at=now,
            text=_EMOJI.sub("", text).strip(),
            emotes=_emotes(text, gift.emojis),
            amount=amount,
            shown=f"{amount:,}치즈",
            video=gift.donation_type == VIDEO,
        )

    def _subscription(self, data: msgspec.Raw, now: float) -> Event | None:
        event = decode_subscription(data)
        channel = event.channel_id or self.channel
        who = event.subscriber_channel_id or event.subscriber_nickname
        months = max(1, _whole(event.month)) if event.month else 1
        what = (channel, who, event.tier_no, months)
        return Subscription(
            id=_id("subscription", *what, self._subscriptions.of(repr(what), now)),
            platform=Platform.CHZZK,
            channel=channel,
            viewer=_viewer(event.subscriber_channel_id, event.subscriber_nickname),
            at=now,
            months=months,
            tier=_tier(event.tier_no),
        )


def _roles(code: str | None, subscriber: bool) -> frozenset[Role]:
    role = _ROLE.get(code.lower()) if code else None
    roles = frozenset({role}) if role else _NO_ROLES
    return roles | _SUBSCRIBER if subscriber else roles


def _emotes(text: str, emojis: msgspec.Raw) -> tuple[Emote, ...]:
    if "{:" not in text:
        return ()
    return kept(_pictures(text, emojis))


def _pictures(text: str, emojis: msgspec.Raw) -> Iterator[Emote]:
    try:
        pictures = decode_emojis(emojis)
    except msgspec.DecodeError:  # no picture is worth a message
        return
    for name in _EMOJI.findall(text):
        if name in pictures:
            yield Emote(name, pictures[name])


def _viewer(id: str | None, name: str | None) -> Viewer:
    return Viewer(f"chzzk:{id}", name or id) if id else Viewer("chzzk:anonymous", name or ANONYMOUS)


def _whole(number: Number) -> int:
    """A whole number as Chzzk writes them: 1000, "1000", "10,000". Raises ValidationError."""
    if isinstance(number, str):
        found = _DIGITS.match(number.strip())
        number = int(found[0].replace(",", "")[:LENGTHS]) if found else -1
    if not 0 <= number < MOST:
        raise msgspec.ValidationError("not a number to count with")
    return int(number)


def _tier(number: Number | None) -> int:
    """What a subscription is worth never keeps it from being thanked for."""
    try:
        return max(1, _whole(number or 1))
    except msgspec.ValidationError:
        return 1


def _id(*parts: object) -> str:
    """Chzzk numbers no events: an id from what tells them apart."""
    digest = blake2b("\x1f".join(map(str, parts)).encode(errors="replace"), digest_size=12)
    return f"chzzk:{digest.hexdigest()}"


READERS: dict[str, Callable[[Parser, msgspec.Raw, float], Event | None]] = {
    "CHAT": Parser._chat,
    "DONATION": Parser._donation,
    "SUBSCRIPTION": Parser._subscription,
}
