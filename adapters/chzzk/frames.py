"""Chzzk's frames as they come over the socket; every field may be missing or null.

What only decorates a line stays raw: it is read when there is need, and may be rubbish.

Socket.IO 1 to 2 over Engine.IO 3: https://github.com/socketio/engine.io-protocol/tree/v3
Events: https://chzzk.gitbook.io/chzzk/chzzk-api/session
"""

import re

import msgspec
from msgspec import Raw, Struct

Number = int | float | str


class Hello(Struct, rename="camel"):
    """Engine.IO's opening packet; times in milliseconds."""

    sid: str = ""
    ping_interval: float | None = None
    ping_timeout: float | None = None


class SystemData(Struct, rename="camel"):
    session_key: str | None = None
    event_type: str | None = None
    channel_id: str | None = None


class System(Struct):
    """`type` is in lower case, however it came."""

    type: str = ""
    data: SystemData | None = None

    def __post_init__(self) -> None:
        self.type = self.type.lower()


class Profile(Struct, rename="camel"):
    nickname: str | None = None
    user_role_code: str | None = None
    badges: Raw = Raw()


class Chat(Struct, rename="camel"):
    sender_channel_id: str
    content: str | None = None
    channel_id: str | None = None
    profile: Profile | None = None
    # Documented here, seen in the profile.
    user_role_code: str | None = None
    message_time: Number | None = None
    event_sent_at: Number | None = None
    emojis: Raw = Raw()


class Donation(Struct, rename="camel"):
    pay_amount: Number
    donation_type: Number | None = None
    channel_id: str | None = None
    donator_channel_id: str | None = None
    donator_nickname: str | None = None
    donation_text: str | None = None
    event_sent_at: Number | None = None
    emojis: Raw = Raw()


class Subscription(Struct, rename="camel"):
    channel_id: str | None = None
    subscriber_channel_id: str | None = None
    subscriber_nickname: str | None = None
    tier_no: Number | None = None
    month: Number | None = None


class SocketEvent(Struct):
    """One Socket.IO event; `name` is in capitals, however it came; `ack` is the number the
    sender wants confirmed, if any."""

    name: str
    data: Raw
    ack: str


_HEAD = re.compile(r"42(?:/[^,]*,)?(\d*)")
_decode_list = msgspec.json.Decoder(list[Raw]).decode
_decode_text = msgspec.json.Decoder(str).decode


def socket_event(packet: str) -> SocketEvent:
    """The event in a packet that begins with "42". Raises msgspec.DecodeError."""
    head = _HEAD.match(packet)
    assert head is not None
    parts = _decode_list(packet[head.end() :])
    if len(parts) < 2:
        raise msgspec.ValidationError("an event without data")
    # Chzzk sends its objects as text inside the JSON; an object itself will do as well.
    data = _decode_text(parts[1]).encode() if bytes(parts[1])[:1] == b'"' else bytes(parts[1])
    return SocketEvent(_decode_text(parts[0]).upper(), Raw(data), head[1])


def polled(payload: str) -> list[str]:
    """The packets in a polling answer, each after its length. Raises ValueError."""
    packets = []
    while payload:
        length, _, rest = payload.partition(":")
        packets.append(rest[: int(length)])
        payload = rest[int(length) :]
    return packets


decode_hello = msgspec.json.Decoder(Hello).decode
decode_system = msgspec.json.Decoder(System).decode
decode_chat = msgspec.json.Decoder(Chat).decode
decode_donation = msgspec.json.Decoder(Donation).decode
decode_subscription = msgspec.json.Decoder(Subscription).decode
decode_emojis = msgspec.json.Decoder(dict[str, str]).decode
